import { DemurAbortError, DemurError, DemurGapError, DemurUnavailableError } from '../../error.ts'
import { pause } from '../../interruption.ts'
import type { CallOptions } from '../../options.ts'
import { retryAfterOf, waitBefore } from '../../retry.ts'
import type { Transport } from '../../transport.ts'
import type { Position } from '../../vocabulary.ts'
import { LedgerBatchDocument } from '../generated/graphql.ts'
import { ledgerHead } from '../ledger.ts'
import { type LedgerBatch, newIn, type SentBatch } from './batch.ts'
import { type FeedEvent, type FeedState, nextState } from './machine.ts'
import type { FeedStep, FollowOptions } from './options.ts'
import { type BatchStream, openStream } from './stream.ts'
import { eventOfError, NEW_RECORD, recordAfter } from './verdict.ts'

/** What came of being in a state. */
type Outcome =
  | { readonly event: FeedEvent; readonly batch?: LedgerBatch; readonly error?: never }
  | { readonly event: FeedEvent; readonly error: unknown; readonly batch?: never }

/** Follows the ledger: does what the state says, and goes where the table leads. */
export class Feed {
  readonly #transport: Transport
  readonly #options: FollowOptions
  readonly #call: CallOptions
  #state: FeedState
  #position: Position | null
  #record = NEW_RECORD
  #stream: BatchStream | null = null
  /** What the server asked to wait after the last error. */
  #retryAfter: number | null = null
  /** When polling began. */
  #pollingSince = 0

  constructor(transport: Transport, options: FollowOptions) {
    const { timeout, signal, retries } = options
    this.#transport = transport
    this.#options = options
    this.#call = { timeout, signal, retries }
    this.#position = options.after ?? null
    this.#state = this.#position === null ? 'locating' : 'connecting'
  }

  /** The next batch. Rejects where the feed ends. */
  async next(): Promise<LedgerBatch> {
    for (;;) {
      const { event, batch, error } = await this.#act()
      const from = this.#state
      this.#state = nextState(from, event)
      this.#record = recordAfter(this.#record, from, event, error)
      this.#retryAfter = error instanceof DemurUnavailableError ? retryAfterOf(error) : null
      if (this.#state === 'polling' && from !== 'resting' && from !== 'polling') this.#pollingSince = this.#now()
      if (this.#state !== 'streaming') this.release()
      if (batch !== undefined) this.#position = batch.through
      this.#tell({ from, event, to: this.#state, position: this.#position, code: codeOf(error) })
      if (this.#state === 'ended') throw error
      if (batch !== undefined) return batch
    }
  }

  /** Closes what is open. */
  release(): void {
    this.#stream?.close()
    this.#stream = null
  }

  async #act(): Promise<Outcome> {
    try {
      if (this.#options.signal?.aborted) throw new DemurAbortError()
      return await this.#do(this.#state)
    } catch (error) {
      const known = error instanceof DemurError && error.code === 'POSITION_AHEAD' ? this.#ahead() : error
      const retries = this.#options.retries ?? this.#transport.options.retries
      return { event: eventOfError(this.#state, known, this.#record, retries), error: known }
    }
  }

  async #do(state: FeedState): Promise<Outcome> {
    const { batchSize = 100, idleTimeout = 45_000, pollInterval = 5000, probeInterval = 300_000 } = this.#options
    const { clock, random } = this.#transport.options
    const after = this.#position ?? ''
    switch (state) {
      case 'locating':
        this.#position = await ledgerHead(this.#transport, this.#call)
        return { event: 'located' }
      case 'connecting':
      case 'probing':
        this.#stream = await openStream(this.#transport, after, batchSize, this.#call)
        return this.#take(this.#stream.first)
      case 'streaming': {
        const batch = await this.#stream?.next(idleTimeout, this.#options.signal)
        return batch ? this.#take(batch) : { event: 'broke' }
      }
      case 'polling': {
        const call = { ...this.#call, retries: 0 }
        const data = await this.#transport.send(LedgerBatchDocument, { after, first: batchSize }, call)
        return this.#take(data.ledgerBatch)
      }
      case 'waiting':
        await this.#pause(waitBefore(this.#record.failures, random, this.#retryAfter))
        return { event: 'elapsed' }
      case 'resting': {
        const { failures } = this.#record
        // Readers that lost their streams together must not all ask together ever after.
        const usual = pollInterval * (0.8 + 0.4 * random())
        await this.#pause(failures > 0 ? waitBefore(failures, random, this.#retryAfter) : usual)
        return { event: clock.now() - this.#pollingSince >= probeInterval ? 'due' : 'elapsed' }
      }
      case 'ended':
        throw new DemurAbortError()
    }
  }

  #take(sent: SentBatch): Outcome {
    const batch = newIn(sent, this.#position ?? sent.after)
    return { event: Number(batch.through) < Number(sent.head) ? 'received' : 'caughtUp', batch }
  }

  /** The ledger ends before the position that was read up to: it was put back, and what followed then is gone. */
  #ahead(): DemurGapError {
    return new DemurGapError(this.#position ?? '0', null)
  }

  #pause(milliseconds: number): Promise<void> {
    return pause(this.#transport.options.clock, milliseconds, this.#options.signal)
  }

  #now(): number {
    return this.#transport.options.clock.now()
  }

  #tell(step: FeedStep): void {
    try {
      this.#options.onStep?.(step)
    } catch {
      // What a hook throws is its own affair.
    }
  }
}

function codeOf(error: unknown): string | null {
  if (error === undefined) return null
  return error instanceof DemurError ? error.code : 'FAILED'
}
