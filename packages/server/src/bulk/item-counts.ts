import {
  type ClassColumns,
  type DecisionTable,
  decisionTable,
  type ReasonMask,
  type Rule,
  UNREGISTERED_CLASS,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { int8At, visitRows } from '../database/copy-rows.ts'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import type { BulkPoint } from './bulk-items.ts'
import { NumberVector, reasonExpressions } from './class-vectors.ts'
import {
  blocking,
  CHANGE_COLUMNS,
  changesQuery,
  ItemHistory,
  PACKED_ITEM,
  relevantBits,
  relevantSubjectsQuery,
  SUBJECT_COLUMNS,
} from './item-history.ts'
import { idsQuery, particularCondition, type StorageRange, withinRange } from './item-statement.ts'
import { inSight, once } from './literals.ts'
import { classifyMembers } from './member-classes.ts'
import type { IdRange } from './row-ids.ts'

/** How many blocks of the storage are counted at a time. */
const RANGE_BLOCKS = 16_384
/** How many ranges are counted at a time, each on a connection of its own. */
const ABREAST = 2
const COUNT_COLUMNS = 4

/** Items that the same rule answers for and the same reasons block, and how many they are. */
export interface ItemCount {
  /** The rule of the place of the author; null where none answers. */
  readonly rule: Pick<Rule, 'key'> | null
  /** What blocks; 0: nothing. */
  readonly mask: ReasonMask
  readonly count: number
}

/**
 * Counts all registered items at one instant and one position by what blocks them. The statement is that of an export,
 * with a count in place of the keys: items never leave the database, except those with a history or with people in
 * them that could make a difference.
 */
export async function countItems(
  connection: Connection,
  { dataUse, at, position, rulebook }: BulkPoint,
): Promise<ItemCount[]> {
  const table = decisionTable(rulebook, dataUse, at)
  const vantage = { at, position }
  const columns = await classifyMembers(connection, table, vantage)
  const counter = new ItemCounter(table, columns, vantage)
  const [storage] = await rows<{ blocks: number }>(
    connection.db,
    sql`SELECT (pg_relation_size('demur.content_item') / current_setting('block_size')::int)::float8 AS blocks`,
  )
  const ranges = rangesOf(storage?.blocks ?? 0)
  const read = async () => {
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      const counted = range
      await connection.readBulk((copy) => counter.count(copy, counted))
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, read))
  return counter.counts()
}

function rangesOf(blocks: number): StorageRange[] {
  const count = Math.ceil(blocks / RANGE_BLOCKS)
  return Array.from({ length: count }, (_, nth) => ({
    after: { block: nth * RANGE_BLOCKS, row: 0 },
    beforeBlock: Math.min((nth + 1) * RANGE_BLOCKS, blocks),
  }))
}

class ItemCounter {
  readonly #table: DecisionTable
  readonly #columns: ClassColumns
  readonly #vantage: BulkVantage
  readonly #mask: string
  readonly #rule: string
  readonly #relevant: Uint8Array
  /** By rule, 0 that of nobody, and mask. */
  readonly #counts = new Map<number, Map<ReasonMask, number>>()

  constructor(table: DecisionTable, columns: ClassColumns, vantage: BulkVantage) {
    this.#table = table
    this.#columns = columns
    this.#vantage = vantage
    this.#mask = reasonExpressions(table, columns).join(' | ')
    const rules = new NumberVector(columns.rows, table.rules.length, (row) => this.#ruleOf(row))
    this.#rule = `coalesce(${rules.lookup('i.author_id::int4')}, 0)`
    this.#relevant = relevantBits(table, columns)
  }

  async count(copy: BulkReader, range: StorageRange): Promise<void> {
    const ids = await readIds(copy, range)
    if (ids === null) return
    const history = new ItemHistory(this.#vantage)
    await visitRows(copy(changesQuery(ids, this.#vantage)), CHANGE_COLUMNS, (row) => history.addChange(row))
    await visitRows(copy(relevantSubjectsQuery(ids, this.#relevant)), SUBJECT_COLUMNS, (row) => history.addSubject(row))
    const classOf = (member: number) => this.#columns.at(member)
    const query = this.#query(range, particularCondition(ids, history.bits(ids)))
    await visitRows(copy(query), COUNT_COLUMNS, (row) => {
      if (row.isNull(2)) return this.#add(row.int4(0), row.int4(1), row.int8(3))
      const at = row.start(2)
      this.#add(
        this.#ruleOf(int8At(row.bytes, at + 8)),
        blocking(this.#table, history.state(row.bytes, at), classOf),
        row.int8(3),
      )
    })
  }

  counts(): ItemCount[] {
    return [...this.#counts].flatMap(([number, byMask]) => {
      const rule = number === 0 ? null : (this.#table.rules[number - 1] ?? null)
      return [...byMask].map(([mask, count]) => ({ rule, mask, count }))
    })
  }

  /** Grouped by what is counted; items that are decided here are groups of their own, by what they consist of. */
  #query(range: StorageRange, isParticular: string): string {
    return `SELECT rule, mask, packed, count(*) FROM (
      SELECT CASE WHEN ${isParticular} THEN 0 ELSE ${this.#rule} END AS rule,
        CASE WHEN ${isParticular} THEN 0 ELSE ${this.#mask} END AS mask,
        CASE WHEN ${isParticular} THEN ${PACKED_ITEM} END AS packed
      FROM demur.content_item i
      WHERE ${withinRange(range)} AND ${inSight('i', this.#vantage)}
      -- Keeps what is looked up from being looked up again for each thing that is made of it.
      OFFSET ${once('0')}) counted
      GROUP BY rule, mask, packed`
  }

  #ruleOf(row: number): number {
    const { rule } = this.#table.classes[this.#columns.classes[row] ?? UNREGISTERED_CLASS] ?? { rule: null }
    return rule === null ? 0 : rule + 1
  }

  #add(rule: number, mask: ReasonMask, count: number): void {
    const byMask = this.#counts.get(rule) ?? new Map<ReasonMask, number>()
    this.#counts.set(rule, byMask)
    byMask.set(mask, (byMask.get(mask) ?? 0) + count)
  }
}

type BulkVantage = Pick<BulkPoint, 'at' | 'position'>

async function readIds(copy: BulkReader, range: StorageRange): Promise<IdRange | null> {
  let ids: IdRange | null = null
  await visitRows(copy(idsQuery(range)), 3, (row) => {
    if (!row.isNull(0)) ids = { from: row.int8(0), until: row.int8(1) + 1 }
  })
  return ids
}
