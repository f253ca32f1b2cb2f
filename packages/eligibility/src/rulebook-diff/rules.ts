import type { Rule, Rulebook } from '../rulebook.ts'
import type { ChangeImpact } from './change.ts'
import { type Collector, without } from './collector.ts'
import { isEverInForce, phaseChanges } from './phases.ts'
import { coverageChanges } from './places.ts'

/**
 * The rules, paired by key and data use; one that is gone and one that is new are the same where they differ in nothing
 * but the key.
 */
export function diffRules(collector: Collector, before: Rulebook, after: Rulebook): void {
  const nameOf = ({ key, dataUse }: Rule): string => JSON.stringify([key, dataUse])
  const earlier = new Map(before.rules.map((rule) => [nameOf(rule), rule]))
  const kept = new Set(after.rules.map(nameOf))
  const gone = before.rules.filter((rule) => !kept.has(nameOf(rule)))
  for (const rule of after.rules) {
    const same = earlier.get(nameOf(rule))
    const twin = same === undefined ? gone.find((candidate) => isTwin(candidate, rule)) : undefined
    const here = ofRule(collector, rule, after)
    if (same !== undefined) diffRule(here, same, rule)
    else if (twin !== undefined) {
      gone.splice(gone.indexOf(twin), 1)
      here.add('RULE_REKEYED', 'NEUTRAL', ['key'], { before: twin.key })
    } else here.add('RULE_ADDED', allows(rule) ? 'LOOSENING' : 'NEUTRAL', [], { places: rule.places })
  }
  for (const rule of gone) {
    const impact = allows(rule) ? 'TIGHTENING' : 'NEUTRAL'
    ofRule(collector, rule, before).add('RULE_REMOVED', impact, [], { places: rule.places })
  }
}

function ofRule(collector: Collector, { key, dataUse }: Rule, { dataUses }: Rulebook): Collector {
  return collector.within(['rules', key], dataUse, { rule: key, use: dataUses.get(dataUse)?.title ?? {} })
}

/** Whether anything can ever be used under a rule. */
function allows(rule: Rule): boolean {
  return rule.scope.size > 0 && isEverInForce(rule)
}

function isTwin(one: Rule, other: Rule): boolean {
  return written({ ...one, key: '' }) === written({ ...other, key: '' })
}

function written(rule: Rule): string {
  const scope = [...rule.scope].map(([kind, visibilities]) => `${kind} ${[...visibilities].sort().join(' ')}`)
  return JSON.stringify({ ...rule, scope: scope.sort() })
}

function diffRule(here: Collector, was: Rule, is: Rule): void {
  for (const { code, impact, ...parameters } of coverageChanges(was.places, is.places)) {
    here.add(code, impact, ['places'], parameters)
  }
  for (const { code, impact, ...parameters } of phaseChanges(was.phases, is.phases)) {
    here.add(code, impact, ['phases'], parameters)
  }
  diffTerms(here, was, is)
  diffScope(here, was, is)
  diffNoticeRequirement(here, was, is)
  diffContent(here, was, is)
  here.sources('RULE_SOURCES_CHANGED', was.sources, is.sources)
}

/** How much a control protects. */
const PROTECTION = { NONE: 0, OPT_OUT: 1, OPT_IN: 2 } as const satisfies Record<Rule['control'], number>

/** The impact of something that protects more, the greater it is. */
function byProtection(before: number, after: number): ChangeImpact {
  return after > before ? 'TIGHTENING' : 'LOOSENING'
}

function diffTerms(here: Collector, was: Rule, is: Rule): void {
  if (was.legalBasis !== is.legalBasis) {
    here.add('LEGAL_BASIS_CHANGED', 'NEUTRAL', ['legalBasis'], { legalBases: [was.legalBasis, is.legalBasis] })
  }
  if (was.controller !== is.controller) {
    here.add('CONTROLLER_CHANGED', 'NEUTRAL', ['controller'], { before: was.controller, after: is.controller })
  }
  if (was.control !== is.control) {
    const impact = byProtection(PROTECTION[was.control], PROTECTION[is.control])
    here.add('CONTROL_CHANGED', impact, ['control'], { controls: [was.control, is.control] })
  }
}

function diffScope(here: Collector, { scope: was }: Rule, { scope: is }: Rule): void {
  for (const [kind, visibilities] of is) {
    const before = was.get(kind)
    const gained = without(visibilities, before ?? [])
    const code = before === undefined ? 'KIND_GAINED' : 'VISIBILITIES_GAINED'
    if (gained.length > 0) here.add(code, 'LOOSENING', ['scope', kind], { kind, visibilities: gained })
  }
  for (const [kind, visibilities] of was) {
    const after = is.get(kind)
    const lost = without(visibilities, after ?? [])
    const code = after === undefined ? 'KIND_LOST' : 'VISIBILITIES_LOST'
    if (lost.length > 0) here.add(code, 'TIGHTENING', ['scope', kind], { kind, visibilities: lost })
  }
}

function diffNoticeRequirement(here: Collector, { notice: was }: Rule, { notice: is }: Rule): void {
  if (was === null || is === null) {
    if (is !== null)
      here.add('NOTICE_REQUIRED', 'TIGHTENING', ['notice'], { notice: is.key, after: String(is.leadDays) })
    if (was !== null) here.add('NOTICE_NO_LONGER_REQUIRED', 'LOOSENING', ['notice'], { notice: was.key })
    return
  }
  if (was.key !== is.key) here.add('NOTICE_REPLACED', 'MIXED', ['notice', 'key'], { before: was.key, after: is.key })
  if (was.leadDays === is.leadDays) return
  const days = { before: String(was.leadDays), after: String(is.leadDays) }
  here.add('NOTICE_LEAD_CHANGED', byProtection(was.leadDays, is.leadDays), ['notice', 'leadDays'], days)
}

function diffContent(here: Collector, was: Rule, is: Rule): void {
  const [earlier, now] = [was.contentNotBefore, is.contentNotBefore]
  if (earlier !== now) {
    const code =
      earlier === null ? 'CONTENT_WINDOW_BEGUN' : now === null ? 'CONTENT_WINDOW_LIFTED' : 'CONTENT_WINDOW_MOVED'
    const impact = byProtection(earlier ?? Number.NEGATIVE_INFINITY, now ?? Number.NEGATIVE_INFINITY)
    here.add(code, impact, ['contentNotBefore'], { instants: [earlier, now] })
  }
  if (was.contentCreatedAsMinor !== is.contentCreatedAsMinor) {
    const excluded = is.contentCreatedAsMinor === 'EXCLUDE'
    const code = excluded ? 'CREATED_AS_MINOR_EXCLUDED' : 'CREATED_AS_MINOR_ALLOWED'
    here.add(code, excluded ? 'TIGHTENING' : 'LOOSENING', ['contentCreatedAsMinor'])
  }
  if (was.objectionScope !== is.objectionScope) {
    const all = is.objectionScope === 'ALL_CONTENT'
    const code = all ? 'OBJECTION_REACHES_MORE' : 'OBJECTION_REACHES_LESS'
    here.add(code, all ? 'TIGHTENING' : 'LOOSENING', ['objectionScope'])
  }
  if (was.othersInContent !== is.othersInContent) {
    const asked = is.othersInContent === 'ANY_SUBJECT'
    here.add(asked ? 'OTHERS_ASKED' : 'OTHERS_NOT_ASKED', asked ? 'TIGHTENING' : 'LOOSENING', ['othersInContent'])
  }
}
