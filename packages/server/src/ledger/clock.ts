import { type Instant, instantOf } from '@demur/eligibility'

/**
 * The present, given when the last entry was recorded. Never before it: where the clock of another process runs ahead,
 * an objection it recorded must hold here at once.
 */
export function presentAt(clock: Instant, recordedAt: Instant): Instant {
  return instantOf(Math.max(clock, recordedAt))
}
