import {
  type ColumnChunk,
  type CompressionCodec,
  type ConvertedType,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
} from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { OutputFile } from './outputs.ts'
import { type ColumnValues, copyColumn, listValues, writeValues } from './parquet-column.ts'
import { leavesOf, type ParquetFile, refusal } from './parquet-file.ts'
import type { Verdict } from './row-format.ts'

const MAGIC = Buffer.from('PAR1')

/** The columns that come behind those of the input where rows are rejected. */
const ROW: SchemaElement = { name: 'demur_row', type: 'INT64', repetition_type: 'REQUIRED' }
const REASONS: readonly SchemaElement[] = [
  {
    name: 'demur_reasons',
    converted_type: 'LIST',
    logical_type: { type: 'LIST' },
    repetition_type: 'REQUIRED',
    num_children: 1,
  },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  {
    name: 'element',
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    logical_type: { type: 'STRING' },
    repetition_type: 'REQUIRED',
  },
]

/** A row group of an input. */
export interface GroupSource {
  readonly file: ParquetFile
  readonly group: RowGroup
}

/** A Parquet file of the rows that pass, or of the others with their reasons; its columns are those of the input. */
export class ParquetOutput {
  readonly #withReasons: boolean
  readonly #schema: SchemaElement[]
  readonly #metadata: ParquetFile['metadata']

  constructor(file: ParquetFile, withReasons: boolean) {
    const [root, ...columns] = file.metadata.schema
    if (root === undefined) throw new Error('a file has no schema')
    const added = withReasons ? [ROW, ...REASONS] : []
    this.#withReasons = withReasons
    this.#metadata = file.metadata
    this.#schema = [
      { ...root, num_children: (root.num_children ?? 0) + (withReasons ? 2 : 0) },
      ...columns.map(asOlder),
      ...added,
    ]
  }

  begin(output: OutputFile): Promise<void> {
    return output.append(MAGIC)
  }

  /** Writes the rows of a group that belong here, column by column: one of them is held at a time. */
  async writeGroup(
    output: OutputFile,
    { file, group }: GroupSource,
    verdicts: readonly Verdict[],
    before: number,
  ): Promise<void> {
    const isHere = (row: number): boolean => (verdicts[row] === null) !== this.#withReasons
    const rows = verdicts.reduce((sum, _, row) => sum + (isHere(row) ? 1 : 0), 0)
    if (rows === 0) return
    const start = output.bytes
    const chunks: ColumnChunk[] = []
    const leaves = leavesOf(parquetSchema({ schema: this.#schema }))
    const write = async (index: number, values: ColumnValues, codec: CompressionCodec): Promise<void> => {
      const { bytes, chunk } = writeValues(leaves[index] ?? [], values, codec, output.bytes)
      await output.append(bytes)
      chunks.push(chunk)
    }
    for (const [index, chunk] of group.columns.entries()) {
      const leaf = file.leaves[index] ?? []
      await write(
        index,
        await copyColumn(file, chunk, leaf, verdicts.length, isHere),
        chunk.meta_data?.codec ?? 'SNAPPY',
      )
    }
    if (this.#withReasons) {
      await write(chunks.length, rowNumbers(verdicts, before), 'SNAPPY')
      await write(chunks.length, listValues(verdicts.filter((verdict) => verdict !== null)), 'SNAPPY')
    }
    output.note({
      columns: chunks,
      total_byte_size: chunks.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n),
      num_rows: BigInt(rows),
      total_compressed_size: BigInt(output.bytes - start),
      ...(group.sorting_columns === undefined ? {} : { sorting_columns: group.sorting_columns }),
    } satisfies RowGroup)
  }

  end(output: OutputFile): Promise<void> {
    const bytes = new ByteWriter()
    // What describes the columns to other programs, such as the schema of Arrow, does not know the added ones.
    const kvMetadata = this.#withReasons ? [] : (this.#metadata.key_value_metadata ?? [])
    const writer = new ParquetWriter({ writer: bytes, schema: this.#schema, kvMetadata, createdBy: 'demur' })
    writer.row_groups = output.notes as RowGroup[]
    writer.num_rows = writer.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0n)
    void writer.finish()
    // The library begins a file with its magic number, which stands at the beginning already.
    return output.append(bytes.getBytes().subarray(MAGIC.length))
  }
}

/**
 * Whole numbers are said to be so in the older of the two ways: the library writes the newer one so that Arrow refuses
 * the file, and they mean the same.
 */
function asOlder(element: SchemaElement): SchemaElement {
  const { logical_type: meaning, ...rest } = element
  if (meaning?.type !== 'INTEGER') return element
  return { ...rest, converted_type: `${meaning.isSigned ? 'INT' : 'UINT'}_${meaning.bitWidth}` as ConvertedType }
}

/** Refuses a file that has columns of the names that reasons have. */
export function refuseTaken(file: ParquetFile): void {
  const taken = file.tree.children.find(({ element: { name } }) => name === ROW.name || name === REASONS[0]?.name)
  if (taken !== undefined) throw refusal(file, taken.element.name, 'has the name of a column that --rejected adds')
}

function rowNumbers(verdicts: readonly Verdict[], before: number): ColumnValues {
  const values = verdicts.flatMap((verdict, row) => (verdict === null ? [] : [BigInt(before + row + 1)]))
  return { values, definitionLevels: [], repetitionLevels: [] }
}
