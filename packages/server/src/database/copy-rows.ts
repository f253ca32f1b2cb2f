/** Reading what Postgres sends for `COPY … TO STDOUT (FORMAT binary)`: several times faster than rows of a query. */

/** `PGCOPY\n\377\r\n\0`, and eight bytes that this format leaves 0. */
const HEADER_BYTES = 19
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
/** Milliseconds from 1970 to 2000, where Postgres begins to count. */
const EPOCH = 946_684_800_000
/** Microseconds whose upper half is below this are exact in a double; the others are those of years beyond 2142. */
const EXACT_HIGH = 1 << 20

/** A `bigint` below 2^53, as `int8send` writes it. */
export function int8At(bytes: Buffer, offset: number): number {
  return bytes.readInt32BE(offset) * 4_294_967_296 + bytes.readUInt32BE(offset + 4)
}

/** A `timestamptz(3)` in milliseconds since 1970, as `timestamptz_send` writes it. */
export function instantAt(bytes: Buffer, offset: number): number {
  const high = bytes.readInt32BE(offset)
  if (high >= EXACT_HIGH || high < -EXACT_HIGH) return Number(bytes.readBigInt64BE(offset) / 1000n) + EPOCH
  return int8At(bytes, offset) / 1000 + EPOCH
}

/** One row at a time of what was copied out. What it gives is only valid until the next row. */
export class CopiedRow {
  bytes: Buffer = Buffer.alloc(0)
  /** Where each field begins, and how long it is; −1: null. */
  readonly #starts: Int32Array
  readonly #lengths: Int32Array
  /** By their bytes, as a number: no text in UTF-8 begins with a byte 0, so no two share one. */
  readonly #words = new Map<number, string>()

  constructor(columns: number) {
    this.#starts = new Int32Array(columns)
    this.#lengths = new Int32Array(columns)
  }

  /** Whether the mark that ends the rows stands at an offset. */
  isEnd(bytes: Buffer, offset: number): boolean {
    return bytes.length >= offset + 2 && bytes.readInt16BE(offset) === -1
  }

  /** Takes the row that begins at an offset: the offset behind it, −1 where it is not all there or there is none. */
  take(bytes: Buffer, offset: number): number {
    if (bytes.length < offset + 2 || this.isEnd(bytes, offset)) return -1
    const columns = bytes.readInt16BE(offset)
    if (columns !== this.#starts.length) throw new Error(`a row was copied with ${columns} columns`)
    let at = offset + 2
    for (let column = 0; column < columns; column += 1) {
      if (bytes.length < at + 4) return -1
      const length = bytes.readInt32BE(at)
      at += 4
      this.#starts[column] = at
      this.#lengths[column] = length
      if (length > 0) at += length
    }
    if (bytes.length < at) return -1
    this.bytes = bytes
    return at
  }

  isNull(column: number): boolean {
    return this.length(column) < 0
  }

  start(column: number): number {
    return this.#starts[column] ?? 0
  }

  length(column: number): number {
    return this.#lengths[column] ?? -1
  }

  int2(column: number): number {
    return this.bytes.readInt16BE(this.start(column))
  }

  int4(column: number): number {
    return this.bytes.readInt32BE(this.start(column))
  }

  /** A `bigint` below 2^53. */
  int8(column: number): number {
    return int8At(this.bytes, this.start(column))
  }

  /** A `timestamptz(3)` in milliseconds since 1970. */
  instant(column: number): number {
    return instantAt(this.bytes, this.start(column))
  }

  /** A text of which there are few: the short ones are decoded once. */
  word(column: number): string | null {
    const length = this.length(column)
    if (length < 1 || length > 6) return this.text(column)
    let bytes = 0
    for (let at = this.start(column), end = at + length; at < end; at += 1) bytes = bytes * 256 + (this.bytes[at] ?? 0)
    const known = this.#words.get(bytes)
    if (known !== undefined) return known
    const word = this.text(column) ?? ''
    this.#words.set(bytes, word)
    return word
  }

  text(column: number): string | null {
    const length = this.length(column)
    if (length < 0) return null
    const start = this.start(column)
    return this.bytes.toString('utf8', start, start + length)
  }
}

/** Visits every row of a stream. Holds one chunk of it at a time. */
export async function visitRows(
  chunks: AsyncIterable<Uint8Array>,
  columns: number,
  visit: (row: CopiedRow) => void,
): Promise<void> {
  const row = new CopiedRow(columns)
  let rest: Buffer = Buffer.alloc(0)
  let [begun, ended] = [false, false]
  for await (const chunk of chunks) {
    // Read to its end, the stream gives its connection back; left before, it would have to be closed.
    if (ended) continue
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let offset = 0
    if (!begun) {
      if (rest.length < HEADER_BYTES) continue
      if (!rest.subarray(0, SIGNATURE.length).equals(SIGNATURE))
        throw new Error('what was copied out is no COPY stream')
      offset = HEADER_BYTES
      begun = true
    }
    for (let next = row.take(rest, offset); next >= 0; next = row.take(rest, offset)) {
      visit(row)
      offset = next
    }
    ended = row.isEnd(rest, offset)
    rest = rest.subarray(offset)
  }
  if (!ended) throw new Error('what was copied out broke off')
}
