import type { FilterItem } from './item.ts'
import type { OutputFile } from './outputs.ts'

export const FORMATS = ['jsonl', 'csv', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

/** Why the item of a row may not be used, by codes; null where it may. */
export type Verdict = readonly string[] | null

/** Where reading goes on. */
export interface Place {
  /** Which of the inputs, from 0. */
  readonly input: number
  /** How much of it is done: bytes of text, or row groups. */
  readonly offset: number
  /** How many rows of it are done. */
  readonly rows: number
}

/** Items to be decided. */
export interface Items {
  readonly count: number
  /** Throws a CommandFailed that names the row and the column that cannot be read. */
  item(index: number): FilterItem
}

/** Some rows of an input, held until they are decided and written. */
export interface RowBatch extends Items {
  /** Where reading goes on behind them. */
  readonly next: Place
  /** Which share of the input is behind us with the first `done` of them, from 0 to 1; null where nobody knows. */
  shareOf(done: number): number | null
  /** Writes the rows that may be used, and the others with their reasons. `before` is how many rows came before these. */
  write(verdicts: readonly Verdict[], before: number, passed: OutputFile, rejected: OutputFile | null): Promise<void>
}

/** The inputs of a filter in one format, and how its outputs begin and end. */
export interface RowFormat {
  /** What stands in an output before all rows. */
  begin(output: OutputFile, withReasons: boolean): Promise<void>
  batches(from: Place): AsyncGenerator<RowBatch>
  /** What stands behind them. */
  end(output: OutputFile, withReasons: boolean): Promise<void>
}
