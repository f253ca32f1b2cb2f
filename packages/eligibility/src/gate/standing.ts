import { classify } from '../classify.ts'
import type { DecisionTable } from '../decision-table.ts'
import { inForce, type MemberFacts, positionOf, type Vantage } from '../fact.ts'
import { comesOfAgeAt, type Instant, plusDays } from '../instant.ts'
import { classOf } from '../item-reasons.ts'

const DAY_MS = 86_400_000
/** The class of somebody who was not classified by the table in use. */
export const UNCLASSIFIED = 65_535
/** A day that no two bytes reach; the last of them is 2149-06-05. */
export const NO_DAY = 65_535
/** Beyond every position. */
export const LATEST_POSITION = /* @__PURE__ */ positionOf(Number.MAX_SAFE_INTEGER)

/** Where a member stands in a table, and for how long. Days are counted from 1970-01-01, UTC. */
export interface Standing {
  /** Index into the classes of the table. */
  readonly class: number
  /**
   * From which day of creation on an item is decided by class and cell alone: 0, whenever it was created; `NO_DAY`,
   * never, because an objection of theirs spares what is older.
   */
  readonly plainFrom: number
  /** On which day the class has to be looked at again; `NO_DAY`: not while the table is valid. */
  readonly until: number
}

/** The day of an instant. */
export function dayOf(at: Instant): number {
  return Math.floor(at / DAY_MS)
}

/** Classifies a member at an instant at or after everything that is known of them. */
export function standingOf(table: DecisionTable, member: MemberFacts, at: Instant): Standing {
  const vantage = { at, position: LATEST_POSITION }
  const person = classify(table, member, vantage)
  if (person.class >= UNCLASSIFIED) throw new RangeError('a table with more classes than two bytes can name')
  const { rule: index } = classOf(table, person)
  const rule = index === null ? null : table.rules[index]
  const bounds = [person.ofAgeAt, rule?.contentNotBefore ?? null].flatMap((bound) =>
    bound === null ? [] : [Math.max(Math.ceil(bound / DAY_MS), 1)],
  )
  const plainFrom = person.objectedSince === null ? Math.min(Math.max(0, ...bounds), NO_DAY) : NO_DAY
  return { class: person.class, plainFrom, until: Math.min(...turnsOf(table, member, vantage).map(dayOf), NO_DAY) }
}

/**
 * The later instants at which the class may change although nothing new is recorded: coming of age, and the end of each
 * lead that some rule of the table grants. It may also stay the same at one.
 */
function turnsOf({ rules }: DecisionTable, member: MemberFacts, vantage: Vantage): Instant[] {
  const birth = inForce(member.birthDates, vantage)
  const turns = birth === null ? [] : [comesOfAgeAt(birth.birthDate)]
  for (const { notice } of rules) {
    if (notice === null) continue
    for (const served of member.notices) {
      if (served.notice === notice.key) turns.push(plusDays(served.effectiveAt, notice.leadDays))
    }
  }
  return turns.filter((turn) => turn > vantage.at)
}
