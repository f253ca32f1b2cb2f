import { type DemurError, DemurProtocolError, DemurUnavailableError } from './error.ts'
import { faultOf, membersOf } from './fault.ts'
import { readRetryAfter } from './retry.ts'
import type { SettledOptions } from './settled-options.ts'

/** One sending of a request. */
export interface Attempt {
  /** The name of the operation. */
  readonly operation: string
  /** Its text. */
  readonly document: string
  readonly requestId: string
  /** JSON. */
  readonly body: string
  readonly token: string
  /** The media types that the answer may have. */
  readonly accept: string
  readonly signal: AbortSignal
}

/**
 * Sends an attempt and waits for the head of the answer.
 * @throws DemurUnavailableError where the server cannot be reached
 */
export async function post(options: SettledOptions, attempt: Attempt): Promise<Response> {
  const { requestId, body, token, accept, signal } = attempt
  try {
    return await options.fetch(options.url, {
      method: 'POST',
      headers: {
        accept,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-request-id': requestId,
      },
      body,
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      // Followed, a redirect would carry the variables to wherever it points.
      redirect: 'manual',
    })
  } catch (error) {
    throw unreachable(attempt, error)
  }
}

/**
 * Reads the data of an answer.
 * @throws DemurError for anything but data without errors
 */
export async function readAnswer(options: SettledOptions, attempt: Attempt, response: Response): Promise<object> {
  let text: string
  try {
    text = await response.text()
  } catch (error) {
    throw unreachable(attempt, error)
  }
  return dataOf(options, attempt, response, text)
}

/**
 * The data in the text of an answer.
 * @throws DemurError for anything but data without errors
 */
export function dataOf(
  { clock }: SettledOptions,
  { operation, document, requestId }: Attempt,
  { ok, status, headers }: Response,
  text: string,
): object {
  const { data, errors } = membersOf(parsed(text))
  const [error]: unknown[] = Array.isArray(errors) ? errors : []
  if (ok && error === undefined && typeof data === 'object' && data !== null) return data
  const retryAfter = readRetryAfter(headers.get('retry-after'), clock.now())
  throw faultOf({ operation, document, requestId, status, retryAfter, error })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** An error of the network may repeat what was sent, so only the system's code for it is kept. */
export function unreachable({ operation, requestId }: Attempt, error: unknown): DemurError {
  const { code } = membersOf(membersOf(error).cause)
  const why = typeof code === 'string' && /^[A-Z][A-Z_]{1,40}$/.test(code) ? ` (${code})` : ''
  return new DemurUnavailableError(`${operation}: the server cannot be reached${why}.`, {
    code: 'UNREACHABLE',
    requestId,
  })
}

/** An answer of another kind than was asked for. */
export function misfit(operation: string, requestId: string | null): DemurError {
  return new DemurProtocolError(`${operation}: the answer does not fit the operation.`, {
    code: 'UNEXPECTED_ANSWER',
    requestId,
  })
}
