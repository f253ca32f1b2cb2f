import { choiceInForce } from './choice.ts'
import {
  classIndex,
  type DecisionTable,
  noticeState,
  type TableNotice,
  type TableRule,
  UNCOVERED_CLASSES,
  UNREGISTERED_CLASS,
  UNRESOLVED_CLASSES,
} from './decision-table.ts'
import { type BirthDateFact, inForce, isInSight, type MemberFacts, type Vantage } from './fact.ts'
import { comesOfAgeAt, type Instant, plusDays } from './instant.ts'
import { servedAt } from './notice.ts'
import { type Place, placeOf } from './places.ts'

/** What is known of a member at a vantage, as far as the rules of one use ask. */
export interface Classified {
  /** Index into the classes of the table. */
  readonly class: number
  /** When they come of age, where the rule excludes what they created before and the date of birth is known. */
  readonly ofAgeAt: Instant | null
  /** Since when the objection in force has stood, where the rule spares what was created before. */
  readonly objectedSince: Instant | null
}

const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }

export function isRegistered(member: MemberFacts | undefined, vantage: Vantage): member is MemberFacts {
  return member !== undefined && isInSight(member.registered, vantage)
}

/**
 * Reads the facts of a member against a table whose span holds the instant: the one place where facts about people are
 * read for a decision. `member` is undefined for a key that nobody is registered under.
 */
export function classify(table: DecisionTable, member: MemberFacts | undefined, vantage: Vantage): Classified {
  if (!isRegistered(member, vantage)) return UNREGISTERED
  return classifyPerson(table, personOf(member, vantage), member, vantage)
}

/** The same against several tables: what depends on no rule is found out once. */
export function classifyByAll(
  tables: readonly DecisionTable[],
  member: MemberFacts | undefined,
  vantage: Vantage,
): Classified[] {
  if (!isRegistered(member, vantage)) return tables.map(() => UNREGISTERED)
  const person = personOf(member, vantage)
  return tables.map((table) => classifyPerson(table, person, member, vantage))
}

/** What is known of somebody whatever the rules are. */
interface Person {
  readonly accountClosed: boolean
  readonly ofAgeAt: Instant | null
  readonly minor: boolean
  readonly place: Place | null
}

function personOf(member: MemberFacts, vantage: Vantage): Person {
  const birth = inForce(member.birthDates, vantage)
  const ofAgeAt = birth === null ? null : comesOfAgeAt(birth.birthDate)
  return {
    accountClosed: (inForce(member.accountStatuses, vantage)?.status ?? 'ACTIVE') !== 'ACTIVE',
    ofAgeAt,
    minor: isMinor(birth, ofAgeAt, member, vantage),
    place: placeOf(inForce(member.residences, vantage)),
  }
}

function classifyPerson(
  table: DecisionTable,
  { accountClosed, ofAgeAt, minor, place }: Person,
  member: MemberFacts,
  vantage: Vantage,
): Classified {
  const rule = place === null ? null : ruleAt(table, place)
  if (rule === null) {
    const first = place === null ? UNRESOLVED_CLASSES : UNCOVERED_CLASSES
    const index = classIndex(first, { noticeState: 0, choiceBlocks: false, minor, accountClosed })
    return { class: index, ofAgeAt: null, objectedSince: null }
  }
  const choice = readChoice(rule, table.setting, member, vantage)
  const traits = { noticeState: readNotice(rule.notice, member, vantage), choiceBlocks: choice.blocks }
  return {
    class: classIndex(rule.firstClass, { ...traits, minor, accountClosed }),
    ofAgeAt: rule.excludesCreatedAsMinor ? ofAgeAt : null,
    objectedSince: choice.objectedSince,
  }
}

/** The rule that answers for a place; null where none does. */
export function ruleAt({ places, rules }: DecisionTable, { country, subdivision }: Place): TableRule | null {
  const ofPart = subdivision === null ? undefined : places.get(subdivision)
  const index = ofPart === undefined ? places.get(country) : ofPart
  return index == null ? null : (rules[index] ?? null)
}

/** Under 18 by date of birth, or believed to be. A verified adult birth date outranks a signal recorded before it. */
function isMinor(
  birth: BirthDateFact | null,
  ofAgeAt: Instant | null,
  { ageSignals }: MemberFacts,
  vantage: Vantage,
): boolean {
  if (ofAgeAt !== null && vantage.at < ofAgeAt) return true
  const signal = inForce(ageSignals, vantage)
  if (signal === null || !signal.believedMinor) return false
  return !(birth?.verified && signal.position < birth.position)
}

function readChoice(
  { control, sparesEarlierContent }: TableRule,
  setting: string | null,
  member: MemberFacts,
  vantage: Vantage,
): { readonly blocks: boolean; readonly objectedSince: Instant | null } {
  if (control === 'NONE' || setting === null) return { blocks: false, objectedSince: null }
  const { choice, since } = choiceInForce(member.choices, setting, vantage)
  if (control === 'OPT_IN') return { blocks: choice !== 'CONSENTED', objectedSince: null }
  const blocks = choice === 'OBJECTED'
  return { blocks, objectedSince: blocks && sparesEarlierContent ? since : null }
}

function readNotice(notice: TableNotice | null, member: MemberFacts, vantage: Vantage): number {
  if (notice === null) return 0
  let [told, served] = [0, 0]
  for (const threshold of notice.thresholds) {
    const at = servedAt(notice, threshold, member, vantage)
    if (at === null) break
    served += 1
    if (plusDays(at, notice.leadDays) <= vantage.at) told += 1
  }
  return noticeState({ told, served })
}
