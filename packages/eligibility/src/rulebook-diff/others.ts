import { applicableRule } from '../applicable-rule.ts'
import { type Instant, instantOf } from '../instant.ts'
import { placeClasses } from '../place-classes.ts'
import type { Place } from '../places.ts'
import { REGION_CHANGES } from '../regions.ts'
import type { Rule, Rulebook } from '../rulebook.ts'
import type { Collector } from './collector.ts'
import { isEverInForce } from './phases.ts'
import { named } from './places.ts'

/**
 * Whose objections count although they only appear in content. That is laid down by the rule of their own place, so a
 * rule that goes away there can open content from elsewhere, and one that comes can close it.
 */
export function diffOthers(collector: Collector, before: Rulebook, after: Rulebook): void {
  for (const [key, { title }] of after.dataUses) {
    if (!before.dataUses.has(key)) continue
    const [was, is] = [before, after].map(({ rulesByDataUse }) => rulesByDataUse.get(key) ?? []) as [Rule[], Rule[]]
    // Only where somebody's content is used does it matter who else is in it.
    if (![was, is].every((rules) => rules.some(isEverInForce)) || written(was) === written(is)) continue
    const asked = (rules: readonly Rule[]) => rules.some(({ othersInContent }) => othersInContent === 'ANY_SUBJECT')
    const classes = placeClasses([...was, ...is].map((rule) => rule.places))
    const { more, less } = compare(key, classes, before, after)
    const here = collector.within(['dataUses', key], key, { use: title })
    if (less.length > 0 && asked(was))
      here.add('OTHERS_COUNT_LESS', 'LOOSENING', ['rules'], { places: named(less, classes.flat()) })
    if (more.length > 0 && asked(is))
      here.add('OTHERS_COUNT_MORE', 'TIGHTENING', ['rules'], { places: named(more, classes.flat()) })
  }
}

/** What of some rules decides whose objections count. */
function written(rules: readonly Rule[]): string {
  return JSON.stringify(
    rules.map(({ key, places, phases, control, objectionScope }) => [key, places, phases, control, objectionScope]),
  )
}

function compare(
  dataUse: string,
  classes: readonly (readonly Place[])[],
  before: Rulebook,
  after: Rulebook,
): { more: Place[]; less: Place[] } {
  const rules = [before, after].flatMap(({ rulesByDataUse }) => rulesByDataUse.get(dataUse) ?? [])
  // Which rule answers for a place changes only at these instants.
  const starts = rules.flatMap(({ phases }) => phases.slice(0, 1).map(({ from }) => from))
  const instants = [...new Set([instantOf(Number.MIN_SAFE_INTEGER), ...starts, ...REGION_CHANGES])]
  const turned = (sign: 1 | -1): Place[] =>
    classes
      .filter(([place]) => place && instants.some((at) => sign * difference(dataUse, place, at, before, after) > 0))
      .flat()
  return { more: turned(1), less: turned(-1) }
}

function difference(dataUse: string, place: Place, at: Instant, before: Rulebook, after: Rulebook): number {
  return weight(after, dataUse, place, at) - weight(before, dataUse, place, at)
}

/** How far the objection of somebody in a place reaches into content of others. */
function weight(rulebook: Rulebook, dataUse: string, place: Place, at: Instant): number {
  const rule = applicableRule(rulebook, dataUse, place, at)
  if (rule?.control !== 'OPT_OUT') return 0
  return rule.objectionScope === 'ALL_CONTENT' ? 2 : 1
}
