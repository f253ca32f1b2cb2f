import { reasonsOf } from '@demur/eligibility'
import type { ExportHead } from './eligible-export.ts'
import type { ItemRows } from './item-rows.ts'

export const EXPORT_FORMATS = ['ndjson', 'csv', 'parquet'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Writes rows in a format, piece by piece: what it gives, one after the other, is a file. */
export interface RowWriter {
  begin(): Uint8Array
  rows(rows: ItemRows, from: number, until: number): Uint8Array
  end(): Uint8Array
}

/** A writer for one file of an export. Items that are not eligible come with their reasons. */
export async function rowWriter(format: ExportFormat, head: ExportHead): Promise<RowWriter> {
  switch (format) {
    case 'ndjson':
      return new LineWriter(jsonLines(head.wanted === 'ineligible'))
    case 'csv':
      return new LineWriter(commaSeparated(head.wanted === 'ineligible'))
    case 'parquet':
      // Loaded where it is wanted: most processes never write one.
      return new (await import('./export-parquet.ts')).ParquetRowWriter(head)
  }
}

/** How a row becomes a line. */
interface LineFormat {
  readonly header: string
  /** Whether a key with this byte cannot be written as it is. */
  readonly isSpecial: (byte: number) => boolean
  /** What stands before and after a key that can. */
  readonly before: string
  readonly after: (mask: number) => string
  /** The line of a key that cannot. */
  readonly line: (key: string, mask: number) => string
}

const [LINE_FEED, CARRIAGE_RETURN, QUOTE, COMMA, BACKSLASH, SPACE] = [0x0a, 0x0d, 0x22, 0x2c, 0x5c, 0x20]

/** `{"item":"…"}`, RFC 8259, one a line. */
function jsonLines(withReasons: boolean): LineFormat {
  const after = (mask: number) => `${withReasons ? `,"reasons":${JSON.stringify(reasonsOf(mask))}` : ''}}\n`
  return {
    header: '',
    isSpecial: (byte) => byte < SPACE || byte === QUOTE || byte === BACKSLASH,
    before: '{"item":"',
    after: (mask) => `"${after(mask)}`,
    line: (key, mask) => `{"item":${JSON.stringify(key)}${after(mask)}`,
  }
}

/** RFC 4180, with a header. Several reasons stand in one field, with spaces between them. */
function commaSeparated(withReasons: boolean): LineFormat {
  const after = (mask: number) => `${withReasons ? `,${reasonsOf(mask).join(' ')}` : ''}\n`
  return {
    header: withReasons ? 'item,reasons\n' : 'item\n',
    isSpecial: (byte) => byte === COMMA || byte === QUOTE || byte === LINE_FEED || byte === CARRIAGE_RETURN,
    before: '',
    after,
    line: (key, mask) => `"${key.replaceAll('"', '""')}"${after(mask)}`,
  }
}

/** Lines of text. Most keys are written as they are, byte by byte; only the others become strings on the way. */
class LineWriter implements RowWriter {
  readonly #format: LineFormat
  readonly #before: Buffer
  /** What follows a key, by the mask: there are few masks. */
  readonly #after = new Map<number, Buffer>()
  readonly #special: readonly boolean[]

  constructor(format: LineFormat) {
    this.#format = format
    this.#before = Buffer.from(format.before)
    this.#special = Array.from({ length: 256 }, (_, byte) => format.isSpecial(byte))
  }

  begin(): Uint8Array {
    return Buffer.from(this.#format.header)
  }

  rows(rows: ItemRows, from: number, until: number): Uint8Array {
    const keyLength = rows.start(until) - rows.start(from)
    const text = new GrowingText(keyLength + (until - from) * (this.#before.length + 8))
    const { bytes } = rows
    for (let row = from; row < until; row += 1) {
      const [mask, start, end] = [rows.mask(row), rows.start(row), rows.end(row)]
      if (this.#isSpecial(bytes, start, end)) {
        const line = Buffer.from(this.#format.line(rows.key(row), mask))
        text.add(line, 0, line.length)
        continue
      }
      const ending = this.#ending(mask)
      text.add(this.#before, 0, this.#before.length)
      text.add(bytes, start, end)
      text.add(ending, 0, ending.length)
    }
    return text.bytes()
  }

  #isSpecial(bytes: Buffer, start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if (this.#special[bytes[at] as number]) return true
    return false
  }

  end(): Uint8Array {
    return new Uint8Array()
  }

  #ending(mask: number): Buffer {
    const known = this.#after.get(mask)
    if (known !== undefined) return known
    const ending = Buffer.from(this.#format.after(mask))
    this.#after.set(mask, ending)
    return ending
  }
}

class GrowingText {
  #bytes: Buffer
  #length = 0

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected)
  }

  add(piece: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(needed * 2)
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    const bytes = this.#bytes
    for (let from = start, to = this.#length; from < end; from += 1, to += 1) bytes[to] = piece[from] as number
    this.#length = needed
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}
