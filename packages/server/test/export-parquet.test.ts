import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BLOCKING_REASONS, instantOf, positionOf, reasonsOf } from '@demur/eligibility'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportHead } from '../src/bulk/eligible-export.ts'
import { rowWriter } from '../src/bulk/export-formats.ts'
import { ItemRows } from '../src/bulk/item-rows.ts'

/** Above 131,072, where a second row group begins; with the long ones above a page in each. */
const ROWS = 140_000
/** A key that is longer than a page. */
const LONG = 'long '.repeat(300_000)

const keyOf = (row: number): string => {
  if (row === 77_777) return LONG
  return row % 1000 === 0 ? `ünï😀 ${row}, "quoted"\n` : `item_${row.toString(36)}_${'x'.repeat(row % 23)}`
}
/** Each reason by itself, and some together. */
const maskOf = (row: number): number => (1 << (row % BLOCKING_REASONS.length)) | (row % 3)

async function written(wanted: ExportHead['wanted'], count: number): Promise<Buffer> {
  const writer = await rowWriter('parquet', {
    dataUse: 'genai.training',
    wanted,
    at: instantOf(Date.parse('2026-11-20T00:00:00Z')),
    asKnownAt: positionOf(12_345),
    rulebookVersion: '2026-10',
    projected: false,
    storage: '1.1',
  })
  const pieces = [writer.begin()]
  // As they come from the register: some at a time, and not from the first to the last of them.
  for (let from = 0; from < count; from += 30_000) {
    const rows = new ItemRows()
    rows.addKey('before', 0)
    for (let row = from; row < Math.min(from + 30_000, count); row += 1) rows.addKey(keyOf(row), maskOf(row))
    rows.addKey('behind', 0)
    pieces.push(writer.rows(rows, 1, rows.count - 1))
  }
  return Buffer.concat([...pieces, writer.end()])
}

describe('a list in Parquet', () => {
  let duck: DuckDBConnection
  const folder = mkdtempSync(join(tmpdir(), 'demur-test-'))
  beforeAll(async () => {
    duck = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  })
  afterAll(() => {
    duck.closeSync()
    rmSync(folder, { recursive: true })
  })
  const ask = async (statement: string) => (await duck.runAndReadAll(statement)).getRowObjectsJson()

  it.each(['eligible', 'ineligible'] as const)(
    'of %s items holds every key in its order, over pages and row groups, as DuckDB reads it',
    async (wanted) => {
      const file = join(folder, `${wanted}.parquet`)
      writeFileSync(file, await written(wanted, ROWS))
      const rows = await ask(`SELECT * FROM '${file}'`)
      expect(rows.length).toBe(ROWS)
      const differing = rows.findIndex(({ item, reasons }, row) => {
        const expected = wanted === 'eligible' ? undefined : reasonsOf(maskOf(row))
        return item !== keyOf(row) || JSON.stringify(reasons) !== JSON.stringify(expected)
      })
      expect(differing).toBe(-1)
      const groups = await ask(
        `SELECT num_values, compression FROM parquet_metadata('${file}')
         WHERE path_in_schema = 'item' ORDER BY row_group_id`,
      )
      expect(groups).toMatchObject([
        { num_values: '131072', compression: 'SNAPPY' },
        { num_values: '8928', compression: 'SNAPPY' },
      ])
      // What cuts row groups out of a search cuts out none that has the key.
      for (const row of [0, 1, 77_777, 131_071, 131_072, 132_000, ROWS - 1]) {
        const found = await ask(`SELECT count(*) AS found FROM '${file}' WHERE item = '${keyOf(row)}'`)
        expect(found).toEqual([{ found: '1' }])
      }
    },
    30_000,
  )

  it('is a file also where nothing is in it', async () => {
    for (const wanted of ['eligible', 'ineligible'] as const) {
      const bytes = await written(wanted, 0)
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
      expect(await parquetReadObjects({ file })).toEqual([])
      const name = join(folder, 'empty.parquet')
      writeFileSync(name, bytes)
      expect(await ask(`SELECT * FROM '${name}'`)).toEqual([])
    }
  })
})
