/** The part of the port that is about runs. */
import type { Instant, Position, RunStatus } from '@demur/eligibility'
import type { ChoiceEventRecord, Page, PageRequest, ReadPoint, RefusalOf } from './register.ts'

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

export interface PastUseRecord {
  readonly run: RunRecord
  readonly itemCount: number
  readonly endedBy: ChoiceEventRecord | null
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
  openRun(command: OpenRunCommand): Promise<OpenRunOutcome>
  sealRun(run: string): Promise<SealRunOutcome>
  abandonRun(run: string): Promise<AbandonRunOutcome>
}
