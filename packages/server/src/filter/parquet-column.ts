import { isOneOf } from '@demur/eligibility'
import type { ColumnChunk, CompressionCodec, DecodedArray, SchemaElement, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js'
import { ByteWriter } from 'hyparquet-writer'
import { writeColumn } from 'hyparquet-writer/src/column.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { messageOf } from '../commands/exit.ts'
import { PACK, type ParquetFile, refusal, UNPACK } from './parquet-file.ts'

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

interface Page {
  readonly values: DecodedArray
  /** Empty where every value is there. */
  readonly definitionLevels: readonly number[]
  readonly repetitionLevels: readonly number[]
  /** How many values and absences. */
  readonly count: number
}

async function pagesOf(file: ParquetFile, { meta_data }: ColumnChunk, leaf: readonly SchemaTree[]): Promise<Page[]> {
  if (meta_data === undefined) throw refusal(file, nameOf(leaf), 'has no place in the file')
  const { codec, type, data_page_offset, dictionary_page_offset, total_compressed_size } = meta_data
  const start = Number(dictionary_page_offset || data_page_offset)
  const bytes = new Uint8Array(await file.buffer.slice(start, start + Number(total_compressed_size)))
  const element = elementOf(leaf)
  const decoder = {
    pathInSchema: [],
    type,
    element,
    schemaPath: [...leaf],
    codec,
    compressors: UNPACK,
    parsers: NO_PARSERS,
  }
  const reader = { view: new DataView(bytes.buffer), offset: 0 }
  const pages: Page[] = []
  let dictionary: DecodedArray | null = null
  try {
    while (reader.offset < bytes.length) {
      const header = parquetHeader(reader)
      const packed = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size)
      reader.offset += header.compressed_page_size
      const { dictionary_page_header: dict, data_page_header: v1, data_page_header_v2: v2 } = header
      if (dict !== undefined) {
        const page = decompressPage(packed, header.uncompressed_page_size, codec, UNPACK)
        dictionary = readPlain({ view: viewOf(page), offset: 0 }, type, dict.num_values, element.type_length)
      } else if (v1 !== undefined || v2 !== undefined) {
        const { encoding, num_values: count } = v1 ?? v2 ?? refuse('a page has no header')
        const page =
          v1 === undefined
            ? readDataPageV2(packed, header, decoder)
            : readDataPage(decompressPage(packed, header.uncompressed_page_size, codec, UNPACK), v1, decoder)
        const values = encoding.endsWith('_DICTIONARY') ? looked(dictionary, page.dataPage) : page.dataPage
        pages.push({
          values,
          definitionLevels: page.definitionLevels ?? [],
          repetitionLevels: page.repetitionLevels,
          count,
        })
      }
    }
  } catch (error) {
    throw refusal(file, nameOf(leaf), `cannot be read: ${messageOf(error)}`)
  }
  return pages
}

function refuse(why: string): never {
  throw new Error(why)
}

function looked(dictionary: DecodedArray | null, indexes: DecodedArray): DecodedArray {
  const found = dictionary ?? refuse('it refers to a dictionary that is not there')
  return Array.from(indexes as ArrayLike<number>, (index) => found[index] as unknown)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Nothing is interpreted, so nothing is parsed. */
const NO_PARSERS = new Proxy({} as never, { get: () => refuse('a value was interpreted') })

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

function elementOf(leaf: readonly SchemaTree[]): SchemaElement {
  return leaf.at(-1)?.element ?? refuse('a column has no element')
}

function nameOf(leaf: readonly SchemaTree[]): string {
  return leaf.at(-1)?.path.join('.') ?? ''
}
