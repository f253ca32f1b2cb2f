/** Content items, as the ledger tells of them. Projections: what is registered stays, what changes is added. */
import { CONTENT_KINDS, SUBJECT_ROLES, VISIBILITIES } from '@demur/eligibility'
import { boolean, index, integer, primaryKey, smallint } from 'drizzle-orm/pg-core'
import { demur, instant, int8, key } from './columns.ts'

export const contentKind = demur.enum('content_kind', CONTENT_KINDS)
export const visibility = demur.enum('visibility', VISIBILITIES)
export const subjectRole = demur.enum('subject_role', SUBJECT_ROLES)

/**
 * The largest table. Rows are added, and deleted when somebody is erased, and never updated but by a rebuild that
 * corrects them: they stay where they are while an export reads on. Kind, visibility and flag are the first ones: later ones stand in `content_change`.
 */
export const contentItem = demur.table(
  'content_item',
  {
    id: int8('id').primaryKey().generatedAlwaysAsIdentity(),
    position: int8('position').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null where the item names no author: it is never eligible. */
    authorId: int8('author_id'),
    kind: contentKind('kind').notNull(),
    visibility: visibility('visibility').notNull(),
    sensitiveSource: boolean('sensitive_source').notNull(),
    /** The first kind and visibility as one number (`cellOf`): what bulk statements look up. */
    cell: smallint('cell').notNull(),
    /** The caller's own id. Listings are in its byte order. Last, so that the columns before it stand at fixed places. */
    key: key('key').notNull().unique(),
  },
  (table) => [index('content_item_author').on(table.authorId, table.key)],
)

/** The people in an item besides its author, in the order in which they were given. */
export const contentSubject = demur.table(
  'content_subject',
  {
    itemId: int8('item_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    memberId: int8('member_id').notNull(),
    role: subjectRole('role').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.ordinal] }),
    index('content_subject_member').on(table.memberId),
  ],
)

/** Changes and deletions. A null column keeps its value. */
export const contentChange = demur.table(
  'content_change',
  {
    itemId: int8('item_id').notNull(),
    position: int8('position').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    kind: contentKind('kind'),
    visibility: visibility('visibility'),
    sensitiveSource: boolean('sensitive_source'),
    deleted: boolean('deleted').notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.position] })],
)
