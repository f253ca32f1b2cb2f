/**
 * Facts about members, one table a kind. Projections of the ledger: each row is one entry, and none is ever updated.
 * The value in force is that of the row in sight with the greatest (effective_at, position).
 */
import { ACCOUNT_STATUSES, CHOICE_ACTS } from '@demur/eligibility'
import { boolean, date, index, primaryKey, text } from 'drizzle-orm/pg-core'
import { demur, instant, int8, key } from './columns.ts'

export const accountStatusType = demur.enum('account_status_type', ACCOUNT_STATUSES)
export const choiceActType = demur.enum('choice_act', CHOICE_ACTS)

/** Everybody whom an entry ever named. Null columns: named in an item, and not registered. */
export const member = demur.table('member', {
  id: int8('id').primaryKey().generatedAlwaysAsIdentity(),
  /** The caller's own id. Compared byte by byte. */
  key: key('key').notNull().unique(),
  position: int8('position'),
  effectiveAt: instant('effective_at'),
})

/** What every fact about a member has. */
const dated = () => ({
  memberId: int8('member_id').notNull(),
  position: int8('position').notNull(),
  effectiveAt: instant('effective_at').notNull(),
})

export const residence = demur.table(
  'residence',
  { ...dated(), country: text('country'), subdivision: text('subdivision') },
  (table) => [primaryKey({ columns: [table.memberId, table.position] })],
)

export const birthDate = demur.table(
  'birth_date',
  { ...dated(), birthDate: date('birth_date', { mode: 'string' }).notNull(), verified: boolean('verified').notNull() },
  (table) => [primaryKey({ columns: [table.memberId, table.position] })],
)

export const ageSignal = demur.table(
  'age_signal',
  { ...dated(), believedMinor: boolean('believed_minor').notNull() },
  (table) => [primaryKey({ columns: [table.memberId, table.position] })],
)

export const accountStatus = demur.table(
  'account_status',
  { ...dated(), status: accountStatusType('status').notNull() },
  (table) => [primaryKey({ columns: [table.memberId, table.position] })],
)

export const noticeServed = demur.table(
  'notice_served',
  { ...dated(), notice: text('notice').notNull(), version: text('version').notNull() },
  (table) => [
    primaryKey({ columns: [table.memberId, table.position] }),
    // Whose lead ends between two instants.
    index('notice_served_effective').on(table.effectiveAt),
  ],
)

export const choiceEvent = demur.table(
  'choice_event',
  { ...dated(), setting: text('setting').notNull(), act: choiceActType('act').notNull() },
  (table) => [
    primaryKey({ columns: [table.memberId, table.position] }),
    index('choice_event_setting').on(table.setting, table.position),
  ],
)
