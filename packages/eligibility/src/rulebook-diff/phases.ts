import type { Instant } from '../instant.ts'
import type { Phase, Rule } from '../rulebook.ts'
import type { ChangeImpact } from './change.ts'

/** `[from, until)`; infinite where it is open-ended. */
type Interval = readonly [from: number, until: number]

export interface PhaseChange {
  readonly code: 'IN_FORCE_GAINED' | 'IN_FORCE_LOST' | 'PHASES_REPHRASED'
  readonly impact: ChangeImpact
  readonly from?: Instant
  readonly until?: Instant | null
}

export function isEverInForce({ phases }: Rule): boolean {
  return inForce(phases).length > 0
}

/** The times in which a rule is in force and was not, or was and is not; else whether its phases say the same otherwise. */
export function phaseChanges(before: readonly Phase[], after: readonly Phase[]): PhaseChange[] {
  const [was, is] = [inForce(before), inForce(after)]
  const changes: PhaseChange[] = [
    ...minus(is, was).map(
      (interval) => ({ code: 'IN_FORCE_GAINED', impact: 'LOOSENING', ...bounds(interval) }) as const,
    ),
    ...minus(was, is).map(
      (interval) => ({ code: 'IN_FORCE_LOST', impact: 'TIGHTENING', ...bounds(interval) }) as const,
    ),
  ]
  if (changes.length > 0 || JSON.stringify(before) === JSON.stringify(after)) return changes
  return [{ code: 'PHASES_REPHRASED', impact: 'NEUTRAL' }]
}

function bounds([from, until]: Interval): { from: Instant; until: Instant | null } {
  return { from: from as Instant, until: until === Number.POSITIVE_INFINITY ? null : (until as Instant) }
}

/** The times in which a rule is in force; phases that touch make one. */
function inForce(phases: readonly Phase[]): Interval[] {
  const intervals: Interval[] = []
  for (const { from, until, status } of phases) {
    if (status !== 'IN_FORCE') continue
    const last = intervals.at(-1)
    if (last?.[1] === from) intervals.pop()
    intervals.push([last?.[1] === from ? last[0] : from, until ?? Number.POSITIVE_INFINITY])
  }
  return intervals
}

/** What is left of some intervals without others. */
function minus(intervals: readonly Interval[], others: readonly Interval[]): Interval[] {
  return others.reduce<Interval[]>(
    (left, [from, until]) =>
      left.flatMap(([begins, ends]): Interval[] =>
        [[begins, Math.min(ends, from)] as const, [Math.max(begins, until), ends] as const].filter(([a, b]) => a < b),
      ),
    [...intervals],
  )
}
