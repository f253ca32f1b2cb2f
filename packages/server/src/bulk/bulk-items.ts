import {
  type ClassColumns,
  type DecisionTable,
  decisionTable,
  type Instant,
  type Position,
  type Rulebook,
  type Vantage,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import { type ReasonExpression, reasonExpressions } from './class-vectors.ts'
import {
  blocking,
  CHANGE_COLUMNS,
  changesQuery,
  ItemHistory,
  relevantBits,
  relevantSubjectsQuery,
  SUBJECT_COLUMNS,
} from './item-history.ts'
import { ItemRows } from './item-rows.ts'
import { ITEM_COLUMNS, idsQuery, itemsQuery, type StoragePlace, type StorageRange } from './item-statement.ts'
import { classifyMembers } from './member-classes.ts'
import type { IdRange } from './row-ids.ts'

/** Which items are asked about, and as of when. */
export interface BulkPoint {
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
  /** The rulebook that answers at the position; null where none was published. */
  readonly rulebook: Rulebook | null
}

/** Part of an answer: some of the items, in the order in which they are stored. */
export interface BulkBatch {
  readonly rows: ItemRows
  /** How many registered items were looked at for it. */
  readonly looked: number
  /** How much of the storage has been read, from 0 to 1. */
  readonly progress: number
}

/** How many blocks of the storage are read at a time: what is found in them is in memory. */
const RANGE_BLOCKS = 8192

/** How many ranges are read at a time, each on a connection of its own. */
const ABREAST = 2

/** Where the storage begins. */
export const BEGINNING: StoragePlace = { block: 0, row: 0 }

/**
 * Decides all registered items at one instant and one position, set-wise. Prepared once: that looks at everybody;
 * then the items are read range by range, as often and from wherever they are asked for.
 *
 * Nothing spans the ranges but position and instant. What was recorded later is not seen whenever a range is read, so
 * there is no transaction to hold open while somebody reads slowly.
 */
export class BulkItems {
  readonly #connection: Connection
  readonly #table: DecisionTable
  readonly #columns: ClassColumns
  readonly #reasons: readonly ReasonExpression[]
  readonly #relevant: Uint8Array
  readonly #vantage: Vantage
  readonly #blocks: number
  readonly #classOf = (row: number) => this.#columns.at(row)

  static async prepare(connection: Connection, { dataUse, at, position, rulebook }: BulkPoint): Promise<BulkItems> {
    const table = decisionTable(rulebook, dataUse, at)
    const columns = await classifyMembers(connection, table, { at, position })
    // Counted after the position was known: whatever is added behind is not in sight.
    const [storage] = await rows<{ blocks: number }>(
      connection.db,
      sql`SELECT (pg_relation_size('demur.content_item') / current_setting('block_size')::int)::float8 AS blocks`,
    )
    return new BulkItems(connection, table, columns, { at, position }, storage?.blocks ?? 0)
  }

  constructor(connection: Connection, table: DecisionTable, columns: ClassColumns, vantage: Vantage, blocks: number) {
    this.#connection = connection
    this.#table = table
    this.#columns = columns
    this.#reasons = reasonExpressions(table, columns)
    this.#relevant = relevantBits(table, columns)
    this.#vantage = vantage
    this.#blocks = blocks
  }

  /** The eligible items after a place in the storage, or those that are not eligible. */
  async *items(wanted: 'eligible' | 'ineligible', after: StoragePlace = BEGINNING): AsyncGenerator<BulkBatch> {
    const ranges = this.#ranges(after)
    const reading: Promise<BulkBatch>[] = []
    try {
      for (;;) {
        while (reading.length < ABREAST) {
          const { value: range } = ranges.next()
          if (range === undefined) break
          const batch = this.#connection.readBulk((copy) => this.#read(copy, wanted, range))
          // Whoever stops early leaves some unread; what befalls those is nobody's concern.
          batch.catch(() => {})
          reading.push(batch)
        }
        const next = reading.shift()
        if (next === undefined) return
        yield await next
      }
    } finally {
      await Promise.allSettled(reading)
    }
  }

  *#ranges(after: StoragePlace): Generator<StorageRange, undefined> {
    for (let block = after.block; block < this.#blocks; block += RANGE_BLOCKS) {
      const beforeBlock = Math.min(block + RANGE_BLOCKS, this.#blocks)
      yield { after: block === after.block ? after : { block, row: 0 }, beforeBlock }
    }
  }

  async #read(copy: BulkReader, wanted: 'eligible' | 'ineligible', range: StorageRange): Promise<BulkBatch> {
    const items = new ItemRows()
    const progress = range.beforeBlock / Math.max(this.#blocks, 1)
    const { ids, looked } = await readIds(copy, range)
    if (ids === null) return { rows: items, looked, progress }
    const history = new ItemHistory(this.#vantage)
    await copy(changesQuery(ids, this.#vantage), CHANGE_COLUMNS, (row) => history.addChange(row))
    await copy(relevantSubjectsQuery(ids, this.#relevant), SUBJECT_COLUMNS, (row) => history.addSubject(row))
    const found = { ids, particular: history.bits(ids), changed: history.changedBits(ids) }
    const query = itemsQuery(this.#reasons, wanted, range, found, this.#vantage)
    await copy(query, ITEM_COLUMNS, (row) => {
      const mask = row.isNull(2)
        ? row.int4(1)
        : blocking(this.#table, history.state(row.bytes, row.start(2)), this.#classOf)
      if (row.isNull(2) || (mask === 0) === (wanted === 'eligible')) {
        items.add(row.bytes, row.start(0), row.length(0), mask)
      }
    })
    return { rows: items, looked, progress }
  }
}

async function readIds(copy: BulkReader, range: StorageRange): Promise<{ ids: IdRange | null; looked: number }> {
  let ids: IdRange | null = null
  let looked = 0
  await copy(idsQuery(range), 3, (row) => {
    if (!row.isNull(0)) ids = { from: row.int8(0), until: row.int8(1) + 1 }
    looked = row.int8(2)
  })
  return { ids, looked }
}
