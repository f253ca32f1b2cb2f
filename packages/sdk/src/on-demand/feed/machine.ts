/**
 * How the ledger is followed, as a state machine. This file is its whole description: what is done in a state is done
 * anew each time the state is entered, and what comes of it is one event. The driver is in `feed.ts`; tests walk the
 * table cell by cell.
 *
 * What holds in every run:
 * 1. The position never goes back, and no entry up to it is missing.
 * 2. At most one request is open; none is in `waiting`, `resting` and `ended`.
 * 3. Whoever streams and cannot go on streaming waits first, or polls: nothing is asked for twice without a wait between.
 * 4. Polling is never for ever: from `resting` there is always a way to `probing`, and from there to `streaming`.
 * 5. `ended` is left by nothing.
 */

/** What a feed does. */
export const FEED_STATES = [
  /** Asks for the head, to begin there. */
  'locating',
  /** Opens a stream, up to its first batch. */
  'connecting',
  /** Takes the next batch from the stream. */
  'streaming',
  /** Lets some time pass before it connects again. */
  'waiting',
  /** Asks for the next batch. */
  'polling',
  /** Lets some time pass before it polls again. */
  'resting',
  /** Opens a stream again after polling, to see whether it can be had now. */
  'probing',
  /** Nothing any more. */
  'ended',
] as const
export type FeedState = (typeof FEED_STATES)[number]

/** What can come of it. */
export const FEED_EVENTS = [
  /** The head is known. */
  'located',
  /** A batch came, and there is more behind it. */
  'received',
  /** A batch came that reaches the head. */
  'caughtUp',
  /** The connection or the server failed in a way that passes. */
  'broke',
  /** Streams are not to be had here: the server or a proxy refuses them, or holds back what is in them. */
  'unstreamable',
  /** Enough time has passed. */
  'elapsed',
  /** Enough time has passed to try a stream again. */
  'due',
  /** An error that trying again does not mend, or a gap. */
  'failed',
  /** The reader leaves, or aborts. */
  'left',
] as const
export type FeedEvent = (typeof FEED_EVENTS)[number]

/** A cell that nothing leads to: what is done in that state cannot come to that. */
const NEVER = null

/** Where each event leads from each state. */
export const FEED_TABLE = {
  locating: {
    located: 'connecting',
    received: NEVER,
    caughtUp: NEVER,
    broke: NEVER,
    unstreamable: NEVER,
    elapsed: NEVER,
    due: NEVER,
    failed: 'ended',
    left: 'ended',
  },
  connecting: {
    located: NEVER,
    received: 'streaming',
    caughtUp: 'streaming',
    broke: 'waiting',
    unstreamable: 'polling',
    elapsed: NEVER,
    due: NEVER,
    failed: 'ended',
    left: 'ended',
  },
  streaming: {
    located: NEVER,
    received: 'streaming',
    caughtUp: 'streaming',
    broke: 'waiting',
    unstreamable: 'polling',
    elapsed: NEVER,
    due: NEVER,
    failed: 'ended',
    left: 'ended',
  },
  waiting: {
    located: NEVER,
    received: NEVER,
    caughtUp: NEVER,
    broke: NEVER,
    unstreamable: NEVER,
    elapsed: 'connecting',
    due: NEVER,
    failed: NEVER,
    left: 'ended',
  },
  polling: {
    located: NEVER,
    received: 'polling',
    caughtUp: 'resting',
    broke: 'resting',
    unstreamable: NEVER,
    elapsed: NEVER,
    due: NEVER,
    failed: 'ended',
    left: 'ended',
  },
  resting: {
    located: NEVER,
    received: NEVER,
    caughtUp: NEVER,
    broke: NEVER,
    unstreamable: NEVER,
    elapsed: 'polling',
    due: 'probing',
    failed: NEVER,
    left: 'ended',
  },
  probing: {
    located: NEVER,
    received: 'streaming',
    caughtUp: 'streaming',
    // A stream that cannot be had yet costs a poller one attempt, and no batch.
    broke: 'polling',
    unstreamable: 'polling',
    elapsed: NEVER,
    due: NEVER,
    failed: 'ended',
    left: 'ended',
  },
  ended: {
    located: 'ended',
    received: 'ended',
    caughtUp: 'ended',
    broke: 'ended',
    unstreamable: 'ended',
    elapsed: 'ended',
    due: 'ended',
    failed: 'ended',
    left: 'ended',
  },
} as const satisfies Record<FeedState, Record<FeedEvent, FeedState | typeof NEVER>>

/**
 * The state after an event.
 * @throws Error where the event cannot happen: a mistake in the driver
 */
export function nextState(state: FeedState, event: FeedEvent): FeedState {
  const next = FEED_TABLE[state][event]
  if (next === NEVER) throw new Error(`“${event}” cannot happen while ${state}`)
  return next
}
