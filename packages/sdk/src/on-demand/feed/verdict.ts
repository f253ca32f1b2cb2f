import { DemurAbortError, DemurError, DemurTimeoutError } from '../../error.ts'
import type { FeedEvent, FeedState } from './machine.ts'

/** What a feed remembers of what went wrong. */
export interface FeedRecord {
  /** Whether any batch has come. */
  readonly worked: boolean
  /** Failures since the last batch. */
  readonly failures: number
  /** Streams that fell silent since one last went on beyond its first batch. */
  readonly silences: number
}

export const NEW_RECORD: FeedRecord = { worked: false, failures: 0, silences: 0 }

/** So many silent streams one after the other are no chance: something holds back what is in them. */
const MOST_SILENCES = 2

/** Answers to a stream that say that it is not to be had, where other requests may be. */
const NO_STREAM = /^(HTTP_(404|405|406|415|426|501|505)|UNEXPECTED_ANSWER|HTTP_200)$/

/**
 * What an error means for a feed in a state.
 * @param retries how many failures are borne before the first batch; afterwards any number is
 */
export function eventOfError(state: FeedState, error: unknown, record: FeedRecord, retries: number): FeedEvent {
  if (error instanceof DemurAbortError) return 'left'
  if (!(error instanceof DemurError)) return 'failed'
  const isStream = state === 'connecting' || state === 'streaming' || state === 'probing'
  if (isStream && NO_STREAM.test(error.code)) return 'unstreamable'
  if (isStream && error instanceof DemurTimeoutError && record.silences + 1 >= MOST_SILENCES) return 'unstreamable'
  // The head is asked for by a call that has tried again by itself.
  if (!error.retryable || state === 'locating') return 'failed'
  return record.worked || record.failures < retries ? 'broke' : 'failed'
}

/** What is remembered after an event. */
export function recordAfter(record: FeedRecord, state: FeedState, event: FeedEvent, error: unknown): FeedRecord {
  switch (event) {
    case 'received':
    case 'caughtUp':
      // The first batch of a stream proves nothing about the second: some proxies let exactly so much through.
      return { worked: true, failures: 0, silences: state === 'streaming' ? 0 : record.silences }
    case 'broke':
    case 'unstreamable':
      return {
        ...record,
        failures: record.failures + 1,
        silences: record.silences + (state !== 'polling' && error instanceof DemurTimeoutError ? 1 : 0),
      }
    default:
      return record
  }
}
