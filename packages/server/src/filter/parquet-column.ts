import { isOneOf } from '@demur/eligibility'
import type { ColumnChunk, CompressionCodec, SchemaElement, SchemaTree } from 'hyparquet'
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js'
import { ByteWriter } from 'hyparquet-writer'
import { writeColumn } from 'hyparquet-writer/src/column.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { elementOf, nameOf, PACK, type ParquetFile, refusal } from './parquet-file.ts'
import { pagesOf } from './parquet-pages.ts'

/**
 * Values of a column as the file has them: physical, with the levels that say where they are in lists and structures.
 * Read so, nothing has to be understood of what a column means, and nothing of it can be lost.
 */
export interface ColumnValues {
  /** Null where the levels say that there is none. */
  readonly values: unknown[]
  readonly definitionLevels: number[]
  readonly repetitionLevels: number[]
}

/** Reads a column of a row group, and keeps some of its rows, by their numbers in the group. */
export async function copyColumn(
  file: ParquetFile,
  chunk: ColumnChunk,
  leaf: readonly SchemaTree[],
  rows: number,
  isKept: (row: number) => boolean,
): Promise<ColumnValues> {
  const kept: ColumnValues = { values: [], definitionLevels: [], repetitionLevels: [] }
  const most = getMaxDefinitionLevel([...leaf])
  let row = -1
  let keeps = false
  for (const { values, definitionLevels, repetitionLevels, count } of await pagesOf(file, chunk, leaf)) {
    let taken = 0
    for (let index = 0; index < count; index += 1) {
      const repetition = repetitionLevels[index] ?? 0
      if (repetition === 0) {
        row += 1
        keeps = isKept(row)
      }
      const definition = definitionLevels[index] ?? most
      const value = definition === most ? values[taken] : null
      if (definition === most) taken += 1
      if (!keeps) continue
      kept.values.push(value)
      if (most > 0) kept.definitionLevels.push(definition)
      if (repetitionLevels.length > 0) kept.repetitionLevels.push(repetition)
    }
  }
  if (row + 1 !== rows) throw refusal(file, nameOf(leaf), `has ${row + 1} rows in a group of ${rows}`)
  return kept
}

/** The values of a column of lists in which nothing is missing: a list a row. */
export function listValues(lists: readonly (readonly unknown[])[]): ColumnValues {
  return {
    values: lists.flat(),
    definitionLevels: lists.flatMap((list) => (list.length === 0 ? [0] : list.map(() => 1))),
    repetitionLevels: lists.flatMap((list) => (list.length === 0 ? [0] : list.map((_, nth) => (nth === 0 ? 0 : 1)))),
  }
}

/** Bytes of a column, and what the end of the file says of it. */
export interface WrittenColumn {
  readonly bytes: Uint8Array
  readonly chunk: ColumnChunk
}

/** Makes a column of values, packed as before. `offset` is where it begins in its file. */
export function writeValues(
  leaf: readonly SchemaTree[],
  { values, definitionLevels, repetitionLevels }: ColumnValues,
  codec: CompressionCodec,
  offset: number,
): WrittenColumn {
  const writer = new ByteWriter()
  writer.offset = offset
  const path = leaf.map(({ element }) => element)
  const element = elementOf(leaf)
  const isOld = element.type === 'INT96'
  const { chunk } = writeColumn({
    writer,
    column: {
      columnName: nameOf(leaf),
      element: physical(element),
      schemaPath: path,
      codec,
      compressors: { SNAPPY: snappyCompress, ...PACK },
      stats: isOrdered(element),
      pageSize: 1_048_576,
      columnIndex: false,
      offsetIndex: false,
    },
    pageData: {
      values: isOld ? values.map((value) => (typeof value === 'bigint' ? twelveBytes(value) : value)) : values,
      definitionLevels,
      repetitionLevels,
      maxDefinitionLevel: getMaxDefinitionLevel([...leaf]),
    },
  })
  const written =
    chunk.meta_data !== undefined && isOld
      ? { ...chunk, meta_data: { ...chunk.meta_data, type: 'INT96' as const } }
      : chunk
  return { bytes: writer.getBytes(), chunk: written }
}

/** The element without its meaning. The library has no INT96, whose values are twelve bytes each. */
function physical(element: SchemaElement): SchemaElement {
  const { repetition_type: _, converted_type: __, logical_type: ___, ...rest } = element
  return element.type === 'INT96' ? { ...rest, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12 } : rest
}

/** Types of whole numbers whose least and greatest readers tell as the library does. */
const ORDERED = ['', 'INT_8', 'INT_16', 'INT_32', 'INT_64', 'DATE', 'TIME_MILLIS', 'TIME_MICROS'] as const
const ORDERED_INSTANTS = ['TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS'] as const

/** Whether the least and the greatest value can be told from what is stored, as readers compare them. */
function isOrdered({ type, converted_type, logical_type: meaning }: SchemaElement): boolean {
  const old = converted_type ?? ''
  if (type === undefined || type === 'INT96' || type === 'FIXED_LEN_BYTE_ARRAY') return false
  if (type === 'BYTE_ARRAY') {
    return isOneOf(['', 'UTF8', 'ENUM'], old) && isOneOf(['', 'STRING', 'ENUM'], meaning?.type ?? '')
  }
  if (meaning?.type === 'INTEGER') return meaning.isSigned
  const isKnown = isOneOf(['', 'DATE', 'TIME', 'TIMESTAMP'], meaning?.type ?? '')
  return isKnown && (isOneOf(ORDERED, old) || isOneOf(ORDERED_INSTANTS, old))
}

function twelveBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(12)
  const view = viewOf(bytes)
  view.setBigUint64(0, BigInt.asUintN(64, value), true)
  view.setInt32(8, Number(value >> 64n), true)
  return bytes
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
