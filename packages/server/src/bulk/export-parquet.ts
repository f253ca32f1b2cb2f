import { type BlockingReason, formatInstant, reasonsOf } from '@demur/eligibility'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ExportHead } from './eligible-export.ts'
import type { RowWriter } from './export-formats.ts'
import type { ItemRows } from './item-rows.ts'

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
 * about stands in the metadata of the file. Holds a row group at a time.
 */
export class ParquetRowWriter implements RowWriter {
  readonly #withReasons: boolean
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  /** The reasons of a mask: there are few masks, and a row refers to its list. */
  readonly #reasons = new Map<number, readonly BlockingReason[]>()
  #items: string[] = []
  #lists: (readonly BlockingReason[])[] = []

  constructor(head: ExportHead) {
    this.#withReasons = head.wanted === 'ineligible'
    const children = this.#withReasons ? [ITEM, ...REASONS] : [ITEM]
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'root', num_children: this.#withReasons ? 2 : 1 }, ...children],
      kvMetadata: [
        { key: 'demur.dataUse', value: head.dataUse },
        { key: 'demur.at', value: formatInstant(head.at) },
        { key: 'demur.asKnownAt', value: String(head.asKnownAt) },
        { key: 'demur.rulebookVersion', value: head.rulebookVersion },
      ],
      createdBy: 'demur',
    })
  }

  begin(): Uint8Array {
    return this.#written()
  }

  rows(rows: ItemRows, from: number, until: number): Uint8Array {
    for (let row = from; row < until; row += 1) {
      this.#items.push(rows.key(row))
      if (this.#withReasons) this.#lists.push(this.#reasonsOf(rows.mask(row)))
      if (this.#items.length === ROW_GROUP) this.#writeGroup()
    }
    return this.#written()
  }

  end(): Uint8Array {
    if (this.#items.length > 0) this.#writeGroup()
    void this.#writer.finish()
    return this.#written()
  }

  #writeGroup(): void {
    // Keys hardly ever repeat, so no dictionary of them is tried.
    const columns = [{ name: 'item', data: this.#items, encoding: 'PLAIN' as const }]
    const reasons = this.#withReasons ? [{ name: 'reasons', data: this.#lists }] : []
    void this.#writer.write({ columnData: [...columns, ...reasons], rowGroupSize: ROW_GROUP })
    this.#items = []
    this.#lists = []
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
