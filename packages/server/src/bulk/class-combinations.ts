import type { ClassColumns, DecisionTable } from '@demur/eligibility'

/** What dates make no difference to from the beginning of time, and what they always may make one to. */
const [ALWAYS, NEVER] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

/**
 * Members by the classes that they are in under several tables: few combinations occur, so what is alike in kind and
 * visibility and has one author of the same combination is decided once, however many items that are.
 */
export class ClassCombinations {
  /** The number of the combination by row. */
  readonly #numbers: Int32Array
  /** From when on the date of an item makes no difference, by row; milliseconds. */
  readonly #indifferentFrom: Float64Array
  /** The class under each table, by combination. */
  readonly classes: readonly (readonly number[])[]

  constructor(tables: readonly DecisionTable[], columns: readonly ClassColumns[]) {
    const rows = columns[0]?.rows ?? 1
    this.#numbers = new Int32Array(rows)
    let classes: (readonly number[])[] = [[]]
    for (const [nth, table] of tables.entries()) {
      const column = columns[nth]?.classes
      const known = new Map<number, number>()
      const extended: (readonly number[])[] = []
      for (let row = 0; row < rows; row += 1) {
        const [before, own] = [this.#numbers[row] ?? 0, column?.[row] ?? 0]
        const pair = before * table.classes.length + own
        let number = known.get(pair)
        if (number === undefined) {
          number = known.size
          known.set(pair, number)
          extended.push([...(classes[before] ?? []), own])
        }
        this.#numbers[row] = number
      }
      classes = extended
    }
    this.classes = classes
    this.#indifferentFrom = indifference(tables, columns, this.#numbers, classes)
  }

  /** The combination of the member whose row has an id; a row that there is not belongs to somebody unregistered. */
  of(row: number): number {
    return this.#numbers[row] ?? this.#numbers[0] ?? 0
  }

  /** Whether no rule asks when an item of this author was created that was created at an instant. */
  isIndifferent(row: number, createdAt: number): boolean {
    return createdAt >= (this.#indifferentFrom[row] ?? NEVER)
  }
}

/** The last of the dates that could block: majorities, and the beginnings of content windows. An objection has no end. */
function indifference(
  tables: readonly DecisionTable[],
  columns: readonly ClassColumns[],
  numbers: Int32Array,
  classes: readonly (readonly number[])[],
): Float64Array {
  const windows = classes.map((own) =>
    Math.max(
      ALWAYS,
      ...own.map((index, nth) => tables[nth]?.rules[ruleOf(tables[nth], index)]?.contentNotBefore ?? ALWAYS),
    ),
  )
  const from = new Float64Array(numbers.length)
  for (let row = 0; row < numbers.length; row += 1) {
    let last = windows[numbers[row] ?? 0] ?? ALWAYS
    for (const column of columns) {
      if (column.objections.has(row)) last = NEVER
      const ofAgeAt = column.ofAgeAt(row)
      if (ofAgeAt !== null && ofAgeAt > last) last = ofAgeAt
    }
    from[row] = last
  }
  return from
}

function ruleOf(table: DecisionTable | undefined, index: number): number {
  return table?.classes[index]?.rule ?? -1
}
