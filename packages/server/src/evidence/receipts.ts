import { type Instant, instantOf, type JsonObject, type Position, positionOf } from '@demur/eligibility'
import {
  formatReceipt,
  inclusionPath,
  type PathStep,
  pathHashes,
  type Receipt,
  type ReceiptEntry,
} from '@demur/eligibility/evidence'
import type { Page, PageRequest, Policy, ReceiptRecord, SettledPoint, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { type Engine, requestError } from '../register/engine.ts'
import { confinedTo } from '../register/sight.ts'
import { type PublishedCheckpoint, readCheckpoints } from './checkpoints.ts'
import { committedFields, type SubjectSalts } from './fields.ts'
import { sha256 } from './sha256.ts'
import { readNodes } from './tree.ts'

/** Entries of other types say nothing about a setting. */
const SETTING_OF_ACT = sql`CASE WHEN e.type IN ('Objected', 'ObjectionWithdrawn', 'ConsentGiven', 'ConsentWithdrawn')
  THEN e.body ->> 'setting' END`

/** Receipts by position, as of the latest checkpoint; null where there is no such entry, or none that the viewer may see. */
export async function readReceipts(
  engine: Engine,
  viewer: Viewer,
  positions: readonly Position[],
): Promise<(ReceiptRecord | null)[]> {
  const { db } = engine.connection
  const only = confinedTo(viewer)
  const entries = new Map((await readEntries(db, positions)).map((entry) => [entry.position, entry]))
  const seen = [...entries.values()].filter(({ member }) => only === null || member === only)
  const notices = await noticesOf(engine, seen)
  const [checkpoint = null] = await readCheckpoints(db, 1, null)
  const pathOf = await readPaths(db, [...seen, ...notices.values()], checkpoint)
  const receipts = new Map(
    seen.map((entry): [number, Receipt] => {
      const covered = checkpoint !== null && entry.position <= checkpoint.size ? checkpoint : null
      const notice = notices.get(entry.position) ?? null
      return [
        entry.position,
        {
          origin: covered === null ? engine.notary.origin : originOf(covered),
          entry: receiptEntryOf(entry, covered && pathOf(entry.position)),
          notice: notice && receiptEntryOf(notice, covered && pathOf(notice.position)),
          checkpoint: covered?.note ?? null,
        },
      ]
    }),
  )
  return positions.map((position) => {
    const receipt = receipts.get(position)
    return receipt === undefined ? null : receiptRecord(receipt)
  })
}

function receiptRecord(receipt: Receipt): ReceiptRecord {
  return {
    position: receipt.entry.header.position,
    status: receipt.checkpoint === null ? 'PENDING' : 'COMPLETE',
    document: formatReceipt(receipt),
  }
}

/** The receipts of everything that a member chose, the latest first. */
export async function readReceiptsOf(
  engine: Engine,
  viewer: Viewer,
  member: string,
  { first, after, at, asKnownAt }: PageRequest & SettledPoint,
): Promise<Page<ReceiptRecord>> {
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const found = await rows<{ position: number }>(
    engine.connection.db,
    sql`SELECT c.position::float8 AS position FROM demur.choice_event c JOIN demur.member m ON m.id = c.member_id
        WHERE m.key = ${member} AND c.position < ${after ?? String(Number.MAX_SAFE_INTEGER)}::bigint
          AND c.position <= ${asKnownAt} AND demur.ms(c.effective_at) <= ${at}
        ORDER BY c.position DESC LIMIT ${first + 1}`,
  )
  const page = found.slice(0, first).map(({ position }) => positionOf(position))
  const receipts = await readReceipts(engine, viewer, page)
  return {
    edges: receipts.flatMap((node) => (node === null ? [] : [{ cursor: String(node.position), node }])),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
  }
}

interface LedgerRow {
  readonly position: Position
  readonly recordedAt: Instant
  readonly type: string
  readonly member: string | null
  /** Of a choice. */
  readonly setting: string | null
  readonly previous: string
  readonly commitment: string
  readonly hash: string
  readonly opening: { readonly fields: JsonObject; readonly salt: string } | null
}

async function readEntries(queryable: Queryable, positions: readonly Position[]): Promise<LedgerRow[]> {
  const found = await rows<{
    readonly position: number
    readonly recorded_at: number
    readonly type: string
    readonly member: string | null
    readonly setting: string | null
    readonly previous: string | null
    readonly commitment: string
    readonly hash: string
    readonly salt: string | null
    readonly subject_salts: SubjectSalts | null
    readonly effective_at: number
    readonly actor: string
    readonly channel: string | null
    readonly idempotency_key: string | null
    readonly body: JsonObject
  }>(
    queryable,
    sql`SELECT e.position::float8 AS position, demur.ms(e.recorded_at) AS recorded_at, e.type, e.member,
               ${SETTING_OF_ACT} AS setting, encode(p.hash, 'hex') AS previous, encode(e.commitment, 'hex') AS commitment,
               encode(e.hash, 'hex') AS hash, encode(e.salt, 'hex') AS salt, e.subject_salts,
               demur.ms(e.effective_at) AS effective_at, e.actor, e.channel, e.idempotency_key, e.body
        FROM demur.ledger_entry e LEFT JOIN demur.ledger_entry p ON p.position = e.position - 1
        WHERE e.position = ANY(${sql.param(positions)}::bigint[])`,
  )
  return found.map(({ position, recorded_at, salt, subject_salts, effective_at, idempotency_key, ...row }) => ({
    ...row,
    position: positionOf(position),
    recordedAt: instantOf(recorded_at),
    previous: row.previous ?? '0'.repeat(64),
    opening:
      salt === null
        ? null
        : {
            salt,
            fields: committedFields(
              { ...row, effectiveAt: instantOf(effective_at), idempotencyKey: idempotency_key },
              subject_salts,
            ),
          },
  }))
}

function receiptEntryOf(row: LedgerRow, path: readonly Uint8Array[] | null): ReceiptEntry {
  const { position, recordedAt, type, previous, commitment, hash, opening } = row
  return {
    header: {
      position,
      recordedAt,
      type,
      previous: Buffer.from(previous, 'hex'),
      commitment: Buffer.from(commitment, 'hex'),
    },
    hash: Buffer.from(hash, 'hex'),
    opening: opening && { fields: opening.fields, salt: Buffer.from(opening.salt, 'hex') },
    path,
  }
}

/** For each choice, the entry of the notice about its setting that the member had been served last; by its position. */
async function noticesOf(
  { connection, policies }: Engine,
  entries: readonly LedgerRow[],
): Promise<Map<Position, LedgerRow>> {
  const choices = entries.filter(({ setting }) => setting !== null)
  const members = [...new Set(choices.flatMap(({ member }) => member ?? []))]
  if (members.length === 0) return new Map()
  const servings = await rows<{ member: string; notice: string; position: number }>(
    connection.db,
    sql`SELECT m.key AS member, n.notice, n.position::float8 AS position
        FROM demur.notice_served n JOIN demur.member m ON m.id = n.member_id
        WHERE m.key = ANY(${sql.param(members)}::text[]) ORDER BY n.position`,
  )
  const latest = positionOf(Math.max(...choices.map(({ position }) => position)))
  const published = await policies.upTo(latest, connection.db)
  const chosen = choices.flatMap(({ position, member, setting }) => {
    const about = noticesAbout(published.at(position), setting)
    const last = servings.findLast((s) => s.member === member && s.position < position && about.has(s.notice))
    return last === undefined ? [] : [[position, positionOf(last.position)] as const]
  })
  const read = await readEntries(
    connection.db,
    chosen.map(([, notice]) => notice),
  )
  const byPosition = new Map(read.map((entry) => [entry.position, entry]))
  return new Map(
    chosen.flatMap(([position, notice]) => {
      const entry = byPosition.get(notice)
      return entry === undefined ? [] : [[position, entry] as const]
    }),
  )
}

/** The notices that the rules of a setting's uses require. */
function noticesAbout(policy: Policy | null, setting: string | null): ReadonlySet<string> {
  const { dataUses, rules } = policy?.rulebook ?? { dataUses: new Map(), rules: [] }
  return new Set(
    rules.flatMap(({ dataUse, notice }) => (notice && dataUses.get(dataUse)?.setting === setting ? [notice.key] : [])),
  )
}

/** The paths of entries to the root of a checkpoint, all from one statement. */
async function readPaths(
  queryable: Queryable,
  entries: readonly LedgerRow[],
  checkpoint: PublishedCheckpoint | null,
): Promise<(position: Position) => Uint8Array[] | null> {
  const size = checkpoint?.size ?? 0
  const steps = new Map<Position, PathStep[]>(
    entries
      .filter(({ position }) => position <= size)
      .map(({ position }) => [position, inclusionPath(position - 1, size)]),
  )
  const nodeAt = await readNodes(queryable, [...steps.values()].flat(2))
  return (position) => {
    const path = steps.get(position)
    return path === undefined ? null : pathHashes(path, nodeAt, sha256)
  }
}

/** The log that a checkpoint names: its first line. */
function originOf({ note }: PublishedCheckpoint): string {
  return note.slice(0, note.indexOf('\n'))
}
