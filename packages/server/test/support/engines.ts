import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Session } from 'chdb'
import { ParquetFile } from '../../src/snapshot/parquet-file.ts'
import type { SnapshotColumn, SnapshotValue } from '../../src/snapshot/relations.ts'

/** What the statement answers for an item. */
export interface Answer {
  readonly item: string | null
  readonly eligible: boolean
  readonly reasons: string
}

/** An engine that reads Parquet files. */
export interface Engine {
  /** Gives Parquet files, by a pattern, the name of a table, which is written as it stands in a statement. */
  view(name: string, files: string): Promise<void>
  run(statement: string): Promise<void>
  ask(statement: string): Promise<Answer[]>
  close(): void
}

export const ENGINES = { DuckDB: openDuckDb, ClickHouse: openClickHouse } as const

async function openDuckDb(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const run = async (statement: string) => void (await connection.run(statement))
  return {
    run,
    view: (name, files) => run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM read_parquet('${files}')`),
    ask: async (statement) => (await connection.runAndReadAll(statement)).getRowObjectsJson() as unknown as Answer[],
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function openClickHouse(): Promise<Engine> {
  const session = new Session()
  const run = async (statement: string) => void session.query(statement)
  return {
    run,
    view: (name, files) => run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM file('${files}', 'Parquet')`),
    async ask(statement) {
      const lines = session.query(statement, 'JSONEachRow').split('\n')
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)
    },
    close: () => session.cleanup(),
  }
}

/** A folder that is gone with the process or when the test says so. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'demur-warehouse-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

type Columns = Readonly<Record<string, SnapshotColumn['type']>>

export const ITEM_TABLE = {
  item: 'STRING',
  author: 'STRING',
  kind: 'STRING',
  visibility: 'STRING',
  created_at: 'TIMESTAMP',
  sensitive_source: 'BOOLEAN',
  deleted: 'BOOLEAN',
} as const satisfies Columns
export const PEOPLE_TABLE = { item: 'STRING', member: 'STRING', role: 'STRING' } as const satisfies Columns

/** A row of a caller's own table; any value can be missing. */
export type Row<C extends Columns> = { readonly [Name in keyof C]: SnapshotValue }

/** Writes a caller's own table as a Parquet file. */
export async function writeTable<C extends Columns>(
  folder: string,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
): Promise<string> {
  const described = Object.entries(columns).map(([column, type]) => {
    return { name: column, type, nullable: true, description: '' }
  })
  const file = await ParquetFile.begin(folder, name, described)
  if (rows.length > 0) await file.write(rows.length, (column) => rows.map((row) => row[column] ?? null))
  await file.finish()
  return join(folder, name)
}
