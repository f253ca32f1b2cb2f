import { isUtf8 } from 'node:buffer'
import { CommandFailed, EXIT } from '../commands/exit.ts'
import type { FilterItem } from './item.ts'
import type { OutputFile } from './outputs.ts'
import type { Place, RowBatch, Verdict } from './row-format.ts'
import { type TextLayout, textEndOf, whereOf } from './text-layout.ts'

const NOTHING = Buffer.alloc(0)

/** Rows that lie one behind the other, perhaps with nothing in between. */
export interface Rows {
  readonly bytes: Buffer
  /** Where each begins and ends, its line break included. */
  readonly bounds: readonly number[]
  readonly count: number
}

/** Some rows of text. */
export class TextBatch implements RowBatch {
  readonly #rows: Rows
  readonly #layout: TextLayout
  readonly #name: string
  readonly next: Place
  readonly #share: number | null

  constructor(rows: Rows, layout: TextLayout, next: Place, share: number | null, name: string) {
    this.#rows = rows
    this.#layout = layout
    this.#name = name
    this.next = next
    this.#share = share
    // Keys that are no text would be read as others: nothing is decided by them.
    if (!isUtf8(rows.bytes)) this.#refuseBytes()
  }

  shareOf(): number | null {
    return this.#share
  }

  get count(): number {
    return this.#rows.count
  }

  item(index: number): FilterItem {
    const [start, end] = this.#bounds(index)
    return this.#layout.item(this.#rows.bytes, start, end, () => this.#where(index))
  }

  async write(
    verdicts: readonly Verdict[],
    before: number,
    passed: OutputFile,
    rejected: OutputFile | null,
  ): Promise<void> {
    const { bytes, count } = this.#rows
    const lineBreak = Buffer.from(this.#layout.lineBreak)
    const [kept, others]: [Uint8Array[], Uint8Array[]] = [[], []]
    for (let index = 0; index < count; index += 1) {
      const [start, textEnd, end] = this.#bounds(index)
      const verdict = verdicts[index]
      if (verdict === null) kept.push(bytes.subarray(start, end), end === textEnd ? lineBreak : NOTHING)
      else if (verdict === undefined) throw new Error('a row was not decided')
      else if (rejected !== null) {
        const text = bytes.subarray(start, textEnd)
        others.push(this.#layout.rejected(text, before + index + 1, verdict), lineBreak)
      }
    }
    await passed.append(Buffer.concat(kept))
    await rejected?.append(Buffer.concat(others))
  }

  #bounds(index: number): readonly [start: number, textEnd: number, end: number] {
    const { bytes, bounds } = this.#rows
    const [start, end] = [bounds[2 * index] ?? 0, bounds[2 * index + 1] ?? 0]
    return [start, textEndOf(bytes, start, end), end]
  }

  #where(index: number): string {
    return whereOf(this.#layout, this.next.rows - this.count + index + 1, this.#name)
  }

  #refuseBytes(): never {
    const isBad = (index: number): boolean => {
      const [start, , end] = this.#bounds(index)
      return !isUtf8(this.#rows.bytes.subarray(start, end))
    }
    const index = Array.from({ length: this.count }, (_, nth) => nth).find(isBad) ?? 0
    throw new CommandFailed(EXIT.usage, `${this.#where(index)}: is no UTF-8.`)
  }
}
