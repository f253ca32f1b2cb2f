import { type SQL, sql } from 'drizzle-orm'
import { copyRows } from '../database/copy-encoder.ts'
import { type BulkWriter, type Columns, rows, rowsNamed, type Transaction, unnest } from '../database/database.ts'

/** Where projections are written: the live ones, or others of the same shape beside them. */
export interface Projected {
  readonly tx: Transaction
  /** The name of a schema. */
  readonly schema: SQL
  /** Whether these are the live ones: what is written there again and again is prepared. */
  readonly isLive: boolean
  /** For writing much; null where rows are inserted by statements. */
  readonly write: BulkWriter | null
}

/** The projections that answer. */
export function live(tx: Transaction, write: BulkWriter | null = null): Projected {
  return { tx, schema: sql.raw('demur'), isLive: true, write }
}

/** Projections of the same shape that only this session sees. */
export function shadow(tx: Transaction): Projected {
  return { tx, schema: sql.raw('pg_temp'), isLive: false, write: null }
}

/** Inserts the rows of the columns; nothing where there are none. */
export async function insertInto(
  { tx, schema, write, isLive }: Projected,
  table: string,
  columns: Columns,
): Promise<void> {
  if (isEmpty(columns)) return
  if (write !== null) return write(table, Object.keys(columns), copyRows(columns))
  const names = sql.raw(Object.keys(columns).join(', '))
  const insertion = sql`INSERT INTO ${schema}.${sql.raw(table)} (${names}) SELECT * FROM ${unnest(columns)}`
  if (isLive) await rowsNamed(tx, `insert_${table}`, insertion)
  else await tx.execute(insertion)
}

/** The same into a table whose rows have a key and are given ids; gives the ids by key. */
export async function insertNumbered(
  { tx, schema, write }: Projected,
  table: string,
  columns: Columns & { readonly key: readonly ['text', readonly string[]] },
): Promise<Map<string, number>> {
  if (isEmpty(columns)) return new Map()
  const [, keys] = columns.key
  if (write !== null) {
    // Taken beforehand: a copy gives nothing back.
    const ids = await rows<{ id: number }>(
      tx,
      sql`SELECT nextval(sequence.name)::float8 AS id
          FROM (SELECT pg_get_serial_sequence(${`demur.${table}`}, 'id')::regclass AS name OFFSET 0) AS sequence,
               generate_series(1, ${keys.length}::integer)`,
    )
    const numbered: Columns = { id: ['bigint', ids.map(({ id }) => id)], ...columns }
    await write(table, Object.keys(numbered), copyRows(numbered))
    return new Map(keys.map((key, index) => [key, ids[index]?.id ?? 0]))
  }
  const names = sql.raw(Object.keys(columns).join(', '))
  const inserted = await rows<{ id: number; key: string }>(
    tx,
    sql`INSERT INTO ${schema}.${sql.raw(table)} (${names}) SELECT * FROM ${unnest(columns)}
        RETURNING id::float8 AS id, key`,
  )
  return new Map(inserted.map(({ id, key }) => [key, id]))
}

function isEmpty(columns: Columns): boolean {
  const [first] = Object.values(columns)
  return first === undefined || first[1].length === 0
}
