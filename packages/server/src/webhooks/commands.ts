import {
  ENTRY_OF_ACT,
  ENTRY_TYPES,
  formatInstant,
  type Instant,
  idProblem,
  instantOf,
  type Position,
} from '@demur/eligibility'
import type {
  AddWebhookCommand,
  RefusalOf,
  RotateSecretCommand,
  TestWebhookOutcome,
  Viewer,
  WebhookOutcome,
  WebhookRecord,
} from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { selectConsumers } from '../register/consumers.ts'
import type { Engine } from '../register/engine.ts'
import { loadFacts } from '../register/facts.ts'
import { readHead } from '../register/ledger.ts'
import { isDelivered, JSON_HEADERS, secretsAt } from './deliverer.ts'
import { messageBody, messageId } from './message.ts'
import { newSecret, secretProblem, signedHeaders } from './signature.ts'
import { recordAttempt, type Secret, selectEndpoints } from './store.ts'

const ONLY_OPERATORS = { refusal: 'ForbiddenError', message: 'Only operators change webhooks.' } as const
const NO_SUCH_WEBHOOK = { refusal: 'NotFoundError', message: 'There is no such webhook.' } as const

function invalid(path: readonly string[], message: string): RefusalOf<'InvalidInputError'> {
  return { refusal: 'InvalidInputError', path, message: `“${path.join('.')}” ${message}.` }
}

/** Adds an endpoint. */
export async function addWebhook(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  command: AddWebhookCommand,
): Promise<WebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  const { db } = engine.connection
  const { key, url, consumer } = command
  const head = await readHead(db)
  const problem = (await problemOf(engine, command)) ?? (command.after !== null && command.after > head ? AHEAD : null)
  if (problem !== null) return problem
  const [owner] = consumer === null ? [] : await selectConsumers(db, now, [consumer])
  if (consumer !== null && owner === undefined) return invalid(['consumer'], 'is no consumer')
  const secret = command.secret ?? newSecret(engine.random)
  const types = command.types ?? Object.values(ENTRY_OF_ACT)
  const settings = command.settings ?? owner?.settings.map(({ setting }) => setting) ?? null
  const added = await rows<{ key: string }>(
    db,
    sql`INSERT INTO demur.webhook (key, url, types, settings, consumer, secrets, created_at, status, position, failures,
          next_attempt_at, attempts)
        VALUES (${key}, ${url}, ${json(types.includes('*') ? null : types)}, ${json(settings)}, ${consumer},
          ${json([{ secret, expiresAt: null }])}, ${formatInstant(now)}, 'ENABLED', ${command.after ?? head}, 0,
          ${formatInstant(now)}, 0)
        ON CONFLICT DO NOTHING RETURNING key`,
  )
  if (added.length === 0) return invalid(['key'], 'is in use')
  return changed(engine, key, secret)
}

const AHEAD = invalid(['after'], 'lies beyond the head of the ledger')

function json(value: unknown): SQL {
  return value === null ? sql`NULL` : sql`${JSON.stringify(value)}::jsonb`
}

async function problemOf(engine: Engine, command: AddWebhookCommand): Promise<RefusalOf<'InvalidInputError'> | null> {
  const { key, url, types, settings, secret } = command
  const keyProblem = idProblem(key)
  if (keyProblem !== null) return invalid(['key'], keyProblem)
  const urlProblem = engine.webhooks.poster.urlProblem(url)
  if (urlProblem !== null) return invalid(['url'], urlProblem)
  const known: readonly string[] = ['*', ...ENTRY_TYPES]
  for (const [index, type] of (types ?? []).entries()) {
    if (!known.includes(type)) return invalid(['types', String(index)], 'is no type of entry')
  }
  if (types?.length === 0) return invalid(['types'], 'must name at least one type')
  const { rulebook } = await loadFacts(engine.connection.db, {})
  const policies = (await engine.policies.upTo(rulebook, engine.connection.db)).all
  for (const [index, setting] of (settings ?? []).entries()) {
    if (!policies.some((policy) => policy.rulebook.settings.has(setting)))
      return invalid(['settings', String(index)], 'is no setting')
  }
  const wrongSecret = secret === null ? null : secretProblem(secret)
  return wrongSecret === null ? null : invalid(['secret'], wrongSecret)
}

/** The endpoint as it stands, after a change. */
async function changed(engine: Engine, key: string, secret: string | null = null): Promise<WebhookOutcome> {
  const { db } = engine.connection
  const [webhook] = await selectEndpoints(db, sql`w.key = ${key}`)
  if (webhook === undefined) return NO_SUCH_WEBHOOK
  engine.wakeup.ring()
  return { webhook: { ...webhook, head: await readHead(db) }, secret }
}

/**
 * Changes an endpoint by hand. Whoever is delivering to it loses the lease, so that what is set here is not overwritten by
 * what becomes of a message that is on its way; that message may come twice.
 */
