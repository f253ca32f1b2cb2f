import { ClassColumns, type Classified, classifyByAll, type DecisionTable, type Vantage } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import { askedBy, FACT_COLUMNS, FactGatherer, factsQuery } from './member-facts.ts'
import { type IdRange, rangeOr } from './row-ids.ts'

/**
 * How many members one statement looks at. Their facts are in memory meanwhile, table by table, and are read member by
 * member: that is fast where they fit into the memory of the processor itself.
 */
const RANGE = 16_384

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
  const [columns] = await classifyMembersBy(connection, [table], vantage)
  if (columns === undefined) throw new Error('a table gave no classes')
  return columns
}

/** The same by several tables, from facts that are read once. */
export async function classifyMembersBy(
  connection: Connection,
  tables: readonly DecisionTable[],
  vantage: Vantage,
): Promise<ClassColumns[]> {
  const [last] = await rows<{ id: number }>(
    connection.db,
    sql`SELECT coalesce(max(id), 0)::float8 AS id FROM demur.member`,
  )
  const rowCount = (last?.id ?? 0) + 1
  const columns = tables.map((table) => new ClassColumns(rowCount, table.classes.length))
  const ranges: IdRange[] = []
  for (let from = 0; from < rowCount; from += RANGE) {
    ranges.push({ from, until: Math.min(from + RANGE, rowCount) })
  }
  const asked = askedBy(tables)
  const read = async () => {
    const gatherer = new FactGatherer(asked)
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      gatherer.begin(range)
      const query = factsQuery(asked, range, vantage)
      await connection.readBulk((copy) => copy(query, FACT_COLUMNS, (row) => gatherer.add(row)))
      for (const [id, member] of gatherer.gathered()) {
        for (const [nth, classified] of classifyByAll(tables, member, vantage).entries())
          columns[nth]?.set(id, classified)
      }
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, read))
  return columns
}

/** The classes of some members by each of the tables, by the ids of their rows; those that are missing are not registered. */
export async function classifySome(
  copy: BulkReader,
  tables: readonly DecisionTable[],
  vantage: Vantage,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Classified>[]> {
  const classes = tables.map(() => new Map<number, Classified>())
  if (ids.length > 0) {
    const asked = askedBy(tables)
    const gatherer = new FactGatherer(asked)
    const range = rangeOr(ids)
    gatherer.begin(range)
    await copy(factsQuery(asked, range, vantage), FACT_COLUMNS, (row) => gatherer.add(row))
    for (const [id, member] of gatherer.gathered()) {
      for (const [nth, classified] of classifyByAll(tables, member, vantage).entries())
        classes[nth]?.set(id, classified)
    }
  }
  return classes
}
