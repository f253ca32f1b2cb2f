import { positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import { outcomeOf } from './batched.ts'
import type { Engine } from './engine.ts'
import { dropManifest, writeManifest } from './manifest.ts'
import { selectRuns } from './runs.ts'

/**
 * To be called before somebody is erased: writes out the manifests of sealed runs that came in by import. What they list
 * of the person cannot be derived any more afterwards; what is written out verifies, because the ledger keeps the
 * commitments of erased entries.
 */
export async function keepManifests(engine: Engine): Promise<void> {
  const runs = await selectRuns(
    engine.connection.db,
    sql`r.status = 'SEALED' AND r.manifest_items IS NULL ORDER BY r.opened_position`,
  )
  for (const run of runs) await outcomeOf(writeManifest(engine, run))
}

/**
 * To be called in the transaction that erases somebody, while the ledger still names them: drops what is written of the
 * manifests of open runs with items of theirs. These are written anew, without the person, when the run is sealed.
 * Manifests of sealed runs hold no key and stay as they are.
 */
export async function dropOpenManifests(tx: Transaction, member: string): Promise<void> {
  const found = await rows<{ run: number }>(
    tx,
    sql`SELECT r.opened_position::float8 AS run FROM demur.run r
        WHERE r.status = 'OPEN' AND EXISTS (
          SELECT FROM demur.ledger_entry e JOIN demur.run_item u ON u.item = e.position
          WHERE e.member = ${member} AND e.type = 'ContentRegistered' AND u.run = r.opened_position)
        ORDER BY r.opened_position FOR UPDATE OF r`,
  )
  for (const { run } of found) await dropManifest(tx, positionOf(run))
}
