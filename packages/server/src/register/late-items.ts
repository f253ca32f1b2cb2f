import type { RunRecord } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows, unnest } from '../database/database.ts'
import { batched, outcomeOf } from './batched.ts'
import type { Engine } from './engine.ts'
import { writeManifest } from './manifest.ts'
import { mergeByKey } from './merge.ts'
import { allDerivedKeys, isWritten, namedItems, type SetPoint } from './run-items.ts'

/** How many late items are written by one statement. */
const BATCH = 5000

/** What was known when a run was sealed, of that instant; null where it is not sealed. */
export function sealPoint({ dataUse, status, closedAt, closedPosition }: RunRecord): SetPoint | null {
  if (status !== 'SEALED' || closedAt === null || closedPosition === null) return null
  return { dataUse, at: closedAt, asKnownAt: closedPosition }
}

/**
 * How many items of a sealed run were not eligible any more when it was sealed; null where it is not. Looked at once,
 * and written down with the items: after that it is known. For a register that was imported, and after an interruption,
 * that is when somebody asks.
 */
export async function countLateItems(engine: Engine, run: RunRecord): Promise<number | null> {
  const { db } = engine.connection
  const { openedPosition } = run
  const point = sealPoint(run)
  if (point === null) return null
  const [counted] = await rows<{ count: number | null }>(
    db,
    sql`SELECT late_item_count::float8 AS count FROM demur.run WHERE opened_position = ${openedPosition}`,
  )
  if (counted !== undefined && counted.count !== null) return counted.count
  if (!(await isWritten(db, openedPosition))) await outcomeOf(writeManifest(engine, run))
  let count = 0
  for await (const late of batched(lateOf(engine, openedPosition, point), BATCH)) {
    count += late.length
    await db.execute(
      sql`INSERT INTO demur.run_late_item (run, ordinal)
          SELECT ${openedPosition}::bigint, ordinal FROM ${unnest({ ordinal: ['integer', late] })} AS late (ordinal)
          ON CONFLICT DO NOTHING`,
    )
  }
  await db.execute(sql`UPDATE demur.run SET late_item_count = ${count} WHERE opened_position = ${openedPosition}`)
  return count
}

/** The ordinals of the items of a manifest that are not eligible at a point. */
async function* lateOf(engine: Engine, run: RunRecord['openedPosition'], point: SetPoint): AsyncGenerator<number> {
  const items = namedItems(engine.connection.db, run)
  for await (const { left, right } of mergeByKey(items, allDerivedKeys(engine, point))) {
    if (right === null) yield left.ordinal
  }
}
