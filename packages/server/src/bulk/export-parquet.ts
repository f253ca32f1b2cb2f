import { type BlockingReason, formatInstant, reasonsOf } from '@demur/eligibility'
import { type ColumnChunk, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { listValues, writeValues } from '../filter/parquet-column.ts'
import { leavesOf } from '../filter/parquet-file.ts'
import type { ExportHead } from './eligible-export.ts'
import type { RowWriter } from './export-formats.ts'
import type { ItemRows } from './item-rows.ts'
import { TextColumn } from './parquet-texts.ts'

/** How many rows of a file are compressed together, and can be skipped together by those who read it. */
const ROW_GROUP = 131_072

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const
const ITEM = { name: 'item', ...TEXT } as const
/** A list, in the three levels that the format asks for. */
const REASONS = [
  { name: 'reasons', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', ...TEXT },
] as const

/**
 * Parquet: a column `item`, and where the items are not eligible a column `reasons`, a list of codes. What the export is
 * about stands in the metadata of the file. Holds the compressed pages of a row group at a time.
 */
export class ParquetRowWriter implements RowWriter {
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  readonly #items: TextColumn
  /** The way to the reasons; null where there are none. */
  readonly #reasonsLeaf: readonly SchemaTree[] | null
  #lists: (readonly BlockingReason[])[] = []
  /** The reasons of a mask: there are few masks, and a row refers to its list. */
  readonly #reasons = new Map<number, readonly BlockingReason[]>()
  #groupBegin: number

  constructor(head: ExportHead) {
    const withReasons = head.wanted === 'ineligible'
    const schema: SchemaElement[] = [{ name: 'root', num_children: withReasons ? 2 : 1 }, ITEM]
    if (withReasons) schema.push(...REASONS)
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema,
      kvMetadata: [
        { key: 'demur.dataUse', value: head.dataUse },
        { key: 'demur.at', value: formatInstant(head.at) },
        { key: 'demur.asKnownAt', value: String(head.asKnownAt) },
        { key: 'demur.rulebookVersion', value: head.rulebookVersion },
      ],
      createdBy: 'demur',
    })
    this.#reasonsLeaf = leavesOf(parquetSchema({ schema }))[1] ?? null
    this.#groupBegin = this.#bytes.offset
    this.#items = new TextColumn(ITEM.name, this.#bytes)
  }

  begin(): Uint8Array {
    return this.#written()
  }

  rows(rows: ItemRows, from: number, until: number): Uint8Array {
    const { bytes } = rows
    for (let row = from; row < until; row += 1) {
      this.#items.add(bytes, rows.start(row), rows.end(row))
      if (this.#reasonsLeaf !== null) this.#lists.push(this.#reasonsOf(rows.mask(row)))
      if (this.#items.rows === ROW_GROUP) this.#endGroup()
    }
    return this.#written()
  }

  end(): Uint8Array {
    if (this.#items.rows > 0) this.#endGroup()
    void this.#writer.finish()
    return this.#written()
  }

  #endGroup(): void {
    const rows = BigInt(this.#items.rows)
    const columns = [this.#items.end()]
    if (this.#reasonsLeaf !== null) columns.push(this.#writeReasons(this.#reasonsLeaf))
    this.#writer.row_groups.push({
      columns,
      num_rows: rows,
      total_byte_size: columns.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n),
      total_compressed_size: BigInt(this.#bytes.offset - this.#groupBegin),
    })
    this.#writer.num_rows += rows
    this.#groupBegin = this.#bytes.offset
  }

  #writeReasons(leaf: readonly SchemaTree[]): ColumnChunk {
    const { bytes, chunk } = writeValues(leaf, listValues(this.#lists), 'SNAPPY', this.#bytes.offset)
    this.#bytes.appendBytes(bytes)
    this.#lists = []
    return chunk
  }

  #reasonsOf(mask: number): readonly BlockingReason[] {
    const known = this.#reasons.get(mask)
    if (known !== undefined) return known
    const reasons = reasonsOf(mask)
    this.#reasons.set(mask, reasons)
    return reasons
  }

  /** Takes what was written since the last time. Offsets in the file go on counting. */
  #written(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice()
    this.#bytes.index = 0
    return bytes
  }
}
