import { type Instant, instantOf, type JsonObject, type Position, parseInstant, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { readSignedLine, type SignedLine } from '../ledger/checkpoint-lines.ts'
import type { Committed, SubjectSalts } from './fields.ts'

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
  /** The checkpoint that stands behind it in an export. */
  readonly signed?: SignedLine
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
  readonly body: JsonObject | null
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
                 subject_salts, demur.ms(effective_at) AS effective_at, actor, channel, idempotency_key, body
          FROM demur.ledger_entry WHERE position > ${last} AND position <= ${until} ORDER BY position LIMIT ${CHUNK}`,
    )
    if (chunk.length === 0) return
    yield chunk.map(keptEntry)
    last = chunk.at(-1)?.position ?? until
  }
}

function keptEntry(row: EntryRow): KeptEntry {
  const { position, type, commitment, hash, salt, subject_salts: subjectSalts, body, actor, channel } = row
  const effectiveAt = row.effective_at
  const opening =
    salt === null || body === null || actor === null || effectiveAt === null
      ? null
      : {
          salt,
          subjectSalts,
          fields: { effectiveAt: instantOf(effectiveAt), actor, channel, idempotencyKey: row.idempotency_key, body },
        }
  return { position, recordedAt: instantOf(row.recorded_at), type, opening, commitment, hash }
}

/** A line that is no entry with its evidence. */
export class NoEvidence extends Error {
  override readonly name = 'NoEvidence'
  /** From 1. */
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** The entries of a file that was exported with its evidence, in the order of the file. */
export async function* entriesOfLines(lines: AsyncIterable<string>): AsyncGenerator<KeptEntry[]> {
  let number = 0
  let chunk: KeptEntry[] = []
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    const signed = readSignedLine(line)
    const last = chunk.pop()
    if (last !== undefined) chunk.push(signed === null ? last : { ...last, signed })
    if (signed !== null) {
      if (last === undefined) throw new NoEvidence(number, 'is a checkpoint with no entry before it')
      continue
    }
    // A chunk goes out when the next line is no checkpoint of its last entry.
    if (chunk.length >= CHUNK) {
      yield chunk
      chunk = []
    }
    chunk.push(entryOfLine(line, number))
  }
  yield chunk
}

/** What a line has besides the fields of its type. */
const NOT_IN_BODY = new Set(
  'position recordedAt type effectiveAt actor channel idempotencyKey salt subjectSalts commitment hash erased'.split(
    ' ',
  ),
)

/** @throws NoEvidence for a line that is none of an export with its evidence */
export function entryOfLine(text: string, number: number): KeptEntry {
  const line = parsed(text, number)
  const { position, type, hash, salt, erased, commitment } = line
  const recordedAt = parseInstant(line.recordedAt)
  if (typeof position !== 'number' || typeof type !== 'string' || recordedAt === null || typeof hash !== 'string') {
    throw new NoEvidence(number, 'has no evidence: export the ledger with --evidence')
  }
  if (erased === true) {
    return {
      position,
      recordedAt,
      type,
      opening: null,
      commitment: typeof commitment === 'string' ? commitment : '',
      hash,
    }
  }
  const effectiveAt = parseInstant(line.effectiveAt)
  if (typeof salt !== 'string' || effectiveAt === null || typeof line.actor !== 'string') {
    throw new NoEvidence(number, 'has no salt, no actor or no effectiveAt')
  }
  const fields = {
    effectiveAt,
    actor: line.actor,
    channel: textOf(line.channel),
    idempotencyKey: textOf(line.idempotencyKey),
    body: Object.fromEntries(Object.entries(line).filter(([name]) => !NOT_IN_BODY.has(name))),
  }
  const subjectSalts = Array.isArray(line.subjectSalts) ? (line.subjectSalts as SubjectSalts) : null
  return { position, recordedAt, type, opening: { fields, salt, subjectSalts }, commitment: null, hash }
}

function parsed(text: string, number: number): JsonObject {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject
  } catch (error) {
    throw new NoEvidence(number, `is no JSON: ${(error as Error).message}`)
  }
  throw new NoEvidence(number, 'is no JSON object')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The position of the last entry of a database, whatever its head says. */
export async function lastPosition(queryable: Queryable): Promise<Position> {
  const [found] = await rows<{ last: number }>(
    queryable,
    sql`SELECT coalesce(max(position), 0)::float8 AS last FROM demur.ledger_entry`,
  )
  return positionOf(found?.last ?? 0)
}

/** The head of a database as it is kept: its position, and its hash in hexadecimal. */
export async function keptHead(queryable: Queryable): Promise<{ readonly position: number; readonly hash: string }> {
  const [head] = await rows<{ position: number; hash: string }>(
    queryable,
    sql`SELECT position::float8 AS position, encode(hash, 'hex') AS hash FROM demur.ledger_head`,
  )
  return head ?? { position: 0, hash: '' }
}
