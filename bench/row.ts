import type { BenchContext } from './harness/context.ts'

/** What a ratio has to be to count as reached. The ratio is always Demur's figure divided by the other's. */
export type Reach = { readonly atLeast: number } | { readonly atMost: number }

/** What a row is measured against. */
export interface Against {
  /** What it is, in words: the peer with its version, or the limit. */
  readonly is: string
  readonly reach: Reach
}

/** What came out: Demur's figure and the other's, measured in turns. */
export interface Figure {
  /** Which of the row's `against`. */
  readonly against: string
  /** What was varied, such as “10 million items, 15 % objected”; left out where there is one case. */
  readonly case?: string
  /** Of both series, such as “decisions/s”. */
  readonly unit: string
  /** Demur's figures, one for each repetition. */
  readonly own: readonly number[]
  /** The other's, measured in the same repetition as the one of `own` at the same place. */
  readonly other: readonly number[]
}

/** What a row found. */
export interface Findings {
  readonly figures: readonly Figure[]
  /** What a reader must know to judge them: sizes, settings, where the time went. A sentence each. */
  readonly notes: readonly string[]
}

/** One line of the benchmark: a module in `rows/` exports it as `row`. */
export interface Row {
  /** Kebab-case, like its file: what `pnpm bench <name>` asks for. */
  readonly name: string
  /** The work that is measured. */
  readonly work: string
  readonly against: Readonly<Record<string, Against>>
  /** Measures. Whatever it starts it also ends. */
  run(context: BenchContext): Promise<Findings>
}
