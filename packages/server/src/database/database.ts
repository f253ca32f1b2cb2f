import { type SQL, sql } from 'drizzle-orm'
import { type PgDatabase, PgDialect, type PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { CopiedRow } from './copy-rows.ts'

/** Postgres or the embedded database, through one type: nothing else in the server knows which. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>
/** The same inside a transaction. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
/** Either. */
export type Queryable = Database | Transaction

/** An open database. */
export interface Connection {
  readonly db: Database
  readonly kind: 'postgres' | 'embedded'
  /** Whether requests are served in a role that cannot change the ledger. */
  readonly restricted: boolean
  /** Whether it is a replica: whatever writes ends with SQLSTATE `READ_ONLY_STATE`. */
  readonly readOnly: boolean
  /**
   * Runs a statement outside of any transaction, parsed and planned once on each connection, and gives its rows as `rows`
   * does. For what is asked again and again: the planner never learns the values.
   */
  prepared<R>(statement: PreparedStatement, values: readonly unknown[]): Promise<R[]>
  /**
   * Reads much, in one snapshot and off the pool's time limit for statements. The snapshot ends with the work: whoever
   * passes the results on slowly must do it afterwards, and ask again for more.
   * @param settings how its statements are planned; default: `BULK_SETTINGS`
   */
  readBulk<R>(work: (read: BulkReader) => Promise<R>, settings?: readonly string[]): Promise<R>
  /** Writes much, in one transaction that stands or falls as a whole. Its statements do not read tables whole. */
  writeBulk<R>(work: (tx: Transaction, write: BulkWriter) => Promise<R>): Promise<R>
  /** Calls back whenever some process appended, at the latest; a hint, which may also be lost. */
  listen(wake: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** A statement that is prepared where it is first run. */
export interface PreparedStatement {
  /** Says which, within a connection. */
  readonly name: string
  /** With `$1`, `$2` … for the values. */
  readonly text: string
}

/**
 * Visits the rows that a query gives, as `COPY … TO STDOUT (FORMAT binary)` writes them. COPY takes no parameters, so the
 * text may hold numbers and constants and nothing that came from outside. The query gives so many columns.
 */
export type BulkReader = (query: string, columns: number, visit: (row: CopiedRow) => void) => Promise<void>

/** Adds rows to a table of the schema `demur` through `COPY … FROM STDIN (FORMAT binary)`; `copyRows` makes them. */
export type BulkWriter = (table: string, columns: readonly string[], rows: Uint8Array) => Promise<void>

/** How a bulk write is planned: what it looks up, it looks up by key, however small the planner believes a table to be. */
export const WRITE_SETTINGS: readonly string[] = ['SET LOCAL jit = off', 'SET LOCAL enable_seqscan = off']

/** The text of a copy into a table. */
export function copyInto(table: string, columns: readonly string[], source: string): string {
  return `COPY demur.${table} (${columns.join(', ')}) FROM ${source} (FORMAT binary)`
}

/**
 * How bulk reads are planned. Nothing is left to what the planner believes about sizes: each reads a range of one table,
 * page by page and in the order of its storage, without compiling, and without workers that would shuffle the rows.
 */
export const BULK_SETTINGS: readonly string[] = [
  'SET LOCAL jit = off',
  'SET LOCAL max_parallel_workers_per_gather = 0',
  'SET LOCAL enable_seqscan = off',
  'SET LOCAL enable_indexscan = off',
  'SET LOCAL statement_timeout = 0',
]

/**
 * The same where rows are read in the order of an index: there is one index that gives each order, and without sorting
 * and without reading everything no other plan than walking it.
 */
export const ORDERED_SETTINGS: readonly string[] = [
  'SET LOCAL jit = off',
  'SET LOCAL max_parallel_workers_per_gather = 0',
  'SET LOCAL enable_seqscan = off',
  'SET LOCAL enable_sort = off',
  'SET LOCAL statement_timeout = 0',
]

/** What Postgres says of a statement that writes, on a replica. */
export const READ_ONLY_STATE = '25006'

/** The channel on which appends are announced. */
export const APPENDED = 'demur_appended'

/**
 * Runs a statement and gives its rows. `R` is what the statement selects: numbers as `float8`, instants through
 * `demur.ms`, because the two drivers read `bigint` and `timestamptz` differently.
 */
export async function rows<R>(queryable: Queryable, statement: SQL): Promise<R[]> {
  // Both drivers answer with `rows`, which the type that they share leaves open.
  const result: unknown = await queryable.execute(statement)
  return (result as { readonly rows: R[] }).rows
}

/** A session of drizzle, which names the statements of its own query builder and no others. */
interface Naming {
  readonly session: {
    prepareQuery(
      query: { readonly sql: string; readonly params: readonly unknown[] },
      fields: undefined,
      name: string,
      asArrays: false,
    ): { execute(): Promise<{ readonly rows: unknown[] }> }
  }
}

/** `Connection.prepared` within a transaction. */
export async function preparedIn<R>(
  tx: Transaction,
  { name, text }: PreparedStatement,
  values: readonly unknown[],
): Promise<R[]> {
  const { session } = tx as unknown as Naming
  const result = await session.prepareQuery({ sql: text, params: [...values] }, undefined, name, false).execute()
  return result.rows as R[]
}

const DIALECT = new PgDialect()

/** `rows` by a statement that is prepared: the same name must always have the same text. */
export function rowsNamed<R>(tx: Transaction, name: string, statement: SQL): Promise<R[]> {
  const { sql: text, params } = DIALECT.sqlToQuery(statement)
  return preparedIn<R>(tx, { name: `demur_${name}`, text }, params)
}

/** The code of a database error (SQLSTATE), or null for any other fault. */
export function sqlState(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(cause.code)) return cause.code
  }
  return null
}

/** A column of a bulk insert: its type in SQL and its values, instants in milliseconds. */
export type Columns = Readonly<Record<string, readonly [type: string, values: readonly Value[]]>>
/** A value that travels as text. */
export type Value = string | number | boolean | null

/**
 * `unnest` of several arrays side by side: as many rows as the arrays are long, in one statement whatever their number.
 * Every array travels as text and is cast there: the drivers write arrays of other types each in its own way.
 */
export function unnest(columns: Columns): SQL {
  const arrays = Object.values(columns).map(([type, values]) => {
    const texts = values.map((value) =>
      value === null ? null : type === 'timestamptz' ? new Date(value as number).toISOString() : String(value),
    )
    return sql`${sql.param(texts)}::text[]${type === 'text' ? sql`` : sql.raw(`::${type}[]`)}`
  })
  return sql`unnest(${sql.join(arrays, sql`, `)})`
}

/** Inserts the rows of the columns; nothing where there are none. */
export async function insertAll(queryable: Queryable, table: string, columns: Columns): Promise<void> {
  const [first] = Object.values(columns)
  if (first === undefined || first[1].length === 0) return
  const names = sql.raw(Object.keys(columns).join(', '))
  await queryable.execute(sql`INSERT INTO demur.${sql.raw(table)} (${names}) SELECT * FROM ${unnest(columns)}`)
}
