import { type Instant, type Position, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'

/** The position of the last entry recorded by an instant: times never go back, so a search by halves finds it. */
export async function positionAt(queryable: Queryable, at: Instant): Promise<Position> {
  const [found] = await rows<{ known: number }>(
    queryable,
    sql`WITH RECURSIVE search (known, beyond) AS (
          SELECT 0::bigint, position + 1 FROM demur.ledger_head
          UNION ALL
          SELECT CASE WHEN recorded THEN middle ELSE known END, CASE WHEN recorded THEN beyond ELSE middle END
          FROM search CROSS JOIN LATERAL (
            SELECT e.position AS middle, demur.ms(e.recorded_at) <= ${at} AS recorded
            FROM demur.ledger_entry e WHERE e.position = (known + beyond) / 2) half
          WHERE beyond - known > 1
        )
        SELECT max(known)::float8 AS known FROM search`,
  )
  return positionOf(found?.known ?? 0)
}
