import type { Decision } from './decision.ts'
import type { ContentItem } from './on-demand/content-item.ts'
import type { CallOptions, LocalisedCallOptions, ReadPoint } from './options.ts'
import type { ForbiddenError, InvalidInputError, NotFoundError, RunNotOpenError, UnknownError } from './refusal.ts'
import type { Instant, OrNewer, Position, ReasonCode, RunStatus, Timestamp } from './vocabulary.ts'

/** One use of content, such as one training run, over a set of items that is fixed when it is opened. */
export interface Run {
  /** Global id. */
  readonly id: string
  /** The caller's own id. */
  readonly key: string
  readonly dataUse: { readonly key: string }
  readonly description: string | null
  /** The instant that its set is about. */
  readonly at: Timestamp
  /** The position that its set is as known at. */
  readonly asKnownAt: Position
  readonly status: OrNewer<RunStatus>
  readonly openedAt: Timestamp
  /** How many items its manifest lists; null until it is sealed. */
  readonly itemCount: number | null
  /** `sha256:` and the hash of the digests of its chunks; null until it is sealed. */
  readonly manifestDigest: string | null
  readonly sealedAt: Timestamp | null
  /** When it was given up; null where it was not. */
  readonly abandonedAt: Timestamp | null
}

/** A run to open. */
export interface NewRun {
  /** The caller's own id, never used before. */
  readonly key: string
  /** The key of the data use. */
  readonly dataUse: string
  /** Default: now. Never later. */
  readonly at?: Instant | undefined
  readonly description?: string | undefined
}

export type OpenRunResult =
  | { readonly ok: true; readonly run: Run; readonly position: Position }
  | { readonly ok: false; readonly error: InvalidInputError | ForbiddenError | UnknownError }

export type SealRunResult =
  | {
      readonly ok: true
      readonly run: Run
      readonly position: Position
      /** How many items of the manifest became ineligible between opening and sealing. */
      readonly lateItemCount: number
    }
  | { readonly ok: false; readonly error: NotFoundError | RunNotOpenError | ForbiddenError | UnknownError }

export type AbandonRunResult =
  | { readonly ok: true; readonly run: Run; readonly position: Position }
  | { readonly ok: false; readonly error: NotFoundError | RunNotOpenError | ForbiddenError | UnknownError }

/** Which runs are listed. */
export interface RunListOptions extends CallOptions, ReadPoint, RunPageOptions {
  /** Only runs for this data use. */
  readonly dataUse?: string | undefined
  /** Only runs that have come this far. */
  readonly status?: RunStatus | undefined
}

/** How what a run has is fetched. */
export interface RunPageOptions extends CallOptions {
  /** How many are fetched at once: up to 10,000 items, 1,000 of everything else. Default: 1,000 items, else 100. */
  readonly pageSize?: number | undefined
}

/** What reading the reasons of items takes. */
export interface RunReasonsOptions extends RunPageOptions, LocalisedCallOptions {}

/** An item of a run that was not eligible any more when the run was sealed. */
export interface LateItem {
  readonly item: ContentItem
  /** Why: the decision when the run was sealed; for an open run the one now. */
  readonly decision: Decision
}

/** A part of a manifest: 10,000 items, the last one fewer. */
export interface RunChunk {
  /** 0, 1, 2, … */
  readonly ordinal: number
  /** The key of its first item; null where whoever wrote that was erased. */
  readonly firstKey: string | null
  readonly itemCount: number
  /** SHA-256 of the leaves of its items, each followed by a line feed; in hexadecimal. */
  readonly digest: string
}

/** What a manifest comes to. */
export interface Manifest {
  readonly digest: string
  readonly itemCount: number
}

