import { ClassColumns, type Classified, classify, type DecisionTable, type Vantage } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { visitRows } from '../database/copy-rows.ts'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import { FACT_COLUMNS, FactGatherer, factsQuery, toldIn } from './member-facts.ts'
import { type IdRange, rangeOr } from './row-ids.ts'

/** How many members one statement looks at; their facts are in memory meanwhile. */
const RANGE = 65_536

/** How many ranges are read at a time. */
const ABREAST = 2

/**
 * The classes of everybody whom the register knew at a vantage, by the id of their row; row 0 is nobody's and stands for
 * somebody unregistered. Seven bytes a member stay in memory.
 */
export async function classifyMembers(
  connection: Connection,
  table: DecisionTable,
  vantage: Vantage,
): Promise<ClassColumns> {
  const [last] = await rows<{ id: number }>(
    connection.db,
    sql`SELECT coalesce(max(id), 0)::float8 AS id FROM demur.member`,
  )
  const columns = new ClassColumns((last?.id ?? 0) + 1, table.classes.length)
  const ranges: IdRange[] = []
  for (let from = 0; from < columns.rows; from += RANGE) {
    ranges.push({ from, until: Math.min(from + RANGE, columns.rows) })
  }
  const told = toldIn(table)
  const read = async () => {
    const gatherer = new FactGatherer(table, told)
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      gatherer.begin(range)
      const query = factsQuery(table, told, range, vantage)
      await connection.readBulk((copy) => visitRows(copy(query), FACT_COLUMNS, (row) => gatherer.add(row)))
      for (const [id, member] of gatherer.gathered()) columns.set(id, classify(table, member, vantage))
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, read))
  return columns
}

/** The classes of some members, by the ids of their rows; those that are missing are not registered. */
export async function classifySome(
  copy: BulkReader,
  table: DecisionTable,
  vantage: Vantage,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Classified>> {
  const classes = new Map<number, Classified>()
  if (ids.length === 0) return classes
  const told = toldIn(table)
  const gatherer = new FactGatherer(table, told)
  const asked = rangeOr(ids)
  gatherer.begin(asked)
  await visitRows(copy(factsQuery(table, told, asked, vantage)), FACT_COLUMNS, (row) => gatherer.add(row))
  for (const [id, member] of gatherer.gathered()) classes.set(id, classify(table, member, vantage))
  return classes
}
