import { type Decision, readDecision } from '../decision.ts'
import type { LocalisedCallOptions } from '../options.ts'
import { optionalTimestamp } from '../reference.ts'
import { type ForbiddenError, type RulebookRefusedError, readResult, type UnknownError } from '../refusal.ts'
import type { Transport } from '../transport.ts'
import type { Instant, OrNewer, Position, ReasonCode, Timestamp } from '../vocabulary.ts'
import { type EffectFieldsFragment, PublishRulebookDocument } from './generated/graphql.ts'
import {
  approveRulebook,
  type DiffRequest,
  diffRulebooks,
  listProposals,
  type ProposalsOptions,
  type ProposeRulebookResult,
  proposeRulebook,
  type ReviewOptions,
  type ReviewRulebookResult,
  type RulebookDiffResult,
  type RulebookProposal,
  type RulebookProposed,
  rejectRulebook,
} from './rulebook-proposal.ts'

/** How publishing is done. */
export interface PublishOptions extends LocalisedCallOptions {
  /** Check the document and measure its effect; write nothing. Default: false. */
  readonly dryRun?: boolean | undefined
  /** Whether the effect is measured, which looks at every registered item. Default: true. */
  readonly effect?: boolean | undefined
  /** The instant that the effect is about, such as the day a new phase begins. Default: now. */
  readonly at?: Instant | undefined
  /** For those who approve it, where that is required. */
  readonly note?: string | undefined
  /** How many samples of each data use, from 0 to 100. Default: 3. */
  readonly samples?: number | undefined
}

export type PublishRulebookResult =
  | {
      readonly ok: true
      readonly proposal?: never
      /** As the document says. */
      readonly version: string
      /** `sha256:` and the hash of the document as canonical JSON (RFC 8785). */
      readonly digest: string
      /** Null for a dry run. */
      readonly position: Position | null
      /** The instant that the effect is about, and the position that it is as known at. */
      readonly at: Timestamp
      readonly asKnownAt: Position
      /** Decisions on registered items that turn, per data use; null where it was not to be measured. */
      readonly effect: readonly RulebookEffect[] | null
    }
  | RulebookProposed
  | { readonly ok: false; readonly error: RulebookRefusedError | ForbiddenError | UnknownError }

/** How many decisions on registered items turn, for one data use. */
export interface RulebookEffect {
  /** The key of the data use. */
  readonly dataUse: string
  readonly becomeEligible: number
  readonly becomeIneligible: number
  /** Not eligible before and after, for other reasons. */
  readonly changeReasons: number
  /** How often each reason takes part in the decisions that turn. */
  readonly reasons: readonly {
    readonly reason: OrNewer<ReasonCode>
    /** Decisions that are no longer eligible, with this among their reasons. */
    readonly blocksNewly: number
    /** Decisions that are eligible now, and had this among their reasons. */
    readonly blocksNoLonger: number
  }[]
  /** A few items whose decisions turn, of as many kinds as there are places. */
  readonly samples: readonly {
    readonly item: { readonly key: string }
    readonly before: Decision
    readonly after: Decision
  }[]
}

/** The rulebook. */
export interface RulebookCalls {
  /**
   * Publishes a rulebook document, or says everything that forbids it. Takes no idempotency key, so it is never sent
   * twice unless it is a dry run.
   */
  publish(rulebook: unknown, options?: PublishOptions): Promise<PublishRulebookResult>
  /** Says in words in what two rulebooks differ; leave one out for the rulebook that answers now. */
  diff(request: DiffRequest, options?: LocalisedCallOptions): Promise<RulebookDiffResult>
  /** Proposes a rulebook to other operators, whether or not the register requires it. */
  propose(rulebook: unknown, options?: ReviewOptions): Promise<ProposeRulebookResult>
  /** The rulebooks that were proposed, the latest first, 1,000 at most. */
  proposals(options?: ProposalsOptions): Promise<readonly RulebookProposal[]>
  /** Approves what another operator proposed, by its id; the last approval needed publishes it. */
  approve(proposal: string, options?: LocalisedCallOptions): Promise<ReviewRulebookResult>
  /** Rejects a proposal, or withdraws one's own. */
  reject(proposal: string, options?: ReviewOptions): Promise<ReviewRulebookResult>
}

/** Publishes a rulebook. */
async function publishRulebook(
  transport: Transport,
  rulebook: unknown,
  options: PublishOptions,
): Promise<PublishRulebookResult> {
  const {
    dryRun = false,
    effect = true,
    samples = 3,
    at,
    note = null,
    locale = transport.options.locale,
    ...call
  } = options
  const variables = { input: { rulebook, dryRun, note, at: optionalTimestamp(at) }, effect, samples, locale }
  const data = await transport.send(PublishRulebookDocument, variables, { ...call, idempotent: dryRun })
  const known = {
    PublishRulebookSuccess: true,
    RulebookProposed: true,
    RulebookRefusedError: true,
    ForbiddenError: true,
  } as const
  const result = readResult(data.publishRulebook, known)
  if (result.__typename === 'RulebookProposed') return { ok: true, proposal: result.proposal }
  if (result.__typename !== 'PublishRulebookSuccess') return { ok: false, error: result }
  const { __typename: _, effect: measured, ...published } = result
  return { ok: true, ...published, effect: measured?.map(readEffect) ?? null }
}

function readEffect({ samples, ...effect }: EffectFieldsFragment): RulebookEffect {
  const read = samples.map(({ item, before, after }) => ({
    item,
    before: readDecision(before),
    after: readDecision(after),
  }))
  return { ...effect, samples: read }
}

export const calls = (transport: Transport): RulebookCalls => ({
  publish: (rulebook, options = {}) => publishRulebook(transport, rulebook, options),
  diff: (request, options = {}) => diffRulebooks(transport, request, options),
  propose: (rulebook, options = {}) => proposeRulebook(transport, rulebook, options),
  proposals: (options = {}) => listProposals(transport, options),
  approve: (proposal, options = {}) => approveRulebook(transport, proposal, options),
  reject: (proposal, options = {}) => rejectRulebook(transport, proposal, options),
})
