import { BLOCKING_REASONS, type BlockingReason, type ReasonCode } from './vocabulary.ts'

/**
 * What the sentence of a reason is filled with: keys, vocabulary words and RFC 3339 instants.
 * Never the key of a member: the reader of a reason may be another person in the item.
 */
export type ReasonParameters = Readonly<Record<string, string>>

export interface Reason {
  readonly code: ReasonCode
  readonly parameters: ReasonParameters
}

/** When each reason applies, for those who read decisions: the reference that schema and documentation print. */
export const REASON_MEANINGS: Readonly<Record<ReasonCode, string>> = {
  NOT_OBJECTED: 'Eligible: the rule offers an opt-out, and nobody whom it protects has objected.',
  CONSENTED: 'Eligible: the rule asks for consent, and the author and every co-author gave it.',
  NO_CONTROL_OFFERED: 'Eligible: the rule offers no choice, and nothing else stands against the use.',
  UNKNOWN_ITEM: 'The id names no item that is registered at the instant, as far as was known.',
  UNKNOWN_MEMBER: 'The author or a co-author is no member registered at the instant, or the item has no author.',
  UNKNOWN_DATA_USE: 'The rulebook has no such data use, or none is published.',
  ITEM_DELETED: 'The item is deleted at the instant.',
  ACCOUNT_CLOSED: 'The account of the author or of a co-author is closed, erased or memorialised at the instant.',
  KIND_NEVER: 'The kind is one of the absolute exclusions, which no rulebook can bring into scope.',
  MINOR: 'Somebody in the item, in any role, is under 18 by date of birth, or believed to be a minor.',
  REGION_UNRESOLVED: 'The author or a co-author has no residence in force, or it names no ISO 3166-1 country.',
  NO_RULE: 'No rule of the data use covers the place of the author or of a co-author.',
  SUSPENDED: 'The phase of the rule at the instant is a suspension.',
  BEFORE_START: "The instant lies before the rule's first phase.",
  ENDED: "The instant lies at or after the end of the rule's last phase.",
  NOTICE_NOT_SERVED:
    'The rule requires a notice that the author or a co-author was not served by the instant, in the version required for the kind.',
  NOTICE_PERIOD: 'The notice was served, and its lead time ends after the instant.',
  KIND_NOT_IN_SCOPE: "The rule's scope does not list the kind.",
  VISIBILITY_NOT_IN_SCOPE: "The rule's scope lists the kind, and not at this visibility.",
  SENSITIVE_SOURCE: 'The item stands in a page or group that is flagged sensitive.',
  OUTSIDE_CONTENT_WINDOW: 'The item was created before the content window of the rule begins.',
  CREATED_AS_MINOR: 'The rule excludes content that its author or a co-author created before turning 18.',
  OBJECTED: 'The rule offers an opt-out, and the choice in force of the author is an objection that reaches the item.',
  OBJECTED_BY_OTHER: 'Likewise for somebody other than the author. Which person is never told.',
  CONSENT_MISSING: 'The rule asks for consent, and the author or a co-author has not given it.',
}

/** A set of blocking reasons as bits: bit `n` is the n-th of `BLOCKING_REASONS`. 0: nothing blocks. */
export type ReasonMask = number

const BITS = new Map(BLOCKING_REASONS.map((code, index) => [code, 1 << index]))

export function bitOf(code: BlockingReason): ReasonMask {
  return BITS.get(code) ?? 0
}

export function maskOf(codes: Iterable<BlockingReason>): ReasonMask {
  let mask = 0
  for (const code of codes) mask |= bitOf(code)
  return mask
}

/** The reasons of a mask, the decisive one first. */
export function reasonsOf(mask: ReasonMask): BlockingReason[] {
  return BLOCKING_REASONS.filter((_, index) => ((mask >>> index) & 1) !== 0)
}
