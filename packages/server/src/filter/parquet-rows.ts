import { parquetScan, type RowGroup, type SchemaElement } from 'hyparquet'
import { CommandFailed, EXIT } from '../commands/exit.ts'
import { refuseMissing } from './csv.ts'
import { FIELDS, type Field, type FilterItem, itemOf, type Mapping } from './item.ts'
import type { OutputFile } from './outputs.ts'
import { copyColumn } from './parquet-column.ts'
import { openParquetFile, type ParquetFile, refusal, UNPACK } from './parquet-file.ts'
import { type GroupSource, ParquetOutput, refuseTaken } from './parquet-output.ts'
import type { Place, RowBatch, RowFormat, Verdict } from './row-format.ts'
import type { Input } from './text-input.ts'

/** Opens Parquet files, whose columns have to be the same. */
export async function openParquet(inputs: readonly Input[], mapping: Mapping, rejects: boolean): Promise<RowFormat> {
  const files: ParquetFile[] = []
  for (const { file } of inputs) if (file !== null) files.push(await openParquetFile(file))
  const [first] = files
  if (first === undefined) throw new Error('a filter has no input')
  const schema = JSON.stringify(first.metadata.schema)
  for (const file of files) {
    refuseMissing(new Set(file.tree.children.map(({ element }) => element.name)), mapping, file.name)
    if (JSON.stringify(file.metadata.schema) !== schema) {
      throw new CommandFailed(EXIT.usage, `${file.name} has other columns than ${first.name}: filter it by itself.`)
    }
  }
  if (rejects) refuseTaken(first)
  return new ParquetRows(files, mapping, new ParquetOutput(first, false), new ParquetOutput(first, true))
}

/** Parquet, a row group at a time: so much is held, and what comes of it is a row group again. */
class ParquetRows implements RowFormat {
  readonly #files: readonly ParquetFile[]
  readonly #mapping: Mapping
  readonly #passed: ParquetOutput
  readonly #rejected: ParquetOutput

  constructor(files: readonly ParquetFile[], mapping: Mapping, passed: ParquetOutput, rejected: ParquetOutput) {
    this.#files = files
    this.#mapping = mapping
    this.#passed = passed
    this.#rejected = rejected
  }

