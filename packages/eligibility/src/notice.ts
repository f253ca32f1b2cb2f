import { applicableRule, standingOf } from './applicable-rule.ts'
import { inForce, isInSight, type MemberFacts, type Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import { placeOf } from './places.ts'
import type { Rule, Rulebook } from './rulebook.ts'
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

/** The earliest serving, in sight, of the notice of a rule in a version that tells of a kind of content. */
export function servedAt(
  rule: Rule,
  member: MemberFacts,
  kind: ContentKind,
  rulebook: Rulebook | null,
  vantage: Vantage,
): Instant | null {
  const key = rule.notice?.key
  const versions = (key === undefined ? undefined : rulebook?.notices.get(key)) ?? []
  const introduced = versions.findLastIndex(({ kinds }) => kinds.includes(kind))
  const telling = new Set(versions.slice(Math.max(introduced, 0)).map(({ version }) => version))
  let earliest: Instant | null = null
  for (const serving of member.notices) {
    if (serving.notice !== key || !telling.has(serving.version) || !isInSight(serving, vantage)) continue
    if (earliest === null || serving.effectiveAt < earliest) earliest = serving.effectiveAt
  }
  return earliest
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
    if (rule === null || rule.notice === null || standingOf(rule, vantage.at).status === 'ENDED') continue
    const last = rulebook.notices.get(rule.notice.key)?.at(-1)
    const untold = [...rule.scope.keys()].filter((kind) => servedAt(rule, member, kind, rulebook, vantage) === null)
    if (last === undefined || untold.length === 0) continue
    const { key, leadDays } = rule.notice
    const before = due.get(key)
    due.set(key, {
      notice: key,
      version: last.version,
      dataUses: [...(before?.dataUses ?? []), dataUse],
      kinds: CONTENT_KINDS.filter((kind) => untold.includes(kind) || before?.kinds.includes(kind)),
      leadDays: Math.min(leadDays, before?.leadDays ?? leadDays),
    })
  }
  return [...due.values()]
}
