/** The part of the port that is about webhooks. */
import type { Instant, Position } from '@demur/eligibility'
import type { RefusalOf } from './register.ts'

export const WEBHOOK_STATUSES = ['ENABLED', 'DISABLED'] as const
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number]
export const WEBHOOK_DISABLED_REASONS = ['GONE', 'FAILED', 'OPERATOR'] as const
export type WebhookDisabledReason = (typeof WEBHOOK_DISABLED_REASONS)[number]

/** An endpoint, without its secrets. */
export interface WebhookRecord {
  readonly key: string
  readonly url: string
  /** Null: all. */
  readonly types: readonly string[] | null
  /** Null: all. */
  readonly settings: readonly string[] | null
  readonly consumer: string | null
  readonly status: WebhookStatus
  readonly disabledAt: Instant | null
  readonly disabledReason: WebhookDisabledReason | null
  readonly createdAt: Instant
  /** Everything up to here is delivered, or passed over by the filters. */
  readonly position: Position
  readonly head: Position
  /** Failed attempts on the next message. */
  readonly failures: number
  readonly failingSince: Instant | null
  readonly nextAttemptAt: Instant
  readonly deliveredAt: Instant | null
}

/** One attempt to deliver. */
export interface WebhookAttemptRecord {
  readonly webhook: string
  /** Null: a test. */
  readonly position: Position | null
  readonly at: Instant
  /** Null where no answer came. */
  readonly status: number | null
  /** Why none came. */
  readonly error: string | null
  /** Milliseconds. */
  readonly took: number
}

export interface AddWebhookCommand {
  readonly key: string
  readonly url: string
  /** Null: the acts of members; `*`: all. */
  readonly types: readonly string[] | null
  readonly settings: readonly string[] | null
  readonly consumer: string | null
  /** Null: the head. */
  readonly after: Position | null
  /** Null: a new one. */
  readonly secret: string | null
}

export interface WebhookSuccess {
  readonly refusal?: never
  readonly webhook: WebhookRecord
  /** Where one was made or given: it is shown this once. */
  readonly secret: string | null
}
export type WebhookOutcome = WebhookSuccess | RefusalOf<'InvalidInputError' | 'NotFoundError' | 'ForbiddenError'>

export interface TestWebhookSuccess {
  readonly refusal?: never
  readonly attempt: WebhookAttemptRecord
  readonly delivered: boolean
}
export type TestWebhookOutcome = TestWebhookSuccess | RefusalOf<'NotFoundError' | 'ForbiddenError'>

export interface RotateSecretCommand {
  readonly key: string
  /** For how long the old secret signs, too; seconds. */
  readonly overlapSeconds: number
  /** Null: a new one. */
  readonly secret: string | null
}

export interface WebhookRegister {
  /** By key; none for those who are neither operators nor auditors. */
  webhooks(): Promise<WebhookRecord[]>
  webhookAttempts(keys: readonly string[]): Promise<(readonly WebhookAttemptRecord[])[]>
  addWebhook(command: AddWebhookCommand): Promise<WebhookOutcome>
  removeWebhook(key: string): Promise<WebhookOutcome>
  enableWebhook(key: string): Promise<WebhookOutcome>
  disableWebhook(key: string): Promise<WebhookOutcome>
  replayWebhook(key: string, after: Position): Promise<WebhookOutcome>
  rotateWebhookSecret(command: RotateSecretCommand): Promise<WebhookOutcome>
  testWebhook(key: string): Promise<TestWebhookOutcome>
}
