import {
  type ConsumerDuty,
  type ConsumerFact,
  type ConsumerRegistration,
  type ConsumerState,
  consumersAt,
  dueAt,
  type Instant,
  instantOf,
  type Position,
  positionOf,
  type Vantage,
} from '@demur/eligibility'
import type { ConsumerDutyRecord, ConsumerRecord, ReadPoint, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, unnest } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition, possibleKeys } from './ask.ts'
import type { Engine } from './engine.ts'
import { confinedTo } from './sight.ts'

interface RegistrationRow extends ConsumerRegistration {
  readonly position: number
  readonly effective_at: number
  readonly consumer: string
  readonly deregistered: boolean
}

/** What was ever registered of consumers, in order; of all of them where none is named. */
export async function readConsumerFacts(queryable: Queryable, keys: readonly string[] | null): Promise<ConsumerFact[]> {
  const found = await rows<RegistrationRow>(
    queryable,
    sql`SELECT position::float8 AS position, demur.ms(effective_at) AS effective_at, consumer, deregistered, title,
               subject, data_uses AS "dataUses", settings
        FROM demur.consumer_registration
        WHERE ${keys === null ? sql`true` : sql`consumer = ANY(${sql.param(keys)}::text[])`}
        ORDER BY position`,
  )
  return found.map(({ position, effective_at, consumer, deregistered, ...registration }) => ({
    position: positionOf(position),
    effectiveAt: instantOf(effective_at),
    consumer,
    registration: deregistered ? null : registration,
  }))
}

/** Up to where a consumer has acknowledged, and what of it counts for which of its duties. */
export interface Progress {
  readonly acknowledged: Position
  readonly acknowledgedAt: Instant | null
  /** Up to where a duty is applied: what was acknowledged before it became one says nothing about it. */
  of(duty: ConsumerDuty): Position
}

interface ProgressRow {
  readonly consumer: string
  readonly acknowledged: number
  readonly acknowledged_at: number
  /** What stood in the ledger when it was acknowledged. */
  readonly known: number
}

/**
 * How far consumers have come, by key: by their last acknowledgement, be it an entry or not. One given before the
 * consumer was registered, in an earlier life under the same key, is none. Of the past only entries are known: what is
 * none covered no act of a member, so that what was applied then is told right all the same.
 */
export async function readProgress(
  queryable: Queryable,
  consumers: readonly ConsumerState[],
  past: Vantage | null = null,
): Promise<ReadonlyMap<string, Progress>> {
  const keys = sql`ANY(${sql.param(consumers.map(({ key }) => key))}::text[])`
  const cursors = sql`SELECT consumer, acknowledged::float8 AS acknowledged, demur.ms(acknowledged_at) AS acknowledged_at,
               head::float8 AS known
        FROM demur.consumer_cursor WHERE consumer = ${keys} AND ${past === null}
        UNION ALL`
  const known = past === null ? sql`true` : sql`position <= ${past.position} AND demur.ms(effective_at) <= ${past.at}`
  const found = await rows<ProgressRow>(
    queryable,
    sql`${cursors}
        SELECT consumer, through::float8, demur.ms(effective_at), (position - 1)::float8
        FROM demur.consumer_acknowledgement WHERE ${known} AND (consumer, through) IN (
          SELECT consumer, max(through) FROM demur.consumer_acknowledgement
          WHERE consumer = ${keys} AND ${known} GROUP BY consumer)`,
  )
  return new Map(consumers.map((consumer) => [consumer.key, progressOf(consumer, found)]))
}

function progressOf({ key, registered }: ConsumerState, found: readonly ProgressRow[]): Progress {
  const own = found.filter(({ consumer, known }) => consumer === key && known >= registered.position)
  const latest = own.reduce<ProgressRow | null>((best, row) => (isFurther(row, best) ? row : best), null)
  const acknowledged = positionOf(latest?.acknowledged ?? 0)
  return {
    acknowledged,
    acknowledgedAt: latest === null ? null : instantOf(latest.acknowledged_at),
    of: ({ since }) => (latest !== null && latest.known >= since.position ? acknowledged : positionOf(0)),
  }
}

function isFurther(row: ProgressRow, best: ProgressRow | null): boolean {
  if (best === null || row.acknowledged > best.acknowledged) return true
  return row.acknowledged === best.acknowledged && row.known > best.known
}

interface UnappliedRow {
  readonly consumer: string
  readonly setting: string
  readonly unapplied: number
  readonly position: number | null
  readonly effective_at: number | null
}

