/** Where entries are posted to. Operational state, no projection: back it up with the ledger. */
import { index, integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { demur, instant, int8, key } from './columns.ts'

/** An endpoint, how far it was delivered to, and who is at it. Holds secrets: whoever reads it can sign. */
export const webhook = demur.table(
  'webhook',
  {
    key: key('key').primaryKey(),
    url: text('url').notNull(),
    /** Entry types; null: all. */
    types: jsonb('types'),
    /** Settings whose acts are posted; null: all. */
    settings: jsonb('settings'),
    consumer: key('consumer'),
    /** `[{"secret", "expiresAt"}]`, the newest first; the others sign until they expire. */
    secrets: jsonb('secrets').notNull(),
    createdAt: instant('created_at').notNull(),
    status: text('status', { enum: ['ENABLED', 'DISABLED'] }).notNull(),
    disabledAt: instant('disabled_at'),
    /** `GONE`, `FAILED` or `OPERATOR`. */
    disabledReason: text('disabled_reason'),
    /** Everything up to here is delivered, or passed over by the filters. */
    position: int8('position').notNull(),
    /** Attempts on the next message that failed. */
    failures: integer('failures').notNull(),
    failingSince: instant('failing_since'),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    deliveredAt: instant('delivered_at'),
    /** Attempts ever made. */
    attempts: int8('attempts').notNull(),
    /** The token of the process that is delivering, and until when it may. A dead one loses it by itself. */
    lease: text('lease'),
    leaseUntil: instant('lease_until'),
  },
  (table) => [index('webhook_due').on(table.status, table.nextAttemptAt)],
)

/** The last attempts of each endpoint: a ring of 50 rows. */
export const webhookAttempt = demur.table(
  'webhook_attempt',
  {
    webhook: key('webhook').notNull(),
    /** The number of the attempt modulo 50. */
    slot: integer('slot').notNull(),
    number: int8('number').notNull(),
    /** Of the entry; null: a test. */
    position: int8('position'),
    at: instant('at').notNull(),
    /** Of the answer; null where none came. */
    status: integer('status'),
    /** Why none came, as a code. */
    error: text('error'),
    /** Milliseconds. */
    took: integer('took').notNull(),
  },
  (table) => [primaryKey({ columns: [table.webhook, table.slot] })],
)
