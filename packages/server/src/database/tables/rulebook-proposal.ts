/**
 * Rulebooks that wait for a second operator. Not in the ledger, which tells only of what was published and who approved
 * it: what is lost here has to be proposed again.
 */
import { sql } from 'drizzle-orm'
import { integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { demur, instant, int8 } from './columns.ts'

export const rulebookProposal = demur.table('rulebook_proposal', {
  id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
  version: text('version').notNull(),
  digest: text('digest').notNull(),
  document: jsonb('document').notNull(),
  /** The position of the rulebook that it was proposed against; 0: none. Stale once another one answers. */
  basePosition: int8('base_position').notNull(),
  /** The subject of whoever proposed it, who cannot approve it. */
  proposedBy: text('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  note: text('note'),
  /** How many others must approve. */
  approvalsNeeded: integer('approvals_needed').notNull(),
  /** OPEN also where it expired or became stale: those two are worked out when it is read. */
  status: text('status', { enum: ['OPEN', 'PUBLISHED', 'REJECTED', 'WITHDRAWN'] }).notNull(),
  closedBy: text('closed_by'),
  closedAt: instant('closed_at'),
  closedNote: text('closed_note'),
  /** Of the entry that published it. */
  publishedPosition: int8('published_position'),
})

export const rulebookApproval = demur.table(
  'rulebook_approval',
  {
    proposalId: uuid('proposal_id').notNull(),
    /** The subject of the operator who approved. Never that of whoever proposed. */
    subject: text('subject').notNull(),
    approvedAt: instant('approved_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposalId, table.subject] })],
)
