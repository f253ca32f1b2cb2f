/**
 * The port that a register implements to be served by this schema. It is bound to one viewer and one request: what the
 * viewer may not see looks as if it did not exist, and the clock was read once.
 *
 * Every method that takes several keys answers in their order, and a key that names nothing spoils no other.
 */
import type {
  Choice,
  ChoiceAct,
  ContentDescriptor,
  ContentKind,
  Control,
  DataUse,
  Decision,
  DueNotice,
  Instant,
  Position,
  Problem,
  Protection,
  Rule,
  Rulebook,
  Setting,
  SettingUse,
  Visibility,
} from '@demur/eligibility'
import type { ActsRegister } from './acts-register.ts'
import type { ConsumerRegister } from './consumer-register.ts'
import type { EvidenceRegister } from './evidence-register.ts'
import type { KnownTimeRegister } from './known-time-register.ts'
import type { RulebookProposalRecord, RulebookRegister } from './rulebook-register.ts'
import type { RunRegister } from './run-register.ts'
import type { StatisticsRegister } from './statistics-register.ts'
import type { WebhookRegister } from './webhook-register.ts'

export type * from './acts-register.ts'
export type * from './consumer-register.ts'
export type * from './evidence-register.ts'
export type * from './known-time-register.ts'
export * from './rulebook-register.ts'
export * from './run-register.ts'
export type * from './statistics-register.ts'
export * from './webhook-register.ts'

export const ROLES = ['MEMBER', 'SERVICE', 'OPERATOR', 'AUDITOR'] as const
export type Role = (typeof ROLES)[number]

/** Who asks, as authenticated. */
export interface Viewer {
  readonly subject: string
  readonly roles: readonly Role[]
  /** The member that the viewer is; null for everybody else. */
  readonly member: string | null
}

/** A point on both time axes; null is now, respectively the head of the ledger. */
export interface ReadPoint {
  readonly at: Instant | null
  readonly asKnownAt: Position | null
}

/** A read point with both axes settled. */
export interface SettledPoint {
  readonly at: Instant
  readonly asKnownAt: Position
}

/** A rulebook and the entry that published it. */
export interface Policy {
  readonly rulebook: Rulebook
  readonly position: Position
}

export interface DataUseRecord {
  readonly dataUse: DataUse
  readonly policy: Policy
}
export interface SettingRecord {
  readonly setting: Setting
  readonly policy: Policy
}
export interface RuleRecord {
  readonly rule: Rule
  readonly policy: Policy
}

export interface MemberRecord extends SettledPoint {
  readonly key: string
  readonly country: string | null
  /** Codes of the regions that the residence in force lies in. */
  readonly regions: readonly string[]
  readonly optOutSettings: readonly OptOutSettingRecord[]
  readonly noticesDue: readonly (DueNotice & { readonly policy: Policy })[]
}

export interface OptOutSettingRecord extends SettledPoint, SettingRecord {
  readonly member: string
  readonly choice: Choice
  readonly inForce: boolean
  readonly useAllowed: boolean
  readonly control: Control | null
  /** What the rulebook that answers says of the uses of the setting; empty where it no longer has it. */
  readonly uses: readonly OptOutSettingUseRecord[]
  readonly version: number
  readonly changedAt: Instant | null
  /** What consumers have to apply; null where there is nothing. */
  readonly protection: Protection | null
}

/** One data use of a setting, for one member, and the policy that answers. */
export interface OptOutSettingUseRecord extends SettingUse {
  readonly policy: Policy
}

export interface ChoiceEventRecord {
  readonly position: Position
  readonly member: string
  readonly setting: string
  readonly act: ChoiceAct
  readonly effectiveAt: Instant
  readonly recordedAt: Instant
  readonly channel: string
  readonly actor: string
}

export interface ContentItemRecord extends SettledPoint {
  readonly key: string
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly createdAt: Instant
  readonly deletedAt: Instant | null
  /** The key of the author, whether or not anybody is registered under it. */
  readonly author: string | null
}

/** An item by the caller's own key, or described. */
export type ItemReference =
  | { readonly key: string; readonly descriptor?: never }
  | { readonly key?: never; readonly descriptor: ContentDescriptor }

export interface QuestionRecord extends ReadPoint {
  readonly item: ItemReference
  readonly dataUse: string
}

/** A decision, and the policy that it was made under. */
export interface DecisionRecord {
  readonly decision: Decision
  readonly policy: Policy | null
}

export interface LedgerEntryRecord {
  readonly position: Position
  readonly recordedAt: Instant
  /** Of an erased entry, `recordedAt`: when it took effect is erased too. */
  readonly effectiveAt: Instant
  readonly type: string
  readonly erased: boolean
  readonly member: string | null
  readonly item: string | null
  /** JSON; null where it is erased. */
  readonly body: string | null
}

