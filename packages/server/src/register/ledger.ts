import { instantOf, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import type { LedgerEntryRecord, Viewer } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import type { Engine } from './engine.ts'
import { confinedTo } from './sight.ts'

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  readonly effective_at: number
  readonly type: string
  readonly member: string | null
  readonly item: string | null
  readonly body: JsonObject
}

/** What a viewer may see of the ledger: members what is about themselves, and what binds everybody. */
function inSight(viewer: Viewer): SQL {
  const only = confinedTo(viewer)
  return only === null ? sql`true` : sql`(e.member = ${only} OR e.type = 'RulebookPublished')`
}

/** The entries after a position, in order, as far as the viewer may see them. */
export async function readLedger(
  { connection }: Engine,
  viewer: Viewer,
  after: Position,
  first: number,
): Promise<LedgerEntryRecord[]> {
  const found = await rows<EntryRow>(
    connection.db,
    sql`SELECT e.position::float8 AS position, demur.ms(e.recorded_at) AS recorded_at,
               demur.ms(e.effective_at) AS effective_at, e.type, e.member, e.item, e.body
        FROM demur.ledger_entry e WHERE e.position > ${after} AND ${inSight(viewer)}
        ORDER BY e.position LIMIT ${first}`,
  )
  return found.map(({ position, recorded_at, effective_at, body, ...row }) => ({
    ...row,
    position: positionOf(position),
    recordedAt: instantOf(recorded_at),
    effectiveAt: instantOf(effective_at),
    body: JSON.stringify(body),
  }))
}

export async function readHead(queryable: Queryable): Promise<Position> {
  const [head] = await rows<{ position: number }>(
    queryable,
    sql`SELECT position::float8 AS position FROM demur.ledger_head`,
  )
  return positionOf(head?.position ?? 0)
}

const PAGE = 500
/** A reader looks by itself this often: a ring can be lost. Milliseconds. */
const PATIENCE = 1000

/**
 * Every entry after a position, for as long as it is read. A reader that is slow holds a page and a cursor, and nothing
 * piles up for it.
 */
export async function* followLedger(
  engine: Engine,
  viewer: Viewer,
  after: Position | null,
  signal: AbortSignal,
): AsyncGenerator<LedgerEntryRecord> {
  let last = after ?? (await readHead(engine.connection.db))
  while (!signal.aborted) {
    const arrival = engine.wakeup.next()
    const page = await readLedger(engine, viewer, last, PAGE)
    for (const entry of page) {
      if (signal.aborted) return
      last = entry.position
      yield entry
    }
    if (page.length < PAGE) await arrival.within(PATIENCE)
  }
}