/** Whether a sealed run is still what it was sealed as. */
export interface RunVerification {
  readonly run: { readonly key: string; readonly status: OrNewer<RunStatus> }
  /** `MATCHES` where the ledger, the facts and what is written out agree; `DIFFERS`; `NOT_SEALED`. */
  readonly verdict: OrNewer<'MATCHES' | 'DIFFERS' | 'NOT_SEALED'>
  /** As the ledger says; null for a run that is not sealed. */
  readonly recorded: Manifest | null
  /** As it follows from the facts in the ledger; null for a run that is not sealed. */
  readonly derived: Manifest | null
  /** Whether a manifest is written out here: imported runs have none. */
  readonly written: boolean
  /** Items of people who were erased, of which the ledger still says that they were items. */
  readonly erasedItemCount: number
  /** Items in which an erased person appeared: what was decided of them cannot be derived any more. */
  readonly undecidableItemCount: number
  readonly derivedOnlyCount: number
  readonly writtenOnlyCount: number
  readonly firstDifferingChunk: {
    readonly ordinal: number
    readonly recorded: string | null
    readonly derived: string | null
    readonly written: string | null
  } | null
  /** The first 100 items that one side has and the other has not. */
  readonly differingItems: readonly {
    readonly key: string
    readonly side: OrNewer<'DERIVED' | 'WRITTEN'>
    readonly decision: Decision
  }[]
}

/** What came in and went out from one run to another. */
export interface RunDiff {
  readonly from: Run
  readonly to: Run
  readonly addedCount: number
  readonly removedCount: number
  readonly keptCount: number
  /** Why items are in one of them only, the most frequent reason first. */
  readonly reasons: readonly {
    readonly change: OrNewer<'ADDED' | 'REMOVED'>
    readonly reason: OrNewer<ReasonCode>
    /** In how many of them it takes part. */
    readonly itemCount: number
    /** In how many of them it stands first. */
    readonly decisiveCount: number
  }[]
}

/** An item that only one of two runs has. */
export interface RunDifference {
  readonly item: ContentItem
  /** `ADDED`: only the second run has it. `REMOVED`: only the first. */
  readonly change: OrNewer<'ADDED' | 'REMOVED'>
  /** Why the other run has it not. */
  readonly decision: Decision
}

/**
 * Runs. Opening, sealing and abandoning take no idempotency key, so they are never sent twice: after an error, `get` tells
 * what became of them. Sealing, verifying and comparing look at every item of a run: give them the `timeout` that this
 * takes, and leave runs of hundreds of thousands of items to `demur run` and `/runs/…`, which have none.
 */
export interface RunCalls {
  /** Opens a run: from here on its set of eligible items is fixed, whatever is recorded later. */
  open(run: NewRun, options?: CallOptions): Promise<OpenRunResult>
  /** Seals an open run: its manifest is written. */
  seal(key: string, options?: CallOptions): Promise<SealRunResult>
  /** Gives up an open run: it has used nothing, and cannot be sealed any more. */
  abandon(key: string, options?: CallOptions): Promise<AbandonRunResult>
  /** A run by the caller's own id; null where there is none or the viewer may not see it. */
  get(key: string, options?: CallOptions & ReadPoint): Promise<Run | null>
  /** Every run, the one opened last first. None for members. */
  list(options?: RunListOptions): AsyncGenerator<Run, void, undefined>
  /**
   * The set of a run, complete under its pin, ordered by key; also before it is sealed.
   * @throws DemurInputError where there is no such run
   */
  items(key: string, options?: RunPageOptions): AsyncGenerator<ContentItem, void, undefined>
  /**
   * The items that became ineligible too late for a run, ordered by key; of an open run those that are not eligible now.
   * @throws DemurInputError where there is no such run
   */
  lateItems(key: string, options?: RunReasonsOptions): AsyncGenerator<LateItem, void, undefined>
  /**
   * The parts of a manifest, in their order. None for members.
   * @throws DemurInputError where there is no such run
   */
  chunks(key: string, options?: RunPageOptions): AsyncGenerator<RunChunk, void, undefined>
  /** Derives the manifest of a sealed run from the ledger anew, and compares; null where there is no such run. */
  verify(key: string, options?: LocalisedCallOptions): Promise<RunVerification | null>
  /** How many items came in and went out from one run to another, and why; null where one of them does not exist. */
  diff(from: string, to: string, options?: CallOptions): Promise<RunDiff | null>
  /**
   * Those items, ordered by key.
   * @throws DemurInputError where one of the runs does not exist
   */
  differences(from: string, to: string, options?: RunReasonsOptions): AsyncGenerator<RunDifference, void, undefined>
}
