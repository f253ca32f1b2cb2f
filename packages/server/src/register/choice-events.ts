import {
  ACT_OF_ENTRY,
  type ChoiceEntryType,
  type Instant,
  instantOf,
  type JsonObject,
  type Position,
  positionOf,
} from '@demur/eligibility'
import type { ChoiceEventRecord, OptOutSettingRecord, Page, PageRequest, Viewer } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { type Engine, requestError } from './engine.ts'
import { seesMember } from './sight.ts'

/** What an entry that records an act says, besides evidence. */
interface ActBody extends JsonObject {
  readonly member: string
  readonly setting: string
}

/** An act as the ledger holds it. */
export interface RecordedAct {
  readonly position: Position
  readonly recordedAt: Instant
  readonly effectiveAt: Instant
  readonly type: ChoiceEntryType
  readonly actor: string
  readonly channel: string | null
  readonly idempotencyKey: string | null
  readonly body: ActBody
}

interface ActRow {
  readonly position: number
  readonly recorded_at: number
  readonly effective_at: number
  readonly type: ChoiceEntryType
  readonly actor: string
  readonly channel: string | null
  readonly idempotency_key: string | null
  readonly body: ActBody
}

/** The acts among the entries that a condition on `e` (the ledger) names, as far as they are not erased. */
export async function readActs(queryable: Queryable, where: SQL): Promise<RecordedAct[]> {
  const found = await rows<ActRow>(
    queryable,
    sql`SELECT e.position::float8 AS position, demur.ms(e.recorded_at) AS recorded_at,
               demur.ms(e.effective_at) AS effective_at, e.type, e.actor, e.channel, e.idempotency_key, e.body
        FROM demur.ledger_entry e
        WHERE e.type = ANY(${sql.param(Object.keys(ACT_OF_ENTRY))}::text[]) AND e.body IS NOT NULL AND ${where}`,
  )
  return found.map(({ recorded_at, effective_at, idempotency_key, position, ...row }) => ({
    ...row,
    position: positionOf(position),
    recordedAt: instantOf(recorded_at),
    effectiveAt: instantOf(effective_at),
    idempotencyKey: idempotency_key,
  }))
}

/** An act as readers see it. */
export function choiceEvent(act: RecordedAct): ChoiceEventRecord {
  const { position, recordedAt, effectiveAt, type, actor, body } = act
  return {
    position,
    member: body.member,
    setting: body.setting,
    act: ACT_OF_ENTRY[type],
    effectiveAt,
    recordedAt,
    channel: act.channel ?? 'unknown',
    actor,
  }
}

/** The acts on a setting that are in sight from its read point, the one recorded last first. */
export async function readChoiceHistory(
  { connection }: Engine,
  { member, setting, at, asKnownAt }: OptOutSettingRecord,
  { first, after }: PageRequest,
): Promise<Page<ChoiceEventRecord>> {
  const before = after === null ? asKnownAt + 1 : cursorPosition(after)
  const acts = await readActs(
    connection.db,
    sql`e.member = ${member} AND e.body ->> 'setting' = ${setting.key}
        AND e.position < ${before} AND e.position <= ${asKnownAt} AND demur.ms(e.effective_at) <= ${at}
        ORDER BY e.position DESC LIMIT ${first + 1}`,
  )
  return {
    edges: acts.slice(0, first).map((act) => ({ cursor: String(act.position), node: choiceEvent(act) })),
    hasNextPage: acts.length > first,
    hasPreviousPage: after !== null,
  }
}

function cursorPosition(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
}

/** Acts by position; null where the entry is none, or about a member whom the viewer may not see. */
export async function readChoiceEvents(
  { connection }: Engine,
  viewer: Viewer,
  positions: readonly Position[],
): Promise<(ChoiceEventRecord | null)[]> {
  const acts = await readActs(connection.db, sql`e.position = ANY(${sql.param(positions)}::bigint[])`)
  const events = new Map(acts.map((act) => [act.position, choiceEvent(act)]))
  return positions.map((position) => {
    const event = events.get(position)
    return event !== undefined && seesMember(viewer, event.member) ? event : null
  })
}
