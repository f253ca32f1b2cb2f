import { SingleBar } from 'cli-progress'

/** How often a line is written where nobody looks at a terminal; milliseconds. */
const LINES_EVERY = 2000

/** Where progress is shown: on a terminal as a bar, nowhere, or in any case – as lines where there is no terminal. */
export type Shown = 'on a terminal' | 'never' | 'always'

/** How many items were looked at, how many of them a second, and how long the rest will take: on standard error. */
export class LookedProgress {
  readonly #bar: SingleBar | null
  readonly #began = performance.now()
  readonly #before: number
  #looked: number
  #passed: number
  #share = 0

  /**
   * With `before`, it goes on behind what was looked at when it was begun, and says which share of all that passes: so
   * many were looked at, of which so many passed.
   */
  constructor(shown: Shown, before?: { readonly looked: number; readonly passed: number }) {
    const passing = before !== undefined
    const { looked, passed } = before ?? { looked: 0, passed: 0 }
    this.#before = looked
    this.#looked = looked
    this.#passed = passed
    const stream = process.stderr
    const isShown = shown === 'always' || (shown === 'on a terminal' && stream.isTTY === true)
    const format = ` {bar} {percentage} % | {value}/{total} items | {rate}/s | ${passing ? '{passing} % pass | ' : ''}{duration_formatted} | {left} left`
    const lines = { noTTYOutput: true, notTTYSchedule: LINES_EVERY }
    this.#bar = isShown ? new SingleBar({ format, stream, hideCursor: true, barsize: 30, ...lines }) : null
    this.#bar?.start(1, 0, { rate: '–', passing: '–', left: '–' })
  }

  /** `share` of all is done with these; null where it is not known how much there is. */
  add(looked: number, share: number | null, passed = 0): void {
    this.#looked += looked
    this.#passed += passed
    this.#share = Math.max(this.#share, share ?? 0)
    if (this.#bar === null) return
    const seconds = Math.max(performance.now() - this.#began, 1) / 1000
    const total = this.#share === 0 ? this.#looked : Math.max(Math.round(this.#looked / this.#share), this.#looked)
    const rate = (this.#looked - this.#before) / seconds
    this.#bar.setTotal(total)
    this.#bar.update(this.#looked, {
      rate: Math.round(rate),
      passing: Math.round((100 * this.#passed) / Math.max(this.#looked, 1)),
      left: share === null ? '–' : duration((total - this.#looked) / rate),
    })
  }

  stop(): void {
    this.#bar?.stop()
  }
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}s`
  return seconds < 3600 ? `${Math.ceil(seconds / 60)}m` : `${(seconds / 3600).toFixed(1)}h`
}
