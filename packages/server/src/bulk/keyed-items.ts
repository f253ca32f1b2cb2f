import {
  type Classified,
  type DecisionTable,
  positionOf,
  type ReasonMask,
  UNREGISTERED_CLASS,
  type Vantage,
} from '@demur/eligibility'
import { type CopiedRow, int8At } from '../database/copy-rows.ts'
import { type BulkReader, type Connection, ORDERED_SETTINGS } from '../database/database.ts'
import {
  blocking,
  CHANGE_COLUMNS,
  changesQuery,
  ItemHistory,
  PACKED_BYTES,
  SUBJECT_COLUMNS,
  subjectsQuery,
} from './item-history.ts'
import { grown, ItemRows } from './item-rows.ts'
import { KEYED_COLUMNS, keyedItemsQuery } from './item-statement.ts'
import { classifyMembersBy, classifySome } from './member-classes.ts'
import { rangeOr } from './row-ids.ts'

/** How items are walked in the order of their keys. */
export interface KeyedWalk {
  /** Decided by each of these, at one vantage. */
  readonly tables: readonly DecisionTable[]
  readonly vantage: Vantage
  /** The key of the item to begin after; null: from the first. */
  readonly after: string | null
  /** How many items are looked at first. Each step looks at more than the one before. */
  readonly firstStep: number
  /**
   * Whether the walk is to go on to the end: then it looks ahead, and a long one classifies everybody once. Without it
   * the work is in proportion to the items that were taken from it.
   */
  readonly toEnd: boolean
}

/** How many items one statement looks at. */
const LARGEST_STEP = 16_384
const GROWTH = 4
/** After how many items it is cheaper to classify everybody than those who come up. */
const MANY = 65_536

