import type { ColumnChunk, ColumnMetaData, DecodedArray, PageHeader, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { messageOf } from '../commands/exit.ts'
import { elementOf, nameOf, type ParquetFile, refusal, UNPACK } from './parquet-file.ts'

/** A page of a column: values, and the levels that say where they are. */
export interface Page {
  readonly values: DecodedArray
  /** Empty where every value is there. */
  readonly definitionLevels: readonly number[]
  readonly repetitionLevels: readonly number[]
  /** How many values and absences. */
  readonly count: number
}

/** Reads the pages of a column. Throws a CommandFailed that names it where that cannot be done. */
export async function pagesOf(
  file: ParquetFile,
  { meta_data }: ColumnChunk,
  leaf: readonly SchemaTree[],
): Promise<readonly Page[]> {
  if (meta_data === undefined) throw refusal(file, nameOf(leaf), 'has no place in the file')
  const { data_page_offset, dictionary_page_offset, total_compressed_size } = meta_data
  // Some writers say 0 where there is no dictionary.
  const start = Number(dictionary_page_offset || data_page_offset)
  const bytes = new Uint8Array(await file.buffer.slice(start, start + Number(total_compressed_size)))
  try {
    return [...pagesIn(bytes, meta_data, leaf)]
  } catch (error) {
    throw refusal(file, nameOf(leaf), `cannot be read: ${messageOf(error)}`)
  }
}

function* pagesIn(
  bytes: Uint8Array<ArrayBuffer>,
  column: ColumnMetaData,
  leaf: readonly SchemaTree[],
): Generator<Page> {
  const reader = { view: new DataView(bytes.buffer), offset: 0 }
  let dictionary: DecodedArray | null = null
  while (reader.offset < bytes.length) {
    const header = parquetHeader(reader)
    const packed = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size)
    reader.offset += header.compressed_page_size
    const { dictionary_page_header: found } = header
    if (found !== undefined) {
      const page = decompressPage(packed, header.uncompressed_page_size, column.codec, UNPACK)
      const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
      dictionary = readPlain({ view, offset: 0 }, column.type, found.num_values, elementOf(leaf).type_length)
    } else if (header.type !== 'INDEX_PAGE') yield pageOf(packed, header, column, leaf, dictionary)
  }
}

function pageOf(
  packed: Uint8Array,
  header: PageHeader,
  { codec, type }: ColumnMetaData,
  leaf: readonly SchemaTree[],
  dictionary: DecodedArray | null,
): Page {
  const { data_page_header: older, data_page_header_v2: newer } = header
  const { encoding, num_values: count } = older ?? newer ?? refuse('a page has no header')
  // Of 32 bits, the library reads the first one wrongly where it is unsigned and large. In 64 bits none is.
  const isWide = type === 'INT32' && encoding === 'DELTA_BINARY_PACKED'
  const decoder = {
    pathInSchema: [],
    type: isWide ? ('INT64' as const) : type,
    element: elementOf(leaf),
    schemaPath: [...leaf],
    codec,
    compressors: UNPACK,
    parsers: NO_PARSERS,
  }
  const { dataPage, definitionLevels, repetitionLevels } =
    older === undefined
      ? readDataPageV2(packed, header, decoder)
      : readDataPage(decompressPage(packed, header.uncompressed_page_size, codec, UNPACK), older, decoder)
  const stored = isWide ? Array.from(dataPage as BigInt64Array, lowest32) : dataPage
  const values = encoding.endsWith('_DICTIONARY') ? looked(dictionary, stored) : stored
  return { values, definitionLevels: definitionLevels ?? [], repetitionLevels, count }
}

function lowest32(value: bigint): number {
  return Number(BigInt.asIntN(32, value))
}

function looked(dictionary: DecodedArray | null, indexes: DecodedArray): DecodedArray {
  const found = dictionary ?? refuse('it refers to a dictionary that is not there')
  return Array.from(
    indexes as ArrayLike<number>,
    (index): unknown => found[index] ?? refuse('it refers beyond the end of its dictionary'),
  )
}

function refuse(why: string): never {
  throw new Error(why)
}

/** Nothing is interpreted, so nothing is parsed. */
const NO_PARSERS = new Proxy({} as never, { get: () => refuse('a value was interpreted') })
