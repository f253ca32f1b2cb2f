import type { Classified } from './classify.ts'
import { type Instant, instantOf } from './instant.ts'

const DAY_MS = 86_400_000
/** Before every day that a date of birth can lead to. */
const NO_DAY = -(2 ** 31)

/**
 * The classes of many members as columns, by row: seven bytes a member at most, and an entry more for those whose
 * objection spares what is older. What people come of age on is a day, because majority begins at midnight UTC.
 */
export class ClassColumns {
  /** Index into the classes of the table. */
  readonly classes: Uint16Array | Uint32Array
  /** Days since 1970-01-01. */
  readonly #ofAgeDays: Int32Array
  readonly #objectedSince = new Map<number, Instant>()

  /** All rows begin as somebody unregistered. `classCount` is that of the table. */
  constructor(rows: number, classCount: number) {
    this.classes = classCount > 65_536 ? new Uint32Array(rows) : new Uint16Array(rows)
    this.#ofAgeDays = new Int32Array(rows).fill(NO_DAY)
  }

  get rows(): number {
    return this.classes.length
  }

  set(row: number, { class: index, ofAgeAt, objectedSince }: Classified): void {
    this.classes[row] = index
    this.#ofAgeDays[row] = ofAgeAt === null ? NO_DAY : ofAgeAt / DAY_MS
    if (objectedSince === null) this.#objectedSince.delete(row)
    else this.#objectedSince.set(row, objectedSince)
  }

  /** The class of a row; a row that there is not belongs to somebody unregistered. */
  at(row: number): Classified {
    return {
      class: this.classes[row] ?? 0,
      ofAgeAt: this.ofAgeAt(row),
      objectedSince: this.#objectedSince.get(row) ?? null,
    }
  }

  ofAgeAt(row: number): Instant | null {
    const day = this.#ofAgeDays[row] ?? NO_DAY
    return day === NO_DAY ? null : instantOf(day * DAY_MS)
  }

  /** The rows whose objection spares what is older, and since when it has stood. */
  get objections(): ReadonlyMap<number, Instant> {
    return this.#objectedSince
  }
}
