import { type Markish, type PlotOptions, text } from '@observablehq/plot'

/** A bar, or several in a row, with its name above it at the left and what it says in numbers at the right. */
export interface NamedBar {
  readonly name: string
  readonly says: string
}

/** Pixels. Slim bars are for many. */
const ORDINARY = { row: 46, rest: 10, top: 22, padding: 0.62, above: 17 }
const SLIM = { row: 38, rest: 24, top: 20, padding: 0.68, above: 15 }

/**
 * A chart of bars below their names, which may be as long as they are.
 * @param marks the bars, with `name` as their `y`
 * @param numbers how many pixels the longest numbers take
 */
export function namedBars(
  bars: readonly NamedBar[],
  { width, numbers, slim = false }: { readonly width: number; readonly numbers: number; readonly slim?: boolean },
  marks: readonly Markish[],
): PlotOptions {
  const { row, rest, top, padding, above } = slim ? SLIM : ORDINARY
  const caption = { y: 'name', dy: -above } as const
  return {
    height: bars.length * row + rest,
    marginLeft: 0,
    marginTop: top,
    marginRight: 0,
    marginBottom: 4,
    x: { axis: null },
    y: { domain: bars.map(({ name }) => name), label: null, padding, axis: null },
    marks: [
      ...marks,
      text(bars, {
        ...caption,
        text: 'name',
        frameAnchor: 'left',
        fontSize: 13,
        fill: 'var(--ink)',
        textAnchor: 'start',
        lineWidth: (width - numbers) / 13,
        textOverflow: 'ellipsis',
      }),
      text(bars, {
        ...caption,
        text: 'says',
        frameAnchor: 'right',
        fontSize: 12,
        fill: 'var(--quiet)',
        textAnchor: 'end',
      }),
    ],
  }
}
