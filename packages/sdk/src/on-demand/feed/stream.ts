import { type Attempt, dataOf, misfit, readAnswer, unreachable } from '../../attempt.ts'
import { DemurError } from '../../error.ts'
import { interruptible } from '../../interruption.ts'
import type { CallOptions } from '../../options.ts'
import type { Transport } from '../../transport.ts'
import type { Position } from '../../vocabulary.ts'
import { eventReader } from '../event-stream.ts'
import { LedgerBatchesDocument, type LedgerBatchesSubscription } from '../generated/graphql.ts'
import type { SentBatch } from './batch.ts'

const EVENT_STREAM = 'text/event-stream'

/** A stream of batches that has begun: its first batch has come. */
export interface BatchStream {
  readonly first: SentBatch
  /**
   * The next batch; null where the server ended the stream.
   * @throws DemurTimeoutError where the stream is silent for so many milliseconds, and other kinds of DemurError
   */
  next(idleTimeout: number, signal: AbortSignal | undefined): Promise<SentBatch | null>
  /** Closes the connection. */
  close(): void
}

/**
 * Opens a stream, in one attempt. The server sends a batch at once, so that one which does not come within the time of
 * the attempt is held back by something in between.
 */
export function openStream(
  transport: Transport,
  after: Position,
  first: number,
  call: CallOptions,
): Promise<BatchStream> {
  return transport.ask(
    LedgerBatchesDocument,
    { after, first },
    { ...call, retries: 0 },
    {
      accept: EVENT_STREAM,
      async read(attempt, response) {
        const type = response.headers.get('content-type') ?? ''
        if (!response.ok || response.body === null || !type.startsWith(EVENT_STREAM)) {
          await readAnswer(transport.options, attempt, response)
          throw misfit(attempt.operation, attempt.requestId)
        }
        const reader = response.body.getReader()
        // A connection that is broken cannot be closed either.
        const close = (): void => void reader.cancel().catch(() => {})
        try {
          const take = batchesIn(transport, attempt, response, reader)
          const opening = await take(Infinity, undefined)
          if (opening === null) throw unreachable(attempt, null)
          return { first: opening, next: take, close }
        } catch (error) {
          close()
          throw error
        }
      },
    },
  )
}

/** Takes batches from a body, however it is cut into chunks. What a chunk holds beyond one batch waits for the next call. */
function batchesIn(
  { options }: Transport,
  attempt: Attempt,
  response: Response,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): BatchStream['next'] {
  const decoder = new TextDecoder()
  const eventsIn = eventReader()
  const events: { readonly type: string; readonly data: string }[] = []
  return async (timeout, signal) => {
    const limits = { clock: options.clock, signal, timeout, requestId: attempt.requestId }
    for (;;) {
      for (let event = events.shift(); event !== undefined; event = events.shift()) {
        if (event.type === 'complete') return null
        if (event.type === 'next')
          return (dataOf(options, attempt, response, event.data) as LedgerBatchesSubscription).ledgerBatches
      }
      const { done, value } = await interruptible(limits, () => reader.read()).catch((error) => {
        throw error instanceof DemurError ? error : unreachable(attempt, error)
      })
      if (done) return null
      events.push(...eventsIn(decoder.decode(value, { stream: true })))
    }
  }
}
