import { instantOf, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import type { LedgerBatchRecord, LedgerEntryRecord, MemberRecord, Viewer } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { knownPosition } from './ask.ts'
import { type Engine, requestError } from './engine.ts'
import { confinedTo } from './sight.ts'

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  /** Null, like the body: erased. */
  readonly effective_at: number | null
  readonly type: string
  readonly member: string | null
  readonly item: string | null
  readonly body: JsonObject | null
}

/** A row of a batch: the head on each, and an entry where there is one. */
type BatchRow = { readonly head: number } & (
  | ({ readonly found: number } & EntryRow)
  | { readonly found: null; readonly position: null }
)

/** A batch stops after the entry with which it gets larger than this, whatever their number; bytes, as stored. */
const LARGEST_BATCH = 2_000_000

/**
 * The entries after a position that a viewer may see, `first` of them at most, as a query for ledger rows `e`: for
 * members what is about themselves and what binds everybody, each from an index, however long the ledger is.
 */
function inSight(viewer: Viewer, after: Position, first: number, asKnownAt: Position | null): SQL {
  const only = confinedTo(viewer)
  const until = asKnownAt === null ? sql`` : sql`AND position <= ${asKnownAt}`
  if (only === null)
    return sql`SELECT * FROM demur.ledger_entry WHERE position > ${after} ${until} ORDER BY position LIMIT ${first}`
  return sql`SELECT * FROM demur.ledger_entry WHERE position IN (
      (SELECT position FROM demur.ledger_entry WHERE member = ${only} AND position > ${after} ${until} ORDER BY position LIMIT ${first})
      UNION ALL (SELECT position FROM demur.rulebook WHERE position > ${after} ${until} ORDER BY position LIMIT ${first}))
    ORDER BY position LIMIT ${first}`
}

/**
 * What a viewer may see of the ledger after a position, and how far that reaches, from one statement and therefore one
 * snapshot. Whoever sees everything is owed every position: a ledger with a hole in it is a fault, never a shorter batch.
 */
export async function readBatch(
  { connection, clock }: Engine,
  viewer: Viewer,
  after: Position,
  first: number,
  asKnownAt: Position | null = null,
): Promise<LedgerBatchRecord> {
  // Before the statement: whoever trusts the batch for some time must not trust it for longer.
  const readAt = clock()
  const found = await rows<BatchRow>(
    connection.db,
    sql`SELECT h.position::float8 AS head, e.found::float8 AS found, e.position::float8 AS position,
               demur.ms(e.recorded_at) AS recorded_at, demur.ms(e.effective_at) AS effective_at,
               e.type, e.member, e.item, e.body
        FROM demur.ledger_head h LEFT JOIN LATERAL (
          SELECT s.*, count(*) OVER () AS found,
                 coalesce(sum(pg_column_size(s.body)) OVER (ORDER BY s.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
          FROM (${inSight(viewer, after, first, asKnownAt)}) s
        ) e ON e.before < ${LARGEST_BATCH}
        ORDER BY e.position`,
  )
  const [any] = found
  if (any === undefined) throw new Error('the ledger has no head')
  const head = knownPosition(asKnownAt, positionOf(any.head))
  const entries = found.flatMap((row) => (row.found === null ? [] : [entryRecord(row, viewer)]))
  const isCut = entries.length === first || entries.length < (any.found ?? 0)
  const through = isCut ? (entries.at(-1)?.position ?? head) : positionOf(Math.max(head, after))
  const complete = confinedTo(viewer) === null
  if (complete && after <= head && entries.length !== through - after) {
    throw new Error(`the ledger has ${entries.length} entries after ${after} and up to ${through}`)
  }
  return { after, through, head, readAt, complete, entries }
}

function entryRecord(
  { position, recorded_at, effective_at, type, member, item, body }: EntryRow,
  viewer: Viewer,
): LedgerEntryRecord {
  return {
    position: positionOf(position),
    recordedAt: instantOf(recorded_at),
    effectiveAt: instantOf(effective_at ?? recorded_at),
    type,
    member,
    item,
    erased: body === null,
    body: body === null ? null : JSON.stringify(bodyInSight(body, viewer)),
  }
}

/** Who approved a rulebook is the affair of those who publish it: members see what it says. */
function bodyInSight(body: JsonObject, viewer: Viewer): JsonObject {
  if (!('approvedBy' in body) || confinedTo(viewer) === null) return body
  const { approvedBy: _, ...inSight } = body
  return inSight
}

/** The entries after a position, in order, as far as the viewer may see them; none beyond the head. */
export async function readLedger(
  engine: Engine,
  viewer: Viewer,
  after: Position,
  first: number,
  asKnownAt: Position | null,
): Promise<readonly LedgerEntryRecord[]> {
  return (await readBatch(engine, viewer, after, first, asKnownAt)).entries
}

/** What was recorded about a member, in order: everything but their items, of which there can be any number. */
export async function readLedgerOf(
  { connection }: Engine,
  viewer: Viewer,
  { key, asKnownAt }: MemberRecord,
  after: Position,
  first: number,
): Promise<readonly LedgerEntryRecord[]> {
  const found = await rows<EntryRow>(
    connection.db,
    sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at,
               demur.ms(effective_at) AS effective_at, type, member, item, body
        FROM demur.ledger_entry
        WHERE member = ${key} AND item IS NULL AND position > ${after} AND position <= ${asKnownAt}
        ORDER BY position LIMIT ${first}`,
  )
  return found.map((row) => entryRecord(row, viewer))
}

/**
 * The batch after a position that somebody has read up to. A position beyond the head was never read here: the ledger was
 * put back to an earlier state, and what its reader holds is no longer what happened.
 */
export async function readBatchAfter(
  engine: Engine,
  viewer: Viewer,
  after: Position,
  first: number,
  asKnownAt: Position | null = null,
): Promise<LedgerBatchRecord> {
  const batch = await readBatch(engine, viewer, after, first, asKnownAt)
  if (after <= batch.head) return batch
  const message = `“after” is ${after}, beyond the head of the ledger at ${batch.head}.`
  throw requestError('POSITION_AHEAD', message)
}

export async function readHead(queryable: Queryable): Promise<Position> {
  const [head] = await rows<{ position: number }>(
    queryable,
    sql`SELECT position::float8 AS position FROM demur.ledger_head`,
  )
  return positionOf(head?.position ?? 0)
}
