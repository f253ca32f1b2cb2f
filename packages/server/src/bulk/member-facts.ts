import {
  type AccountStatus,
  type AccountStatusFact,
  type AgeSignalFact,
  type BirthDateFact,
  type CalendarDay,
  type ChoiceAct,
  type ChoiceFact,
  type Dated,
  type DecisionTable,
  instantOf,
  type MemberFacts,
  type NoticeFact,
  positionOf,
  type ResidenceFact,
  type Vantage,
} from '@demur/eligibility'
import type { CopiedRow } from '../database/copy-rows.ts'
import { grown } from './item-rows.ts'
import { inSight, textLiteral } from './literals.ts'
import { among, type RowIds } from './row-ids.ts'

/** A version of a notice that some rule of a table requires. */
type Told = Pick<NoticeFact, 'notice' | 'version'>

/** What decision tables ask about a member, besides what every one of them does. */
export interface AskedFacts {
  /** The settings that govern their uses. */
  readonly settings: readonly string[]
  /** The versions of notices that their rules require. */
  readonly told: readonly Told[]
}

/** What several tables ask together: their facts are read once. */
export function askedBy(tables: readonly DecisionTable[]): AskedFacts {
  const told = tables.flatMap(({ rules }) =>
    rules.flatMap(({ notice }) => (notice?.versions ?? []).map((version) => ({ notice: notice?.key ?? '', version }))),
  )
  return {
    settings: [...new Set(tables.flatMap(({ setting }) => setting ?? []))],
    told: told.filter(
      (one, index) => index === told.findIndex((two) => two.notice === one.notice && two.version === one.version),
    ),
  }
}

/** How many columns `factsQuery` gives. */
export const FACT_COLUMNS = 6

/** Which fact a row of `factsQuery` is, in the lowest bits of a number that says something of it in the others. */
const FACT = {
  registered: 0,
  residence: 1,
  birthDate: 2,
  ageSignal: 3,
  accountStatus: 4,
  notice: 5,
  choice: 6,
} as const

/**
 * Everything in sight of some members that tables ask about, a fact a row: whom it is about, which fact it is
 * with a number that belongs to it, position, instant, and two texts. The servings of notices that no rule asks for, and
 * the choices on other settings, stay where they are.
 */
export function factsQuery({ settings, told }: AskedFacts, ids: RowIds, vantage: Vantage): string {
  const from = (name: string, number: string, texts: string, id = 'member_id', condition = 'true') =>
    `SELECT f.${id}, ${number}, f.position, f.effective_at, ${texts} FROM demur.${name} f
     WHERE ${among(`f.${id}`, ids)} AND ${inSight('f', vantage)} AND ${condition}`
  const birth = "((f.birth_date - '1970-01-01'::date) * 2 + f.verified::int4)"
  const parts = [
    from('member', `${FACT.registered}::int4`, 'NULL::text, NULL::text', 'id'),
    from('residence', `${FACT.residence}`, 'f.country, f.subdivision'),
    from('birth_date', `${birth} * 8 + ${FACT.birthDate}`, 'NULL, NULL'),
    from('age_signal', `f.believed_minor::int4 * 8 + ${FACT.ageSignal}`, 'NULL, NULL'),
    from('account_status', `${FACT.accountStatus}`, 'f.status::text, NULL'),
  ]
  if (told.length > 0) {
    const nth = told.map(({ notice, version }, index) => {
      return `WHEN f.notice = ${textLiteral(notice)} AND f.version = ${textLiteral(version)} THEN ${index * 8 + FACT.notice}`
    })
    const notices = [...new Set(told.map(({ notice }) => textLiteral(notice)))].join(', ')
    parts.push(
      from('notice_served', `CASE ${nth.join(' ')} END`, 'NULL, NULL', 'member_id', `f.notice IN (${notices})`),
    )
  }
  if (settings.length > 0) {
    const nth = settings.map((key, index) => `WHEN f.setting = ${textLiteral(key)} THEN ${index * 8 + FACT.choice}`)
    // As a CASE, so that no planner goes by the index on settings, which leads to everybody's choices.
    const condition = `CASE WHEN f.setting IN (${settings.map(textLiteral).join(', ')}) THEN true ELSE false END`
    parts.push(from('choice_event', `CASE ${nth.join(' ')} END`, 'f.act::text, NULL', 'member_id', condition))
  }
  return parts.join(' UNION ALL ')
}

const DAY_MS = 86_400_000
/** How many rows there is room for at first. */
const FIRST_ROWS = 16_384

/** One member at a time, whose lists are emptied for the next. */
class GatheredMember implements MemberFacts {
  isRegistered = false
  registered: Dated = { position: positionOf(0), effectiveAt: instantOf(0) }
  readonly residences: ResidenceFact[] = []
  readonly birthDates: BirthDateFact[] = []
  readonly ageSignals: AgeSignalFact[] = []
  readonly accountStatuses: AccountStatusFact[] = []
  readonly notices: NoticeFact[] = []
  readonly choices: ChoiceFact[] = []

