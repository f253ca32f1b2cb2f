/**
 * The client of Demur for browsers and Node.
 * @module @demur/sdk
 */

export type { CheckOptions } from './check.ts'
export { type Client, createClient } from './client.ts'
export type { Clock } from './clock.ts'
export type * from './consumer.ts'
export { type Decision, isEligible, type Question, type Reason } from './decision.ts'
export type { Document } from './document.ts'
export type { EligibilityCalls } from './eligibility.ts'
export * from './error.ts'
export type { LedgerCalls, LedgerOptions } from './ledger.ts'
export type { LedgerEntry } from './ledger-entry.ts'
export type * from './notice.ts'
export type { Source } from './on-demand/batch.ts'
export type { CheckManyOptions } from './on-demand/check-many.ts'
export type { ContentItem, ListOptions } from './on-demand/content-item.ts'
export type { LedgerBatch } from './on-demand/feed/batch.ts'
export type { FeedEvent, FeedState } from './on-demand/feed/machine.ts'
export type { FeedStep, FollowOptions, SubscribeOptions } from './on-demand/feed/options.ts'
export type { FilterOptions, LeftOut } from './on-demand/filter.ts'
export type { PublishOptions, PublishRulebookResult, RulebookCalls, RulebookEffect } from './on-demand/rulebook.ts'
export type {
  DiffRequest,
  ProposalsOptions,
  ProposeRulebookResult,
  ReviewOptions,
  ReviewRulebookResult,
  RulebookChange,
  RulebookDiffResult,
  RulebookProposal,
  RulebookProposed,
  RulebookReference,
} from './on-demand/rulebook-proposal.ts'
export type { DecisionChange, DecisionThenAndNow } from './on-demand/then-and-now.ts'
export type { ChoiceEvent, ChoiceRecorded, ChoiceRefusal, ChoiceResult, OptOutSetting } from './opt-out-setting.ts'
export type * from './options.ts'
export type { DataUsePastUse, PastUse, PastUseSummary, PastUses } from './past-use.ts'
export type * from './receipt.ts'
export type { ContentDescriptor, ItemReference, MemberReference, Subject } from './reference.ts'
export type * from './refusal.ts'
export type * from './run.ts'
export type * from './settings.ts'
export type * from './settings-overview.ts'
export type { SendOptions } from './transport.ts'
export type * from './vocabulary.ts'
