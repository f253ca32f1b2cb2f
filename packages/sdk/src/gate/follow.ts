import type { Trust } from '@demur/eligibility/evidence'
import { DemurAbortError, DemurError, DemurInputError } from '../error.ts'
import { pause } from '../interruption.ts'
import { followBatches } from '../on-demand/feed/follow.ts'
import { retryAfterOf, waitBefore } from '../retry.ts'
import type { Transport } from '../transport.ts'
import type { Acknowledger } from './acknowledger.ts'
import { fetchSnapshot, piecesOf } from './fetch-snapshot.ts'
import type { GateOptions, SnapshotSource } from './options.ts'
import { reasonOf } from './problem.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { GateState } from './state.ts'

/** How many entries are applied at once: what is asked meanwhile waits. */
const BATCH = 1000
/** The longest wait between two attempts to follow or to load; milliseconds. */
const LONGEST_WAIT = 30_000

/** What keeps the state of a gate up to date. */
export interface Follower {
  readonly options: Pick<GateOptions, 'dataUse' | 'snapshot'>
  readonly state: GateState
  /** Null without a server. */
  readonly transport: Transport | null
  readonly trust: Trust
  readonly acknowledger: Acknowledger | null
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Loads a snapshot, and follows the ledger from there for as long as the gate is open. */
export async function keepUp(follower: Follower): Promise<void> {
  const { options, state, transport, signal } = follower
  try {
    await load(follower, options.snapshot)
    if (transport === null) return state.open()
    await follow(follower, transport)
  } catch (error) {
    if (signal.aborted) return
    state.meet(error)
    state.giveUp(state.problem)
  }
}

async function load(follower: Follower, source: SnapshotSource | undefined): Promise<void> {
  const { options, state, transport, trust, signal } = follower
  const pieces = source === undefined ? fetched(follower) : piecesOf(source)
  const random = transport?.options.random ?? Math.random
  const snapshot = await readSnapshot(pieces, options.dataUse, trust, Math.floor(random() * 2 ** 32))
  if (signal.aborted) throw new DemurAbortError()
  state.hold(snapshot)
}

function fetched({ options: { dataUse }, transport, signal }: Follower): AsyncIterable<Uint8Array> {
  if (transport !== null) return fetchSnapshot(transport.options, dataUse, signal)
  throw new DemurInputError('There is neither “server” nor “snapshot”.', { code: 'BAD_OPTION' })
}

/** Follows the ledger, and loads anew where what the gate holds is of no use any more. */
async function follow(follower: Follower, transport: Transport): Promise<never> {
  const { state, acknowledger, signal } = follower
  for (let failures = 0; ; ) {
    try {
      for await (const batch of followBatches(transport, { after: state.position, batchSize: BATCH, signal })) {
        state.take(batch)
        acknowledger?.applied(batch.through)
        failures = 0
      }
    } catch (error) {
      if (signal.aborted) throw error
      const reason = reasonOf(error)
      if (reason !== null) state.shut(reason)
      state.meet(error)
      // A gate that never opened has nothing to lose: whoever waits for it hears why.
      if (reason === null && !state.problem?.retryable) state.giveUp(state.problem)
      failures += 1
      await pauseAfter(follower, transport, failures, error)
      if (reason !== null) failures = await reload(follower, transport, failures)
    }
  }
}

/** Loads anew until it succeeds. Gives how many attempts have failed. */
async function reload(follower: Follower, transport: Transport, before: number): Promise<number> {
  const { state, signal } = follower
  for (let failures = before; ; failures += 1) {
    try {
      await load(follower, undefined)
      state.wait()
      return 0
    } catch (error) {
      if (signal.aborted) throw error
      state.meet(error)
      await pauseAfter(follower, transport, failures + 1, error)
    }
  }
}

async function pauseAfter(
  { signal }: Follower,
  { options: { clock, random } }: Transport,
  failures: number,
  error: unknown,
): Promise<void> {
  const retryAfter = error instanceof DemurError ? retryAfterOf(error) : null
  const wait = Math.min(waitBefore(Math.min(failures, 8), random, retryAfter), LONGEST_WAIT)
  await pause(clock, wait, signal)
}
