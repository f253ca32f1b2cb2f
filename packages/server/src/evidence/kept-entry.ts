import { type Instant, instantOf, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import type { SignedLine } from '../ledger/checkpoint-lines.ts'
import { authorIn, type Committed, fitsSubjects, type SubjectSalts } from './fields.ts'

/** An entry as it is kept, whatever it was when it was recorded. Hashes and salts in lower-case hexadecimal. */
export interface KeptEntry {
  readonly position: number
  readonly recordedAt: Instant
  readonly type: string
  /** Null: erased. */
  readonly opening: {
    readonly fields: Committed
    readonly salt: string
    readonly subjectSalts: SubjectSalts | null
  } | null
  /** Null where it is not kept, but computed: in an export, of what is not erased. */
  readonly commitment: string | null
  readonly hash: string
  /** What stands with it and follows from nothing that it commits to. An entry as it was recorded has none. */
  readonly stray: readonly string[]
  /** The checkpoint that was published when it was the last. */
  readonly signed?: Pick<SignedLine, 'note'>
}

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  readonly type: string
  readonly commitment: string
  readonly hash: string
  readonly salt: string | null
  readonly subject_salts: SubjectSalts | null
  readonly effective_at: number | null
  readonly actor: string | null
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly member: string | null
  readonly item: string | null
  readonly body: JsonObject | null
  readonly note: string | null
}

const CHUNK = 5000

/** The entries of a database after a position, in the order of what they say their positions are. */
export async function* keptEntries(
  queryable: Queryable,
  after: Position,
  until: Position,
): AsyncGenerator<KeptEntry[]> {
  for (let last: number = after; last < until; ) {
    const chunk = await rows<EntryRow>(
      queryable,
      sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at, type,
                 encode(commitment, 'hex') AS commitment, encode(hash, 'hex') AS hash, encode(salt, 'hex') AS salt,
                 subject_salts, demur.ms(effective_at) AS effective_at, actor, channel, idempotency_key, member, item,
                 body, note
          FROM demur.ledger_entry LEFT JOIN demur.checkpoint ON size = position
          WHERE position > ${last} AND position <= ${until} ORDER BY position LIMIT ${CHUNK}`,
    )
    if (chunk.length === 0) return
    yield chunk.map(keptEntry)
    last = chunk.at(-1)?.position ?? until
  }
}

function keptEntry(row: EntryRow): KeptEntry {
  const { position, type, commitment, hash, salt, subject_salts: subjectSalts, body, actor, channel, note } = row
  const effectiveAt = row.effective_at
  const opening =
    salt === null || body === null || actor === null || effectiveAt === null
      ? null
      : {
          salt,
          subjectSalts,
          fields: { effectiveAt: instantOf(effectiveAt), actor, channel, idempotencyKey: row.idempotency_key, body },
        }
  return {
    position,
    recordedAt: instantOf(row.recorded_at),
    type,
    opening,
    commitment,
    hash,
    stray: strayColumns(row, opening?.fields.body ?? null),
    ...(note === null ? {} : { signed: { note } }),
  }
}

/** The columns beside the fields that say something else than those: by them entries are found, shown and erased. */
function strayColumns(row: EntryRow, body: JsonObject | null): string[] {
  if (body === null) {
    const { salt, subject_salts, effective_at, actor, channel, idempotency_key, member, item } = row
    const left = { salt, subject_salts, effective_at, actor, channel, idempotency_key, member, item, body: row.body }
    return Object.entries(left).flatMap(([name, value]) => (value === null ? [] : [name]))
  }
  // Whose item was changed or deleted, another entry says.
  const ofAnother = 'item' in body && !('member' in body) && !('subjects' in body)
  const member = ofAnother ? row.member : (body.member ?? authorIn(body))
  return [
    ...(row.member === member ? [] : ['member']),
    ...(row.item === (body.item ?? null) ? [] : ['item']),
    ...(row.subject_salts === null || fitsSubjects(body, row.subject_salts) ? [] : ['subject_salts']),
  ]
}

/** The position of the last entry of a database, whatever its head says. */
export async function lastPosition(queryable: Queryable): Promise<Position> {
  const [found] = await rows<{ last: number }>(
    queryable,
    sql`SELECT coalesce(max(position), 0)::float8 AS last FROM demur.ledger_entry`,
  )
  return positionOf(found?.last ?? 0)
}

/** How many entries the latest checkpoint covers that a database keeps; 0 where it keeps none. */
export async function lastSigned(queryable: Queryable): Promise<number> {
  const [found] = await rows<{ last: number }>(
    queryable,
    sql`SELECT coalesce(max(size), 0)::float8 AS last FROM demur.checkpoint`,
  )
  return found?.last ?? 0
}

/** The head of a database as it is kept: its position, and its hash in hexadecimal. */
export async function keptHead(queryable: Queryable): Promise<{ readonly position: number; readonly hash: string }> {
  const [head] = await rows<{ position: number; hash: string }>(
    queryable,
    sql`SELECT position::float8 AS position, encode(hash, 'hex') AS hash FROM demur.ledger_head`,
  )
  return head ?? { position: 0, hash: '' }
}