  begin(): void {
    this.isRegistered = false
    empty(this.residences)
    empty(this.birthDates)
    empty(this.ageSignals)
    empty(this.accountStatuses)
    empty(this.notices)
    empty(this.choices)
  }
}

/** Most members have few kinds of facts. */
function empty(list: unknown[]): void {
  if (list.length > 0) list.length = 0
}

/**
 * Puts the rows of `factsQuery` together to members, some at a time. Until then rows are numbers side by side, each
 * with the place of the one before of the same member: as objects they would keep the collector of garbage busier than
 * everything else.
 */
export class FactGatherer {
  readonly #member = new GatheredMember()
  readonly #asked: AskedFacts
  readonly #days = new Map<number, CalendarDay>()
  #ids: RowIds = []
  /** Where ids stand in a list of them; null for a range. */
  #indexes: ReadonlyMap<number, number> | null = null
  #latest = new Int32Array()
  #count = 0
  #before = new Int32Array(FIRST_ROWS)
  #numbers = new Int32Array(FIRST_ROWS)
  #positions = new Float64Array(FIRST_ROWS)
  #instants = new Float64Array(FIRST_ROWS)
  readonly #texts: (string | null)[] = []

  constructor(asked: AskedFacts) {
    this.#asked = asked
  }

  begin(ids: RowIds): void {
    this.#ids = ids
    this.#indexes = 'from' in ids ? null : new Map(ids.map((id, index) => [id, index]))
    this.#latest = new Int32Array('from' in ids ? ids.until - ids.from : ids.length).fill(-1)
    this.#count = 0
  }

  #indexOf(id: number): number {
    if (this.#indexes !== null) return this.#indexes.get(id) ?? -1
    return 'from' in this.#ids ? id - this.#ids.from : -1
  }

  add(row: CopiedRow): void {
    // A version of a notice that no rule knows tells nobody anything.
    if (row.isNull(1)) return
    const at = this.#count
    if (at === this.#before.length) this.#grow()
    const member = this.#indexOf(row.int8(0))
    this.#before[at] = this.#latest[member] ?? -1
    this.#latest[member] = at
    this.#numbers[at] = row.int4(1)
    this.#positions[at] = row.int8(2)
    this.#instants[at] = row.instant(3)
    this.#texts[at * 2] = row.word(4)
    this.#texts[at * 2 + 1] = row.word(5)
    this.#count += 1
  }

  /** The members asked for that are registered, by id. Each is valid until the next. */
  *gathered(): Generator<[id: number, member: MemberFacts]> {
    const member = this.#member
    const ids = this.#ids
    for (const [index, latest] of this.#latest.entries()) {
      if (latest < 0) continue
      member.begin()
      for (let at = latest; at >= 0; at = this.#before[at] ?? -1) this.#give(member, at)
      // Who was never registered has no facts that count.
      if (member.isRegistered) yield ['from' in ids ? ids.from + index : (ids[index] ?? 0), member]
    }
  }

  #grow(): void {
    const rows = this.#count * 2
    this.#before = grown(this.#before, new Int32Array(rows))
    this.#numbers = grown(this.#numbers, new Int32Array(rows))
    this.#positions = grown(this.#positions, new Float64Array(rows))
    this.#instants = grown(this.#instants, new Float64Array(rows))
  }

  #give(member: GatheredMember, at: number): void {
    const number = this.#numbers[at] ?? 0
    const [position, effectiveAt] = [positionOf(this.#positions[at] ?? 0), instantOf(this.#instants[at] ?? 0)]
    const text = this.#texts[at * 2] ?? null
    switch (number & 7) {
      case FACT.registered:
        member.registered = { position, effectiveAt }
        member.isRegistered = true
        return
      case FACT.residence:
        member.residences.push({ position, effectiveAt, country: text, subdivision: this.#texts[at * 2 + 1] ?? null })
        return
      case FACT.birthDate: {
        const verified = ((number >> 3) & 1) === 1
        member.birthDates.push({ position, effectiveAt, birthDate: this.#day(number >> 4), verified })
        return
      }
      case FACT.ageSignal:
        member.ageSignals.push({ position, effectiveAt, believedMinor: number >> 3 === 1 })
        return
      case FACT.accountStatus:
        member.accountStatuses.push({ position, effectiveAt, status: text as AccountStatus })
        return
      case FACT.notice: {
        const told = this.#asked.told[number >> 3]
        if (told === undefined) throw new Error(`there is no version ${number >> 3} of a notice`)
        member.notices.push({ position, effectiveAt, notice: told.notice, version: told.version })
        return
      }
      case FACT.choice: {
        const setting = this.#asked.settings[number >> 3]
        if (setting === undefined) throw new Error(`there is no setting ${number >> 3}`)
        member.choices.push({ position, effectiveAt, setting, act: text as ChoiceAct })
        return
      }
      default:
        throw new Error(`there is no fact ${number & 7}`)
    }
  }

  #day(number: number): CalendarDay {
    const known = this.#days.get(number)
    if (known !== undefined) return known
    const day = new Date(number * DAY_MS).toISOString().slice(0, 10) as CalendarDay
    this.#days.set(number, day)
    return day
  }
}
