import { integerLiteral } from './literals.ts'

/** Rows by their ids, `[from, until)`. */
export interface IdRange {
  readonly from: number
  readonly until: number
}

/** Rows by their ids: all of a range, or those of a list. */
export type RowIds = IdRange | readonly number[]

/** How much larger than a list a range may be that is read in its place. */
const SPARSE = 2

/** The condition that an id is among these. */
export function among(column: string, ids: RowIds): string {
  if ('from' in ids) return `${column} >= ${integerLiteral(ids.from)} AND ${column} < ${integerLiteral(ids.until)}`
  for (const id of ids) if (!Number.isSafeInteger(id)) throw new RangeError(`${id} is no id`)
  return `${column} = ANY ('{${ids.join(',')}}'::bigint[])`
}

/** A list, or the range that it nearly fills: a range is looked up once, each id of a list on its own. */
export function rangeOr(ids: readonly number[]): RowIds {
  let [from, until] = [Number.POSITIVE_INFINITY, 0]
  for (const id of ids) {
    if (id < from) from = id
    if (id >= until) until = id + 1
  }
  return until - from <= ids.length * SPARSE ? { from, until } : ids
}
