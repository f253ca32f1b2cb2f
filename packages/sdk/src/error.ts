/** What every error of a client knows. None holds variables, tokens, headers or bodies: it can be logged as it is. */
export interface ErrorFacts {
  /** For programs: a code of the server such as `BAD_USER_INPUT`, or of the client such as `UNREACHABLE`. */
  readonly code: string
  /** The id under which the log of the server has the request; null where none was sent. */
  readonly requestId?: string | null
}

/**
 * What went wrong on the way to an answer. The subclasses differ in what a caller does next. Refusals of the register
 * are never thrown: they are values of the results.
 */
export class DemurError extends Error {
  override readonly name: string = 'DemurError'
  readonly code: string
  readonly requestId: string | null
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean

  constructor(message: string, { code, requestId = null }: ErrorFacts, retryable = false) {
    super(message)
    this.code = code
    this.requestId = requestId
    this.retryable = retryable
  }
}

/** The token is missing or not accepted: sign in again. */
export class DemurAuthenticationError extends DemurError {
  override readonly name = 'DemurAuthenticationError'
}

/** The token is accepted and does not allow this operation: asking again changes nothing. */
export class DemurPermissionError extends DemurError {
  override readonly name = 'DemurPermissionError'
}

/** The request itself is wrong: correct the program. */
export class DemurInputError extends DemurError {
  override readonly name = 'DemurInputError'
  /** Where: a variable, a field of the answer that it broke, or an option of the client. Empty where that is not known. */
  readonly path: readonly string[]

  constructor(message: string, facts: ErrorFacts & { readonly path?: readonly string[] }) {
    super(message, facts)
    this.path = facts.path ?? []
  }
}

/**
 * The server cannot be reached or is busy: try later. Of a write without an idempotency key it is not known whether it
 * was recorded.
 */
export class DemurUnavailableError extends DemurError {
  override readonly name = 'DemurUnavailableError'
  /** How long the server asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfter: number | null

  constructor(message: string, facts: ErrorFacts & { readonly retryAfter?: number | null }) {
    super(message, facts, true)
    this.retryAfter = facts.retryAfter ?? null
  }
}

/** No answer came in time. Of a write without an idempotency key it is not known whether it was recorded. */
export class DemurTimeoutError extends DemurError {
  override readonly name = 'DemurTimeoutError'

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts, true)
  }
}

/**
 * The feed has a hole: what follows is not what came after the position that was read up to. Of a ledger that was put
 * back to an earlier state nothing follows. Whatever was built from the feed has to be built anew.
 */
export class DemurGapError extends DemurError {
  override readonly name = 'DemurGapError'
  /** The position that was read up to. */
  readonly after: string
  /** What came next; null where the ledger ends before `after`. */
  readonly found: string | null

  constructor(after: string, found: string | null) {
    super(`The feed has a gap after position ${after}.`, { code: 'GAP' })
    this.after = after
    this.found = found
  }
}

/** The caller's own signal ended the call. Of a write it is not known whether it was recorded. */
export class DemurAbortError extends DemurError {
  override readonly name = 'DemurAbortError'

  constructor(requestId: string | null = null) {
    super('The caller ended the call.', { code: 'ABORTED', requestId })
  }
}

/** A fault of the server: report it with the `requestId`. */
export class DemurServerError extends DemurError {
  override readonly name = 'DemurServerError'
}

/** What answered does not speak as a Demur server does: look at the `url` of the client and at what stands before it. */
export class DemurProtocolError extends DemurError {
  override readonly name = 'DemurProtocolError'
}
