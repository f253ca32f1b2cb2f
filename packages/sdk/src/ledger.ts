import type { LedgerEntry } from './ledger-entry.ts'
import type { LedgerBatch } from './on-demand/feed/batch.ts'
import type { FollowOptions, SubscribeOptions } from './on-demand/feed/options.ts'
import type { CallOptions } from './options.ts'
import type { Instant, Position } from './vocabulary.ts'

/** What reading the ledger takes. */
export interface LedgerOptions extends CallOptions {
  /** The last position already seen. Default: `0`, which stands before the first entry. */
  readonly after?: Position | undefined
  /** How many entries, from 1 to 1,000. Default: 100. */
  readonly first?: number | undefined
  /** What was recorded after it is not seen. Default: the head of the ledger. */
  readonly asKnownAt?: Position | undefined
}

/** The ledger: every fact, in the order in which it was recorded. */
export interface LedgerCalls {
  /** The entries after a position, in order, as far as the viewer may see them. */
  list(options?: LedgerOptions): Promise<readonly LedgerEntry[]>
  /** The position of the last entry; `0` while there is none. */
  head(options?: CallOptions): Promise<Position>
  /** The last position that was recorded by an instant: what was known then. `0` where nothing was. */
  positionAt(instant: Instant, options?: CallOptions): Promise<Position>
  /**
   * Every entry after a position, as it is recorded, each exactly once and in order. Where the connection breaks it
   * goes on from the last entry given; where streams are not to be had it polls. It ends only when it is left, aborted
   * or refused.
   * @throws DemurGapError where the feed has a hole, and other kinds of DemurError
   */
  subscribe(options?: SubscribeOptions): AsyncGenerator<LedgerEntry, never, undefined>
  /** The same in batches that touch, for programs that keep their position with what they make of the entries. */
  batches(options?: FollowOptions): AsyncGenerator<LedgerBatch, never, undefined>
}
