import type { DecisionTable, Vantage } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { int8At } from '../database/copy-rows.ts'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import { ClassCombinations } from './class-combinations.ts'
import { type ItemCount, ItemCounter, ItemTally, UNREGISTERED } from './item-counter.ts'
import {
  CHANGE_COLUMNS,
  changesQuery,
  ItemHistory,
  PACKED_ITEM,
  SUBJECT_COLUMNS,
  subjectsQuery,
} from './item-history.ts'
import { idsQuery, particularCondition, type StorageRange, withinRange } from './item-statement.ts'
import { inSight } from './literals.ts'
import { classifyMembersBy, classifySome } from './member-classes.ts'
import { among, type IdRange, rangeOr } from './row-ids.ts'

/** How many blocks of the storage are counted at a time. */
const RANGE_BLOCKS = 8192
/** How many ranges are counted at a time, each on a connection of its own. */
const ABREAST = 2
/** How many items by id are counted at a time. */
const SOME = 16_384

/**
 * Counts all registered items at one vantage by what blocks them, by each of the tables. Everybody is classified once
 * for all tables, and every item read once.
 */
export async function countItems(
  connection: Connection,
  tables: readonly DecisionTable[],
  vantage: Vantage,
): Promise<ItemCount[][]> {
  const columns = await classifyMembersBy(connection, tables, vantage)
  const counter = new ItemCounter(tables, {
    classes: columns.map((column) => (row) => column.at(row)),
    combinations: new ClassCombinations(tables, columns),
  })
  const [storage] = await rows<{ blocks: number }>(
    connection.db,
    sql`SELECT (pg_relation_size('demur.content_item') / current_setting('block_size')::int)::float8 AS blocks`,
  )
  const ranges = rangesOf(storage?.blocks ?? 0)
  const read = async () => {
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      const counted = range
      await connection.readBulk((copy) => countRange(copy, counter, counted, vantage))
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, read))
  return counter.counts()
}

/** The same of some items, by the ids of their rows: those of them that are registered. Looks at nobody else. */
export async function countSomeItems(
  connection: Connection,
  tables: readonly DecisionTable[],
  vantage: Vantage,
  ids: readonly number[],
): Promise<ItemCount[][]> {
  const all = new ItemTally(tables)
  for (let from = 0; from < ids.length; from += SOME) {
    const some = rangeOr(ids.slice(from, from + SOME))
    const asked = new Set(ids.slice(from, from + SOME))
    await connection.readBulk(async (copy) => {
      const history = await readHistory(copy, some, vantage)
      const people = new Set(history.people)
      const packed: Buffer[] = []
      const query = `SELECT ${PACKED_ITEM} FROM demur.content_item i WHERE ${among('i.id', some)}`
      await copy(query, 1, (row) => {
        const at = row.start(0)
        if (!asked.has(int8At(row.bytes, at))) return
        people.add(int8At(row.bytes, at + 8))
        packed.push(Buffer.from(row.bytes.subarray(at, at + row.length(0))))
      })
      people.delete(0)
      const classes = await classifySome(copy, tables, vantage, [...people])
      const counter = new ItemCounter(tables, {
        classes: classes.map((byId) => (row) => byId.get(row) ?? UNREGISTERED),
        combinations: null,
        tally: all,
      })
      for (const item of packed) counter.addState(history.state(item, 0), int8At(item, 8))
    })
  }
  return all.counts()
}

function rangesOf(blocks: number): StorageRange[] {
  const count = Math.ceil(blocks / RANGE_BLOCKS)
  return Array.from({ length: count }, (_, nth) => ({
    after: { block: nth * RANGE_BLOCKS, row: 0 },
    beforeBlock: Math.min((nth + 1) * RANGE_BLOCKS, blocks),
  }))
}

async function countRange(
  copy: BulkReader,
  counter: ItemCounter,
  range: StorageRange,
  vantage: Vantage,
): Promise<void> {
  const ids = await readIds(copy, range)
  if (ids === null) return
  const history = await readHistory(copy, ids, vantage)
  // Items with a history or with other people come with all that they consist of besides.
  const isParticular = particularCondition(ids, history.bits(ids))
  const query = `SELECT coalesce(i.author_id, 0), i.created_at, i.cell, i.sensitive_source,
      CASE WHEN ${isParticular} THEN ${PACKED_ITEM} END
    FROM demur.content_item i WHERE ${withinRange(range)} AND ${inSight('i', vantage)}`
  await copy(query, ITEM_COLUMNS, (row) => {
    if (row.isNull(4)) counter.addPlain(row)
    else counter.addState(history.state(row.bytes, row.start(4)), row.int8(0))
  })
}

const ITEM_COLUMNS = 5

async function readHistory(copy: BulkReader, ids: IdRange | readonly number[], vantage: Vantage): Promise<ItemHistory> {
  const history = new ItemHistory(vantage)
  await copy(changesQuery(ids, vantage), CHANGE_COLUMNS, (row) => history.addChange(row))
  await copy(subjectsQuery(ids), SUBJECT_COLUMNS, (row) => history.addSubject(row))
  return history
}

async function readIds(copy: BulkReader, range: StorageRange): Promise<IdRange | null> {
  let ids: IdRange | null = null
  await copy(idsQuery(range), 3, (row) => {
    if (!row.isNull(0)) ids = { from: row.int8(0), until: row.int8(1) + 1 }
  })
  return ids
}