/** The protective acts that consumers have not applied, counted, and the first of them, by consumer and setting. */
async function readUnapplied(
  queryable: Queryable,
  consumers: readonly ConsumerState[],
  progress: ReadonlyMap<string, Progress>,
  past: Vantage | null,
): Promise<UnappliedRow[]> {
  const duties = consumers.flatMap((consumer) => consumer.settings.map((duty) => ({ consumer: consumer.key, duty })))
  if (duties.length === 0) return []
  const asked = unnest({
    consumer: ['text', duties.map(({ consumer }) => consumer)],
    setting: ['text', duties.map(({ duty }) => duty.setting)],
    after: ['bigint', duties.map(({ consumer, duty }) => progress.get(consumer)?.of(duty) ?? 0)],
  })
  const known =
    past === null ? sql`` : sql`AND c.position <= ${past.position} AND demur.ms(c.effective_at) <= ${past.at}`
  return rows<UnappliedRow>(
    queryable,
    sql`SELECT d.consumer, d.setting, count(c.position)::float8 AS unapplied,
               (array_agg(c.position::float8 ORDER BY c.effective_at, c.position))[1] AS position,
               (array_agg(demur.ms(c.effective_at) ORDER BY c.effective_at, c.position))[1] AS effective_at
        FROM ${asked} AS d (consumer, setting, after)
        LEFT JOIN demur.choice_event c
          ON c.setting = d.setting AND c.position > d.after AND c.act IN ('OBJECT', 'WITHDRAW_CONSENT') ${known}
        GROUP BY d.consumer, d.setting`,
  )
}

/** Consumers as they stand at a point, in the order in which they came: all of them, or those named. */
export async function selectConsumers(
  queryable: Queryable,
  clock: Instant,
  keys: readonly string[] | null,
  { at, asKnownAt }: ReadPoint = { at: null, asKnownAt: null },
): Promise<ConsumerRecord[]> {
  const [ledger] = await rows<{ position: number; recorded_at: number }>(
    queryable,
    sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at FROM demur.ledger_head`,
  )
  if (ledger === undefined) throw new Error('the ledger has no head')
  const head = knownPosition(asKnownAt, positionOf(ledger.position))
  const now = at ?? presentAt(clock, instantOf(ledger.recorded_at))
  const past = at === null && asKnownAt === null ? null : { at: now, position: head }
  const facts = (await readConsumerFacts(queryable, keys)).filter(({ effectiveAt }) => effectiveAt <= now)
  const consumers = [...consumersAt(facts, head).values()]
  const progress = await readProgress(queryable, consumers, past)
  const unapplied = await readUnapplied(queryable, consumers, progress, past)
  return consumers.map((consumer) => {
    const { acknowledged = positionOf(0), acknowledgedAt = null } = progress.get(consumer.key) ?? {}
    return {
      ...consumer,
      registeredAt: consumer.registered.effectiveAt,
      acknowledged,
      acknowledgedAt,
      settings: consumer.settings.map((duty) => dutyRecord(consumer.key, duty, progress, unapplied)),
      head,
      now,
    }
  })
}

function dutyRecord(
  consumer: string,
  duty: ConsumerDuty,
  progress: ReadonlyMap<string, Progress>,
  unapplied: readonly UnappliedRow[],
): ConsumerDutyRecord {
  const row = unapplied.find((other) => other.consumer === consumer && other.setting === duty.setting)
  const first = row === undefined || row.position === null || row.effective_at === null ? null : row
  const effectiveAt = instantOf(first?.effective_at ?? 0)
  return {
    ...duty,
    since: duty.since.effectiveAt,
    acknowledged: progress.get(consumer)?.of(duty) ?? positionOf(0),
    unapplied: row?.unapplied ?? 0,
    oldest:
      first === null
        ? null
        : {
            position: positionOf(first.position ?? 0),
            setting: duty.setting,
            effectiveAt,
            dueAt: dueAt(duty, effectiveAt),
          },
  }
}

/** Consumers by key; none for members. */
export async function readConsumers(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  keys: readonly string[],
  point: ReadPoint,
): Promise<(ConsumerRecord | null)[]> {
  const possible = confinedTo(viewer) === null ? possibleKeys(keys) : []
  const found = possible.length === 0 ? [] : await selectConsumers(engine.connection.db, clock, possible, point)
  return keys.map((key) => found.find((consumer) => consumer.key === key) ?? null)
}
