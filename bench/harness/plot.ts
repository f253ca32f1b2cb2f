import * as Plot from '@observablehq/plot'
import { JSDOM } from 'jsdom'
import type { Line } from './report.ts'

const WIDTH = 760
const LABEL = 320

/** The ratios of a row as bars from 1, each with a mark where its reach begins, as SVG. */
export function plotRow(title: string, lines: readonly Line[]): string {
  const { document } = new JSDOM('').window
  const bars = lines.map(({ against, ratio, reach, reached }) => ({
    against: wrapped(against),
    ratio,
    reach: 'atLeast' in reach ? reach.atLeast : reach.atMost,
    outcome: reached ? 'reached' : 'not reached',
  }))
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: 70 + 46 * lines.length,
    marginLeft: LABEL,
    marginRight: 60,
    style: { background: 'white', color: '#222', fontSize: '12px' },
    x: { type: 'log', label: 'ratio, Demur to the other (1 is the same)', grid: true, nice: true },
    y: { label: null, domain: bars.map(({ against }) => against) },
    color: { domain: ['reached', 'not reached'], range: ['#2a7f62', '#b3541e'] },
    marks: [
      Plot.barX(bars, { y: 'against', x1: 1, x2: 'ratio', fill: 'outcome', inset: 6 }),
      Plot.ruleX([1], { stroke: '#222' }),
      Plot.tickX(bars, { y: 'against', x: 'reach', stroke: '#222', strokeWidth: 3, inset: 3 }),
      Plot.text(bars, { y: 'against', x: 'ratio', text: ({ ratio }) => ratio.toPrecision(3), dx: 24, fill: '#222' }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title')
  name.textContent = title
  svg.prepend(name)
  return svg.outerHTML
}

/** Labels stand in one column: long ones take several lines. */
function wrapped(label: string): string {
  return label.replaceAll(/(.{1,44})(?:\s+|$)/g, '$1\n').trimEnd()
}
