import { formatInstant, type Instant, instantOf, type Position, positionOf } from '@demur/eligibility'
import type { LedgerEntryRecord, WebhookAttemptRecord, WebhookDisabledReason, WebhookRecord } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import type { PostOutcome } from './post.ts'

/** A secret of an endpoint, and until when it signs; null: until there is another one. */
export interface Secret {
  readonly secret: string
  readonly expiresAt: Instant | null
}

/** An endpoint as the deliverer works with it. */
export interface Endpoint extends Omit<WebhookRecord, 'head'> {
  readonly secrets: readonly Secret[]
}

interface EndpointRow {
  readonly key: string
  readonly url: string
  readonly types: string[] | null
  readonly settings: string[] | null
  readonly consumer: string | null
  readonly secrets: Secret[]
  readonly status: 'ENABLED' | 'DISABLED'
  readonly disabledReason: WebhookDisabledReason | null
  readonly failures: number
  readonly position: number
  readonly createdAt: number
  readonly disabledAt: number | null
  readonly failingSince: number | null
  readonly nextAttemptAt: number
  readonly deliveredAt: number | null
}

const COLUMNS = sql.raw(`w.key, w.url, w.types, w.settings, w.consumer, w.secrets, w.status,
  w.disabled_reason AS "disabledReason", w.failures, w.position::float8 AS position,
  demur.ms(w.created_at) AS "createdAt", demur.ms(w.disabled_at) AS "disabledAt",
  demur.ms(w.failing_since) AS "failingSince", demur.ms(w.next_attempt_at) AS "nextAttemptAt",
  demur.ms(w.delivered_at) AS "deliveredAt"`)

function endpoint(row: EndpointRow): Endpoint {
  const instant = (value: number | null): Instant | null => (value === null ? null : instantOf(value))
  return {
    ...row,
    position: positionOf(row.position),
    createdAt: instantOf(row.createdAt),
    disabledAt: instant(row.disabledAt),
    failingSince: instant(row.failingSince),
    nextAttemptAt: instantOf(row.nextAttemptAt),
    deliveredAt: instant(row.deliveredAt),
  }
}

/** The endpoints that a condition on `w` names, by key. */
export async function selectEndpoints(queryable: Queryable, where: SQL): Promise<Endpoint[]> {
  const found = await rows<EndpointRow>(
    queryable,
    sql`SELECT ${COLUMNS} FROM demur.webhook w WHERE ${where} ORDER BY w.key`,
  )
  return found.map(endpoint)
}

/** Takes endpoints that something is due for and nobody is at. A lease that ran out belongs to a process that died. */
export async function claim(
  queryable: Queryable,
  lease: string,
  now: Instant,
  until: Instant,
  most: number,
): Promise<Endpoint[]> {
  const found = await rows<EndpointRow>(
    queryable,
    sql`UPDATE demur.webhook w SET lease = ${lease}, lease_until = ${formatInstant(until)}
        WHERE w.key IN (
          SELECT c.key FROM demur.webhook c
          WHERE c.status = 'ENABLED' AND c.next_attempt_at <= ${formatInstant(now)}
            AND (c.lease_until IS NULL OR c.lease_until <= ${formatInstant(now)})
            AND c.position < (SELECT h.position FROM demur.ledger_head h)
          ORDER BY c.next_attempt_at LIMIT ${most} FOR UPDATE SKIP LOCKED)
        RETURNING ${COLUMNS}`,
  )
  return found.map(endpoint)
}

/** Changes an endpoint as long as the lease is held; false where somebody else has it, or it was changed by hand. */
async function whileLeased(queryable: Queryable, key: string, lease: string, changes: SQL): Promise<boolean> {
  const changed = await rows<{ key: string }>(
    queryable,
    sql`UPDATE demur.webhook SET ${changes} WHERE key = ${key} AND lease = ${lease} RETURNING key`,
  )
  return changed.length > 0
}

