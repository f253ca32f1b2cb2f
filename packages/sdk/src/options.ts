import type { Clock } from './clock.ts'
import type { Instant, Position } from './vocabulary.ts'

/** A token, or what gives one. */
export type Auth = string | ((request: TokenRequest) => string | Promise<string>)

/** Why a token is asked for. */
export interface TokenRequest {
  /** Whether the server has just refused the token given before: the same one from a cache would be refused again. */
  readonly refused: boolean
}

/** An attempt that is about to be sent. */
export interface RequestNotice {
  /** The name of the operation, such as `Decision`. */
  readonly operation: string
  /** Sent as `x-request-id`; the log of the server has the attempt under it. */
  readonly requestId: string
  /** 1, 2, 3 … */
  readonly attempt: number
}

/** An attempt that has ended. */
export interface ResponseNotice extends RequestNotice {
  /** The HTTP status; null where no answer came. */
  readonly status: number | null
  /** The code of the error; null where there was none. */
  readonly code: string | null
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds until the next attempt; null where there is none. */
  readonly retryIn: number | null
}

/** What a client is made of. */
export interface ClientOptions {
  /** The GraphQL endpoint, such as `https://demur.example/graphql`; in a browser it may be relative to the page. */
  readonly url: string | URL
  /**
   * Who asks: a token, or a function that gives one. The function is called for every request, so it should keep the
   * token for as long as it is valid, and once more after a 401. What it throws reaches the caller unchanged.
   */
  readonly auth: Auth
  /** Default: the `fetch` of the platform. */
  readonly fetch?: typeof fetch | undefined
  /** How long one attempt may take, in milliseconds; `Infinity` for as long as it likes. Default: 10,000. */
  readonly timeout?: number | undefined
  /**
   * How many times a request is sent again that could not be answered, 0 for never. Reads are, and writes that carry an
   * idempotency key, which is the same each time. Default: 3.
   */
  readonly retries?: number | undefined
  /** The language of titles and sentences, as a BCP 47 tag. Default: English. */
  readonly locale?: string | undefined
  /** Called before each attempt. What it throws is dropped: a broken log must not keep an objection from arriving. */
  readonly onRequest?: ((notice: RequestNotice) => void) | undefined
  /** Called after each attempt. What it throws is dropped. */
  readonly onResponse?: ((notice: ResponseNotice) => void) | undefined
  /** For tests. Default: the clock of the machine. */
  readonly clock?: Clock | undefined
  /** For tests: a number from 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, wherever it stands, with a `DemurAbortError`. */
  readonly signal?: AbortSignal | undefined
  /** In place of that of the client. */
  readonly timeout?: number | undefined
  /** In place of that of the client. */
  readonly retries?: number | undefined
}

/** What calls take whose answers have sentences for people. */
export interface LocalisedCallOptions extends CallOptions {
  /** In place of that of the client. */
  readonly locale?: string | undefined
}

/** What a read is about, on both axes of time. */
export interface ReadPoint {
  /** The instant that it is about. Default: now. */
  readonly at?: Instant | undefined
  /** What was recorded later is not seen. Default: the head of the ledger. */
  readonly asKnownAt?: Position | undefined
}
