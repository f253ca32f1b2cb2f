import type { Position, RunStatus } from '@demur/eligibility'
import type { RunRecord } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Database, type Queryable, rows, type Transaction, unnest } from '../database/database.ts'
import type { Engine } from './engine.ts'
import { readHead } from './ledger.ts'
import { chunkDigest, MANIFEST_CHUNK, manifestDigest } from './manifest-digest.ts'
import { derivedChunks, type RunItem } from './run-items.ts'

/** What a run writes down when it is sealed. */
export interface Manifest {
  readonly itemCount: number
  readonly digest: string
}

interface Chunk {
  readonly itemCount: number
  readonly digest: string
}

/**
 * Writes the manifest of a run, a chunk at a time. Whoever else writes it, at the same time or in an attempt that was
 * interrupted, writes the same chunks: what is there already is taken over. Begins anew where somebody is erased
 * meanwhile, whose items are not to be in it. Yields how many items are written so far; gives null where the run is
 * abandoned meanwhile.
 */
export async function* writeManifest(engine: Engine, run: RunRecord): AsyncGenerator<number, Manifest | null> {
  const { db } = engine.connection
  const began = await readHead(db)
  const chunks = await writtenChunks(db, run.openedPosition)
  let itemCount = countOf(chunks)
  yield itemCount
  if (chunks.every((chunk) => chunk.itemCount === MANIFEST_CHUNK)) {
    const last = await lastKey(db, run.openedPosition, itemCount)
    for await (const items of derivedChunks(engine, run, last)) {
      const chunk = { itemCount: items.length, digest: chunkDigest(items.map(({ leaf }) => leaf)) }
      const written = await writeChunk(db, run, chunks.length, items, chunk, began)
      if (written === 'abandoned') return null
      if (written === 'outdated') return yield* writeManifest(engine, run)
      chunks.push(chunk)
      itemCount += chunk.itemCount
      yield itemCount
    }
  }
  await db.execute(
    sql`UPDATE demur.run SET manifest_items = ${itemCount} WHERE opened_position = ${run.openedPosition}`,
  )
  return { itemCount, digest: manifestDigest(chunks.map(({ digest }) => digest)) }
}

/** What is written of the manifest of a run. */
export async function writtenManifest(queryable: Queryable, run: Position): Promise<Manifest> {
  const chunks = await writtenChunks(queryable, run)
  return { itemCount: countOf(chunks), digest: manifestDigest(chunks.map(({ digest }) => digest)) }
}

function countOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { itemCount }) => sum + itemCount, 0)
}

/** The chunks of a manifest that are written, in their order. */
export async function writtenChunks(queryable: Queryable, run: Position): Promise<Chunk[]> {
  return rows<Chunk>(
    queryable,
    sql`SELECT item_count AS "itemCount", digest FROM demur.run_chunk WHERE run = ${run} ORDER BY ordinal`,
  )
}

async function lastKey(db: Database, run: Position, itemCount: number): Promise<string | null> {
  const [last] = await rows<{ key: string }>(
    db,
    sql`SELECT e.item AS key FROM demur.run_item u JOIN demur.ledger_entry e ON e.position = u.item
        WHERE u.run = ${run} AND u.ordinal = ${itemCount - 1}`,
  )
  return last?.key ?? null
}

/**
 * Writes a chunk, or finds it written. Outdated where somebody was erased since `began`: the items may be theirs. The
 * lock on the run makes an erasure or the end of the run wait for the chunk, or the chunk see it.
 */
async function writeChunk(
  db: Database,
  { openedPosition }: RunRecord,
  ordinal: number,
  items: readonly RunItem[],
  { itemCount, digest }: Chunk,
  began: Position,
): Promise<'written' | 'outdated' | 'abandoned'> {
  return db.transaction(async (tx) => {
    const [run] = await rows<{ status: RunStatus }>(
      tx,
      sql`SELECT status FROM demur.run WHERE opened_position = ${openedPosition} FOR SHARE`,
    )
    if (run?.status === 'ABANDONED') return 'abandoned'
    if (await erasedSince(tx, began)) return 'outdated'
    const written = await rows<{ ordinal: number }>(
      tx,
      sql`INSERT INTO demur.run_chunk (run, ordinal, first_item, item_count, digest)
          VALUES (${openedPosition}, ${ordinal}, ${items[0]?.position ?? 0}, ${itemCount}, ${digest})
          ON CONFLICT DO NOTHING RETURNING ordinal`,
    )
    if (written.length === 0) return 'written'
    const positions = unnest({ item: ['bigint', items.map(({ position }) => position)] })
    await tx.execute(
      sql`INSERT INTO demur.run_item (run, ordinal, item)
          SELECT ${openedPosition}::bigint, ${ordinal * MANIFEST_CHUNK}::integer + n - 1, item
          FROM ${positions} WITH ORDINALITY AS chunk (item, n)`,
    )
    return 'written'
  })
}

/** Whether somebody was erased after a position. */
async function erasedSince(tx: Transaction, position: Position): Promise<boolean> {
  const [found] = await rows<{ erased: boolean }>(
    tx,
    sql`SELECT EXISTS (SELECT FROM demur.ledger_entry WHERE position > ${position} AND type = 'MemberErased') AS erased`,
  )
  return found?.erased === true
}

/** Removes what was written of the manifest of a run that will not be sealed, or not with it. */
export async function dropManifest(queryable: Queryable, run: Position): Promise<void> {
  await queryable.execute(sql`UPDATE demur.run SET manifest_items = NULL WHERE opened_position = ${run}`)
  await queryable.execute(sql`DELETE FROM demur.run_chunk WHERE run = ${run}`)
  await queryable.execute(sql`DELETE FROM demur.run_item WHERE run = ${run}`)
}
