import { standingOf } from './applicable-rule.ts'
import { choiceInForce } from './choice.ts'
import type { DecisionTable } from './decision-table.ts'
import type { MemberFacts, Vantage } from './fact.ts'
import { formatInstant, plusDays } from './instant.ts'
import type { ItemState } from './item.ts'
import { servedAt, thresholdOf } from './notice.ts'
import type { ReasonParameters } from './reason.ts'
import type { Rule } from './rulebook.ts'
import type { BlockingReason } from './vocabulary.ts'

/** Whom and what a reason is about. Null and undefined where it is about less. */
export interface Blamed {
  readonly table: DecisionTable
  readonly vantage: Vantage
  readonly item: ItemState | null
  readonly rule: Rule | null
  readonly member: MemberFacts | undefined
}

/**
 * What the sentence of a reason is filled with. That the reason blocks was decided before, by the table: here the facts
 * are only read for the instants and words that belong to it.
 */
export function parametersOf(code: BlockingReason, blamed: Blamed): ReasonParameters {
  const { table, item, rule, vantage } = blamed
  switch (code) {
    case 'UNKNOWN_DATA_USE':
    case 'NO_RULE':
      return { dataUse: table.dataUse }
    case 'KIND_NEVER':
    case 'KIND_NOT_IN_SCOPE':
      return item === null ? {} : { kind: item.kind }
    case 'VISIBILITY_NOT_IN_SCOPE':
      return item === null ? {} : { kind: item.kind, visibility: item.visibility }
    case 'SUSPENDED':
    case 'BEFORE_START':
    case 'ENDED':
      return rule === null ? {} : standingParameters(rule, vantage)
    case 'OUTSIDE_CONTENT_WINDOW':
      return rule?.contentNotBefore == null ? {} : { notBefore: formatInstant(rule.contentNotBefore) }
    case 'NOTICE_NOT_SERVED':
    case 'NOTICE_PERIOD':
      return noticeParameters(code, blamed)
    case 'OBJECTED':
      return choiceParameters(blamed)
    case 'OBJECTED_BY_OTHER':
    case 'CONSENT_MISSING':
      return table.setting === null ? {} : { setting: table.setting }
    default:
      return {}
  }
}

function standingParameters(rule: Rule, { at }: Vantage): ReasonParameters {
  const standing = standingOf(rule, at)
  if (standing.status === 'BEFORE_START') return { startsAt: formatInstant(standing.startsAt) }
  if (standing.status === 'ENDED') return { endedAt: formatInstant(standing.endedAt) }
  return { since: formatInstant(standing.phase.from) }
}

function noticeParameters(
  code: 'NOTICE_NOT_SERVED' | 'NOTICE_PERIOD',
  { table, item, rule, member, vantage }: Blamed,
): ReasonParameters {
  const notice = table.rules.find(({ key }) => key === rule?.key)?.notice ?? null
  if (notice === null) return {}
  if (code === 'NOTICE_NOT_SERVED' || member === undefined || item === null) return { notice: notice.key }
  const served = servedAt(notice, thresholdOf(notice, item.kind), member, vantage)
  return served === null ? {} : { until: formatInstant(plusDays(served, notice.leadDays)) }
}

function choiceParameters({ table: { setting }, member, vantage }: Blamed): ReasonParameters {
  if (setting === null || member === undefined) return {}
  const { since } = choiceInForce(member.choices, setting, vantage)
  return { setting, ...(since === null ? {} : { since: formatInstant(since) }) }
}
