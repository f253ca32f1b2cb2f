import { CommandFailed, EXIT } from '../commands/exit.ts'
import type { OutputFile } from './outputs.ts'
import type { Place, RowBatch, RowFormat } from './row-format.ts'
import { type Rows, TextBatch } from './text-batch.ts'
import { canSeek, type Input, nameOf, textOf } from './text-input.ts'
import { type TextLayout, textEndOf, whereOf } from './text-layout.ts'

/** How many rows are decided together at most: so often it can be said how far it is. */
const BATCH_ROWS = 5000
/** The most bytes that a row can have: beyond that, something that should end does not. */
const LONGEST_ROW = 256 * 1_048_576

/** Rows of text. Those that pass are passed on byte by byte. */
export class TextFormat implements RowFormat {
  readonly #inputs: readonly Input[]
  readonly #layout: TextLayout
  /** How many bytes stand before the rows of the inputs that can be read twice. */
  readonly #heads = new Map<Input, number>()

  private constructor(inputs: readonly Input[], layout: TextLayout) {
    this.#inputs = inputs
    this.#layout = layout
  }

  /** Reads the heads of all files, so that what is wrong with one of them is said before anything is written. */
  static async open(inputs: readonly Input[], layout: TextLayout): Promise<TextFormat> {
    const format = new TextFormat(inputs, layout)
    for (const input of inputs) if (input.file !== null) format.#heads.set(input, await headOf(input, layout))
    return format
  }

  begin(output: OutputFile, withReasons: boolean): Promise<void> {
    return output.append(this.#layout.begin(withReasons))
  }

  async *batches(from: Place): AsyncGenerator<RowBatch> {
    for (const [index, input] of this.#inputs.entries()) {
      if (index < from.input) continue
      yield* this.#batchesOf(input, index === from.input ? from : { input: index, offset: 0, rows: 0 })
    }
  }

  async end(): Promise<void> {}

  async *#batchesOf(input: Input, from: Place): AsyncGenerator<RowBatch> {
    const known = canSeek(input) ? (this.#heads.get(input) ?? 0) : null
    const reading = new TextReading(this.#layout, input, from, known)
    let share: number | null = null
    for await (const piece of textOf(input, reading.offset)) {
      share = piece.share
      yield* reading.take(piece.bytes, share, false)
    }
    yield* reading.take(NOTHING, share, true)
    reading.end()
  }
}

const NOTHING = Buffer.alloc(0)

/** How long the head of a file is. */
async function headOf(input: Input, layout: TextLayout): Promise<number> {
  let bytes = NOTHING
  for await (const piece of textOf(input)) {
    bytes = Buffer.concat([bytes, piece.bytes])
    const length = layout.head(bytes, nameOf(input), false)
    if (length >= 0) return length
    if (bytes.length > LONGEST_ROW) break
  }
  return layout.head(bytes, nameOf(input), true)
}

/** The rows of one input while it is read: holds what no row has been made of yet. */
class TextReading {
  readonly #layout: TextLayout
  readonly #name: string
  readonly #from: Place
  #needsHead: boolean
  #rest: Buffer = NOTHING
  /** How many rows are read. */
  #rows: number
  /** Where the rest begins in the text. */
  offset: number

  /** `head` is how long the head is; null where it has to be read from the beginning, with what was done before. */
  constructor(layout: TextLayout, input: Input, from: Place, head: number | null) {
    this.#layout = layout
    this.#name = nameOf(input)
    this.#from = from
    this.#needsHead = head === null
    this.#rows = from.rows
    this.offset = head === null ? 0 : Math.max(head, from.offset)
  }

  *take(bytes: Buffer, share: number | null, last: boolean): Generator<RowBatch> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    if (this.#needsHead) {
      const length = this.#layout.head(this.#rest, this.#name, last)
      if (length < 0) return
      this.#needsHead = false
      this.#cut(length)
    }
    // Where reading could not begin behind it, what was done before is passed over.
    if (this.offset < this.#from.offset) this.#cut(Math.min(this.#from.offset - this.offset, this.#rest.length))
    if (this.offset < this.#from.offset) return
    for (;;) {
      const rows = this.#rowsIn(last)
      if (rows.bytes.length === 0) break
      this.#rows += rows.count
      this.#cut(rows.bytes.length)
      const next = { input: this.#from.input, offset: this.offset, rows: this.#rows }
      if (rows.count > 0) yield new TextBatch(rows, this.#layout, next, share, this.#name)
    }
    if (this.#rest.length > LONGEST_ROW) {
      throw new CommandFailed(EXIT.usage, `${this.#name}: the ${this.#layout.word} after ${this.#rows} does not end.`)
    }
  }

  end(): void {
    if (this.offset >= this.#from.offset) return
    const missing = this.#from.offset - this.offset
    throw new CommandFailed(EXIT.usage, `${this.#name} is ${missing} bytes shorter than it was before.`)
  }

  #cut(length: number): void {
    this.#rest = this.#rest.subarray(length)
    this.offset += length
  }

  #rowsIn(last: boolean): Rows {
    const bytes = this.#rest
    const bounds: number[] = []
    let start = 0
    while (start < bytes.length && bounds.length < 2 * BATCH_ROWS) {
      const end = this.#layout.rowEnd(bytes, start, last, () => this.#where(bounds.length / 2 + 1))
      if (end < 0) break
      const textEnd = textEndOf(bytes, start, end)
      if (!this.#layout.isBlank(bytes, start, textEnd)) bounds.push(start, end)
      start = end
    }
    return { bytes: bytes.subarray(0, start), bounds, count: bounds.length / 2 }
  }

  #where(nth: number): string {
    return whereOf(this.#layout, this.#rows + nth, this.#name)
  }
}
