/** Measures one contestant once; gives its figure. */
export type Measure = () => Promise<number>

/**
 * Measures contestants in turns, A B C A B C …, so that whatever else the machine does falls on all of them alike, and
 * gives the figures of each, one for each repetition. The first turn warms up and does not count.
 */
export async function interleave<Name extends string>(
  repetitions: number,
  contestants: Readonly<Record<Name, Measure>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[]
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let turn = 0; turn <= repetitions; turn += 1) {
    for (const name of names) {
      const figure = await contestants[name]()
      if (turn > 0) figures[name].push(figure)
    }
  }
  return figures
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (below + above) / 2
}

/** Demur's figure over the other's, repetition by repetition, and the median of those. */
export function ratioOf(own: readonly number[], other: readonly number[]): number {
  return median(ratiosOf(own, other))
}

/** Those ratios, one for each repetition. */
export function ratiosOf(own: readonly number[], other: readonly number[]): number[] {
  return own.map((figure, index) => figure / (other[index] ?? Number.NaN))
}
