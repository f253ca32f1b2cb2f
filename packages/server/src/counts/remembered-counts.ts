import { formatInstant, type Instant, instantOf, type Json, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import type { Horizon } from '../bulk/touched.ts'
import { type Connection, type Database, type Queryable, rows, unnest } from '../database/database.ts'

/** A count that was made before, and where. */
export interface RememberedCount {
  readonly question: string
  readonly horizon: Horizon
  readonly counts: Json
}

/** How many counts are kept, the youngest. One takes a few kilobytes, whatever the size of the register. */
const MOST = 3000
/** How many a process keeps. */
const MOST_OWN = 500

/** How many people were erased so far: a count holds for as long as it is the same. */
export async function countErasures(queryable: Queryable): Promise<number> {
  const [found] = await rows<{ count: number }>(
    queryable,
    sql`SELECT count(*)::float8 AS count FROM demur.ledger_entry WHERE type = 'MemberErased'`,
  )
  return found?.count ?? 0
}

/**
 * Where counts are remembered: in the database, so that no process counts what another has counted. On a replica, which
 * takes nothing, in the memory of the process besides.
 */
export class RememberedCounts {
  readonly #connection: Connection
  #own: (RememberedCount & { readonly erasures: number })[] = []

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The remembered count of each question that is nearest to a point, by how much was recorded in between. */
  async nearest(
    questions: readonly string[],
    horizon: Horizon,
    erasures: number,
  ): Promise<Map<string, RememberedCount>> {
    const nearest = new Map<string, RememberedCount>()
    const own = this.#own.filter((count) => count.erasures === erasures && questions.includes(count.question))
    for (const count of [...(await storedCounts(this.#connection.db, questions, horizon, erasures)), ...own]) {
      const other = nearest.get(count.question)
      if (other === undefined || compare(distance(count, horizon), distance(other, horizon)) < 0) {
        nearest.set(count.question, count)
      }
    }
    return nearest
  }

  async remember(horizon: Horizon, counts: ReadonlyMap<string, Json>, erasures: number, now: Instant): Promise<void> {
    if (!this.#connection.readOnly) return storeCounts(this.#connection.db, horizon, counts, erasures, now)
    const added = [...counts].map(([question, count]) => ({ question, horizon, counts: count, erasures }))
    this.#own = [...this.#own, ...added].slice(-MOST_OWN)
  }
}

/** How much was recorded between a count and a point, and then how much time passed. */
function distance({ horizon }: RememberedCount, { at, position, certain }: Horizon): readonly [number, number] {
  return [Math.max(horizon.position, position) - Math.min(horizon.certain, certain), Math.abs(horizon.at - at)]
}

function compare([entries, time]: readonly [number, number], other: readonly [number, number]): number {
  return entries - other[0] || time - other[1]
}

async function storedCounts(
  queryable: Queryable,
  questions: readonly string[],
  { at, position, certain }: Horizon,
  erasures: number,
): Promise<RememberedCount[]> {
  const found = await rows<{ question: string; position: number; at: number; certain: number; counts: Json }>(
    queryable,
    sql`SELECT DISTINCT ON (r.question) r.question, r.position::float8 AS position, demur.ms(r.at) AS at,
               r.certain::float8 AS certain, r.counts
        FROM demur.remembered_count r JOIN ${unnest({ question: ['text', questions] })} q (question) USING (question)
        WHERE r.erasures = ${erasures}
        ORDER BY r.question, greatest(r.position, ${position}) - least(r.certain, ${certain}),
                 abs(demur.ms(r.at) - ${at})`,
  )
  return found.map(({ question, counts, ...point }) => ({
    question,
    horizon: { at: instantOf(point.at), position: positionOf(point.position), certain: positionOf(point.certain) },
    counts,
  }))
}

async function storeCounts(
  db: Database,
  { at, position, certain }: Horizon,
  counts: ReadonlyMap<string, Json>,
  erasures: number,
  now: Instant,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`INSERT INTO demur.remembered_count (question, position, at, certain, erasures, counts, counted_at)
          SELECT n.question, ${position}, ${formatInstant(at)}, ${certain}, ${erasures}, n.counts, ${formatInstant(now)}
          FROM ${unnest({
            question: ['text', [...counts.keys()]],
            counts: ['jsonb', [...counts.values()].map((count) => JSON.stringify(count))],
          })} n (question, counts)
          ON CONFLICT (question, position, at) DO UPDATE SET certain = EXCLUDED.certain,
            erasures = EXCLUDED.erasures, counts = EXCLUDED.counts, counted_at = EXCLUDED.counted_at`,
    )
    await tx.execute(
      sql`DELETE FROM demur.remembered_count
          WHERE counted_at < (SELECT counted_at FROM demur.remembered_count
                              ORDER BY counted_at DESC OFFSET ${MOST} LIMIT 1)`,
    )
  })
}
