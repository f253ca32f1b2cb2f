import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { parquetSchema, type SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeValues } from '../src/filter/parquet-column.ts'
import { leavesOf, openParquetFile } from '../src/filter/parquet-file.ts'
import { DESCRIBED, type Filtering, openFiltering } from './support/filtering.ts'

let world: Filtering
let duck: DuckDBConnection
beforeAll(async () => {
  world = await openFiltering()
  duck = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(async () => {
  duck.closeSync()
  await world.close()
})

const ROWS = 5000
/** In nanoseconds. */
const DAY = 86_400_000_000_000n
const ask = async (statement: string) => (await duck.runAndReadAll(statement)).getRowObjectsJson()

/** Every type that the format has and that people use, with absences at every level. */
const COLUMNS = `
  'm' || (n % 40) AS author, 'POST' AS kind, 'PUBLIC' AS visibility,
  TIMESTAMP '2025-01-01' + n * INTERVAL 1 MICROSECOND AS at,
  n, 9007199254740993 + n AS big, (n % 100 - 50)::TINYINT AS small, (4000000000 + n)::UINTEGER AS u32, n::UBIGINT + 9223372036854775808 AS huge,
  (n % 2 = 0) AS flag, n / 7.0::FLOAT AS f, CASE WHEN n % 11 = 0 THEN 'NaN'::DOUBLE ELSE n / 3.0 END AS d,
  (n - 2500)::DECIMAL(30, 7) / 3 AS money, (n % 200)::UTINYINT AS u8, (60000 + n)::USMALLINT AS u16,
  CASE WHEN n % 3 = 1 THEN NULL ELSE 'text ' || (n % 17) || ' ünï😀' END AS text,
  encode('bytes ' || n) AS bytes, uuid() AS id128, DATE '1969-12-25' + (n % 99)::INT AS day,
  TIME '00:00:01' + n * INTERVAL 1 MICROSECOND AS clock, TIMESTAMPTZ '2025-01-01 00:00:00+00' AS zoned,
  INTERVAL 1 DAY * n AS span, ('ab'[1 + n % 2])::ENUM('a', 'b') AS word,
  CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL] ELSE [n, NULL, n + 1] END AS list,
  CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN [[], NULL] ELSE [[n::VARCHAR], ['b', NULL]] END AS lists,
  CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN {'a': NULL, 'b': NULL} ELSE {'a': n, 'b': [{'c': n::VARCHAR}, NULL]} END AS struct,
  CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN MAP {} ELSE MAP {'x': n, 'y': NULL} END AS map,
  NULL::VARCHAR AS nothing`
  .replaceAll('::TINYINT::INT', '')
  .replaceAll('::UTINYINT::USMALLINT', '')

it.each([
  ['snappy', 'V1'],
  ['zstd', 'V2'],
  ['gzip', 'V1'],
  ['brotli', 'V1'],
  ['uncompressed', 'V2'],
])(
  'passes on rows packed with %s and encoded as in %s with all their columns and types, and the others with their reasons',
  async (codec, version) => {
    const [input, out, rejected] = ['in', 'out', 'rejected'].map((name) => world.file(`${name}-${codec}.parquet`))
    await duck.run(
      `COPY (SELECT ${COLUMNS} FROM range(${ROWS}) numbers(n)) TO '${input}' (FORMAT parquet, CODEC '${codec}', PARQUET_VERSION ${version}, ROW_GROUP_SIZE 2048)`,
    )
    const ended = await world.filter([...DESCRIBED, '--out', out ?? '', '--rejected', rejected ?? '', input ?? ''])
    expect(ended).toMatchObject({ code: 0, stderr: '' })

    expect(await ask(`DESCRIBE SELECT * FROM '${out}'`)).toEqual(await ask(`DESCRIBE SELECT * FROM '${input}'`))
    const may = '(n % 40) % 3 <> 0'
    // The same rows in the same order: as text, because a value that is no number equals nothing.
    const textOf = (file = '', where = 'true', columns = 'r') =>
      ask(
        `SELECT md5(string_agg(${columns}::VARCHAR, '|' ORDER BY big)) AS digest, count(*) AS rows FROM '${file}' r WHERE ${where}`,
      )
    expect(await textOf(out)).toEqual(await textOf(input, may))
    const added = 'EXCLUDE (demur_row, demur_reasons)'
    expect(await ask(`DESCRIBE SELECT * ${added} FROM '${rejected}'`)).toEqual(
      await ask(`DESCRIBE SELECT * FROM '${input}'`),
    )
    const others = await ask(
      `SELECT count(*) AS rows, count(*) FILTER (demur_row = n + 1 AND demur_reasons = ['OBJECTED'] AND NOT (${may})) AS right FROM '${rejected}'`,
    )
    expect(others).toEqual([{ rows: String(1750), right: String(1750) }])
    // Nothing of rows that may not be used is left in dictionaries or statistics of those that may.
    const least = await ask(
      `SELECT min(stats_min_value) AS least FROM parquet_metadata('${out}') WHERE path_in_schema = 'n'`,
    )
    expect(least).toEqual([{ least: '1' }])
  },
)

it('keeps what describes the columns to other programs', async () => {
  const [input, out] = [world.file('kv.parquet'), world.file('kv-out.parquet')]
  await duck.run(`COPY (SELECT 'i1' AS id) TO '${input}' (FORMAT parquet, KV_METADATA {who: 'somebody'})`)
  expect(await world.filter(['--out', out, input])).toMatchObject({ code: 0 })
  const kept = `SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata('${out}')`
  expect(await ask(kept)).toEqual([{ key: 'who', value: 'somebody' }])
})

/** A file with instants as Spark writes them: twelve bytes each, nanoseconds and the day of the Julian calendar. */
function oldInstants(file: string, nanoseconds: readonly (bigint | null)[]): void {
  const schema = [
    { name: 'root', num_children: 2 },
    { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    { name: 'at', type: 'INT96', repetition_type: 'OPTIONAL' },
  ] as const satisfies SchemaElement[]
  const [ids, ats] = leavesOf(parquetSchema({ schema: [...schema] }))
  const none = { definitionLevels: [], repetitionLevels: [] }
  const id = writeValues(ids ?? [], { ...none, values: nanoseconds.map((_, nth) => `i${nth}`) }, 'SNAPPY', 4)
  const values = nanoseconds.map((value) => value && ((2_440_588n + value / DAY) << 64n) | (value % DAY))
  const definitionLevels = nanoseconds.map((value) => (value === null ? 0 : 1))
  const at = writeValues(ats ?? [], { ...none, values, definitionLevels }, 'SNAPPY', 4 + id.bytes.length)
  const end = new ByteWriter()
  const writer = new ParquetWriter({ writer: end, schema: [...schema] })
  writer.row_groups = [{ columns: [id.chunk, at.chunk], total_byte_size: 1n, num_rows: BigInt(values.length) }]
  writer.num_rows = BigInt(values.length)
  void writer.finish()
  writeFileSync(file, Buffer.concat([Buffer.from('PAR1'), id.bytes, at.bytes, end.getBytes().subarray(4)]))
}

it('passes on instants as old programs write them, to the nanosecond', async () => {
  const [input, out] = [world.file('int96.parquet'), world.file('int96-out.parquet')]
  oldInstants(input, [null, 1_735_689_600_123_456_000n, null, 5n, 1_000n])
  const seen = `SELECT id, epoch_us("at")::VARCHAR AS micros FROM '${out}'`
  expect(await ask(seen.replace(out, input))).toHaveLength(5)
  expect(await world.filter(['--out', out, input])).toMatchObject({ code: 0, stderr: '' })
  expect(await ask(seen)).toEqual([
    { id: 'i1', micros: '1735689600123456' },
    { id: 'i2', micros: null },
    { id: 'i4', micros: '1' },
  ])
  const { metadata } = await openParquetFile(out)
  expect(metadata.schema.map(({ type }) => type)).toEqual([undefined, 'BYTE_ARRAY', 'INT96'])
})

it('takes numbers for keys, to the last digit', async () => {
  const [input, out] = [world.file('numbers.parquet'), world.file('numbers-out.parquet')]
  const rejected = world.file('numbers-rejected.parquet')
  const rows = `SELECT n + 4000000000 AS id FROM range(9) numbers(n)`
  for (const [type, version] of [
    ['UINTEGER', 'V2'],
    ['UBIGINT', 'V1'],
  ] as const) {
    await duck.run(
      `COPY (SELECT id::${type} AS id FROM (${rows})) TO '${input}' (FORMAT parquet, PARQUET_VERSION ${version})`,
    )
    rmSync(out, { force: true })
    rmSync(rejected, { force: true })
    const flags = ['--out', out, '--rejected', rejected, input]
    expect(await world.filter(flags)).toMatchObject({ code: 0, stderr: '' })
    const [seen] = await ask(`SELECT min(id)::VARCHAR AS least, max(id)::VARCHAR AS most FROM '${rejected}'`)
    expect(seen).toEqual({ least: '4000000000', most: '4000000008' })
  }
})

it.each([
  ['lz4_raw', "SELECT 1 AS n, 'i1' AS id", 'the column “n” is packed with LZ4_RAW'],
  ['snappy', 'SELECT 1 AS n', 'has no column “id”. It has n.'],
])('refuses what it could not pass on as it is, packed with %s: %s', async (codec, select, message) => {
  const input = world.file(`refused-${codec}.parquet`)
  await duck.run(`COPY (${select}) TO '${input}' (FORMAT parquet, CODEC '${codec}')`)
  const ended = await world.filter(['--out', world.file('refused.parquet'), input])
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain(message)
  expect(existsSync(world.file('refused.parquet.progress'))).toBe(false)
})

it('refuses what is no Parquet file, and standard input', async () => {
  writeFileSync(world.file('no.parquet'), 'PAR1, but no more')
  const ended = await world.filter(['--out', world.file('no-out'), world.file('no.parquet')])
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain('is no Parquet file')
  expect(await world.filter(['--format', 'parquet', '--out', world.file('no-out')], '')).toMatchObject({ code: 2 })
})
