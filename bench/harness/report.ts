import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Findings, Reach, Row } from '../row.ts'
import { median, ratioOf, ratiosOf } from './interleave.ts'
import type { Machine } from './machine.ts'
import { plotRow } from './plot.ts'

const RESULTS = new URL('../results/', import.meta.url)

/** What a row found, as it is kept: everything that the report needs. */
export interface Result extends Pick<Row, 'name' | 'work' | 'against'>, Findings {
  readonly machine: Machine
  readonly repetitions: number
}

/** A figure as the report shows it. */
export interface Line {
  /** What it is against, and in which case. */
  readonly against: string
  readonly own: string
  readonly other: string
  readonly ratio: number
  /** The smallest and the largest ratio of one repetition. */
  readonly spread: readonly [number, number]
  readonly reach: Reach
  readonly reached: boolean
}

/** Keeps what a row found, with its plot. */
export function keep(result: Result): void {
  writeFileSync(new URL(`${result.name}.json`, RESULTS), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(new URL(`${result.name}.svg`, RESULTS), `${plotRow(result.work, linesOf(result))}\n`)
}

/** Writes the report from everything that is kept. */
export function writeReport(): void {
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json'))
  const results = files.toSorted().map((file) => JSON.parse(readFileSync(new URL(file, RESULTS), 'utf8')) as Result)
  writeFileSync(new URL('README.md', RESULTS), reportOf(results))
}

/** The report as Markdown. */
export function reportOf(results: readonly Result[]): string {
  return [
    '# What was measured',
    '',
    'Written by `pnpm bench`. Every figure is a ratio, Demur’s figure divided by the other’s, measured in turns in one run on',
    'the same data: the median of the ratios of all repetitions, with the smallest and the largest of them where they differ.',
    'The figures beside it are medians too. Absolute figures belong to the machine, and to what else it did; what they mean',
    'is in [performance](../../docs/performance.md).',
    '',
    ...results.flatMap(sectionOf),
  ].join('\n')
}

/** A table of the figures, for the report and for the terminal. */
export function tableOf(result: Result): string[] {
  return [
    '| against | Demur | other | ratio | reach | reached |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...linesOf(result).map(
      ({ against, own, other, ratio, spread, reach, reached }) =>
        `| ${against} | ${own} | ${other} | ${number(ratio)}${spreadText(spread)} | ${reachText(reach)} | ${reached ? 'yes' : 'no'} |`,
    ),
  ]
}

function sectionOf(result: Result): string[] {
  const { name, work, notes, machine, repetitions } = result
  const peers = Object.entries(machine.peers).map(([peer, version]) => `${peer} ${version}`)
  return [
    `## ${name}`,
    '',
    `${work.charAt(0).toUpperCase()}${work.slice(1)}.`,
    '',
    ...tableOf(result),
    '',
    `![The ratios of ${name}, each with its reach](${name}.svg)`,
    '',
    ...notes.map((note) => `- ${note}`),
    `- ${machine.date}, ${repetitions} repetitions; ${machine.cores} cores of ${machine.processor}, ${machine.memory} GiB, ${machine.system}; load before ${machine.loadBefore}.`,
    `- Node ${machine.node}, Postgres ${machine.postgres}; ${peers.join(', ')}.`,
    '',
  ]
}

/** The figures of a result, worked out. */
export function linesOf({ figures, against }: Result): Line[] {
  return figures.map((figure) => {
    const other = against[figure.against]
    if (other === undefined) throw new Error(`a figure is against “${figure.against}”, which the row does not name`)
    const ratio = ratioOf(figure.own, figure.other)
    const ratios = ratiosOf(figure.own, figure.other)
    return {
      against: figure.case === undefined ? other.is : `${other.is}, ${figure.case}`,
      own: `${number(median(figure.own))} ${figure.unit}`,
      other: `${number(median(figure.other))} ${figure.unit}`,
      ratio,
      spread: [Math.min(...ratios), Math.max(...ratios)],
      reach: other.reach,
      reached: 'atLeast' in other.reach ? ratio >= other.reach.atLeast : ratio <= other.reach.atMost,
    }
  })
}

function spreadText([least, most]: Line['spread']): string {
  return least === most ? '' : ` (${number(least)} – ${number(most)})`
}

function reachText(reach: Reach): string {
  return 'atLeast' in reach ? `≥ ${reach.atLeast}` : `≤ ${reach.atMost}`
}

/** Three significant digits, and no fewer before the point. */
function number(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)))
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 4) })
}
