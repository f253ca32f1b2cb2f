import { applicableRule, standingOf } from './applicable-rule.ts'
import type { TableNotice } from './decision-table.ts'
import { decisionTable } from './decision-table-at.ts'
import { inForce, isInSight, type MemberFacts, type Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import { placeOf } from './places.ts'
import type { Rulebook } from './rulebook.ts'
import { CONTENT_KINDS, type ContentKind } from './vocabulary.ts'

/** A notice that the rules of a member's place require, and that was not served to them in the version required. */
export interface DueNotice {
  readonly notice: string
  /** The last version: serving it tells of every kind. */
  readonly version: string
  /** The data uses that wait for it, in the order of the rulebook. */
  readonly dataUses: readonly string[]
  /** The kinds of content that nothing served so far tells of, in their canonical order. */
  readonly kinds: readonly ContentKind[]
  /** How many times 24 hours after the serving the first of these uses may begin. */
  readonly leadDays: number
}

/** The earliest serving, in sight, of a notice in one of its versions from a threshold on; null where there is none. */
export function servedAt(
  { key, versions }: TableNotice,
  threshold: number,
  member: MemberFacts,
  vantage: Vantage,
): Instant | null {
  let earliest: Instant | null = null
  for (const serving of member.notices) {
    if (serving.notice !== key || versions.indexOf(serving.version) < threshold) continue
    if (isInSight(serving, vantage) && (earliest === null || serving.effectiveAt < earliest)) {
      earliest = serving.effectiveAt
    }
  }
  return earliest
}

/** From which version of a notice on a serving tells of a kind: an index into its versions. */
export function thresholdOf({ thresholdByKind }: TableNotice, kind: ContentKind): number {
  return thresholdByKind.get(kind) ?? 0
}

/**
 * What a member has to be told before the rules of where they live allow anything further. Rules that have ended wait
 * for nothing; those that begin later are told of now.
 */
export function noticesDue(member: MemberFacts, rulebook: Rulebook | null, vantage: Vantage): DueNotice[] {
  const place = placeOf(inForce(member.residences, vantage))
  if (rulebook === null || place === null) return []
  const due = new Map<string, DueNotice>()
  for (const dataUse of rulebook.dataUses.keys()) {
    const rule = applicableRule(rulebook, dataUse, place, vantage.at)
    if (rule === null || standingOf(rule, vantage.at).status === 'ENDED') continue
    const { rules } = decisionTable(rulebook, dataUse, vantage.at)
    const notice = rules.find((entry) => entry.key === rule.key)?.notice ?? null
    const last = notice?.versions.at(-1)
    if (notice === null || last === undefined) continue
    const { key, leadDays } = notice
    const untold = [...rule.scope.keys()].filter(
      (kind) => servedAt(notice, thresholdOf(notice, kind), member, vantage) === null,
    )
    if (untold.length === 0) continue
    const before = due.get(key)
    due.set(key, {
      notice: key,
      version: last,
      dataUses: [...(before?.dataUses ?? []), dataUse],
      kinds: CONTENT_KINDS.filter((kind) => untold.includes(kind) || before?.kinds.includes(kind)),
      leadDays: Math.min(leadDays, before?.leadDays ?? leadDays),
    })
  }
  return [...due.values()]
}
