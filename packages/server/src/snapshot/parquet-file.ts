import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { SnapshotColumn, SnapshotValue } from './relations.ts'

/** A finished file, as the manifest names it. */
export interface SnapshotFile {
  readonly file: string
  readonly rows: number
  readonly bytes: number
  /** SHA-256, in hex. */
  readonly sha256: string
}

/** How each type stands in Parquet. Instants are marked as such, so that no engine reads them in a time zone of its own. */
const TYPES = {
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  INTEGER: { type: 'INT32' },
  LONG: { type: 'INT64' },
  BOOLEAN: { type: 'BOOLEAN' },
  TIMESTAMP: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
} as const

/** A Parquet file of a snapshot that is being written, a row group at a time: no more than one is in memory. */
export class ParquetFile {
  readonly #name: string
  readonly #file: FileHandle
  readonly #columns: readonly SnapshotColumn[]
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  readonly #hash = createHash('sha256')
  #size = 0
  /** How many rows it has so far. */
  rows = 0

  static async begin(folder: string, name: string, columns: readonly SnapshotColumn[]): Promise<ParquetFile> {
    return new ParquetFile(name, await open(join(folder, name), 'w'), columns)
  }

  constructor(name: string, file: FileHandle, columns: readonly SnapshotColumn[]) {
    this.#name = name
    this.#file = file
    this.#columns = columns
    const elements = columns.map(({ name: column, type, nullable }) => {
      const repetition = nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const)
      return { name: column, ...TYPES[type], repetition_type: repetition }
    })
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'root', num_children: columns.length }, ...elements],
      createdBy: 'demur',
    })
  }

  /** Writes a row group: as many values for each column as there are rows. */
  async write(rows: number, valuesOf: (column: string) => SnapshotValue[]): Promise<void> {
    const columnData = this.#columns.map(({ name, type }) => {
      const values = valuesOf(name)
      return { name, data: type === 'LONG' ? values.map((value) => BigInt(Number(value))) : values }
    })
    void this.#writer.write({ columnData, rowGroupSize: rows })
    this.rows += rows
    await this.#flush()
  }

  async finish(): Promise<SnapshotFile> {
    void this.#writer.finish()
    await this.#flush()
    await this.#file.sync()
    await this.#file.close()
    return { file: this.#name, rows: this.rows, bytes: this.#size, sha256: this.#hash.digest('hex') }
  }

  /** Leaves the file unfinished. What went wrong is said by whoever it befell. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {})
  }

  /** Moves what was encoded into the file. Offsets in it go on counting. */
  async #flush(): Promise<void> {
    const bytes = this.#bytes.getBytes()
    this.#hash.update(bytes)
    this.#size += bytes.length
    await this.#file.writeFile(bytes)
    this.#bytes.index = 0
  }
}
