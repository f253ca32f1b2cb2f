import {
  type Instant,
  instantOf,
  type JsonObject,
  type LedgerEntry,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Database, rows, type Transaction } from '../database/database.ts'
import { PROJECTIONS } from '../database/tables/projections.ts'
import { compareProjection, type Difference, replaceDifferences } from './compare-projections.ts'
import { lockHead } from './head.ts'
import { loadNamed, project } from './project.ts'
import { shadow } from './projected.ts'

export interface Rebuilt {
  /** The position up to which the projections were made anew. */
  readonly position: Position
  /** The projections that differ, or did. */
  readonly differences: readonly Difference[]
  /** Whether the differences were replaced. */
  readonly replaced: boolean
}

export interface RebuildOptions {
  /** Only compare. */
  readonly check: boolean
  /** Called with how many entries were read since the last call. */
  readonly onProgress?: (entries: number) => void
}

/** How many entries are read and projected at a time: memory does not grow with the ledger. */
const CHUNK = 5000

/**
 * Makes every projection anew from the ledger, beside the live ones and visible to this session alone, and compares the
 * two row by row. Unless it is only to check, what differs is then replaced: readers see all of it before or all of it
 * after, and writers wait from the last entries on, since what is compared must not move.
 */
export async function rebuild(db: Database, options: RebuildOptions): Promise<Rebuilt> {
  const isolationLevel = options.check ? 'repeatable read' : 'read committed'
  return db.transaction(
    async (tx) => {
      await tx.execute(sql`SET LOCAL statement_timeout = 0`)
      for (const { table } of PROJECTIONS) {
        await tx.execute(sql.raw(`CREATE TEMPORARY TABLE ${table} (LIKE demur.${table} INCLUDING ALL) ON COMMIT DROP`))
      }
      let position = await replay(tx, positionOf(0), options)
      if (!options.check) {
        await lockHead(tx, instantOf(0))
        position = await replay(tx, position, options)
      }
      for (const { table } of PROJECTIONS) await tx.execute(sql.raw(`ANALYZE pg_temp.${table}`))
      const differences: Difference[] = []
      for (const projection of PROJECTIONS) differences.push(...(await compareProjection(tx, projection)))
      const replaced = !options.check && differences.length > 0
      if (replaced) {
        await replaceDifferences(tx)
        // Counted from what was wrong.
        await tx.execute(sql`DELETE FROM demur.remembered_count`)
      }
      return { position, differences, replaced }
    },
    { isolationLevel },
  )
}

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  readonly effective_at: number | null
  readonly type: string
  readonly actor: string | null
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly body: JsonObject | null
}

/** Projects the entries after a position; gives the position of the last one. */
async function replay(tx: Transaction, after: Position, { onProgress }: RebuildOptions): Promise<Position> {
  const to = shadow(tx)
  for (let last = after; ; ) {
    const chunk = await rows<EntryRow>(
      tx,
      sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at,
                 demur.ms(effective_at) AS effective_at, type, actor, channel, idempotency_key, body
          FROM demur.ledger_entry WHERE position > ${last} ORDER BY position LIMIT ${CHUNK}`,
    )
    const entries = chunk.flatMap(entryOf)
    await project(to, entries, await loadNamed(to, entries))
    onProgress?.(chunk.length)
    last = positionOf(chunk.at(-1)?.position ?? last)
    if (chunk.length < CHUNK) return last
  }
}

/** The entry of a row; none where it is erased. */
function entryOf({
  position,
  recorded_at,
  effective_at,
  type,
  actor,
  channel,
  idempotency_key,
  body,
}: EntryRow): LedgerEntry[] {
  if (body === null || effective_at === null || actor === null) return []
  const recordedAt = instantOf(recorded_at)
  const effectiveAt: Instant = instantOf(effective_at)
  const { entry, problems } = readEntry({ type, channel, idempotencyKey: idempotency_key, ...body })
  if (entry === null) {
    throw new Error(`the entry at ${position} cannot be read: ${problems[0]?.path.join('.')} ${problems[0]?.message}`)
  }
  return [{ ...entry, body, position: positionOf(position), recordedAt, effectiveAt, actor }]
}
