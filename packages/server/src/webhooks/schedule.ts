const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How long to wait after each failed attempt: the schedule of Standard Webhooks, ten attempts over three days. */
export const RETRY_DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

/** A receiver that asks for more patience than this gets this much. */
const LONGEST_RETRY_AFTER = 24 * HOUR

/**
 * How long to wait after so many failed attempts, in milliseconds; null where there are no more. Scattered by a tenth, so
 * that messages which failed together do not come back together; never sooner than the receiver asks.
 */
export function delayAfter(failures: number, random: () => number, retryAfter: number | null): number | null {
  const delay = RETRY_DELAYS[failures - 1]
  if (delay === undefined) return null
  return Math.max(Math.round(delay * (0.9 + 0.2 * random())), Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER))
}
