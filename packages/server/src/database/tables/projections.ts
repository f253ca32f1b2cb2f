/**
 * Which tables are projections of the ledger, and what of them says something: `demur rebuild` makes them anew and
 * compares. Every other table has to be among those that are kept; a test finds the ones that are in neither list.
 */
export interface Projection {
  readonly table: string
  /** The columns that the ledger says. Row ids are none: they differ from one database to the next. */
  readonly columns: readonly string[]
  /** Columns that hold the id of a row of another projection, by its table. They are compared by the key of that row. */
  readonly references?: Readonly<Record<string, 'member' | 'content_item'>>
  /** The column that names a row for good: where others refer to it or it has columns that the ledger does not say. */
  readonly key?: string
}

const OF_MEMBER = { member_id: 'member' } as const
const DATED = ['member_id', 'position', 'effective_at']

/** In an order in which each refers only to those before it. */
export const PROJECTIONS: readonly Projection[] = [
  { table: 'member', columns: ['key', 'position', 'effective_at'], key: 'key' },
  {
    table: 'content_item',
    columns: [
      'key',
      'position',
      'effective_at',
      'created_at',
      'author_id',
      'kind',
      'visibility',
      'sensitive_source',
      'cell',
    ],
    references: { author_id: 'member' },
    key: 'key',
  },
  {
    table: 'content_subject',
    columns: ['item_id', 'ordinal', 'member_id', 'role'],
    references: { item_id: 'content_item', member_id: 'member' },
  },
  {
    table: 'content_change',
    columns: ['item_id', 'position', 'effective_at', 'kind', 'visibility', 'sensitive_source', 'deleted'],
    references: { item_id: 'content_item' },
  },
  { table: 'residence', columns: [...DATED, 'country', 'subdivision'], references: OF_MEMBER },
  { table: 'birth_date', columns: [...DATED, 'birth_date', 'verified'], references: OF_MEMBER },
  { table: 'age_signal', columns: [...DATED, 'believed_minor'], references: OF_MEMBER },
  { table: 'account_status', columns: [...DATED, 'status'], references: OF_MEMBER },
  { table: 'notice_served', columns: [...DATED, 'notice', 'version'], references: OF_MEMBER },
  { table: 'choice_event', columns: [...DATED, 'setting', 'act'], references: OF_MEMBER },
  { table: 'rulebook', columns: ['position', 'version', 'digest', 'document', 'approved_by'] },
  {
    // What of a manifest is stored is no matter of the ledger, and stays.
    table: 'run',
    columns: [
      'key',
      'opened_position',
      'opened_at',
      'data_use',
      'at',
      'as_known_at',
      'description',
      'status',
      'closed_position',
      'closed_at',
      'item_count',
      'manifest_digest',
    ],
    key: 'key',
  },
  {
    table: 'consumer_registration',
    columns: ['position', 'effective_at', 'consumer', 'title', 'subject', 'data_uses', 'settings', 'deregistered'],
  },
  { table: 'consumer_acknowledgement', columns: ['consumer', 'position', 'effective_at', 'through'] },
]

/** The other tables, and why a rebuild leaves them alone. */
export const KEPT: Readonly<Record<string, string>> = {
  ledger_entry: 'the ledger itself',
  ledger_head: 'where the ledger ends; guarded like it',
  ledger_tile: 'the tree over the ledger; demur verify recomputes it',
  checkpoint: 'signed checkpoints; made with a key, not from the ledger',
  checkpoint_key: 'keys that checkpoints are verified with; not in the ledger',
  development_key: 'the key of a register without one of its own; not in the ledger',
  imported_file: 'which files were imported; not in the ledger',
  run_chunk: 'manifests; verifying a run derives them anew',
  run_item: 'manifests; verifying a run derives them anew',
  run_late_item: 'what was late when a run was sealed; not in the ledger',
  rulebook_proposal: 'rulebooks that wait for approval; not in the ledger',
  rulebook_approval: 'rulebooks that wait for approval; not in the ledger',
  consumer_cursor: 'how far consumers acknowledged; not all of it is in the ledger',
  remembered_count: 'counts made before; a rebuild that replaces anything empties it',
  webhook: 'where entries are delivered, and how far; not in the ledger',
  webhook_attempt: 'deliveries that were tried; not in the ledger',
  migration: 'which migrations ran',
}
