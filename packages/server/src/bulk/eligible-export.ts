import type { Instant, Position } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import type { Engine } from '../register/engine.ts'
import { BEGINNING, type BulkBatch, BulkItems } from './bulk-items.ts'
import type { StoragePlace } from './item-statement.ts'
import { type BulkQuestion, BulkRefused, settle } from './settled-question.ts'

/** What is asked for. */
export interface ExportQuestion extends BulkQuestion {
  readonly wanted: 'eligible' | 'ineligible'
  /** Only what comes after the item of this key; null: everything. */
  readonly after: string | null
  /** The storage that `after` belongs to, as an earlier export named it; null: whichever there is. */
  readonly storage: string | null
}

/** Of what an export is, settled: with it, the rest of it can be asked for at any later time. */
export interface ExportHead {
  readonly dataUse: string
  readonly wanted: 'eligible' | 'ineligible'
  readonly at: Instant
  readonly asKnownAt: Position
  readonly rulebookVersion: string
  /** Whether `at` lies in the future: no run may use such an answer. */
  readonly projected: boolean
  /** Names the storage whose order the items are in. It is another one after the items were written anew. */
  readonly storage: string
}

/** An export that can be read. */
export interface EligibleExport {
  readonly head: ExportHead
  readonly batches: AsyncIterable<Pick<BulkBatch, 'rows' | 'looked' | 'progress'>>
}

/** Begins an export of all eligible items, or of those that are not. Throws `BulkRefused`. */
export async function openEligibleExport(
  engine: Engine,
  clock: Instant,
  { wanted, after, storage, ...question }: ExportQuestion,
): Promise<EligibleExport> {
  const { connection } = engine
  const settled = await settle(engine, clock, question)
  const { dataUse, at, position, rulebook, projected } = settled
  const current = await storageName(connection.db)
  if (storage !== null && storage !== current) {
    throw new BulkRefused('STORAGE_CHANGED', 'The items were written anew since the export began: begin it anew too.')
  }
  const place = after === null ? BEGINNING : await placeOf(connection.db, after)
  const bulk = await BulkItems.prepare(connection, settled)
  const head = { dataUse, wanted, at, asKnownAt: position, rulebookVersion: rulebook.version }
  return { head: { ...head, projected, storage: current }, batches: bulk.items(wanted, place) }
}

/** Changes whenever the table is written anew, and with it the order of its rows. */
async function storageName(queryable: Queryable): Promise<string> {
  const [storage] = await rows<{ name: string }>(
    queryable,
    sql`SELECT oid::text || '.' || pg_relation_filenode('demur.content_item')::text AS name
        FROM pg_database WHERE datname = current_database()`,
  )
  return storage?.name ?? ''
}

async function placeOf(queryable: Queryable, key: string): Promise<StoragePlace> {
  const [item] = await rows<{ place: string }>(
    queryable,
    sql`SELECT ctid::text AS place FROM demur.content_item WHERE key = ${key}`,
  )
  const [, block, row] = /^\((\d+),(\d+)\)$/.exec(item?.place ?? '') ?? []
  if (block === undefined || row === undefined) {
    throw new BulkRefused('BAD_USER_INPUT', `“after” is “${key}”, and there is no such item.`)
  }
  return { block: Number(block), row: Number(row) }
}
