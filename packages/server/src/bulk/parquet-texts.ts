import type { ColumnChunk } from 'hyparquet'
import type { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'

/** How many bytes of a column are compressed together. */
const PAGE_BYTES = 1_048_576
/** What stands before each text: how long it is. */
const LENGTH_BYTES = 4

/**
 * A column of texts, each of which is there, written from their bytes. The library takes strings: decoding millions of
 * keys, encoding them again and clearing them away took longer than all the rest of an export did in this process.
 */
export class TextColumn {
  readonly #name: string
  readonly #writer: ByteWriter
  #page: Buffer = Buffer.allocUnsafe(PAGE_BYTES)
  #pageEnd = 0
  #pageRows = 0
  #chunk = emptyChunk()
  /** How many texts the row group has. */
  rows = 0

  constructor(name: string, writer: ByteWriter) {
    this.#name = name
    this.#writer = writer
  }

  /** Adds a text in UTF-8, from somebody else's buffer. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const room = LENGTH_BYTES + end - start
    if (this.#pageEnd + room > this.#page.length) this.#makeRoom(room)
    const page = this.#page
    let at = page.writeUInt32LE(end - start, this.#pageEnd)
    // Most keys are short, and calling out to copy them takes longer than copying.
    for (let from = start; from < end; from += 1, at += 1) page[at] = bytes[from] as number
    this.#pageEnd = at
    this.#pageRows += 1
    this.rows += 1
  }

  /** Ends the column of a row group: what the end of the file says of it. The next text begins another one. */
  end(): ColumnChunk {
    this.#endPage()
    const { offset, pages, unpacked, least, greatest } = this.#chunk
    const chunk: ColumnChunk = {
      file_offset: BigInt(offset),
      meta_data: {
        type: 'BYTE_ARRAY',
        encodings: ['PLAIN'],
        path_in_schema: [this.#name],
        codec: 'SNAPPY',
        num_values: BigInt(this.rows),
        total_uncompressed_size: BigInt(unpacked),
        total_compressed_size: BigInt(this.#writer.offset - offset),
        data_page_offset: BigInt(offset),
        statistics: { min_value: least, max_value: greatest, null_count: 0n },
        encoding_stats: [{ page_type: 'DATA_PAGE_V2', encoding: 'PLAIN', count: pages }],
      },
    }
    this.#chunk = emptyChunk()
    this.rows = 0
    return chunk
  }

  #makeRoom(bytes: number): void {
    this.#endPage()
    if (bytes > this.#page.length) this.#page = Buffer.allocUnsafe(bytes)
  }

  #endPage(): void {
    if (this.#pageRows === 0) return
    const page = this.#page.subarray(0, this.#pageEnd)
    const packed = snappyCompress(page)
    const begin = this.#writer.offset
    if (this.#chunk.pages === 0) this.#chunk.offset = begin
    writePageHeader(this.#writer, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: page.length,
      compressed_page_size: packed.length,
      data_page_header_v2: {
        num_values: this.#pageRows,
        num_nulls: 0,
        num_rows: this.#pageRows,
        encoding: 'PLAIN',
        definition_levels_byte_length: 0,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    })
    this.#chunk.unpacked += this.#writer.offset - begin + page.length
    this.#writer.appendBytes(packed)
    this.#compare(page)
    this.#chunk.pages += 1
    this.#pageEnd = 0
    this.#pageRows = 0
  }

  /** Copies what is less or greater than all before it: the page is about to be written over. */
  #compare(page: Buffer): void {
    const { least, greatest } = extremesOf(page)
    const chunk = this.#chunk
    const isFirst = chunk.pages === 0
    if (isFirst || Buffer.compare(least, chunk.least) < 0) chunk.least = Uint8Array.from(least)
    if (isFirst || Buffer.compare(greatest, chunk.greatest) > 0) chunk.greatest = Uint8Array.from(greatest)
  }
}

/** The column of a row group, as far as it is written. */
interface ChunkSoFar {
  /** Where its first page begins in the file. */
  offset: number
  pages: number
  /** How many bytes it has without compression, headers of pages included. */
  unpacked: number
  least: Uint8Array
  greatest: Uint8Array
}

function emptyChunk(): ChunkSoFar {
  return { offset: 0, pages: 0, unpacked: 0, least: new Uint8Array(), greatest: new Uint8Array() }
}

/** The least and the greatest text of a page, in the order of their bytes. */
function extremesOf(page: Buffer): { least: Buffer; greatest: Buffer } {
  const first = LENGTH_BYTES + page.readUInt32LE(0)
  let [leastStart, leastEnd, greatestStart, greatestEnd] = [LENGTH_BYTES, first, LENGTH_BYTES, first]
  for (let at = first; at < page.length; ) {
    const start = at + LENGTH_BYTES
    at = start + page.readUInt32LE(at)
    if (isLess(page, start, at, leastStart, leastEnd)) [leastStart, leastEnd] = [start, at]
    else if (isLess(page, greatestStart, greatestEnd, start, at)) [greatestStart, greatestEnd] = [start, at]
  }
  return { least: page.subarray(leastStart, leastEnd), greatest: page.subarray(greatestStart, greatestEnd) }
}

/** Whether one text in a page is less than another. */
function isLess(page: Buffer, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  const shorter = Math.min(end - start, otherEnd - otherStart)
  for (let at = 0; at < shorter; at += 1) {
    const [own, other] = [page[start + at] as number, page[otherStart + at] as number]
    if (own !== other) return own < other
  }
  return end - start < otherEnd - otherStart
}
