import type { CallOptions } from '../../options.ts'
import type { Position } from '../../vocabulary.ts'
import type { FeedEvent, FeedState } from './machine.ts'

/** A step of a feed from one state to another, or back into the same. */
export interface FeedStep {
  readonly from: FeedState
  readonly event: FeedEvent
  readonly to: FeedState
  /** Up to where it has read; null until that is known. */
  readonly position: Position | null
  /** The code of the error that the event stands for; null where there is none. */
  readonly code: string | null
}

/** What following the ledger takes. `timeout` holds for each attempt, `retries` until the first batch has come. */
export interface FollowOptions extends CallOptions {
  /** The last position already seen. Default: the head at the first read. */
  readonly after?: Position | undefined
  /** How many entries a batch has at most, from 1 to 1,000. Default: 100. */
  readonly batchSize?: number | undefined
  /** How long a stream may be silent, in milliseconds. Servers say something every 10 s. Default: 45,000. */
  readonly idleTimeout?: number | undefined
  /** How long to wait between two polls where streams are not to be had, in milliseconds. Default: 5,000. */
  readonly pollInterval?: number | undefined
  /** For how long to poll before a stream is tried again, in milliseconds. Default: 300,000. */
  readonly probeInterval?: number | undefined
  /** Called at each step, for logs and metrics. What it throws is dropped. */
  readonly onStep?: ((step: FeedStep) => void) | undefined
}

/** What following the ledger entry by entry takes. */
export interface SubscribeOptions extends FollowOptions {
  /**
   * Called with a position once every entry up to it has been taken and the next one asked for. Further on than the last
   * entry where others follow it that the viewer may not see. What it throws ends the subscription.
   */
  readonly onProgress?: ((position: Position) => void) | undefined
}