/** Everything up to a position is delivered or passed over; the lease goes on. `deliveredAt`: null where nothing was. */
export function advance(
  queryable: Queryable,
  { key }: Endpoint,
  lease: string,
  { position, until, deliveredAt }: { position: Position; until: Instant; deliveredAt: Instant | null },
): Promise<boolean> {
  const delivered = deliveredAt === null ? sql`` : sql`, delivered_at = ${formatInstant(deliveredAt)}`
  return whileLeased(
    queryable,
    key,
    lease,
    sql`position = ${position}, lease_until = ${formatInstant(until)}, failures = 0, failing_since = NULL${delivered}`,
  )
}

/** A message was not delivered: it is tried again later. */
export function postpone(
  queryable: Queryable,
  { key }: Endpoint,
  lease: string,
  at: Instant,
  nextAttemptAt: Instant,
): Promise<boolean> {
  return whileLeased(
    queryable,
    key,
    lease,
    sql`failures = failures + 1, failing_since = coalesce(failing_since, ${formatInstant(at)}),
        next_attempt_at = ${formatInstant(nextAttemptAt)}, lease = NULL, lease_until = NULL`,
  )
}

/** Nothing is delivered any more, until somebody enables it. What was not delivered stays to be. */
export function disable(
  queryable: Queryable,
  { key }: Endpoint,
  lease: string,
  at: Instant,
  reason: WebhookDisabledReason,
): Promise<boolean> {
  return whileLeased(
    queryable,
    key,
    lease,
    sql`failures = failures + 1, failing_since = coalesce(failing_since, ${formatInstant(at)}), status = 'DISABLED',
        disabled_at = ${formatInstant(at)}, disabled_reason = ${reason}, lease = NULL, lease_until = NULL`,
  )
}

/** Lets others have the endpoint. */
export function release(queryable: Queryable, { key }: Endpoint, lease: string): Promise<boolean> {
  return whileLeased(queryable, key, lease, sql`lease = NULL, lease_until = NULL`)
}

/** How many attempts of an endpoint are kept. */
export const KEPT_ATTEMPTS = 50

/** Writes an attempt in the place of the oldest. */
export async function recordAttempt(
  queryable: Queryable,
  key: string,
  position: LedgerEntryRecord['position'] | null,
  at: Instant,
  { status, error, took }: PostOutcome,
): Promise<void> {
  await queryable.execute(sql`WITH counted AS (
      UPDATE demur.webhook SET attempts = attempts + 1 WHERE key = ${key} RETURNING attempts)
    INSERT INTO demur.webhook_attempt (webhook, slot, number, position, at, status, error, took)
    SELECT ${key}, (attempts % ${KEPT_ATTEMPTS})::integer, attempts, ${position}::bigint, ${formatInstant(at)}::timestamptz,
           ${status}::integer, ${error}::text, ${took}::integer FROM counted
    ON CONFLICT (webhook, slot) DO UPDATE SET number = EXCLUDED.number, position = EXCLUDED.position, at = EXCLUDED.at,
      status = EXCLUDED.status, error = EXCLUDED.error, took = EXCLUDED.took`)
}

/** The last attempts of endpoints, the latest first, by key. */
export async function readAttempts(
  queryable: Queryable,
  keys: readonly string[],
): Promise<ReadonlyMap<string, WebhookAttemptRecord[]>> {
  const found = await rows<{
    webhook: string
    position: number | null
    at: number
    status: number | null
    error: string | null
    took: number
  }>(
    queryable,
    sql`SELECT webhook, position::float8 AS position, demur.ms(at) AS at, status, error, took
        FROM demur.webhook_attempt WHERE webhook = ANY(${sql.param(keys)}::text[]) ORDER BY number DESC`,
  )
  return Map.groupBy(
    found.map(({ position, at, ...row }) => ({
      ...row,
      position: position === null ? null : positionOf(position),
      at: instantOf(at),
    })),
    ({ webhook }) => webhook,
  )
}
