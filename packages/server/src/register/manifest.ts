import { createHash } from 'node:crypto'
import { blockingMask, type Instant } from '@demur/eligibility'
import type { RunRecord } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { insertAll } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { factsAt } from './ask.ts'
import type { Engine } from './engine.ts'
import { type Eligible, eligibleItems } from './listing.ts'

/** How many rows of a manifest are written by one statement. */
const MANIFEST_CHUNK = 5000

/** What a run writes down when it is sealed. */
export interface Manifest {
  readonly itemCount: number
  readonly digest: string
  /** Items of the manifest that would not be eligible now. */
  readonly lateItemCount: number
}

/** Writes the pinned set of a run, sorted; a set that an interrupted attempt left behind is the same set. */
export async function writeManifest(engine: Engine, clock: Instant, run: RunRecord): Promise<Manifest> {
  const { db } = engine.connection
  const point = { dataUse: run.dataUse, at: run.at, position: run.asKnownAt, author: null }
  const hash = createHash('sha256')
  let [itemCount, lateItemCount] = [0, 0]
  await db.execute(sql`DELETE FROM demur.run_item WHERE run = ${run.key}`)
  for await (const chunk of chunks(eligibleItems(db, engine.policies, point, null), MANIFEST_CHUNK)) {
    for (const { key } of chunk) hash.update(`${key}\n`)
    itemCount += chunk.length
    lateItemCount += await countLate(engine, clock, run.dataUse, chunk)
    await insertAll(db, 'run_item', {
      run: ['text', chunk.map(() => run.key)],
      item_id: ['bigint', chunk.map(({ item }) => item.id)],
    })
  }
  return { itemCount, digest: `sha256:${hash.digest('hex')}`, lateItemCount }
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