/**
 * A stretch of the ledger: what the viewer may see of the entries after one position and up to another. The next one
 * begins where this one ends.
 */
export interface LedgerBatchRecord {
  readonly after: Position
  readonly through: Position
  /** The position of the last entry when the batch was read. */
  readonly head: Position
  /** When that was, by the clock of the server. */
  readonly readAt: Instant
  /** Whether the viewer sees every entry, so that none may be missing between the two positions. */
  readonly complete: boolean
  readonly entries: readonly LedgerEntryRecord[]
}

/** Forward pagination: `first` rows after the row that `after` names. */
export interface PageRequest {
  readonly first: number
  readonly after: string | null
}

export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export interface ListingRequest extends ReadPoint, PageRequest {
  readonly dataUse: string
}

/** A page of a listing; every page of one listing carries the same read point. */
export interface Listing extends Page<ContentItemRecord>, SettledPoint {
  /** Where the next page begins: it may lie behind the last edge, and there may be none. */
  readonly endCursor: string | null
}

export type Refusal =
  | { readonly refusal: 'InvalidInputError'; readonly message: string; readonly path: readonly string[] }
  | { readonly refusal: 'NotFoundError'; readonly message: string }
  | { readonly refusal: 'ForbiddenError'; readonly message: string }
  | { readonly refusal: 'VersionConflictError'; readonly message: string; readonly current: OptOutSettingRecord }
  | { readonly refusal: 'IdempotencyMismatchError'; readonly message: string }
  | { readonly refusal: 'NotAppliedError'; readonly message: string }
  | { readonly refusal: 'RunNotOpenError'; readonly message: string }
  | {
      readonly refusal: 'ProposalNotOpenError'
      readonly message: string
      readonly proposal: RulebookProposalRecord
    }
  | { readonly refusal: 'NoSigningKeyError'; readonly message: string }
  | { readonly refusal: 'RulebookRefusedError'; readonly message: string; readonly problems: readonly Problem[] }

/** The refusals that an operation can answer with. */
export type RefusalOf<K extends Refusal['refusal']> = Extract<Refusal, { readonly refusal: K }>

export interface Register
  extends ActsRegister,
    ConsumerRegister,
    WebhookRegister,
    RunRegister,
    RulebookRegister,
    KnownTimeRegister,
    StatisticsRegister,
    EvidenceRegister {
  readonly viewer: Viewer
  /** The request's clock. */
  readonly now: Instant

  /** The rulebook that answers at a position; null: at the head. Null where none was published by then. */
  policy(asKnownAt: Position | null): Promise<Policy | null>

  members(lookups: readonly (ReadPoint & { readonly key: string })[]): Promise<(MemberRecord | null)[]>
  contentItems(lookups: readonly (ReadPoint & { readonly key: string })[]): Promise<(ContentItemRecord | null)[]>
  /** The items of an author, ordered by key. */
  contentItemsOf(member: MemberRecord, page: PageRequest): Promise<Page<ContentItemRecord>>

  /** Answers in the order of the questions, from one snapshot that reflects at least `minPosition`. */
  decide(questions: readonly QuestionRecord[], minPosition: Position | null): Promise<DecisionRecord[]>
  eligibleContentItems(request: ListingRequest): Promise<Listing>

  /** The acts on a setting, latest first, as known at the setting's read point. */
  choiceHistory(setting: OptOutSettingRecord, page: PageRequest): Promise<Page<ChoiceEventRecord>>
  choiceEvents(positions: readonly Position[]): Promise<(ChoiceEventRecord | null)[]>

  head(): Promise<Position>
  /** Null: as known at the head. */
  ledger(after: Position, first: number, asKnownAt: Position | null): Promise<readonly LedgerEntryRecord[]>
  /** What was recorded about a member besides their items, as known at its read point, after a position. */
  ledgerOf(member: MemberRecord, after: Position, first: number): Promise<readonly LedgerEntryRecord[]>
  /** Throws where `after` lies beyond the head, or beyond what is known. */
  ledgerBatch(after: Position, first: number, asKnownAt: Position | null): Promise<LedgerBatchRecord>
  /** Every entry after `after`, in order and without a gap, for as long as it is read. */
  follow(after: Position | null): Promise<AsyncIterable<LedgerEntryRecord>>
  /** The same in batches of at most `first` entries, empty ones among them, so that a reader hears from time to time. */
  followBatches(after: Position | null, first: number): Promise<AsyncIterable<LedgerBatchRecord>>
}
