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
} from '@demur/eligibility'
import type { CopiedRow } from '../database/copy-rows.ts'
import type { ClassCombinations } from './class-combinations.ts'
import { blocking } from './item-history.ts'

/** Items that the same rule answers for and the same reasons block, and how many they are. */
export interface ItemCount {
  /** The key of the rule of the place of the author; null where none answers. */
  readonly rule: string | null
  /** What blocks; 0: nothing. */
  readonly mask: ReasonMask
  readonly count: number
}

/** Somebody who is not registered. */
export const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }

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
export class ItemCounter {
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
export class ItemTally {
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
