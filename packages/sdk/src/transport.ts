import { type Attempt, post, readAnswer } from './attempt.ts'
import { type Document, operationOf } from './document.ts'
import { DemurAuthenticationError, DemurError, DemurInputError } from './error.ts'
import { newId } from './id.ts'
import { interruptible, pause } from './interruption.ts'
import type { CallOptions, ClientOptions } from './options.ts'
import { isWorthRetrying, retryAfterOf, waitBefore } from './retry.ts'
import { type SettledOptions, settle } from './settled-options.ts'
import { tokenOf } from './token.ts'

/** How a request is sent. */
export interface SendOptions extends CallOptions {
  /** Whether it may be sent again when it is not known what became of it. Default: reads may. */
  readonly idempotent?: boolean | undefined
}

/** What a request asks for, and how the answer is read. */
export interface Expectation<Result> {
  /** The media types that the answer may have. */
  readonly accept: string
  /** Reads the answer, within the time of the attempt. What it throws counts as the error of the attempt. */
  readonly read: (attempt: Attempt, response: Response) => Promise<Result>
}

/** Sends documents to the server of a client. */
export interface Transport {
  readonly options: SettledOptions
  /**
   * Sends a request until it is answered or not worth trying again, and gives the data.
   * @throws DemurError, and whatever `auth` throws
   */
  send<Data, Variables>(document: Document<Data, Variables>, variables: Variables, options: SendOptions): Promise<Data>
  /** The same for another kind of answer. */
  ask<Result, Variables>(
    document: Document<unknown, Variables>,
    variables: Variables,
    options: SendOptions,
    expectation: Expectation<Result>,
  ): Promise<Result>
}

/**
 * What a client sends with.
 * @throws DemurInputError where an option cannot be used
 */
export function createTransport(given: ClientOptions): Transport {
  const options = settle(given)
  const data: Expectation<unknown> = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    read: (attempt, response) => readAnswer(options, attempt, response),
  }
  return {
    options,
    // What is answered to a typed document is of its type: made from the same schema, or the caller's word.
    send: <Data, Variables>(document: Document<Data, Variables>, variables: Variables, call: SendOptions) =>
      persist(options, document, variables, call, data) as Promise<Data>,
    ask: (document, variables, call, expectation) => persist(options, document, variables, call, expectation),
  }
}

/** Makes attempts until one succeeds or none is left. */
async function persist<Result>(
  options: SettledOptions,
  document: Document<unknown, never>,
  variables: unknown,
  call: SendOptions,
  { accept, read }: Expectation<Result>,
): Promise<Result> {
  const { clock, auth, random } = options
  const { text, name: operation, isRead } = await operationOf(document)
  const { idempotent = isRead, retries = options.retries, timeout = options.timeout, signal } = call
  const body = bodyOf(text, variables)
  const id = newId()
  let refused = false
  let failures = 0

  for (let attempt = 1; ; attempt++) {
    const requestId = `${id}-${attempt}`
    const notice = { operation, requestId, attempt }
    const began = clock.now()
    let sent = false
    let status: number | null = null
    const tell = (code: string | null, retryIn: number | null): void => {
      if (sent) options.onResponse({ ...notice, status, code, duration: clock.now() - began, retryIn })
    }
    try {
      const result = await interruptible({ clock, signal, timeout, requestId }, async (interrupted) => {
        const token = await tokenOf(auth, refused, requestId)
        options.onRequest(notice)
        sent = true
        const sending = { operation, document: text, requestId, body, token, accept, signal: interrupted }
        const response = await post(options, sending)
        status = response.status
        return read(sending, response)
      })
      tell(null, null)
      return result
    } catch (error) {
      let wait: number | null = null
      if (error instanceof DemurAuthenticationError && sent && typeof auth === 'function' && !refused) {
        // The server did nothing with the request, so that a write may follow as well.
        refused = true
        wait = 0
      } else if (idempotent && failures < retries && isWorthRetrying(error)) {
        wait = waitBefore(++failures, random, retryAfterOf(error))
      }
      tell(error instanceof DemurError ? error.code : 'FAILED', wait)
      if (wait === null) throw error
      await pause(clock, wait, signal)
    }
  }
}

/** An error of JSON would name members of the variables. */
function bodyOf(query: string, variables: unknown): string {
  try {
    return JSON.stringify({ query, variables })
  } catch {
    throw new DemurInputError('The variables cannot be written as JSON.', {
      code: 'BAD_VARIABLES',
      path: ['variables'],
    })
  }
}
