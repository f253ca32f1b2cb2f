import type { ConsumeOptions, ConsumerCalls } from '../../consumer.ts'
import { DemurAbortError, DemurError, DemurInputError, DemurPermissionError } from '../../error.ts'
import type { LedgerEntry } from '../../ledger-entry.ts'
import type { CallOptions } from '../../options.ts'
import type { Transport } from '../../transport.ts'
import type { Position } from '../../vocabulary.ts'
import { acknowledge, readConsumer } from '../consumer.ts'
import { followBatches } from './follow.ts'

/** Follows the ledger as a consumer, and acknowledges what its reader has applied. */
async function* consume(
  transport: Transport,
  key: string,
  { acknowledgeEvery = 1000, acknowledgeWithin = 10_000, onProgress, ...options }: ConsumeOptions,
): AsyncGenerator<LedgerEntry, never, undefined> {
  const { timeout, retries, signal } = options
  const consumer = await readConsumer(transport, key, { timeout, retries, signal })
  if (consumer === null) throw noSuchConsumer()
  const needed = consumer.settings.map(({ acknowledged }) => Number(acknowledged))
  const after = options.after ?? String(Math.min(...needed))
  const applied = new Applied(transport, key, after, { timeout, retries })
  const isDue = (): boolean => applied.isDue(acknowledgeEvery, acknowledgeWithin)
  let hasFailed = false
  try {
    for await (const { entries, through } of followBatches(transport, { ...options, after })) {
      for (const entry of entries) {
        yield entry
        applied.count(entry.position)
        if (isDue()) await applied.acknowledgeIfPossible()
      }
      applied.reach(through)
      onProgress?.(through)
      if (isDue()) await applied.acknowledgeIfPossible()
    }
  } catch (error) {
    hasFailed = true
    // The error that ends it is the one to tell; what is not acknowledged now is given once more next time.
    await applied.acknowledge().catch(() => {})
    throw error
  } finally {
    if (!hasFailed) await applied.acknowledge()
  }
  throw new DemurAbortError()
}

/** Up to where a reader has applied what it was given, and what of it is acknowledged. */
class Applied {
  readonly #transport: Transport
  readonly #key: string
  /** Without the signal of the reader: what was applied is acknowledged after an abort, too. */
  readonly #call: Pick<CallOptions, 'timeout' | 'retries'>
  #position: Position
  #acknowledged: Position
  #entries = 0
  #since: number

  constructor(transport: Transport, key: string, after: Position, call: Pick<CallOptions, 'timeout' | 'retries'>) {
    this.#transport = transport
    this.#key = key
    this.#call = call
    this.#position = after
    this.#acknowledged = after
    this.#since = transport.options.clock.now()
  }

  /** An entry was applied. */
  count(position: Position): void {
    this.reach(position)
    this.#entries += 1
  }

  /** Nothing is left up to a position. */
  reach(position: Position): void {
    this.#position = position
  }

  isDue(entries: number, milliseconds: number): boolean {
    return this.#entries >= entries || this.#transport.options.clock.now() - this.#since >= milliseconds
  }

  /** Acknowledges what is new, or does so the next time where the server is away: to read on does no harm. */
  async acknowledgeIfPossible(): Promise<void> {
    try {
      await this.acknowledge()
    } catch (error) {
      if (!(error instanceof DemurError && error.retryable)) throw error
    }
  }

  /** Acknowledges what is new; nothing is sent where nothing is. */
  async acknowledge(): Promise<void> {
    const position = this.#position
    this.#entries = 0
    this.#since = this.#transport.options.clock.now()
    if (position === this.#acknowledged) return
    const result = await acknowledge(this.#transport, this.#key, position, this.#call)
    this.#acknowledged = position
    if (result.ok) return
    if (result.error.__typename === 'NotFoundError') throw noSuchConsumer()
    throw new DemurPermissionError('The token may not acknowledge for this consumer.', { code: result.error.code })
  }
}

function noSuchConsumer(): DemurInputError {
  return new DemurInputError('There is no such consumer.', { code: 'NO_CONSUMER', path: ['key'] })
}

export const calls = (transport: Transport): Pick<ConsumerCalls, 'consume'> => ({
  consume: (key, options = {}) => consume(transport, key, options),
})
