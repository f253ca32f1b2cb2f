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
  /**
   * A database that takes long to fill: found again under its name where the folder of the server is kept, else made and
   * filled. Whoever changes what is in it changes its name. Rows may not change it.
   * @param from the name of another one, of which it is a copy at first
   */
  keptDatabase(name: string, fill: (url: string) => Promise<void>, from?: string): Promise<string>
  /** Says how far it is. */
  say(message: string): void
}

/** Commits reach the disk, as they do where a ledger is kept; memory for a register of some million items. */
const SETTINGS = ['shared_buffers=512MB', 'max_wal_size=4GB', 'checkpoint_timeout=30min']

/** Opens the bench; `close` ends what it started. */
export async function openBench(
  options: Pick<BenchContext, 'repetitions' | 'scale' | 'seconds'>,
  folder?: string,
): Promise<BenchContext & { readonly postgres: string; close(): void }> {
  installPeers()
  const server = await startPostgres({ durable: true, settings: SETTINGS, folder })
  if (folder !== undefined) await dropOthers(server)
  return {
    ...options,
    postgres: await versionOf(server),
    newDatabase: () => newDatabase(server),
    keptDatabase: (name, fill, from) => keptDatabase(server, `kept_${name}`, fill, from && `kept_${from}`),
    say: (message) => void process.stderr.write(`  ${message}\n`),
    close: () => server.stop(),
  }
}

async function newDatabase({ url }: RunningPostgres): Promise<string> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  await query(url, `CREATE DATABASE ${name}`)
  return named(url, name)
}

/** What an earlier run made and did not mean to keep. */
async function dropOthers({ url }: RunningPostgres): Promise<void> {
  const found = await query<{ datname: string }>(
    url,
    "SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%' OR datname LIKE 'kept\\_%\\_filling'",
  )
  for (const { datname } of found) await query(url, `DROP DATABASE ${datname}`)
}

async function keptDatabase(
  { url }: RunningPostgres,
  name: string,
  fill: (url: string) => Promise<void>,
  template = 'template1',
): Promise<string> {
  const [found] = await query(url, 'SELECT FROM pg_database WHERE datname = $1', [name])
  if (found === undefined) {
    // Under another name until it is full: what breaks off in the middle is not taken for it.
    const filling = `${name}_filling`
    await query(url, `DROP DATABASE IF EXISTS ${filling}`)
    await query(url, `CREATE DATABASE ${filling} TEMPLATE ${template} STRATEGY file_copy`)
    await fill(named(url, filling))
    await query(url, `ALTER DATABASE ${filling} RENAME TO ${name}`)
  }
  return named(url, name)
}

function named(url: string, database: string): string {
  const made = new URL(url)
  made.pathname = `/${database}`
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
