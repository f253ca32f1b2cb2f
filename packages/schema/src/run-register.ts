/** The part of the port that is about runs. */
import type { Instant, Position, ReasonCode, RunStatus } from '@demur/eligibility'
import type {
  ChoiceEventRecord,
  ContentItemRecord,
  DecisionRecord,
  Page,
  PageRequest,
  ReadPoint,
  RefusalOf,
} from './register.ts'

/** A run as it stood at a point on both time axes. */
export interface RunRecord {
  readonly key: string
  readonly dataUse: string
  readonly at: Instant
  readonly asKnownAt: Position
  readonly status: RunStatus
  readonly description: string | null
  /** Of the entry that opened it. */
  readonly openedPosition: Position
  readonly openedAt: Instant
  /** Of the entry that sealed or abandoned it; null while it is open. */
  readonly closedPosition: Position | null
  readonly closedAt: Instant | null
  /** Null unless it is sealed, like the digest. */
  readonly itemCount: number | null
  readonly manifestDigest: string | null
}

/** Which run, and as it stood when. */
export type RunLookup = ReadPoint & { readonly key: string }

/** Which runs to list. */
export interface RunListRequest extends ReadPoint, PageRequest {
  /** Null: for any. */
  readonly dataUse: string | null
  readonly status: RunStatus | null
}

/** An item as it stood at a point, and a decision about it. */
export interface DecidedItemRecord {
  readonly item: ContentItemRecord
  readonly decision: DecisionRecord
}

/** A part of a manifest that is written out. */
export interface RunChunkRecord {
  /** 0, 1, 2, … */
  readonly ordinal: number
  /** Null where whoever wrote the item was erased. */
  readonly firstKey: string | null
  readonly itemCount: number
  readonly digest: string
}

/** What a manifest comes to. */
export interface ManifestRecord {
  readonly itemCount: number
  readonly digest: string
}

export const RUN_VERDICTS = ['MATCHES', 'DIFFERS', 'NOT_SEALED'] as const
export type RunVerdict = (typeof RUN_VERDICTS)[number]

/** An item that only the written manifest has, or only what follows from the ledger. */
export interface RunDifferingItemRecord {
  /** Of the item, or what can be said of a row that names none. */
  readonly key: string
  readonly side: 'WRITTEN' | 'DERIVED'
  /** At the point of the run. */
  readonly decision: DecisionRecord
}

/** What comes of deriving the manifest of a run anew. */
export interface RunVerificationRecord {
  readonly run: RunRecord
  readonly verdict: RunVerdict
  /** What the entry that sealed it says; null where there is none. */
  readonly recorded: ManifestRecord | null
  /** What follows from the ledger. */
  readonly derived: ManifestRecord | null
  /** Whether the manifest is written out here, and was looked at too. */
  readonly written: boolean
  /** Whether what the register says of the run is what the ledger says of it. */
  readonly projected: boolean
  /** The first chunk whose digest is not the same as recorded beside the manifest, as written, and as derived. */
  readonly firstDifferingChunk: {
    readonly ordinal: number
    readonly recorded: string | null
    readonly written: string | null
    readonly derived: string | null
  } | null
  readonly erasedItemCount: number
  readonly undecidableItemCount: number
  readonly writtenOnlyCount: number
  readonly derivedOnlyCount: number
  /** The first of them. */
  readonly differingItems: readonly RunDifferingItemRecord[]
}

export const RUN_CHANGES = ['ADDED', 'REMOVED'] as const
export type RunChange = (typeof RUN_CHANGES)[number]

/** An item that only one of two runs has, and the decision at the point of the other. */
export interface RunDifferenceRecord extends DecidedItemRecord {
  readonly change: RunChange
}

export interface RunDiffSummaryRecord {
  readonly addedCount: number
  readonly removedCount: number
  readonly keptCount: number
  readonly reasons: readonly {
    readonly change: RunChange
    readonly reason: ReasonCode
    /** How many items it takes part in the decision about. */
    readonly itemCount: number
    /** How many of them it decides. */
    readonly decisiveCount: number
  }[]
}

export interface PastUseRecord {
  readonly run: RunRecord
  readonly itemCount: number
  readonly endedBy: ChoiceEventRecord | null
}

/** What sealed runs for one data use have used of a member, and what ended it. */
export interface PastUseSummaryRecord {
  readonly dataUse: string
  /** In the order in which they were sealed; at least one. */
  readonly runs: readonly RunRecord[]
  /** How many items any of them used. */
  readonly itemCount: number
  readonly endedBy: ChoiceEventRecord | null
  readonly notUsedFrom: RunRecord | null
}

export interface OpenRunCommand {
  readonly key: string
  readonly dataUse: string
  readonly at: Instant | null
  readonly description: string | null
}
export interface OpenRunSuccess {
  readonly refusal?: never
  readonly run: RunRecord
  readonly position: Position
}
export type OpenRunOutcome = OpenRunSuccess | RefusalOf<'InvalidInputError' | 'ForbiddenError'>

export interface SealRunSuccess {
  readonly refusal?: never
  readonly run: RunRecord
  readonly position: Position
  readonly lateItemCount: number
}
export type SealRunOutcome = SealRunSuccess | RefusalOf<'NotFoundError' | 'RunNotOpenError' | 'ForbiddenError'>

export interface AbandonRunSuccess {
  readonly refusal?: never
  readonly run: RunRecord
  readonly position: Position
}
export type AbandonRunOutcome = AbandonRunSuccess | RefusalOf<'NotFoundError' | 'RunNotOpenError' | 'ForbiddenError'>

export interface RunRegister {
  runs(lookups: readonly RunLookup[]): Promise<(RunRecord | null)[]>
  /** The one opened last first. */
  runList(request: RunListRequest): Promise<Page<RunRecord>>
  /** Sealed runs that used content of a member, as far as was known at a point; in the order in which they were sealed. */
  pastUses(member: string, request: ReadPoint & PageRequest): Promise<Page<PastUseRecord>>
  /** Items of the set of a run, ordered by key, as they stood at its point. */
  runItems(run: RunRecord, page: PageRequest): Promise<Page<ContentItemRecord>>
  /** Items of the set that were not eligible any more when the run was sealed; for one that is open, that are not now. */
  lateItems(run: RunRecord, page: PageRequest): Promise<Page<DecidedItemRecord>>
  /** Null where the run is not sealed. */
  lateItemCount(run: RunRecord): Promise<number | null>
  runChunks(run: RunRecord, page: PageRequest): Promise<Page<RunChunkRecord>>
  /** Null where there is no such run. */
  verifyRun(run: string): Promise<RunVerificationRecord | null>
  summarizeDiff(from: RunRecord, to: RunRecord): Promise<RunDiffSummaryRecord>
  runDifferences(from: RunRecord, to: RunRecord, page: PageRequest): Promise<Page<RunDifferenceRecord>>
  /** The same by data use. */
  pastUseSummaries(member: string, point: ReadPoint): Promise<PastUseSummaryRecord[]>
  openRun(command: OpenRunCommand): Promise<OpenRunOutcome>
  sealRun(run: string): Promise<SealRunOutcome>
  abandonRun(run: string): Promise<AbandonRunOutcome>
}
