import type { Instant } from './instant.ts'
import { covers, type Place } from './places.ts'
import type { Phase, Rule, Rulebook } from './rulebook.ts'

/** Where an instant lies in the phases of a rule. */
export type Standing =
  | { readonly status: 'BEFORE_START'; readonly startsAt: Instant }
  | { readonly status: 'ENDED'; readonly endedAt: Instant }
  | { readonly status: Phase['status']; readonly phase: Phase }

export function standingOf(rule: Rule, at: Instant): Standing {
  const { phases } = rule
  const phase = phases.find(({ from, until }) => from <= at && (until === null || at < until))
  if (phase !== undefined) return { status: phase.status, phase }
  const [first, last] = [phases[0] as Phase, phases.at(-1) as Phase]
  return at < first.from
    ? { status: 'BEFORE_START', startsAt: first.from }
    : { status: 'ENDED', endedAt: last.until ?? last.from }
}

/**
 * The rule of a use for a place at an instant; null where none covers the place.
 * Rules may follow each other in one place. Between and after them the one that ended last answers, before all of
 * them the one that begins first.
 */
export function applicableRule(rulebook: Rulebook, dataUse: string, place: Place, at: Instant): Rule | null {
  const covering = (rulebook.rulesByDataUse.get(dataUse) ?? []).filter((rule) => covers(rule.places, place, at))
  if (covering.length < 2) return covering[0] ?? null
  const startOf = (rule: Rule) => rule.phases[0]?.from ?? 0
  covering.sort((a, b) => startOf(a) - startOf(b))
  return covering.findLast((rule) => startOf(rule) <= at) ?? covering[0] ?? null
}
