import { type SQL, sql } from 'drizzle-orm'
import { type Columns, type Transaction, unnest } from '../database/database.ts'

/** Where projections are written: the live ones, or others of the same shape beside them. */
export interface Projected {
  readonly tx: Transaction
  /** The name of a schema. */
  readonly schema: SQL
}

/** The projections that answer. */
export function live(tx: Transaction): Projected {
  return { tx, schema: sql.raw('demur') }
}

/** Projections of the same shape that only this session sees. */
export function shadow(tx: Transaction): Projected {
  return { tx, schema: sql.raw('pg_temp') }
}

/** Inserts the rows of the columns; nothing where there are none. */
export async function insertInto({ tx, schema }: Projected, table: string, columns: Columns): Promise<void> {
  const [first] = Object.values(columns)
  if (first === undefined || first[1].length === 0) return
  const names = sql.raw(Object.keys(columns).join(', '))
  await tx.execute(sql`INSERT INTO ${schema}.${sql.raw(table)} (${names}) SELECT * FROM ${unnest(columns)}`)
}
