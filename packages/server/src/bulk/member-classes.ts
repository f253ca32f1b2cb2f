import { ClassColumns, classify, type DecisionTable, type Vantage } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { visitRows } from '../database/copy-rows.ts'
import { type Connection, rows } from '../database/database.ts'
import { FACT_COLUMNS, FactGatherer, factsQuery, type IdRange, toldIn } from './member-facts.ts'

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
