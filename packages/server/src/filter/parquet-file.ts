import {
  brotliCompressSync,
  brotliDecompressSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib'
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type CompressionCodec,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet'
import { CommandFailed, EXIT, messageOf } from '../commands/exit.ts'

/** What unpacks pages; Snappy is in the library. */
export const UNPACK: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
}

/** What packs them again. */
export const PACK = {
  GZIP: (bytes: Uint8Array) => gzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes),
  ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes),
}

const CODECS: readonly CompressionCodec[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD']

/** A Parquet file whose every column can be read and written. */
export interface ParquetFile {
  readonly name: string
  readonly buffer: AsyncBuffer
  readonly metadata: FileMetaData
  readonly tree: SchemaTree
  /** The columns that hold values, each as the way to it from the root. */
  readonly leaves: readonly (readonly SchemaTree[])[]
}

/** Opens a file, and refuses it where a column could not be written as it is. */
export async function openParquetFile(name: string): Promise<ParquetFile> {
  const buffer = await asyncBufferFromFile(name)
  const metadata = await metadataOf(name, buffer)
  const tree = parquetSchema(metadata)
  const leaves = leavesOf(tree)
  const file = { name, buffer, metadata, tree, leaves }
  for (const leaf of leaves) for (const node of leaf.slice(1)) refuseUnknown(file, node)
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data, crypto_metadata, encrypted_column_metadata, file_path } of columns) {
      const column = meta_data?.path_in_schema.join('.') ?? 'a column'
      if (crypto_metadata !== undefined || encrypted_column_metadata !== undefined || meta_data === undefined) {
        throw refusal(file, column, 'is encrypted')
      }
      if (file_path !== undefined && file_path !== '') throw refusal(file, column, 'lies in another file')
      if (!CODECS.includes(meta_data.codec))
        throw refusal(file, column, `is packed with ${meta_data.codec}, which is not read`)
    }
    if (columns.length !== leaves.length) throw new CommandFailed(EXIT.usage, `${name}: a row group lacks columns.`)
  }
  return file
}

export function refusal({ name }: Pick<ParquetFile, 'name'>, column: string, why: string): CommandFailed {
  return new CommandFailed(EXIT.usage, `${name}: the column “${column}” ${why}.`, { column })
}

async function metadataOf(name: string, buffer: AsyncBuffer): Promise<FileMetaData> {
  try {
    // What GeoParquet says beside the schema stays beside it.
    return await parquetMetadataAsync(buffer, { geoparquet: false })
  } catch (error) {
    throw new CommandFailed(EXIT.usage, `${name} is no Parquet file: ${messageOf(error)}.`)
  }
}

/** The columns of a schema that hold values, each as the way to it from the root. */
export function leavesOf(root: SchemaTree): (readonly SchemaTree[])[] {
  return leavesUnder([root])
}

function leavesUnder(path: readonly SchemaTree[]): (readonly SchemaTree[])[] {
  const node = path.at(-1)
  if (node === undefined || node.children.length === 0) return node?.element.type === undefined ? [] : [path]
  return node.children.flatMap((child) => leavesUnder([...path, child]))
}

/** The types that the library writes into a schema as it read them. */
const WRITTEN: ReadonlySet<string> = new Set(
  'STRING MAP LIST ENUM DECIMAL DATE TIME TIMESTAMP INTEGER NULL JSON BSON UUID FLOAT16 GEOMETRY GEOGRAPHY'.split(' '),
)

function refuseUnknown(file: Pick<ParquetFile, 'name'>, { element, path }: SchemaTree): void {
  const logical = element.logical_type
  if (logical === undefined || WRITTEN.has(logical.type)) return
  if (logical.type === 'VARIANT' && logical.specification_version === undefined) return
  throw refusal(file, path.join('.'), `is of a type that cannot be written as it is (${logical.type ?? 'unknown'})`)
}

/** What the schema says of a column that holds values. */
export function elementOf(leaf: readonly SchemaTree[]): SchemaElement {
  const element = leaf.at(-1)?.element
  if (element === undefined) throw new Error('a column has no element')
  return element
}

/** A column that holds values, by its way from the root. */
export function nameOf(leaf: readonly SchemaTree[]): string {
  return leaf.at(-1)?.path.join('.') ?? ''
}
