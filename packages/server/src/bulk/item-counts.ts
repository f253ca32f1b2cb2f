import {
  CELL_COUNT,
  type Classified,
  cellAt,
  cellOf,
  type DecisionTable,
  type Instant,
  type ItemState,
  instantOf,
  itemReasons,
  personReasons,
  type ReasonMask,
  UNREGISTERED_CLASS,
  type Vantage,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type CopiedRow, int8At } from '../database/copy-rows.ts'
import { type BulkReader, type Connection, rows } from '../database/database.ts'
import { ClassCombinations } from './class-combinations.ts'
import {
  blocking,
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

/** Items that the same rule answers for and the same reasons block, and how many they are. */
export interface ItemCount {
  /** The key of the rule of the place of the author; null where none answers. */
  readonly rule: string | null
  /** What blocks; 0: nothing. */
  readonly mask: ReasonMask
  readonly count: number
}

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

const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }

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

/** The class of the member whose row has an id; 0 is nobody's. */
type ClassOf = (row: number) => Classified

/** What `personReasons` looks at, filled anew for each item: two million objects would keep the collector busy. */
class PlainItem implements Omit<ItemState, 'subjects'> {
  kind: ItemState['kind'] = 'POST'
  visibility: ItemState['visibility'] = 'PUBLIC'
  sensitiveSource = false
  readonly deletedAt = null
  createdAt: Instant = LAST

  fill(cell: number, sensitiveSource: boolean, createdAt: Instant): void {
    const { kind, visibility } = cellAt(cell)
    this.kind = kind
    this.visibility = visibility
    this.sensitiveSource = sensitiveSource
    this.createdAt = createdAt
  }
}

/** The last instant there is: nothing begins after it. */
const LAST = instantOf(8_640_000_000_000_000)

interface Known {
  /** By table. */
  readonly classes: readonly ClassOf[]
  /** Of everybody; null where only some are known. */
  readonly combinations: ClassCombinations | null
  readonly tally?: ItemTally
}

/** Decides items by every table, with the functions that decide single questions, and counts them. */
class ItemCounter {
  readonly #tables: readonly DecisionTable[]
  readonly #known: Known
  readonly #tally: ItemTally
  readonly #item = new PlainItem()
  /** Items to which dates make no difference, by combination, cell and flag. */
  readonly #alike = new Map<number, number>()

  constructor(tables: readonly DecisionTable[], known: Known) {
    this.#tables = tables
    this.#known = known
    this.#tally = known.tally ?? new ItemTally(tables)
  }

  /** An item as `countRange` reads it, with its author alone. */
  addPlain(row: CopiedRow): void {
    this.#addPlain(row.int8(0), instantOf(row.instant(1)), row.int2(2), row.bytes[row.start(3)] === 1)
  }

  /** Any item; null is not registered and counts nowhere. */
  addState(state: ItemState | null, author: number): void {
    if (state === null) return
    const { subjects, deletedAt, kind, visibility } = state
    if (author !== 0 && subjects.length === 1 && deletedAt === null) {
      return this.#addPlain(author, state.createdAt, cellOf(kind, visibility), state.sensitiveSource)
    }
    for (const [nth, table] of this.#tables.entries()) {
      const classOf = this.#known.classes[nth]
      if (classOf !== undefined) this.#tally.add(nth, classOf(author).class, blocking(table, state, classOf), 1)
    }
  }

  #addPlain(author: number, createdAt: Instant, cell: number, isSensitive: boolean): void {
    const { combinations, classes } = this.#known
    if (combinations?.isIndifferent(author, createdAt)) {
      const group = combinations.of(author) * GROUPS + cell * 2 + Number(isSensitive)
      this.#alike.set(group, (this.#alike.get(group) ?? 0) + 1)
      return
    }
    this.#item.fill(cell, isSensitive, createdAt)
    for (const [nth, classOf] of classes.entries()) this.#decide(nth, classOf(author), 1)
  }

  /** What blocks an item of one author, who alone is in it. */
  #decide(nth: number, author: Classified, count: number): void {
    const table = this.#tables[nth]
    if (table === undefined) return
    const mask = table.reasons | itemReasons(this.#item) | personReasons(table, author, 'AUTHOR', this.#item)
    this.#tally.add(nth, author.class, mask, count)
  }

  counts(): ItemCount[][] {
    for (const [group, count] of this.#alike) {
      const classes = this.#known.combinations?.classes[Math.floor(group / GROUPS)] ?? []
      this.#item.fill((group % GROUPS) >> 1, (group & 1) === 1, LAST)
      for (const [nth, index] of classes.entries()) this.#decide(nth, { ...UNREGISTERED, class: index }, count)
    }
    this.#alike.clear()
    return this.#tally.counts()
  }
}

/** How many groups a combination has: each cell with and without the flag. */
const GROUPS = 2 * CELL_COUNT

/** Counts by table, class of the author and mask; few of the classes of a table occur. */
class ItemTally {
  readonly #tables: readonly DecisionTable[]
  readonly #counts: readonly Map<ReasonMask, number>[][]

  constructor(tables: readonly DecisionTable[]) {
    this.#tables = tables
    this.#counts = tables.map(() => [])
  }

  add(table: number, classIndex: number, mask: ReasonMask, count: number): void {
    const byClass = this.#counts[table]
    if (byClass === undefined) return
    const byMask = byClass[classIndex] ?? new Map<ReasonMask, number>()
    byClass[classIndex] = byMask
    byMask.set(mask, (byMask.get(mask) ?? 0) + count)
  }

  counts(): ItemCount[][] {
    return this.#tables.map((table, nth) => {
      const found: ItemCount[] = []
      this.#counts[nth]?.forEach((byMask, classIndex) => {
        const index = table.classes[classIndex]?.rule ?? null
        const rule = index === null ? null : (table.rules[index]?.key ?? null)
        for (const [mask, count] of byMask) found.push({ rule, mask, count })
      })
      return sumCounts(found)
    })
  }
}

/** The same counts with one for each rule and mask; counts may be negative, and those that come to nothing are left out. */
export function sumCounts(counts: readonly ItemCount[]): ItemCount[] {
  const sums = new Map<string, ItemCount>()
  for (const { rule, mask, count } of counts) {
    const key = `${mask} ${rule ?? ''}`
    sums.set(key, { rule, mask, count: (sums.get(key)?.count ?? 0) + count })
  }
  return [...sums.values()].filter(({ count }) => count !== 0)
}
