import { createHash } from 'node:crypto'
import { blockingMask, type Instant } from '@demur/eligibility'
import type { RunRecord } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, unnest } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { factsAt } from './ask.ts'
import type { Engine } from './engine.ts'
import { type Eligible, eligibleItems } from './listing.ts'

/** How many rows of a manifest are written by one statement. */
const MANIFEST_CHUNK = 5000

/** Which set a run is about. */
export type RunPoint = Pick<RunRecord, 'key' | 'dataUse' | 'at' | 'asKnownAt'>

/** What a run writes down when it is sealed. */
export interface Manifest {
  readonly itemCount: number
  readonly digest: string
  /** Items of the manifest that would not be eligible now. */
  readonly lateItemCount: number
}

/**
 * Writes the pinned set of a run, sorted. Whoever else writes it, at the same time or in an attempt that was interrupted,
 * writes the same rows.
 */
export async function writeManifest(engine: Engine, clock: Instant, run: RunPoint): Promise<Manifest> {
  const { db } = engine.connection
  const point = { dataUse: run.dataUse, at: run.at, position: run.asKnownAt, author: null }
  const hash = createHash('sha256')
  let [itemCount, lateItemCount] = [0, 0]
  for await (const chunk of chunks(eligibleItems(db, engine.policies, point, null), MANIFEST_CHUNK)) {
    for (const { key } of chunk) hash.update(`${key}\n`)
    itemCount += chunk.length
    lateItemCount += await countLate(engine, clock, run.dataUse, chunk)
    await insertManifest(db, run.key, chunk)
  }
  return { itemCount, digest: `sha256:${hash.digest('hex')}`, lateItemCount }
}

/** Adds items to the manifest of a run; those that it has already are left alone. */
async function insertManifest(queryable: Queryable, run: string, items: readonly Eligible[]): Promise<void> {
  const listed = unnest({ run: ['text', items.map(() => run)], item_id: ['bigint', items.map(({ item }) => item.id)] })
  await queryable.execute(sql`INSERT INTO demur.run_item (run, item_id) SELECT * FROM ${listed} ON CONFLICT DO NOTHING`)
}

async function countLate(engine: Engine, clock: Instant, dataUse: string, chunk: readonly Eligible[]): Promise<number> {
  const ids = chunk.map(({ item }) => item.id)
  const items = sql`SELECT * FROM demur.content_item WHERE id = ANY(${sql.param(ids)}::bigint[])`
  const facts = await factsAt(engine, { items }, null)
  const policy = (await engine.policies.upTo(facts.rulebook, engine.connection.db)).at(facts.head)
  const at = presentAt(clock, facts.recordedAt)
  const knowledge = { members: facts.members, rulebook: policy?.rulebook ?? null }
  return [...facts.items.values()].filter(
    (item) => blockingMask({ item, dataUse, at, position: facts.head }, knowledge) !== 0,
  ).length
}

async function* chunks<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = []
  for await (const item of source) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
