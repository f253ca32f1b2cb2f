import { applicableRule, standingOf } from './applicable-rule.ts'
import { choiceInForce } from './choice.ts'
import { inForce, isInSight, type MemberFacts, type Vantage } from './fact.ts'
import { comesOfAgeAt, formatInstant, type Instant, plusDays } from './instant.ts'
import type { ItemState } from './item.ts'
import { servedAt } from './notice.ts'
import { type Place, placeOf } from './places.ts'
import type { Findings } from './reason.ts'
import type { Rule, Rulebook } from './rulebook.ts'
import type { ContentKind } from './vocabulary.ts'

/** The policy side of a question. */
export interface Policy {
  /** The rulebook that answers; null where none is published. */
  readonly rulebook: Rulebook | null
  readonly dataUse: string
}

/** What is found about one person in an item, and the rule of their place. */
export interface SubjectFindings {
  readonly findings: Findings
  readonly rule: Rule | null
}

export function isRegistered(member: MemberFacts | undefined, vantage: Vantage): member is MemberFacts {
  return member !== undefined && isInSight(member.registered, vantage)
}

/**
 * Everything that blocks because of the author or a co-author, who pass every check under the rule of their own place.
 * `member` is undefined for a key that nobody is registered under.
 */
export function authorFindings(
  member: MemberFacts | undefined,
  isTheAuthor: boolean,
  item: ItemState,
  policy: Policy,
  vantage: Vantage,
): SubjectFindings {
  const findings: Findings = new Map()
  if (!isRegistered(member, vantage)) {
    findings.set('UNKNOWN_MEMBER', {})
    return { findings, rule: null }
  }
  accountCheck(member, vantage, findings)
  if (isMinor(member, vantage)) findings.set('MINOR', {})
  const place = placeOf(inForce(member.residences, vantage))
  if (place === null) findings.set('REGION_UNRESOLVED', {})
  const rule = place === null ? null : ruleFor(place, policy, vantage.at)
  if (rule !== null) {
    phaseCheck(rule, vantage.at, findings)
    noticeCheck(rule, member, item.kind, policy, vantage, findings)
    contentChecks(rule, member, item, vantage, findings)
    choiceCheck(rule, member, isTheAuthor, item, policy, vantage, findings)
  } else if (place !== null && isKnownUse(policy)) {
    findings.set('NO_RULE', { dataUse: policy.dataUse })
  }
  return { findings, rule }
}

/**
 * What blocks because of somebody who merely appears in the item: being a minor, or having objected under the rule of
 * their own place. Nothing where no registered member stands behind the name.
 */
export function appearanceFindings(
  member: MemberFacts | undefined,
  item: ItemState,
  policy: Policy,
  vantage: Vantage,
): Findings {
  const findings: Findings = new Map()
  if (!isRegistered(member, vantage)) return findings
  if (isMinor(member, vantage)) findings.set('MINOR', {})
  const place = placeOf(inForce(member.residences, vantage))
  const rule = place === null ? null : ruleFor(place, policy, vantage.at)
  if (rule?.control === 'OPT_OUT') choiceCheck(rule, member, false, item, policy, vantage, findings)
  return findings
}

/** Under 18 by date of birth, or believed to be. A verified adult birth date outranks a signal recorded before it. */
export function isMinor(member: MemberFacts, vantage: Vantage): boolean {
  const birth = inForce(member.birthDates, vantage)
  if (birth !== null && vantage.at < comesOfAgeAt(birth.birthDate)) return true
  const signal = inForce(member.ageSignals, vantage)
  if (signal === null || !signal.believedMinor) return false
  return !(birth?.verified && signal.position < birth.position)
}

export function isKnownUse({ rulebook, dataUse }: Policy): boolean {
  return rulebook?.dataUses.has(dataUse) ?? false
}

function ruleFor(place: Place, { rulebook, dataUse }: Policy, at: Instant): Rule | null {
  return rulebook === null ? null : applicableRule(rulebook, dataUse, place, at)
}

function accountCheck(member: MemberFacts, vantage: Vantage, findings: Findings): void {
  const status = inForce(member.accountStatuses, vantage)?.status ?? 'ACTIVE'
  if (status !== 'ACTIVE') findings.set('ACCOUNT_CLOSED', {})
}

function phaseCheck(rule: Rule, at: Instant, findings: Findings): void {
  const standing = standingOf(rule, at)
  if (standing.status === 'BEFORE_START') findings.set('BEFORE_START', { startsAt: formatInstant(standing.startsAt) })
  else if (standing.status === 'ENDED') findings.set('ENDED', { endedAt: formatInstant(standing.endedAt) })
  else if (standing.status === 'SUSPENDED') findings.set('SUSPENDED', { since: formatInstant(standing.phase.from) })
}

function noticeCheck(
  rule: Rule,
  member: MemberFacts,
  kind: ContentKind,
  policy: Policy,
  vantage: Vantage,
  findings: Findings,
): void {
  if (rule.notice === null) return
  const served = servedAt(rule, member, kind, policy.rulebook, vantage)
  if (served === null) {
    findings.set('NOTICE_NOT_SERVED', { notice: rule.notice.key })
    return
  }
  const until = plusDays(served, rule.notice.leadDays)
  if (until > vantage.at) findings.set('NOTICE_PERIOD', { until: formatInstant(until) })
}

function contentChecks(rule: Rule, member: MemberFacts, item: ItemState, vantage: Vantage, findings: Findings): void {
  const { kind, visibility, createdAt } = item
  const visibilities = rule.scope.get(kind)
  if (visibilities === undefined) findings.set('KIND_NOT_IN_SCOPE', { kind })
  else if (!visibilities.has(visibility)) findings.set('VISIBILITY_NOT_IN_SCOPE', { kind, visibility })
  if (rule.contentNotBefore !== null && createdAt < rule.contentNotBefore) {
    findings.set('OUTSIDE_CONTENT_WINDOW', { notBefore: formatInstant(rule.contentNotBefore) })
  }
  const birth = inForce(member.birthDates, vantage)
  if (rule.contentCreatedAsMinor === 'EXCLUDE' && birth !== null && createdAt < comesOfAgeAt(birth.birthDate)) {
    findings.set('CREATED_AS_MINOR', {})
  }
}

function choiceCheck(
  rule: Rule,
  member: MemberFacts,
  isTheAuthor: boolean,
  item: ItemState,
  { rulebook, dataUse }: Policy,
  vantage: Vantage,
  findings: Findings,
): void {
  const setting = rulebook?.dataUses.get(dataUse)?.setting
  if (rule.control === 'NONE' || setting == null) return
  const { choice, since } = choiceInForce(member.choices, setting, vantage)
  if (rule.control === 'OPT_IN') {
    if (choice !== 'CONSENTED') findings.set('CONSENT_MISSING', { setting })
  } else if (choice === 'OBJECTED' && since !== null && reaches(rule, since, item)) {
    if (isTheAuthor) findings.set('OBJECTED', { setting, since: formatInstant(since) })
    else findings.set('OBJECTED_BY_OTHER', { setting })
  }
}

/** Whether an objection in force since `since` reaches an item, by the rule's objection scope. */
function reaches(rule: Rule, since: Instant, { createdAt }: ItemState): boolean {
  return rule.objectionScope === 'ALL_CONTENT' || createdAt >= since
}
