import { type DecisionTable, type Instant, instantOf, type Position, type Vantage } from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { instantLiteral } from './literals.ts'

/** A vantage, and how much of what was recorded holds from it whatever was said about when. */
export interface Horizon extends Vantage {
  /** The last position that was recorded by the instant, and is in sight: everything up to here counts. */
  readonly certain: Position
}

/** Whoever may stand otherwise from another vantage, by the ids of their rows. */
export interface Touched {
  readonly members: readonly number[]
  readonly items: readonly number[]
}

/** How many entries between two vantages are looked through, and how many people and items are decided anew. */
const [MOST_ENTRIES, MOST_TOUCHED] = [200_000, 50_000]
const DAY_MS = 86_400_000

/** The types of entries that are about an item. What is about a member has none of these, and names the member. */
const OF_ITEMS = ['ContentRegistered', 'ContentChanged', 'ContentDeleted']

/**
 * The members and the items that may count otherwise at one vantage than at another, from the same rules: all others
 * stand alike. Null where they are so many that counting everything takes no longer.
 *
 * What is recorded up to the `certain` of both is in sight from both, and what is recorded after the positions of both
 * from neither: no fact holds from later on than it was recorded. Beside facts, only birthdays and the leads of notices
 * change an answer by the passing of time.
 */
export async function findTouched(
  queryable: Queryable,
  from: Horizon,
  to: Horizon,
  tables: readonly DecisionTable[],
): Promise<Touched | null> {
  const [after, until] = [Math.min(from.certain, to.certain), Math.max(from.position, to.position)]
  if (until - after > MOST_ENTRIES) return null
  const members = new Set<number>()
  const items = new Set<number>()
  const add = async (into: Set<number>, ids: SQL): Promise<boolean> => {
    const found = await rows<{ id: number }>(
      queryable,
      sql`SELECT x.id::float8 AS id FROM (${ids}) x LIMIT ${MOST_TOUCHED + 1}`,
    )
    for (const { id } of found) into.add(id)
    return into.size <= MOST_TOUCHED
  }
  if (until > after) {
    const entries = sql`FROM demur.ledger_entry e WHERE e.position > ${after} AND e.position <= ${until}`
    const ofItems = sql`e.type IN (${sql.join(
      OF_ITEMS.map((type) => sql`${type}`),
      sql`, `,
    )})`
    const named = sql`SELECT DISTINCT e.member AS key ${entries} AND e.member IS NOT NULL AND NOT ${ofItems}`
    const changed = sql`SELECT DISTINCT e.item AS key ${entries} AND ${ofItems}`
    if (!(await add(members, sql`SELECT m.id FROM (${named}) n JOIN demur.member m USING (key)`))) return null
    if (!(await add(items, sql`SELECT i.id FROM (${changed}) n JOIN demur.content_item i USING (key)`))) return null
  }
  for (const ids of passingOfTime(from.at, to.at, tables)) if (!(await add(members, ids))) return null
  for (const ids of itemsOf(members)) if (!(await add(items, ids))) return null
  return { members: [...members], items: [...items] }
}

/** Somebody, and every item that they are in; null where those are too many. */
export async function findItemsOf(queryable: Queryable, member: number): Promise<Touched | null> {
  const items = new Set<number>()
  for (const ids of itemsOf(new Set([member]))) {
    const found = await rows<{ id: number }>(
      queryable,
      sql`SELECT x.id::float8 AS id FROM (${ids}) x LIMIT ${MOST_TOUCHED + 1}`,
    )
    for (const { id } of found) items.add(id)
  }
  return items.size > MOST_TOUCHED ? null : { members: [member], items: [...items] }
}

/** Those who come of age between two instants, and those whom a notice begins to allow something. */
function passingOfTime(one: Instant, two: Instant, tables: readonly DecisionTable[]): SQL[] {
  const [from, until] = [Math.min(one, two), Math.max(one, two)]
  const found: SQL[] = []
  if (Math.floor(from / DAY_MS) !== Math.floor(until / DAY_MS)) {
    // A day or two more on either side: years are not alike, and too many of them do no harm.
    const born = (at: number, days: number) =>
      `(${instantLiteral(instantOf(at))} AT TIME ZONE 'UTC')::date - interval '18 years' + interval '${days} days'`
    found.push(
      sql.raw(`SELECT b.member_id AS id FROM demur.birth_date b
        WHERE b.birth_date >= ${born(from, -2)} AND b.birth_date <= ${born(until, 2)}`),
    )
  }
  const leads = new Set(tables.flatMap(({ rules }) => rules.flatMap(({ notice }) => notice?.leadDays ?? [])))
  for (const days of leads) {
    const served = (at: number) => instantLiteral(instantOf(at - days * DAY_MS))
    found.push(
      sql.raw(`SELECT n.member_id AS id FROM demur.notice_served n
        WHERE n.effective_at > ${served(from)} AND n.effective_at <= ${served(until)}`),
    )
  }
  return from === until ? [] : found
}

/** The items that some members are in. */
function itemsOf(members: ReadonlySet<number>): SQL[] {
  if (members.size === 0) return []
  const ids = sql`${sql.param([...members].map(String))}::text[]::bigint[]`
  return [
    sql`SELECT i.id FROM unnest(${ids}) m (id) JOIN demur.content_item i ON i.author_id = m.id`,
    sql`SELECT s.item_id AS id FROM unnest(${ids}) m (id) JOIN demur.content_subject s ON s.member_id = m.id`,
  ]
}
