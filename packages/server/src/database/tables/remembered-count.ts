/**
 * Counts that took long to make and never change, so that the next ones are made from them. No projection: whatever is
 * missing here is counted again, and the whole table can be emptied at any time.
 */
import { index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { demur, instant, int8 } from './columns.ts'

export const rememberedCount = demur.table(
  'remembered_count',
  {
    /** What was counted, by which rules: a count made by other ones is no use. */
    question: text('question').notNull(),
    /** The point: what was known, and when it is about. */
    position: int8('position').notNull(),
    at: instant('at').notNull(),
    /** The last position that was recorded by then. Never beyond `position`. */
    certain: int8('certain').notNull(),
    /** How many people had been erased: what they wrote is counted no more, at earlier points neither. */
    erasures: int8('erasures').notNull(),
    /** The counts, in the form of the question. */
    counts: jsonb('counts').notNull(),
    countedAt: instant('counted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.question, table.position, table.at] }),
    index('remembered_count_age').on(table.countedAt),
  ],
)
