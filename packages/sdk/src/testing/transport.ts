import type { Attempt } from '../attempt.ts'
import { systemClock } from '../clock.ts'
import { type Document, operationOf } from '../document.ts'
import { DemurAbortError, DemurInputError, DemurUnavailableError } from '../error.ts'
import { newId } from '../id.ts'
import type { LedgerBatchesSubscriptionVariables } from '../on-demand/generated/graphql.ts'
import type { SettledOptions } from '../settled-options.ts'
import type { Expectation, SendOptions, Transport } from '../transport.ts'
import { ANSWERS } from './answers.ts'
import { batchAfter } from './entries.ts'
import type { TestViewer } from './viewer.ts'
import type { TestWorld } from './world.ts'

/** Whether the register can be reached, and for what. */
export interface Line {
  /** Names of operations that get no answer. `*`: none does. */
  readonly cut: Set<string>
  /** Names of operations that are done, and whose answer is lost. */
  readonly lossy: Set<string>
}

/** Sends documents to a register in memory. */
export function testTransport(world: TestWorld, viewer: TestViewer, line: Line, locale: string | null): Transport {
  const answer = async (
    document: Document<unknown, never>,
    variables: unknown,
    { signal }: SendOptions,
  ): Promise<unknown> => {
    const { name } = await operationOf(document)
    if (signal?.aborted) throw new DemurAbortError()
    if (line.cut.has('*') || line.cut.has(name)) throw unreachable(name)
    const found = Object.hasOwn(ANSWERS, name) ? (ANSWERS as Readonly<Record<string, AnyAnswer>>)[name] : undefined
    if (found === undefined) {
      const message = `${name}: the register in memory does not know this operation. Ask a server.`
      throw new DemurInputError(message, { code: 'NOT_IN_MEMORY' })
    }
    // Whoever holds an answer must not hold the register's own objects.
    const data = structuredClone(found(world, viewer, structuredClone(variables) as never))
    if (line.lossy.has(name)) throw unreachable(name)
    return data
  }
  return {
    options: optionsWith(locale),
    // Made from the same schema as the document.
    send: <Data, Variables>(document: Document<Data, Variables>, variables: Variables, call: SendOptions) =>
      answer(document, variables, call) as Promise<Data>,
    ask: async (document, variables, call, expectation) => {
      const { name } = await operationOf(document)
      if (line.cut.has('*') || line.cut.has(name)) throw unreachable(name)
      return follow(world, viewer, name, variables, call, expectation)
    },
  }
}

type AnyAnswer = (world: TestWorld, viewer: TestViewer, variables: never) => unknown

function unreachable(name: string): DemurUnavailableError {
  return new DemurUnavailableError(`${name}: the register cannot be reached.`, { code: 'UNREACHABLE' })
}

function optionsWith(locale: string | null): SettledOptions {
  const nothing = (): void => {}
  const refuse = (): never => {
    throw new Error('a register in memory fetches nothing')
  }
  return {
    url: 'memory:',
    auth: 'memory',
    fetch: refuse,
    timeout: Number.POSITIVE_INFINITY,
    retries: 0,
    locale,
    onRequest: nothing,
    onResponse: nothing,
    clock: systemClock,
    random: () => 0,
  }
}

/** A stream of batches in the form in which a server sends it: one at once, and one whenever there is something new. */
function follow<Result, Variables>(
  world: TestWorld,
  viewer: TestViewer,
  operation: string,
  variables: Variables,
  { signal }: SendOptions,
  { accept, read }: Expectation<Result>,
): Promise<Result> {
  const leaving = new AbortController()
  const ended = signal === undefined ? leaving.signal : AbortSignal.any([leaving.signal, signal])
  let { after, first } = variables as LedgerBatchesSubscriptionVariables
  let begun = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      while (begun && Number(after) >= world.ledger.head && !ended.aborted) await world.next(ended)
      if (ended.aborted) return controller.close()
      const batch = batchAfter(world, viewer, after, first)
      begun = true
      after = batch.through
      const event = `event: next\ndata: ${JSON.stringify({ data: { ledgerBatches: batch } })}\n\n`
      controller.enqueue(new TextEncoder().encode(event))
    },
    cancel: () => leaving.abort(),
  })
  const response = new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const attempt: Attempt = {
    operation,
    document: '',
    requestId: newId(),
    body: '',
    token: '',
    accept,
    signal: ended,
  }
  return read(attempt, response)
}
