import { SingleBar } from 'cli-progress'

/** What a bar is drawn on, and whether anybody looks at it. */
type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** A progress bar on a terminal, and nothing on a pipe. */
export class Progress {
  readonly #bar: SingleBar | null

  /** `total` may be 0 where it is not known. */
  constructor(total: number, unit: string, quiet: boolean, stream: Terminal = process.stderr) {
    const shown = stream.isTTY === true && !quiet
    const format =
      total > 0
        ? ` {bar} {percentage} % | {value}/{total} ${unit} | {duration_formatted} | {eta_formatted} left`
        : ` {value} ${unit} | {duration_formatted}`
    this.#bar = shown ? new SingleBar({ format, stream, hideCursor: true, barsize: 30 }) : null
    this.#bar?.start(total, 0)
  }

  advance(by: number): void {
    this.#bar?.increment(by)
  }

  stop(): void {
    this.#bar?.stop()
  }
}
