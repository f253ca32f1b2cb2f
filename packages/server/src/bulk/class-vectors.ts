import {
  bitOf,
  CELL_COUNT,
  type ClassColumns,
  type DecisionTable,
  type Instant,
  type ReasonMask,
  UNREGISTERED_CLASS,
} from '@demur/eligibility'
import { bytesLiteral, instantsLiteral, once } from './literals.ts'

/**
 * Whole numbers by member, in as few bytes each as the greatest takes, to be looked up in SQL by the id of the member's
 * row. A vector in place of a join: there is nothing for a planner to choose, and it is what a bit test costs.
 */
export class NumberVector {
  /** The highest byte of each number first, each as a constant of its own. */
  readonly #bytes: readonly Uint8Array[]

  constructor(length: number, greatest: number, valueOf: (row: number) => number) {
    const width = greatest < 256 ? 1 : greatest < 65_536 ? 2 : 3
    const bytes = Array.from({ length: width }, () => new Uint8Array(length))
    for (let row = 0; row < length; row += 1) {
      const value = valueOf(row)
      for (const [nth, plane] of bytes.entries()) plane[row] = value >>> ((width - 1 - nth) * 8)
    }
    this.#bytes = bytes
  }

  /** The number of the member whose row has an id. */
  lookup(id: string): string {
    const bytes = this.#bytes.map((plane) => `get_byte(${once(bytesLiteral(plane))}, ${id})`)
    return bytes.length === 1 ? (bytes[0] ?? '') : `(${bytes.reduce((high, low) => `(${high}) * 256 + ${low}`)})`
  }
}

/** Instants by member: numbers that point into a list, 0 where there is none. */
class InstantVector {
  readonly list: readonly Instant[]
  readonly #numbers: NumberVector

  constructor(length: number, instantOf: (row: number) => Instant | null) {
    const numbers = new Map<Instant, number>()
    for (let row = 0; row < length; row += 1) {
      const instant = instantOf(row)
      if (instant !== null && !numbers.has(instant)) numbers.set(instant, numbers.size + 1)
    }
    this.list = [...numbers.keys()]
    this.#numbers = new NumberVector(length, numbers.size, (row) => {
      const instant = instantOf(row)
      return instant === null ? 0 : (numbers.get(instant) ?? 0)
    })
  }

  /** The instant of the member whose row has an id; null where there is none. */
  lookup(id: string): string {
    return `(${once(instantsLiteral(this.list))})[${this.#numbers.lookup(id)}]`
  }
}

/** Why an item may not be used, in SQL. */
export interface ReasonExpression {
  /** Whether it blocks; null where it does not. */
  readonly blocks: string
  /** The bits of what blocks, 0 where nothing does. Takes longer to find out. */
  readonly mask: string
}

/**
 * The formula of the decision table over `i`, a row of `content_item` that has one author, no history and nobody else in
 * it: together the masks are that of the item. The table and the classes of everybody are constants in them.
 */
export function reasonExpressions(table: DecisionTable, columns: ClassColumns): ReasonExpression[] {
  const used = usedClasses(columns)
  const numbers = new Map(used.map((index, number) => [index, number]))
  const classes = new NumberVector(columns.rows, used.length, (row) => numbers.get(columns.classes[row] ?? 0) ?? 0)
  const ages = new InstantVector(columns.rows, (row) => columns.ofAgeAt(row))
  const objections = new InstantVector(columns.rows, (row) => columns.objections.get(row) ?? null)
  const windows = used.map((index) => windowOf(table, index))
  const author = 'i.author_id::int4'
  // Without an author the look-up is null, and the first class is that of somebody unregistered.
  const number = `coalesce(${classes.lookup(author)}, 0)`
  const reasons = [
    cellReason(cellsOf(table, used), `${number} * ${CELL_COUNT} + i.cell`),
    reason('i.sensitive_source', bitOf('SENSITIVE_SOURCE')),
  ]
  if (ages.list.length > 0) {
    reasons.push(reason(`i.created_at < ${ages.lookup(author)}`, bitOf('CREATED_AS_MINOR')))
  }
  if (objections.list.length > 0) {
    reasons.push(reason(`i.created_at >= ${objections.lookup(author)}`, bitOf('OBJECTED')))
  }
  if (windows.some((window) => window !== null)) {
    const window = `(${once(instantsLiteral(windows))})[${number} + 1]`
    reasons.push(reason(`i.created_at < ${window}`, bitOf('OUTSIDE_CONTENT_WINDOW')))
  }
  if (table.reasons !== 0) reasons.push(reason('true', table.reasons))
  return reasons
}

function reason(blocks: string, mask: ReasonMask): ReasonExpression {
  return { blocks, mask: `CASE WHEN ${blocks} THEN ${mask} ELSE 0 END` }
}

/** What the class of the author and the cell of the item say. Looking up a byte takes a fraction of what an element does. */
function cellReason(cells: readonly ReasonMask[], place: string): ReasonExpression {
  const blocked = Uint8Array.from(cells, (mask) => (mask === 0 ? 0 : 1))
  return {
    blocks: `get_byte(${once(bytesLiteral(blocked))}, ${place}) = 1`,
    mask: `(${once(`'{${cells.join(',')}}'::int4[]`)})[${place} + 1]`,
  }
}

/** The classes that somebody is in, that of the unregistered first: few of a table's classes occur. */
function usedClasses({ classes }: ClassColumns): number[] {
  const used = new Set([UNREGISTERED_CLASS])
  for (const index of classes) used.add(index)
  return [...used]
}

function cellsOf({ classes, lines }: DecisionTable, used: readonly number[]): ReasonMask[] {
  return used.flatMap((index) => {
    const { asAuthor = 0, line = 0 } = classes[index] ?? {}
    return Array.from(lines[line] ?? [], (mask) => mask | asAuthor)
  })
}

function windowOf({ classes, rules }: DecisionTable, index: number): Instant | null {
  return rules[classes[index]?.rule ?? -1]?.contentNotBefore ?? null
}
