/** The part of the port that is about rulebooks as a whole: publishing, their history, and what they would change. */
import type { BlockingReason, Instant, Json, Position, Rulebook, RulebookChange } from '@demur/eligibility'
import type {
  ContentItemRecord,
  DecisionRecord,
  Page,
  PageRequest,
  Policy,
  ReadPoint,
  RefusalOf,
  SettledPoint,
} from './register.ts'

/** A published rulebook and what the ledger says of its publication. */
export interface RulebookRecord extends Policy {
  /** `sha256:` and the hash of the document as canonical JSON. */
  readonly digest: string
  readonly publishedAt: Instant
  /** Who published it, and the document; null for viewers who may not see them. */
  readonly publishedBy: string | null
  /** Who approved it; null where no approval was required, too. */
  readonly approvedBy: readonly string[] | null
  readonly document: Json | null
}

/** Which rulebook: a published one by its version or by a position at which it answers, or a document. */
export type RulebookReference =
  | { readonly version: string; readonly position?: never; readonly document?: never }
  | { readonly version?: never; readonly position: Position; readonly document?: never }
  | { readonly version?: never; readonly position?: never; readonly document: Json }

/** Two rulebooks to compare; null is the one that answers at the head of the ledger. */
export interface RulebookDiffRequest {
  readonly from: RulebookReference | null
  readonly to: RulebookReference | null
}
export interface RulebookDiffRecord {
  readonly refusal?: never
  /** The versions; null where no rulebook answered. */
  readonly from: string | null
  readonly to: string
  readonly changes: readonly RulebookChange[]
}
export type RulebookDiffOutcome = RulebookDiffRecord | RefusalOf<'RulebookRefusedError' | 'NotFoundError'>

/** What would become of decisions if a rulebook answered instead of another. */
export interface EffectQuestion extends SettledPoint {
  readonly rulebook: Rulebook
  /** The position at which the other rulebook answers; 0: none. */
  readonly base: Position
  /** Decisions about a later instant are projected. */
  readonly now: Instant
}
/** How often a reason takes part in decisions that turn. */
export interface ReasonEffectRecord {
  readonly reason: BlockingReason
  readonly blocksNewly: number
  readonly blocksNoLonger: number
}
export interface EffectSampleRecord {
  readonly item: ContentItemRecord
  readonly before: DecisionRecord
  readonly after: DecisionRecord
}
export interface RulebookEffectRecord {
  readonly dataUse: string
  readonly becomeEligible: number
  readonly becomeIneligible: number
  readonly changeReasons: number
  readonly reasons: readonly ReasonEffectRecord[]
  readonly samples: readonly EffectSampleRecord[]
}
export interface PublishRulebookCommand {
  readonly document: Json
  readonly dryRun: boolean
  /** For those who approve, where approval is required; null: none. */
  readonly note: string | null
  /** The instant that the effect is about; null: now. */
  readonly at: Instant | null
}
export interface PublishRulebookSuccess {
  readonly refusal?: never
  readonly version: string
  readonly digest: string
  /** Null for a dry run. */
  readonly position: Position | null
  /** What the effect is measured at. */
  readonly measured: EffectQuestion
}
export type PublishRulebookOutcome =
  | PublishRulebookSuccess
  | RulebookProposed
  | RefusalOf<'RulebookRefusedError' | 'ForbiddenError'>

/** EXPIRED: nobody approved it in time. STALE: another rulebook was published since it was proposed. */
export const PROPOSAL_STATUSES = ['OPEN', 'PUBLISHED', 'REJECTED', 'WITHDRAWN', 'EXPIRED', 'STALE'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

/** A rulebook that somebody wants to publish and others have to approve. */
export interface RulebookProposalRecord {
  readonly id: string
  readonly status: ProposalStatus
  readonly version: string
  readonly digest: string
  readonly document: Json
  readonly rulebook: Rulebook
  /** The position of the rulebook that it is to replace; 0: none was published. */
  readonly base: Position
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly expiresAt: Instant
  readonly note: string | null
  readonly approvalsNeeded: number
  readonly approvals: readonly { readonly subject: string; readonly approvedAt: Instant }[]
  /** Who published, rejected or withdrew it; null while nobody did. */
  readonly closedBy: string | null
  readonly closedAt: Instant | null
  readonly closedNote: string | null
  readonly publishedPosition: Position | null
}

/** It was not published: others have to approve it first. */
export interface RulebookProposed {
  readonly refusal?: never
  readonly proposal: RulebookProposalRecord
}
export interface ProposeRulebookCommand {
  readonly document: Json
  readonly note: string | null
}
export type ProposeRulebookOutcome = RulebookProposed | RefusalOf<'RulebookRefusedError' | 'ForbiddenError'>
/** What became of approving or rejecting a proposal: how it stands then. */
export type ReviewOutcome = RulebookProposed | RefusalOf<'NotFoundError' | 'ForbiddenError' | 'ProposalNotOpenError'>

export interface RulebookRegister {
  /** Every rulebook published by a position (null: the head), the one published last first. */
  rulebooks(page: PageRequest, asKnownAt: Position | null): Promise<Page<RulebookRecord>>
  /** A published rulebook; null where there is none. */
  rulebook(reference: RulebookReference | null): Promise<RulebookRecord | null>
  rulebookDiff(request: RulebookDiffRequest): Promise<RulebookDiffOutcome>

  publishRulebook(command: PublishRulebookCommand): Promise<PublishRulebookOutcome>
  /** The proposals, the latest first; null: of any status. Operators and auditors see them, nobody else. */
  rulebookProposals(status: ProposalStatus | null, page: PageRequest): Promise<Page<RulebookProposalRecord>>
  rulebookProposal(id: string): Promise<RulebookProposalRecord | null>
  proposeRulebook(command: ProposeRulebookCommand): Promise<ProposeRulebookOutcome>
  /** Approves a proposal of somebody else; publishes it where no further approval is needed. */
  approveRulebook(id: string): Promise<ReviewOutcome>
  /** Rejects a proposal, or withdraws it where it is the viewer's own. */
  rejectRulebook(id: string, note: string | null): Promise<ReviewOutcome>
  /** What the effect of a proposal is measured at: by default now, or where it was published right before that. */
  proposalEffect(proposal: RulebookProposalRecord, point: ReadPoint): Promise<EffectQuestion>
  /** Decisions on registered items that turn, per data use, with at most so many samples of each. */
  rulebookEffect(question: EffectQuestion, samples: number): Promise<RulebookEffectRecord[]>
}
