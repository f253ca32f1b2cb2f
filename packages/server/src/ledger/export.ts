import { formatInstant, instantOf, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { readHead } from '../register/ledger.ts'
import { countCheckpoints, withCheckpoints } from './checkpoint-lines.ts'

interface EntryRow {
  readonly position: number
  readonly recorded_at: number
  readonly type: string
  readonly hash: string
  readonly salt: string
  readonly subject_salts: readonly (string | null)[] | null
  readonly effective_at: number
  readonly actor: string
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly body: JsonObject
}

/** An entry whose person was erased: its place in the chain is all that is left. */
interface ErasedRow {
  readonly position: number
  readonly recorded_at: number
  readonly type: string
  readonly body: null
  readonly commitment: string
  readonly hash: string
}

export interface ExportOptions {
  /**
   * Whether lines carry salts and hashes too, and checkpoints stand among them: what `demur verify` and a restore need.
   * An import ignores them.
   */
  readonly evidence?: boolean
}

/** What of a ledger is exported. */
export interface ExportRequest extends ExportOptions {
  /** Only what was recorded after it. */
  readonly after: Position
  /** What was recorded after it is left out. Default: the head. */
  readonly asKnownAt?: Position | null
}

/** An export that is about to be read. */
export interface LedgerExport {
  readonly entries: number
  /** How many lines that makes: with evidence, checkpoints stand among the entries. */
  readonly lines: number
  readonly chunks: AsyncIterable<string[]>
}

/** Why an export is none. */
export const BEYOND_HEAD = 'The position to export up to is beyond the head of the ledger.'

/** Opens an export up to a position, or to where the ledger stands now. Beyond the head: null. */
export async function openExport(
  queryable: Queryable,
  { after, asKnownAt = null, evidence = false }: ExportRequest,
): Promise<LedgerExport | null> {
  const head = await readHead(queryable)
  const until = asKnownAt ?? head
  if (until > head) return null
  const entries = Math.max(until - after, 0)
  const chunks = exportEntries(queryable, after, until, { evidence })
  if (!evidence) return { entries, lines: entries, chunks }
  const { count, last } = await countCheckpoints(queryable, after, until)
  return { entries, lines: entries + count, chunks: withCheckpoints(queryable, chunks, after, last) }
}

const CHUNK = 5000

/** The ledger after a position and up to another, as lines of the interchange format, a chunk of lines at a time. */
export async function* exportEntries(
  queryable: Queryable,
  after: Position,
  until: Position,
  { evidence = false }: ExportOptions = {},
): AsyncGenerator<string[]> {
  const proof = sql.raw(evidence ? ", encode(salt, 'hex') AS salt, subject_salts" : '')
  for (let last = after; last < until; ) {
    const chunk = await rows<EntryRow | ErasedRow>(
      queryable,
      sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at, type,
                 demur.ms(effective_at) AS effective_at, actor, channel, idempotency_key, body,
                 CASE WHEN body IS NULL THEN encode(commitment, 'hex') END AS commitment,
                 encode(hash, 'hex') AS hash${proof}
          FROM demur.ledger_entry WHERE position > ${last} AND position <= ${until} ORDER BY position LIMIT ${CHUNK}`,
    )
    if (chunk.length === 0) return
    yield chunk.map((row) => line(row, evidence))
    last = positionOf(chunk.at(-1)?.position ?? until)
  }
}

function line(row: EntryRow | ErasedRow, evidence: boolean): string {
  const { position, type } = row
  const recordedAt = formatInstant(instantOf(row.recorded_at))
  if (row.body === null) {
    const { commitment, hash } = row
    return JSON.stringify({ position, recordedAt, type, erased: true, commitment, hash })
  }
  return JSON.stringify({
    position,
    recordedAt,
    type,
    effectiveAt: formatInstant(instantOf(row.effective_at)),
    actor: row.actor,
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.idempotency_key === null ? {} : { idempotencyKey: row.idempotency_key }),
    ...row.body,
    ...(evidence ? evidenceOf(row) : {}),
  })
}

function evidenceOf({ salt, subject_salts: subjectSalts, hash }: EntryRow): object {
  return { salt, ...(subjectSalts === null ? {} : { subjectSalts }), hash }
}
