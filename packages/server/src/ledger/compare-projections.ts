import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import { PROJECTIONS, type Projection } from '../database/tables/projections.ts'

/** In what a projection differs from the ledger. */
export interface Difference {
  readonly table: string
  /** Rows that the ledger says and the table does not have. A changed row is one of each. */
  readonly missing: number
  /** Rows that the table has and the ledger does not say. */
  readonly surplus: number
  /** A few of either, as the database writes rows, with keys in place of ids. */
  readonly samples: readonly string[]
}

const SAMPLES = 5

/**
 * Finds the rows in which a live projection and the one made anew differ, and keeps them in two temporary tables for as
 * long as the transaction lasts. Nothing where they are alike.
 */
export async function compareProjection(tx: Transaction, projection: Projection): Promise<Difference[]> {
  const { table } = projection
  const [kept, anew] = [contentOf(projection, 'demur'), contentOf(projection, 'pg_temp')]
  await tx.execute(sql.raw(difference(`${table}_surplus`, kept, anew)))
  await tx.execute(sql.raw(difference(`${table}_missing`, anew, kept)))
  const [found] = await rows<{ missing: number; surplus: number; samples: string[] | null }>(
    tx,
    sql.raw(`SELECT (SELECT count(*) FROM pg_temp.${table}_missing)::float8 AS missing,
      (SELECT count(*) FROM pg_temp.${table}_surplus)::float8 AS surplus,
      (SELECT json_agg(line) FROM (
        (SELECT 'missing ' || content AS line FROM pg_temp.${table}_missing LIMIT ${SAMPLES})
        UNION ALL (SELECT 'surplus ' || content FROM pg_temp.${table}_surplus LIMIT ${SAMPLES})) l) AS samples`),
  )
  const { missing = 0, surplus = 0, samples = null } = found ?? {}
  return missing + surplus === 0 ? [] : [{ table, missing, surplus, samples: samples ?? [] }]
}

/**
 * The rows of a projection as text, references by key: what two databases must agree on. Where a table is partitioned, a
 * row is found by its partition and its place in there.
 */
function contentOf({ table, columns, references = {} }: Projection, schema: string): string {
  const values = columns.map((column) => {
    const other = references[column]
    if (other === undefined) return `t.${column}`
    // An id that leads nowhere is no key, and differs from every one.
    return `CASE WHEN t.${column} IS NOT NULL THEN coalesce(
      (SELECT 'k' || o.key FROM ${schema}.${other} o WHERE o.id = t.${column}), 'id ' || t.${column}) END`
  })
  return `SELECT t.tableoid AS part, t.ctid AS place, ROW(${values.join(', ')})::text AS content FROM ${schema}.${table} t`
}

function difference(name: string, of: string, without: string): string {
  return `CREATE TEMPORARY TABLE ${name} ON COMMIT DROP AS
    SELECT part, place, content FROM (${of}) one
    WHERE NOT EXISTS (SELECT FROM (${without}) other WHERE other.content = one.content)`
}

/** Replaces what differs: rows that have a key are changed where they stand, so that what refers to them holds. */
export async function replaceDifferences(tx: Transaction): Promise<void> {
  for (const projection of PROJECTIONS) {
    for (const statement of projection.key === undefined ? replaced(projection) : changed(projection, projection.key)) {
      await tx.execute(sql.raw(statement))
    }
  }
}

/** The columns of a row of the projection made anew, with the ids of the live ones. */
function valuesOf({ columns, references = {} }: Projection): string {
  return columns
    .map((column) => {
      const other = references[column]
      if (other === undefined) return `s.${column}`
      return `(SELECT l.id FROM demur.${other} l JOIN pg_temp.${other} o USING (key) WHERE o.id = s.${column})`
    })
    .join(', ')
}

function replaced(projection: Projection): string[] {
  const { table, columns } = projection
  return [
    `DELETE FROM demur.${table} WHERE (tableoid, ctid) IN (SELECT part, place FROM pg_temp.${table}_surplus)`,
    `INSERT INTO demur.${table} (${columns.join(', ')}) SELECT ${valuesOf(projection)} FROM pg_temp.${table} s
     WHERE (s.tableoid, s.ctid) IN (SELECT part, place FROM pg_temp.${table}_missing)`,
  ]
}

function changed(projection: Projection, key: string): string[] {
  const { table, columns } = projection
  return [
    `DELETE FROM demur.${table} t WHERE (tableoid, ctid) IN (SELECT part, place FROM pg_temp.${table}_surplus)
       AND NOT EXISTS (SELECT FROM pg_temp.${table} s WHERE s.${key} = t.${key})`,
    `UPDATE demur.${table} t SET (${columns.join(', ')}) = ROW(${valuesOf(projection)}) FROM pg_temp.${table} s
     WHERE s.${key} = t.${key} AND (s.tableoid, s.ctid) IN (SELECT part, place FROM pg_temp.${table}_missing)`,
    `INSERT INTO demur.${table} (${columns.join(', ')}) SELECT ${valuesOf(projection)} FROM pg_temp.${table} s
     WHERE NOT EXISTS (SELECT FROM demur.${table} t WHERE t.${key} = s.${key})`,
  ]
}
