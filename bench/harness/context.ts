import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type RunningPostgres, startPostgres } from '../../packages/server/test/support/postgres-server.ts'
import { installPeers } from './peers.ts'

/** What a row measures with. */
export interface BenchContext {
  /** How often everything is measured. */
  readonly repetitions: number
  /** How long one measurement lasts where its length can be chosen; seconds. */
  readonly seconds: number
  /**
   * Makes rows smaller where they have a size: 1 is what the report is about, 0.01 tries out whether a row works.
   */
  readonly scale: number
  /** Makes a new, empty database on one server of Postgres 18 that all rows share; gives its address. */
  newDatabase(): Promise<string>
  /** Says how far it is. */
  say(message: string): void
}

/** Commits reach the disk, as they do where a ledger is kept; memory for a register of some million items. */
const SETTINGS = ['shared_buffers=512MB', 'max_wal_size=4GB', 'checkpoint_timeout=30min']

/** Opens the bench; `close` ends what it started. */
export async function openBench(
  options: Pick<BenchContext, 'repetitions' | 'scale' | 'seconds'>,
): Promise<BenchContext & { readonly postgres: string; close(): void }> {
  installPeers()
  const server = await startPostgres({ durable: true, settings: SETTINGS })
  return {
    ...options,
    postgres: await versionOf(server),
    newDatabase: () => newDatabase(server),
    say: (message) => void process.stderr.write(`  ${message}\n`),
    close: () => server.stop(),
  }
}

async function newDatabase({ url }: RunningPostgres): Promise<string> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  await query(url, `CREATE DATABASE ${name}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

async function versionOf({ url }: RunningPostgres): Promise<string> {
  const [row] = await query<{ version: string }>(url, `SELECT current_setting('server_version') AS version`)
  return row?.version ?? 'unknown'
}

/** Runs one statement on a connection of its own. */
export async function query<Found extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Found[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Found>(text, [...values])).rows
  } finally {
    await client.end()
  }
}
