import { type Attempt, dataOf, misfit, readAnswer, unreachable } from '../attempt.ts'
import { DemurError } from '../error.ts'
import { interruptible, pause } from '../interruption.ts'
import { ledgerHead } from '../ledger.ts'
import type { LedgerEntry } from '../ledger-entry.ts'
import type { CallOptions } from '../options.ts'
import { retryAfterOf, waitBefore } from '../retry.ts'
import type { SettledOptions } from '../settled-options.ts'
import type { Expectation, Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { eventReader } from './event-stream.ts'
import { FollowLedgerDocument, type FollowLedgerSubscription } from './generated/graphql.ts'

/** What following takes. `timeout` and `retries` hold until it is connected; afterwards it never gives up. */
export interface SubscribeOptions extends CallOptions {
  /** The last position already seen. Default: the head at the first read. */
  readonly after?: Position | undefined
  /** How long a connection may be silent, in milliseconds. Servers say something every 12 s. Default: 45,000. */
  readonly idleTimeout?: number | undefined
}

/** Follows the ledger over as many connections as it takes. */
export async function* subscribe(
  transport: Transport,
  { after, idleTimeout = 45_000, ...call }: SubscribeOptions,
): AsyncGenerator<LedgerEntry, never, undefined> {
  const { clock, random } = transport.options
  let last = after ?? (await ledgerHead(transport, call))
  let connected = false
  for (let failures = 0; ; ) {
    let retryAfter: number | null = null
    try {
      // Once it has worked, what breaks it is worth waiting out, so that attempts are counted here and not below.
      const stream = await open(transport, last, connected ? { ...call, retries: 0 } : call)
      connected = true
      for await (const entry of entriesOf(transport.options, stream, call.signal, idleTimeout)) {
        failures = 0
        if (Number(entry.position) <= Number(last)) continue
        last = entry.position
        yield entry
      }
    } catch (error) {
      if (!connected || !(error instanceof DemurError && error.retryable)) throw error
      retryAfter = retryAfterOf(error)
    }
    await pause(clock, waitBefore(++failures, random, retryAfter), call.signal)
  }
}

/** A stream that has begun. */
interface Stream {
  readonly attempt: Attempt
  readonly response: Response
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
}

const EVENT_STREAM = 'text/event-stream'

function open(transport: Transport, after: Position, call: CallOptions): Promise<Stream> {
  const expectation: Expectation<Stream> = {
    accept: EVENT_STREAM,
    async read(attempt, response) {
      const type = response.headers.get('content-type') ?? ''
      if (response.ok && response.body !== null && type.startsWith(EVENT_STREAM)) {
        return { attempt, response, reader: response.body.getReader() }
      }
      await readAnswer(transport.options, attempt, response)
      throw misfit(attempt.operation, attempt.requestId)
    },
  }
  return transport.ask(FollowLedgerDocument, { after }, call, expectation)
}

/** The entries that one connection brings. Ends when the server ends it. */
async function* entriesOf(
  options: SettledOptions,
  { attempt, response, reader }: Stream,
  signal: AbortSignal | undefined,
  idleTimeout: number,
): AsyncGenerator<LedgerEntry, void, undefined> {
  const limits = { clock: options.clock, signal, timeout: idleTimeout, requestId: attempt.requestId }
  const decoder = new TextDecoder()
  const eventsIn = eventReader()
  try {
    for (;;) {
      const { done, value } = await interruptible(limits, () => reader.read()).catch((error) => {
        throw error instanceof DemurError ? error : unreachable(attempt, error)
      })
      if (done) return
      for (const { type, data } of eventsIn(decoder.decode(value, { stream: true }))) {
        if (type === 'complete') return
        if (type === 'next') yield (dataOf(options, attempt, response, data) as FollowLedgerSubscription).ledger
      }
    }
  } finally {
    // A connection that is broken cannot be closed either.
    reader.cancel().catch(() => {})
  }
}