  begin(output: OutputFile, withReasons: boolean): Promise<void> {
    return (withReasons ? this.#rejected : this.#passed).begin(output)
  }

  end(output: OutputFile, withReasons: boolean): Promise<void> {
    return (withReasons ? this.#rejected : this.#passed).end(output)
  }

  async *batches(from: Place): AsyncGenerator<RowBatch> {
    for (const [input, file] of this.#files.entries()) {
      if (input < from.input) continue
      let rows = input === from.input ? from.rows : 0
      for (const [index, group] of file.metadata.row_groups.entries()) {
        if (input === from.input && index < from.offset) continue
        const count = Number(group.num_rows)
        const columns = await mappedColumns(file, this.#mapping, rows, group)
        rows += count
        const outputs = { passed: this.#passed, rejected: this.#rejected }
        yield new GroupBatch({ file, group }, columns, this.#mapping, { input, offset: index + 1, rows }, outputs)
      }
    }
  }
}

/** What the rows of a group say in the columns that are asked for. */
type MappedColumns = ReadonlyMap<Field, ArrayLike<unknown>>

async function mappedColumns(
  file: ParquetFile,
  { columns, described }: Mapping,
  rowStart: number,
  group: RowGroup,
): Promise<MappedColumns> {
  const count = Number(group.num_rows)
  const wanted = FIELDS.filter((field) => (field === 'id') !== described)
  const there = wanted.filter((field) => file.tree.children.some(({ element }) => element.name === columns[field]))
  const found = new Map<Field, ArrayLike<unknown>>()
  if (count === 0) return found
  const names = [...new Set(there.map((field) => columns[field]))]
  const { buffer, metadata } = file
  const scan = await parquetScan({
    file: buffer,
    metadata,
    columns: names,
    compressors: UNPACK,
    parsers: INSTANTS,
    useOffsetIndex: false,
  })
  for (const field of there) {
    const column = columns[field]
    if (field === 'createdAt') refuseTimeless(file, column)
    const isKey = field === 'id' || field === 'member'
    const numbers = isKey ? await numberedKeys(file, group, column) : null
    found.set(field, numbers ?? (await scan.readColumn({ column, rowStart, rowEnd: rowStart + count })))
  }
  return found
}

/** Keys that are numbers, whatever their sign, in digits; null where a column is of something else. */
async function numberedKeys(file: ParquetFile, group: RowGroup, column: string): Promise<(string | null)[] | null> {
  const index = file.leaves.findIndex((leaf) => leaf.length === 2 && leaf[1]?.element.name === column)
  const [leaf, chunk] = [file.leaves[index], group.columns[index]]
  const element = leaf?.at(-1)?.element
  if (leaf === undefined || chunk === undefined || (element?.type !== 'INT32' && element?.type !== 'INT64')) return null
  const isUnsigned = element.converted_type?.startsWith('UINT') === true || isUnsignedNumber(element)
  const { values } = await copyColumn(file, chunk, leaf, Number(group.num_rows), () => true)
  const bits = element.type === 'INT32' ? 32 : 64
  return values.map((value) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return null
    return String(isUnsigned ? BigInt.asUintN(bits, BigInt(value)) : value)
  })
}

function isUnsignedNumber({ logical_type }: SchemaElement): boolean {
  return logical_type?.type === 'INTEGER' && !logical_type.isSigned
}

/** Instants as milliseconds since 1970. What is finer is cut off, towards the past. */
const INSTANTS = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Math.floor(Number(micros) / 1000),
  timestampFromNanoseconds: (nanos: bigint) =>
    Number((nanos - (((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n),
  dateFromDays: (days: number) => days * 86_400_000,
}

/** A number says nothing of its unit. */
function refuseTimeless(file: ParquetFile, column: string): void {
  const element = file.tree.children.find((child) => child.element.name === column)?.element
  if (element === undefined || isInstant(element) || element.type === 'BYTE_ARRAY') return
  throw refusal(file, column, 'is neither an instant nor a text')
}

function isInstant({ type, converted_type, logical_type }: SchemaElement): boolean {
  if (type === 'INT96' || logical_type?.type === 'TIMESTAMP' || logical_type?.type === 'DATE') return true
  return ['DATE', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS'].includes(converted_type ?? '')
}

class GroupBatch implements RowBatch {
  readonly #source: GroupSource
  readonly #columns: MappedColumns
  readonly #mapping: Mapping
  readonly #outputs: { readonly passed: ParquetOutput; readonly rejected: ParquetOutput }
  readonly next: Place
  readonly count: number

  constructor(
    source: GroupSource,
    columns: MappedColumns,
    mapping: Mapping,
    next: Place,
    outputs: { readonly passed: ParquetOutput; readonly rejected: ParquetOutput },
  ) {
    this.#source = source
    this.#columns = columns
    this.#mapping = mapping
    this.next = next
    this.count = Number(source.group.num_rows)
    this.#outputs = outputs
  }

  shareOf(done: number): number {
    return (this.next.rows - this.count + done) / Math.max(Number(this.#source.file.metadata.num_rows), 1)
  }

  item(index: number): FilterItem {
    const read = (field: Field): unknown => {
      const column = this.#columns.get(field)
      if (column === undefined) return undefined
      return column[index] ?? null
    }
    return itemOf(
      read,
      this.#mapping,
      () => `${this.#source.file.name}, row ${this.next.rows - this.count + index + 1}`,
    )
  }

  async write(
    verdicts: readonly Verdict[],
    before: number,
    passed: OutputFile,
    rejected: OutputFile | null,
  ): Promise<void> {
    if (verdicts.length !== this.count) throw new Error('a row was not decided')
    await this.#outputs.passed.writeGroup(passed, this.#source, verdicts, before)
    if (rejected !== null) await this.#outputs.rejected.writeGroup(rejected, this.#source, verdicts, before)
  }
}
