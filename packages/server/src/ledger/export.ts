import { formatInstant, type Instant, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'

interface ExportRow {
  readonly position: number
  readonly recorded_at: number
  readonly effective_at: number
  readonly type: string
  readonly actor: string
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly body: JsonObject
}

const CHUNK = 5000

/** The ledger after a position and up to another, as lines of the interchange format, a chunk of lines at a time. */
export async function* exportEntries(queryable: Queryable, after: Position, until: Position): AsyncGenerator<string[]> {
  for (let last = after; last < until; ) {
    const chunk = await rows<ExportRow>(
      queryable,
      sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at,
                 demur.ms(effective_at) AS effective_at, type, actor, channel, idempotency_key, body
          FROM demur.ledger_entry WHERE position > ${last} AND position <= ${until} ORDER BY position LIMIT ${CHUNK}`,
    )
    if (chunk.length === 0) return
    yield chunk.map(line)
    last = positionOf(chunk.at(-1)?.position ?? until)
  }
}

function line({ position, recorded_at, effective_at, type, actor, channel, idempotency_key, body }: ExportRow): string {
  return JSON.stringify({
    position,
    recordedAt: formatInstant(recorded_at as Instant),
    type,
    effectiveAt: formatInstant(effective_at as Instant),
    actor,
    ...(channel === null ? {} : { channel }),
    ...(idempotency_key === null ? {} : { idempotencyKey: idempotency_key }),
    ...body,
  })
}
