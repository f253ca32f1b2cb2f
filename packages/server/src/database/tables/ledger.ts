import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytes, demur, instant, int8, key } from './columns.ts'

/**
 * The one append-only table. Everything else can be rebuilt from it, and nothing rebuilds it: back it up.
 * Triggers refuse UPDATE, DELETE and TRUNCATE for every role; the serving role has no right to them either. The one
 * exception is `demur.erase`, which blanks what an entry says of a person and leaves position, time, type, commitment
 * and hash: the chain of hashes still holds.
 */
export const ledgerEntry = demur.table(
  'ledger_entry',
  {
    /** 1, 2, 3, … without gaps, in commit order. Assigned under the lock of `ledger_head`, never by a sequence. */
    position: int8('position').primaryKey(),
    recordedAt: instant('recorded_at').notNull(),
    type: text('type').notNull(),
    /** SHA-256 over salt and fields. All that is left of the fields of an erased entry. */
    commitment: bytes('commitment').notNull(),
    /** SHA-256 over the hash before, position, time, type and commitment. */
    hash: bytes('hash').notNull(),
    /** 16 random bytes: without them an erased entry cannot be told from its commitment by trying. Null: erased. */
    salt: bytes('salt'),
    /** Salts of the people in an item besides its author, in the order of its subjects, so that each can be erased. */
    subjectSalts: jsonb('subject_salts'),
    /** From when on the fact holds. Never later than `recorded_at`. Null: erased. */
    effectiveAt: instant('effective_at'),
    /** Who recorded it: the subject of a token, or the command line. Null: erased. */
    actor: text('actor'),
    channel: text('channel'),
    idempotencyKey: key('idempotency_key'),
    /** The member that the entry is about; for an item its author. */
    member: key('member'),
    item: key('item'),
    /**
     * The fields of the type exactly as they were given; of somebody erased who appears in an item a commitment stands
     * in place of the key. Null: the whole entry is erased.
     */
    body: jsonb('body'),
  },
  (table) => [
    index('ledger_entry_member').on(table.member, table.position).where(sql`${table.member} IS NOT NULL`),
    index('ledger_entry_idempotency')
      .on(table.member, table.idempotencyKey)
      .where(sql`${table.idempotencyKey} IS NOT NULL`),
    index('ledger_entry_pseudonym').on(sql`(${table.body} ->> 'pseudonym')`).where(sql`${table.type} = 'MemberErased'`),
    check('ledger_entry_position', sql`${table.position} > 0`),
    check('ledger_entry_effective', sql`${table.effectiveAt} <= ${table.recordedAt}`),
    check('ledger_entry_hashes', sql`octet_length(${table.commitment}) = 32 AND octet_length(${table.hash}) = 32`),
    check(
      'ledger_entry_whole_or_erased',
      sql`num_nulls(${table.salt}, ${table.effectiveAt}, ${table.actor}, ${table.body}) = 0
        OR num_nonnulls(${table.salt}, ${table.subjectSalts}, ${table.effectiveAt}, ${table.actor}, ${table.channel},
          ${table.idempotencyKey}, ${table.member}, ${table.item}, ${table.body}) = 0`,
    ),
  ],
)

/**
 * One row. Whoever appends locks it, so appends stand in line here: a long wait on this row is an import or a stuck
 * transaction (`pg_stat_activity`), not a fault of the row.
 */
export const ledgerHead = demur.table(
  'ledger_head',
  {
    singleton: boolean('singleton').primaryKey().default(true),
    position: int8('position').notNull(),
    /** Of the last entry. The next one is never recorded before it, whatever the clock says. */
    recordedAt: instant('recorded_at').notNull(),
    /** Of the last entry: the next one is chained to it. Zeros before the first. */
    hash: bytes('hash').notNull(),
  },
  (table) => [check('ledger_head_singleton', sql`${table.singleton}`)],
)

/**
 * The Merkle tree over the hashes of the entries, 256 nodes a row: a row of level 0 holds 256 leaf hashes, one of level
 * n the roots of 256 rows of level n − 1. Rows of level 0 are written when they are full, those above grow at the end.
 * Can be recomputed from the entries; `demur verify` does.
 */
export const ledgerTile = demur.table(
  'ledger_tile',
  {
    level: integer('level').notNull(),
    index: int8('index').notNull(),
    /** Hashes of 32 bytes, one after the other. */
    hashes: bytes('hashes').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.level, table.index] }),
    check('ledger_tile_width', sql`octet_length(${table.hashes}) BETWEEN 32 AND 8192`),
  ],
)

/** Files that were imported, so that the same one a second time is recognised. Deleting a row only loses that. */
export const importedFile = demur.table('imported_file', {
  /** SHA-256 of the lines, in hex; once somebody in them was erased, `erased:` and a keyed hash of it. */
  digest: text('digest').primaryKey(),
  firstPosition: int8('first_position').notNull(),
  lastPosition: int8('last_position').notNull(),
  importedAt: instant('imported_at').notNull(),
})

/** Every published rulebook. Projection of the ledger. The one with the greatest position answers. */
export const rulebook = demur.table('rulebook', {
  position: int8('position').primaryKey(),
  version: text('version').notNull(),
  digest: text('digest').notNull(),
  document: jsonb('document').notNull(),
  /** Who approved it, a list of subjects; null where no approval was required. */
  approvedBy: jsonb('approved_by'),
})
