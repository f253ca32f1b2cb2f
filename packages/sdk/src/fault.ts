import {
  DemurAuthenticationError,
  type DemurError,
  DemurInputError,
  DemurPermissionError,
  DemurProtocolError,
  DemurServerError,
  DemurTimeoutError,
  DemurUnavailableError,
} from './error.ts'

/** What is known of a request that failed. */
export interface Failure {
  /** The name of the operation. */
  readonly operation: string
  /** Its text. */
  readonly document: string
  readonly requestId: string
  readonly status: number
  /** Milliseconds; null where the server does not say. */
  readonly retryAfter: number | null
  /** The first error of the answer; undefined where the answer is not that of a GraphQL server. */
  readonly error: unknown
}

const INPUT_CODES = /^(BAD_|GRAPHQL_|OPERATION_TOO_|DOCUMENT_TOO_)/
const BUSY_STATUSES = [408, 425, 429, 502, 503, 504]
/** Not acceptable, as for a subscription that is sent as a query; and too large. */
const INPUT_STATUSES = [406, 413]

/**
 * The error for a failed request. Its words are the client's own: a message of the server may repeat a value that was
 * sent, so of the answer only what is a code, a field of the document or a place in it is taken over.
 */
export function faultOf({ operation, document, requestId, status, retryAfter, error }: Failure): DemurError {
  const { extensions, message, path, locations } = membersOf(error)
  const given = membersOf(extensions).code
  const code = typeof given === 'string' && /^[A-Z]+(_[A-Z]+){0,6}$/.test(given) ? given : `HTTP_${status}`
  const facts = { code, requestId }
  const say = (what: string): string => `${operation}: ${what} (${code}).`

  if (code === 'UNAUTHENTICATED' || status === 401)
    return new DemurAuthenticationError(say('the server did not accept the token'), facts)
  if (code === 'FORBIDDEN' || status === 403)
    return new DemurPermissionError(say('the token does not allow this operation'), facts)
  if (code === 'TIMEOUT') return new DemurTimeoutError(say('the server gave up waiting for its own answer'), facts)
  if (code === 'UNAVAILABLE' || code === 'POSITION_NOT_REACHED' || BUSY_STATUSES.includes(status))
    return new DemurUnavailableError(say('the server cannot answer now'), { ...facts, retryAfter })
  if (
    INPUT_CODES.test(code) ||
    INPUT_STATUSES.includes(status) ||
    (error !== undefined && status < 500 && status >= 400)
  ) {
    const names = namesOf(path ?? variableIn(message), document)
    const where = `${names.length > 0 ? ` at ${names.join('.')}` : ''}${placeOf(locations)}`
    return new DemurInputError(say(`the server refused the request${where}`), { ...facts, path: names })
  }
  if (status >= 500 || error !== undefined) return new DemurServerError(say('the server failed'), facts)
  return new DemurProtocolError(say('what answered is no Demur server'), facts)
}

/** The members of what should be an object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** The variable that a message begins with: what comes after it may be its value. */
function variableIn(message: unknown): string[] {
  return /^Variable "\$(\w+)"/.exec(String(message))?.slice(1) ?? []
}

/** Of a path, the indexes and the names that stand in the document: anything else is none of its fields. */
function namesOf(path: unknown, document: string): string[] {
  const steps = Array.isArray(path) ? path.map(String) : []
  return steps.filter((step) => /^\d{1,4}$/.test(step) || (/^\w+$/.test(step) && document.includes(step)))
}

function placeOf(locations: unknown): string {
  const { line, column } = membersOf(Array.isArray(locations) ? locations[0] : null)
  return typeof line === 'number' && typeof column === 'number'
    ? `, line ${line}, column ${column} of the document`
    : ''
}
