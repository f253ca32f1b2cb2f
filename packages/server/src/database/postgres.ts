import { finished } from 'node:stream/promises'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { CopyOut } from './copy-out.ts'
import { CopiedRows } from './copy-rows.ts'
import {
  APPENDED,
  BULK_SETTINGS,
  type BulkReader,
  type BulkWriter,
  type Connection,
  copyInto,
  type Transaction,
  WRITE_SETTINGS,
} from './database.ts'
import { hasRegister, migrate, missingMigrations, NoRegister, servingRoleIsOurs } from './migrate.ts'

export interface PostgresOptions {
  readonly url: string
  readonly poolSize: number
  /** No statement may take longer; milliseconds. */
  readonly statementTimeout: number
  /** Whether a database without a register is refused. */
  readonly existing: boolean
  /** What befalls idle connections; the pool replaces them. */
  readonly onError: (error: Error) => void
}

/** Opens a Postgres database, migrated and in the serving role. A replica is as the primary made it. */
export async function openPostgres({
  url,
  poolSize,
  statementTimeout,
  existing,
  onError,
}: PostgresOptions): Promise<Connection> {
  const { restricted, readOnly } = await prepareDatabase(url, existing)
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementTimeout,
    application_name: 'demur',
    ...(restricted ? { onConnect } : {}),
  })
  // A backend that dies while a query waits on it raises an error event on the client, which would end the process.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return {
    db: drizzle(pool),
    kind: 'postgres',
    restricted,
    readOnly,
    prepared: async (statement, values) => (await pool.query({ ...statement, values: [...values] })).rows,
    readBulk: (work, settings) => readBulk(pool, work, settings),
    writeBulk: (work) => writeBulk(pool, work),
    // A replica tells nobody of anything: whoever waits looks by themselves.
    listen: readOnly ? async () => async () => {} : (wake) => listen(url, wake, onError),
    close: () => pool.end(),
  }
}

async function readBulk<R>(
  pool: pg.Pool,
  work: (read: BulkReader) => Promise<R>,
  settings: readonly string[] = BULK_SETTINGS,
): Promise<R> {
  const client = await pool.connect()
  try {
    await client.query(['BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', ...settings].join('; '))
    const result = await work((query, columns, visit) => {
      return client.query(new CopyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, new CopiedRows(columns, visit))).done
    })
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // A copy that was left in the middle goes on arriving: the connection is of no more use.
    client.release(true)
    throw error
  }
}

async function writeBulk<R>(pool: pg.Pool, work: (tx: Transaction, write: BulkWriter) => Promise<R>): Promise<R> {
  const client = await pool.connect()
  const write: BulkWriter = async (table, columns, rows) => {
    const stream = client.query(copyFrom(copyInto(table, columns, 'STDIN')))
    stream.end(rows)
    await finished(stream)
  }
  try {
    const result = await drizzle(client).transaction(async (tx) => {
      for (const setting of WRITE_SETTINGS) await tx.execute(sql.raw(setting))
      return work(tx, write)
    })
    client.release()
    return result
  } catch (error) {
    // Whatever was under way on it, nobody has to find out what is left of it.
    client.release(true)
    throw error
  }
}

/** Takes the serving role. The pool waits for it before it hands the connection out, whatever its type says. */
const onConnect: NonNullable<pg.PoolConfig['onConnect']> = (client) =>
  client.query('SET ROLE demur_server') as unknown as void

/** A replica has not the schema that this version needs. */
export class ReplicaBehind extends Error {
  override readonly name = 'ReplicaBehind'
}

/** Migrates on a connection of its own, one process at a time. A replica cannot be: there it looks whether it has to be. */
async function prepareDatabase(url: string, existing: boolean): Promise<Pick<Connection, 'restricted' | 'readOnly'>> {
  const client = new pg.Client({ connectionString: url, application_name: 'demur migrate' })
  await client.connect()
  try {
    const { rows: found } = await client.query('SELECT pg_is_in_recovery() AS replica')
    if (found[0].replica === true) return { restricted: await lookOverReplica(client), readOnly: true }
    // Freed with the session, so a process that dies while it migrates blocks nobody.
    await client.query("SELECT pg_advisory_lock(hashtext('demur migrate'))")
    const db = drizzle(client)
    if (existing && !(await hasRegister(db))) throw new NoRegister('the database that DATABASE_URL names')
    return { restricted: await migrate(db), readOnly: false }
  } finally {
    await client.end()
  }
}

async function lookOverReplica(client: pg.Client): Promise<boolean> {
  const db = drizzle(client)
  const missing = await missingMigrations(db)
  if (missing > 0) {
    throw new ReplicaBehind(
      `DATABASE_URL is a replica that ${missing} migrations of this version have not reached: run “demur migrate” on the primary first.`,
    )
  }
  return servingRoleIsOurs(db)
}

/** How long after a loss the listener is opened again; milliseconds. */
const RELISTEN = 1000

/** Listens on a connection of its own, and opens another when it is lost. */
async function listen(url: string, wake: () => void, onError: (error: Error) => void): Promise<() => Promise<void>> {
  let stopped = false
  let client = await openListener(url, wake, onError)
  const reopen = async (): Promise<void> => {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, RELISTEN).unref())
      try {
        client = await openListener(url, wake, onError)
        // Told to stop meanwhile: whoever said so has ended the one before.
        if (stopped) return await client.end()
        client.once('end', () => void reopen())
        // Whatever was announced meanwhile was not heard.
        return wake()
      } catch (error) {
        onError(error as Error)
      }
    }
  }
  client.once('end', () => void reopen())
  return async () => {
    stopped = true
    await client.end()
  }
}

async function openListener(url: string, wake: () => void, onError: (error: Error) => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'demur listen', keepAlive: true })
  client.on('notification', wake)
  // From the first moment on, and for every one: an error event that nobody hears ends the process.
  client.on('error', onError)
  await client.connect()
  try {
    await client.query(`LISTEN ${APPENDED}`)
  } catch (error) {
    await client.end()
    throw error
  }
  return client
}
