import { BLOCKING_REASONS, type BlockingReason } from '@demur/eligibility'

/** A column of a file of a snapshot. */
export interface SnapshotColumn {
  readonly name: string
  /** An `INTEGER` has 32 bits, a `LONG` 64; a `TIMESTAMP` is an instant in milliseconds, UTC. */
  readonly type: 'STRING' | 'INTEGER' | 'LONG' | 'BOOLEAN' | 'TIMESTAMP'
  readonly nullable: boolean
  readonly description: string
}

/** Every file has it. Rows of two snapshots in one table stay apart, and never answer for each other. */
const SNAPSHOT: SnapshotColumn = {
  name: 'snapshot',
  type: 'STRING',
  nullable: false,
  description: 'names the snapshot that the row belongs to',
}

/** Who is registered, and in which class: a row a member. Whoever is not here is unknown. */
export const MEMBER_COLUMNS = [
  SNAPSHOT,
  { name: 'member', type: 'STRING', nullable: false, description: 'the key of the member' },
  { name: 'class', type: 'INTEGER', nullable: false, description: 'the class of the member in the decision table' },
  {
    name: 'of_age_at',
    type: 'TIMESTAMP',
    nullable: true,
    description:
      'content created before it was created as a minor; null where that does not matter, or no date is known',
  },
  {
    name: 'objected_since',
    type: 'TIMESTAMP',
    nullable: true,
    description: 'content created at or after it is objected to; null where there is no such objection',
  },
] as const satisfies readonly SnapshotColumn[]

/** Reasons that lie in the item or in its dates, and so in no cell of the table. */
const BESIDE_THE_TABLE: readonly BlockingReason[] = [
  'UNKNOWN_ITEM',
  'ITEM_DELETED',
  'SENSITIVE_SOURCE',
  'OUTSIDE_CONTENT_WINDOW',
  'CREATED_AS_MINOR',
]

/** The reasons that a row of the decision table has a column for, in canonical order. */
export const TABLE_REASONS = BLOCKING_REASONS.filter((code) => !BESIDE_THE_TABLE.includes(code))

/** The column of a reason: its code in lower case. */
export function reasonColumn(code: BlockingReason): string {
  return code.toLowerCase()
}

/** In place of a kind or a visibility: any that this version does not know, and none at all. */
export const ANY_OTHER = '*'

/** What blocks by class, part, kind and visibility: a row for each. */
export const TABLE_COLUMNS: readonly SnapshotColumn[] = [
  SNAPSHOT,
  { name: 'class', type: 'INTEGER', nullable: false, description: 'a class of members; 0: not registered' },
  { name: 'part', type: 'STRING', nullable: false, description: 'AUTHOR, CO_AUTHOR or APPEARING' },
  { name: 'kind', type: 'STRING', nullable: false, description: 'the kind of the item; *: any other' },
  { name: 'visibility', type: 'STRING', nullable: false, description: 'the visibility of the item; *: any other' },
  {
    name: 'content_not_before',
    type: 'TIMESTAMP',
    nullable: true,
    description: 'content created before it is outside of the content window; null: no window',
  },
  {
    name: 'authors_only',
    type: 'BOOLEAN',
    nullable: false,
    description: 'for an author: objections of those who merely appear do not count',
  },
  {
    name: 'dated_objection',
    type: 'BOOLEAN',
    nullable: false,
    description: 'whether what was created at or after objected_since of the member is objected to',
  },
  {
    name: 'eligible_reason',
    type: 'STRING',
    nullable: true,
    description: 'for an author: the reason that an eligible item carries; null where no rule answers',
  },
  ...TABLE_REASONS.map((code): SnapshotColumn => {
    return { name: reasonColumn(code), type: 'BOOLEAN', nullable: false, description: `whether ${code} blocks` }
  }),
]

/** What the snapshot is about: one row. */
export const MANIFEST_COLUMNS = [
  SNAPSHOT,
  { name: 'data_use', type: 'STRING', nullable: false, description: 'the data use that is asked about' },
  { name: 'at', type: 'TIMESTAMP', nullable: false, description: 'the instant that is asked about' },
  { name: 'position', type: 'LONG', nullable: false, description: 'the ledger position as known at' },
  { name: 'rulebook_version', type: 'STRING', nullable: false, description: 'the rulebook that answers' },
  {
    name: 'projected',
    type: 'BOOLEAN',
    nullable: false,
    description: 'whether the instant lies in the future: no run may use such an answer',
  },
  {
    name: 'rules_until',
    type: 'TIMESTAMP',
    nullable: true,
    description: 'until when, exclusive, the rules read like this; null: for good',
  },
  { name: 'members', type: 'LONG', nullable: false, description: 'how many rows of members belong to it' },
] as const satisfies readonly SnapshotColumn[]

/** A value of a column; an instant in milliseconds since 1970. */
export type SnapshotValue = string | number | boolean | null
