import { classify } from '../classify.ts'
import type { DecisionTable } from '../decision-table.ts'
import { inForce, type MemberFacts, positionOf, type Vantage } from '../fact.ts'
import { comesOfAgeAt, type Instant, plusDays } from '../instant.ts'

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
  /** The day on which they come of age, where what they created before is excluded; 0: it does not matter. */
  readonly ofAge: number
  /** The day of their objection, where it spares what they created before; 0: there is none. */
  readonly objected: number
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
  return {
    class: person.class,
    ofAge: fieldOf(person.ofAgeAt),
    objected: fieldOf(person.objectedSince),
    until: Math.min(...turnsOf(table, member, vantage).map(dayOf), NO_DAY),
  }
}

/** The day of an instant as two bytes; 0 without one. Of days before the second and after the last, the nearest. */
function fieldOf(at: Instant | null): number {
  return at === null ? 0 : Math.min(Math.max(dayOf(at), 1), NO_DAY)
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
