/** The part of the port that is about rulebooks as a whole: publishing, their history, and what they would change. */
import type { BlockingReason, Instant, Json, Position, Rulebook, RulebookChange } from '@demur/eligibility'
import type {
  ContentItemRecord,
  DecisionRecord,
  Page,
  PageRequest,
  Policy,
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

/** What would become of decisions if a rulebook answered instead of the one that does at a position. */
export interface EffectQuestion extends SettledPoint {
  readonly rulebook: Rulebook
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
export type PublishRulebookOutcome = PublishRulebookSuccess | RefusalOf<'RulebookRefusedError' | 'ForbiddenError'>

export interface RulebookRegister {
  /** Every published rulebook, the one published last first. */
  rulebooks(page: PageRequest): Promise<Page<RulebookRecord>>
  /** A published rulebook; null where there is none. */
  rulebook(reference: RulebookReference | null): Promise<RulebookRecord | null>
  rulebookDiff(request: RulebookDiffRequest): Promise<RulebookDiffOutcome>

  publishRulebook(command: PublishRulebookCommand): Promise<PublishRulebookOutcome>
  /** Decisions on registered items that turn, per data use, with at most so many samples of each. */
  rulebookEffect(question: EffectQuestion, samples: number): Promise<RulebookEffectRecord[]>
}
