import { DemurError, DemurUnavailableError } from './error.ts'

/** The first wait is at most this long, each further one at most twice the one before. Milliseconds. */
const FIRST_WAIT = 250
const LONGEST_WAIT = 8000
/** A server that asks for more patience than this gets none: the caller decides. Milliseconds. */
const LONGEST_RETRY_AFTER = 30_000

/**
 * How long to wait before the next attempt, in milliseconds: a random part of a bound that doubles, so that clients
 * which failed together do not come back together. On top of what the server asks for, where it asks.
 */
export function waitBefore(attempt: number, random: () => number, retryAfter: number | null): number {
  const bound = Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
  return (retryAfter ?? 0) + Math.round(random() * bound)
}

/** What the server asks to wait after an error; null where it does not say. Milliseconds. */
export function retryAfterOf(error: DemurError): number | null {
  return error instanceof DemurUnavailableError ? error.retryAfter : null
}

/** Whether an attempt that ended so may be followed by another one, all else allowing it. */
export function isWorthRetrying(error: unknown): error is DemurError {
  return error instanceof DemurError && error.retryable && (retryAfterOf(error) ?? 0) <= LONGEST_RETRY_AFTER
}

/** Reads a `Retry-After` header, seconds or HTTP date, as milliseconds from now; null where it says neither. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(date - now, 0)
}
