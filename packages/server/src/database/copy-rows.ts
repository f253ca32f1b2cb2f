/** Reading what Postgres sends for `COPY … TO STDOUT (FORMAT binary)`: several times faster than rows of a query. */

/** `PGCOPY\n\377\r\n\0`, and eight bytes that this format leaves 0. */
const HEADER_BYTES = 19
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
/** Stands where a row would begin, behind the last one. */
const END = -1
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
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** Where each field begins, and how long it is; −1: null. */
  readonly #starts: Int32Array
  readonly #lengths: Int32Array
  /** By their bytes, as a number: no text in UTF-8 begins with a byte 0, so no two share one. */
  readonly #words = new Map<number, string>()

  constructor(columns: number) {
    this.#starts = new Int32Array(columns)
    this.#lengths = new Int32Array(columns)
  }

  /** Takes the row that begins at an offset: the offset behind it, −1 where it is not all there. */
  take(bytes: Buffer, view: DataView, offset: number, until: number): number {
    const columns = view.getInt16(offset)
    if (columns !== this.#starts.length) throw new Error(`a row was copied with ${columns} columns`)
    let at = offset + 2
    for (let column = 0; column < columns; column += 1) {
      if (until < at + 4) return -1
      const length = view.getInt32(at)
      at += 4
      this.#starts[column] = at
      this.#lengths[column] = length
      if (length > 0) at += length
    }
    if (until < at) return -1
    this.bytes = bytes
    this.#view = view
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
    return this.#view.getInt16(this.start(column))
  }

  int4(column: number): number {
    return this.#view.getInt32(this.start(column))
  }

  /** A `bigint` below 2^53. */
  int8(column: number): number {
    const start = this.start(column)
    return this.#view.getInt32(start) * 4_294_967_296 + this.#view.getUint32(start + 4)
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

/** Reads what was copied out, and visits every row. */
export class CopiedRows {
  readonly #row: CopiedRow
  readonly #visit: (row: CopiedRow) => void
  #begun = false
  #ended = false
  /** The beginning of a row, where a piece ended in it. */
  #rest: Buffer = Buffer.alloc(0)

  constructor(columns: number, visit: (row: CopiedRow) => void) {
    this.#row = new CopiedRow(columns)
    this.#visit = visit
  }

  /** Takes the next piece: the bytes from one offset until another, with a view of all of them. */
  take(bytes: Buffer, view: DataView, from: number, until: number): void {
    if (this.#rest.length > 0) return this.#takeWithRest(bytes, from, until)
    let offset = from
    if (!this.#begun) {
      const begins = until - from >= HEADER_BYTES && bytes.subarray(from, from + SIGNATURE.length).equals(SIGNATURE)
      if (!begins) throw new Error('what was copied out is no COPY stream')
      offset += HEADER_BYTES
      this.#begun = true
    }
    while (until - offset >= 2 && !this.#ended) {
      if (view.getInt16(offset) === END) {
        this.#ended = true
        return
      }
      const next = this.#row.take(bytes, view, offset, until)
      if (next < 0) break
      this.#visit(this.#row)
      offset = next
    }
    // Nearly every piece ends where a row does, and a view of nothing for each would cost more than reading it.
    if (offset < until && !this.#ended) this.#rest = bytes.subarray(offset, until)
  }

  #takeWithRest(bytes: Buffer, from: number, until: number): void {
    const all = Buffer.concat([this.#rest, bytes.subarray(from, until)])
    this.#rest = Buffer.alloc(0)
    this.take(all, new DataView(all.buffer, all.byteOffset, all.length), 0, all.length)
  }

  /** Throws where not everything was there. */
  end(): void {
    if (!this.#ended) throw new Error('what was copied out broke off')
  }
}
