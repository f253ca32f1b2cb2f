/** Who uses content outside the register, and how far they have applied what it recorded. */
import { boolean, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { demur, instant, int8, key } from './columns.ts'

/** Registrations and their ends, each a row, never updated. Projection of the ledger. The last of a key answers. */
export const consumerRegistration = demur.table('consumer_registration', {
  position: int8('position').primaryKey(),
  effectiveAt: instant('effective_at').notNull(),
  consumer: key('consumer').notNull(),
  /** Null where the consumer was deregistered, like the columns after it. */
  title: text('title'),
  /** Of the token that may acknowledge. */
  subject: text('subject'),
  dataUses: jsonb('data_uses'),
  /** `[{"setting", "deadline"}]`, the deadline as an ISO 8601 duration. */
  settings: jsonb('settings'),
  deregistered: boolean('deregistered').notNull(),
})

/** Acknowledgements that covered acts of members. Projection of the ledger. */
export const consumerAcknowledgement = demur.table(
  'consumer_acknowledgement',
  {
    consumer: key('consumer').notNull(),
    position: int8('position').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    /** Everything up to here is applied. */
    through: int8('through').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.consumer, table.position] }),
    index('consumer_acknowledgement_through').on(table.consumer, table.through),
  ],
)

/**
 * Up to where each consumer has acknowledged. No projection: most acknowledgements cover no act of a member and are no entries.
 * Where a row is lost, what the ledger has counts, and the consumer is told more than it needs.
 */
export const consumerCursor = demur.table('consumer_cursor', {
  consumer: key('consumer').primaryKey(),
  acknowledged: int8('acknowledged').notNull(),
  acknowledgedAt: instant('acknowledged_at').notNull(),
  /** The head of the ledger then: what became the consumer's duty later is not covered. */
  head: int8('head').notNull(),
})