/** Some items in the order of their keys, with what blocks each by each table. */
export class KeyedItems {
  readonly #rows = new ItemRows()
  #packed: Buffer = Buffer.allocUnsafe(256 * PACKED_BYTES)
  #masks: Int32Array[] = []
  /** How many were looked at, those included that were registered later. */
  looked = 0
  /** The key of the last one, where that was registered later. */
  #unseen: Buffer | null = null
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  /** The key of the last one that was looked at; null where there was none. */
  get last(): string | null {
    if (this.#unseen !== null) return this.#unseen.toString('utf8')
    return this.count === 0 ? null : this.key(this.count - 1)
  }

  /** Whether none comes after. */
  get isEnd(): boolean {
    return this.looked < this.#size
  }

  get count(): number {
    return this.#rows.count
  }

  key(row: number): string {
    return this.#rows.key(row)
  }

  /** The position of the entry that registered it. */
  position(row: number) {
    return positionOf(int8At(this.#packed, row * PACKED_BYTES + 32))
  }

  /** What blocks by a table, one of those of the walk. 0: nothing. */
  mask(row: number, table = 0): ReasonMask {
    return this.#masks[table]?.[row] ?? -1
  }

  add(row: CopiedRow): void {
    this.looked += 1
    if (row.isNull(1)) this.#unseen = Buffer.from(row.bytes.subarray(row.start(0), row.start(0) + row.length(0)))
    else {
      const at = this.count * PACKED_BYTES
      if (at === this.#packed.length) this.#packed = grown(this.#packed, Buffer.allocUnsafe(at * 2))
      row.bytes.copy(this.#packed, at, row.start(1), row.start(1) + PACKED_BYTES)
      this.#rows.add(row.bytes, row.start(0), row.length(0), 0)
      this.#unseen = null
    }
  }

  ids(): number[] {
    return Array.from({ length: this.count }, (_, row) => int8At(this.#packed, row * PACKED_BYTES))
  }

  authors(): Set<number> {
    const authors = new Set<number>()
    for (let row = 0; row < this.count; row += 1) authors.add(int8At(this.#packed, row * PACKED_BYTES + 8))
    authors.delete(0)
    return authors
  }

  decide(tables: readonly DecisionTable[], history: ItemHistory, classes: readonly ClassOf[]): void {
    this.#masks = tables.map(() => new Int32Array(this.count))
    for (let row = 0; row < this.count; row += 1) {
      const state = history.state(this.#packed, row * PACKED_BYTES)
      for (const [nth, table] of tables.entries()) {
        const masks = this.#masks[nth]
        const classOf = classes[nth]
        if (masks !== undefined && classOf !== undefined) masks[row] = blocking(table, state, classOf)
      }
    }
  }
}

/** The class of the member whose row has an id. */
type ClassOf = (row: number) => Classified

const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }

/** A step that is under way: its items are there before they are decided. */
interface Step {
  readonly items: Promise<KeyedItems>
  readonly decided: Promise<KeyedItems>
}

/**
 * Walks the registered items in the byte order of their keys and decides them, set-wise. Every step is one short
 * snapshot: what was recorded after the position of the vantage is not seen, whenever a step is taken.
 */
export async function* walkByKey(connection: Connection, walk: KeyedWalk): AsyncGenerator<KeyedItems> {
  const walker = new Walker(connection, walk)
  let size = Math.min(walk.firstStep, LARGEST_STEP)
  let step = walker.begin(walk.after, size)
  let looked = 0
  try {
    for (;;) {
      const items = await step.items
      looked += items.looked
      size = Math.min(size * GROWTH, LARGEST_STEP)
      if (walk.toEnd && looked >= MANY) await walker.classifyAll()
      const ahead = walk.toEnd && !items.isEnd ? walker.begin(items.last, size) : null
      yield await step.decided
      if (items.isEnd) return
      step = ahead ?? walker.begin(items.last, size)
    }
  } finally {
    await Promise.allSettled([step.items, step.decided])
  }
}

class Walker {
  readonly #connection: Connection
  readonly #walk: KeyedWalk
  #all: readonly ClassOf[] | null = null

  constructor(connection: Connection, walk: KeyedWalk) {
    this.#connection = connection
    this.#walk = walk
  }

  async classifyAll(): Promise<void> {
    if (this.#all !== null) return
    const { tables, vantage } = this.#walk
    const all = await classifyMembersBy(this.#connection, tables, vantage)
    this.#all = all.map((columns) => (row) => columns.at(row))
  }

  begin(after: string | null, size: number): Step {
    const read = Promise.withResolvers<KeyedItems>()
    const decided = this.#connection.readBulk(async (copy) => {
      const items = new KeyedItems(size)
      const query = keyedItemsQuery(after, size, this.#walk.vantage)
      await copy(query, KEYED_COLUMNS, (row) => items.add(row))
      read.resolve(items)
      if (items.count > 0) await this.#decide(copy, items)
      return items
    }, ORDERED_SETTINGS)
    decided.catch(read.reject)
    // Whoever stops early leaves a step unread; what befalls it is nobody's concern.
    read.promise.catch(() => {})
    return { items: read.promise, decided }
  }

  async #decide(copy: BulkReader, items: KeyedItems): Promise<void> {
    const { tables, vantage } = this.#walk
    const history = new ItemHistory(vantage)
    const ids = rangeOr(items.ids())
    await copy(changesQuery(ids, vantage), CHANGE_COLUMNS, (row) => history.addChange(row))
    await copy(subjectsQuery(ids), SUBJECT_COLUMNS, (row) => history.addSubject(row))
    items.decide(tables, history, this.#all ?? (await this.#classify(copy, items, history)))
  }

  async #classify(copy: BulkReader, items: KeyedItems, history: ItemHistory): Promise<ClassOf[]> {
    const { tables, vantage } = this.#walk
    const people = items.authors()
    for (const person of history.people) people.add(person)
    const all = await classifySome(copy, tables, vantage, [...people])
    return all.map((classes) => (row) => classes.get(row) ?? UNREGISTERED)
  }
}