async function change(engine: Engine, viewer: Viewer, key: string, changes: SQL): Promise<WebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  if (idProblem(key) !== null) return NO_SUCH_WEBHOOK
  await engine.connection.db.execute(
    sql`UPDATE demur.webhook SET ${changes}, lease = NULL, lease_until = NULL WHERE key = ${key}`,
  )
  return changed(engine, key)
}

/** Delivers again, from where it stopped. */
export function enableWebhook(engine: Engine, viewer: Viewer, now: Instant, key: string): Promise<WebhookOutcome> {
  return change(
    engine,
    viewer,
    key,
    sql`status = 'ENABLED', disabled_at = NULL, disabled_reason = NULL, failures = 0, failing_since = NULL,
        next_attempt_at = ${formatInstant(now)}`,
  )
}

/** Stops delivering. */
export function disableWebhook(engine: Engine, viewer: Viewer, now: Instant, key: string): Promise<WebhookOutcome> {
  return change(
    engine,
    viewer,
    key,
    sql`disabled_at = CASE WHEN status = 'ENABLED' THEN ${formatInstant(now)}::timestamptz ELSE disabled_at END,
        disabled_reason = CASE WHEN status = 'ENABLED' THEN 'OPERATOR' ELSE disabled_reason END, status = 'DISABLED'`,
  )
}

/** Delivers again what was recorded after a position. */
export async function replayWebhook(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  key: string,
  after: Position,
): Promise<WebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  if (after > (await readHead(engine.connection.db))) return AHEAD
  return change(
    engine,
    viewer,
    key,
    sql`position = ${after}, failures = 0, failing_since = NULL, next_attempt_at = ${formatInstant(now)}`,
  )
}

/** Signs with a new secret, and for a while with the old one too. */
export async function rotateWebhookSecret(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  { key, overlapSeconds, secret: given }: RotateSecretCommand,
): Promise<WebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  const problem = given === null ? null : secretProblem(given)
  if (problem !== null) return invalid(['secret'], problem)
  if (!(overlapSeconds >= 0 && overlapSeconds <= 2_592_000))
    return invalid(['overlapSeconds'], 'must be 0 to 2,592,000')
  const secret = given ?? newSecret(engine.random)
  const { db } = engine.connection
  const isThere = await db.transaction(async (tx) => {
    const [row] = await rows<{ secrets: Secret[] }>(
      tx,
      sql`SELECT secrets FROM demur.webhook WHERE key = ${key} FOR UPDATE`,
    )
    if (row === undefined) return false
    const until = instantOf(now + overlapSeconds * 1000)
    const kept = row.secrets.map((old) => ({ ...old, expiresAt: old.expiresAt ?? until }))
    const secrets = [{ secret, expiresAt: null }, ...kept.filter(({ expiresAt }) => expiresAt > now)]
    await tx.execute(sql`UPDATE demur.webhook SET secrets = ${JSON.stringify(secrets)}::jsonb WHERE key = ${key}`)
    return true
  })
  return isThere ? changed(engine, key, secret) : NO_SUCH_WEBHOOK
}

/** Removes an endpoint and everything about it. */
export async function removeWebhook(engine: Engine, viewer: Viewer, key: string): Promise<WebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  if (idProblem(key) !== null) return NO_SUCH_WEBHOOK
  const before = await changed(engine, key)
  await engine.connection.db.execute(sql`DELETE FROM demur.webhook WHERE key = ${key}`)
  await engine.connection.db.execute(sql`DELETE FROM demur.webhook_attempt WHERE webhook = ${key}`)
  return before
}

/** Posts a test message, once. */
export async function testWebhook(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  key: string,
): Promise<TestWebhookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  const { db } = engine.connection
  const [endpoint] = idProblem(key) === null ? await selectEndpoints(db, sql`w.key = ${key}`) : []
  if (endpoint === undefined) return NO_SUCH_WEBHOOK
  const body = messageBody('webhook.test', formatInstant(now), { webhook: key })
  const id = messageId(key, `test_${Buffer.from(engine.random(8)).toString('hex')}`)
  const headers = { ...JSON_HEADERS, ...signedHeaders(id, now, body, secretsAt(endpoint, now)) }
  const outcome = await engine.webhooks.poster.post(endpoint.url, headers, body)
  await recordAttempt(db, key, null, now, outcome)
  return { attempt: { ...outcome, webhook: key, position: null, at: now }, delivered: isDelivered(outcome) }
}

/** The endpoints, for those who may see them. */
export async function readWebhooks(engine: Engine, viewer: Viewer): Promise<WebhookRecord[]> {
  if (!seesWebhooks(viewer)) return []
  const { db } = engine.connection
  const head = await readHead(db)
  return (await selectEndpoints(db, sql`true`)).map(({ secrets: _, ...webhook }) => ({ ...webhook, head }))
}

export function seesWebhooks({ roles }: Viewer): boolean {
  return roles.includes('OPERATOR') || roles.includes('AUDITOR')
}
