import type { Columns, Value } from './database.ts'

/** Writing what Postgres reads for `COPY … FROM STDIN (FORMAT binary)`: no text to make here, and none to read there. */

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** Milliseconds and days from 1970 to 2000, where Postgres begins to count. */
const EPOCH_MS = 946_684_800_000
const EPOCH_DAYS = 10_957
const DAY_MS = 86_400_000
const TWO_32 = 4_294_967_296
/** How many bytes are set aside for a value at first. */
const USUAL_BYTES = 16

/** The rows of columns that are all of one length, in the binary format of COPY. */
export function copyRows(columns: Columns): Uint8Array {
  const lists = Object.values(columns).map(([type, values]) => ({ write: writerOf(type), values }))
  const count = lists[0]?.values.length ?? 0
  const bytes = new Bytes(HEADER.length + 2 + count * (2 + lists.length * (4 + USUAL_BYTES)))
  bytes.raw(HEADER)
  for (let row = 0; row < count; row += 1) {
    bytes.int2(lists.length)
    for (const { write, values } of lists) {
      const value = values[row] ?? null
      if (value === null) bytes.int4(-1)
      else write(bytes, value)
    }
  }
  bytes.int2(-1)
  return bytes.written()
}

type Writer = (bytes: Bytes, value: Exclude<Value, null>) => void

/** How values of a type of SQL are written; those that have no form of their own are written as text, as enums are. */
function writerOf(type: string): Writer {
  return WRITERS[type] ?? ((bytes, value) => bytes.text(String(value)))
}

const WRITERS: Readonly<Record<string, Writer>> = {
  bigint(bytes, value) {
    bytes.int4(8)
    bytes.int8(Number(value))
  },
  integer(bytes, value) {
    bytes.int4(4)
    bytes.int4(Number(value))
  },
  smallint(bytes, value) {
    bytes.int4(2)
    bytes.int2(Number(value))
  },
  boolean(bytes, value) {
    bytes.int4(1)
    bytes.byte(value === true ? 1 : 0)
  },
  timestamptz(bytes, value) {
    bytes.int4(8)
    bytes.microseconds((typeof value === 'number' ? value : Date.parse(String(value))) - EPOCH_MS)
  },
  date(bytes, value) {
    bytes.int4(4)
    bytes.int4(Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS - EPOCH_DAYS)
  },
  jsonb(bytes, value) {
    bytes.text(String(value), 1)
  },
  /** Given as `\x` and hexadecimal. */
  bytea(bytes, value) {
    bytes.hex(String(value).slice(2))
  },
}

/** Bytes that grow. */
class Bytes {
  #bytes: Buffer
  #end = 0

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected)
  }

  raw(piece: Uint8Array): void {
    this.#reserve(piece.length)
    this.#bytes.set(piece, this.#end)
    this.#end += piece.length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#end] = value
    this.#end += 1
  }

  int2(value: number): void {
    this.#reserve(2)
    this.#end = this.#bytes.writeInt16BE(value, this.#end)
  }

  int4(value: number): void {
    this.#reserve(4)
    this.#end = this.#bytes.writeInt32BE(value, this.#end)
  }

  int8(value: number): void {
    this.#reserve(8)
    this.#bytes.writeInt32BE(Math.floor(value / TWO_32), this.#end)
    this.#end = this.#bytes.writeUInt32BE(value - Math.floor(value / TWO_32) * TWO_32, this.#end + 4)
  }

  /** An instant, given in milliseconds. Beyond the year 2255 microseconds are no exact numbers any more. */
  microseconds(milliseconds: number): void {
    const value = milliseconds * 1000
    if (Number.isSafeInteger(value)) return this.int8(value)
    this.#reserve(8)
    this.#end = this.#bytes.writeBigInt64BE(BigInt(milliseconds) * 1000n, this.#end)
  }

  /** A length and a text in UTF-8, with `version` before it where its type has one. */
  text(value: string, version: number | null = null): void {
    // No character takes more than three bytes for each unit of its UTF-16.
    this.#reserve(5 + value.length * 3)
    const bytes = this.#bytes
    const start = this.#end
    let at = start + 4
    if (version !== null) {
      bytes[at] = version
      at += 1
    }
    at = this.#ascii(value, at) ?? at + bytes.write(value, at, 'utf8')
    bytes.writeInt32BE(at - start - 4, start)
    this.#end = at
  }

  /** Most texts are short and plain, and calling out to write them takes longer than writing. Null where one is not. */
  #ascii(value: string, from: number): number | null {
    if (value.length > 64) return null
    const bytes = this.#bytes
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index)
      if (unit > 0x7f) return null
      bytes[from + index] = unit
    }
    return from + value.length
  }

  hex(digits: string): void {
    const length = digits.length / 2
    this.int4(length)
    this.#reserve(length)
    this.#end += this.#bytes.write(digits, this.#end, 'hex')
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#end)
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + length))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}
