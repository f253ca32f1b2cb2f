/**
 * Runs and their manifests. Runs are projections of the ledger. Manifests are derived: those of sealed runs can be
 * written anew from the ledger as long as nobody in them was erased.
 */
import { RUN_STATUSES } from '@demur/eligibility'
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import { demur, instant, int8, key } from './columns.ts'

export const run = demur.table('run', {
  key: key('key').primaryKey(),
  /** Of the entry that opened it. Manifests name the run by it. */
  openedPosition: int8('opened_position').notNull().unique(),
  openedAt: instant('opened_at').notNull(),
  dataUse: text('data_use').notNull(),
  at: instant('at').notNull(),
  asKnownAt: int8('as_known_at').notNull(),
  description: text('description'),
  status: text('status', { enum: RUN_STATUSES }).notNull(),
  closedPosition: int8('closed_position'),
  closedAt: instant('closed_at'),
  itemCount: int8('item_count'),
  manifestDigest: text('manifest_digest'),
  /**
   * How many items of its manifest are in `run_item`; null until all are. A sealed run without was imported: its items
   * are derived whenever somebody asks.
   */
  manifestItems: int8('manifest_items'),
  /** How many items are in `run_late_item`; null until all are. */
  lateItemCount: int8('late_item_count'),
})

/** The chunks of manifests: 10,000 items each, the last one fewer. Those of a run that is open are not complete. */
export const runChunk = demur.table(
  'run_chunk',
  {
    run: int8('run').notNull(),
    /** 0, 1, 2, … */
    ordinal: integer('ordinal').notNull(),
    /** The position that its first item was registered at. */
    firstItem: int8('first_item').notNull(),
    itemCount: integer('item_count').notNull(),
    /** SHA-256 of the leaves of its items, each in hexadecimal and followed by a line feed; in hexadecimal. */
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.ordinal] })],
)

/**
 * The items of manifests, in the byte order of their keys. Large: one row for every item of every run. Holds no key, so
 * that erasing a person needs no change here: the ledger keeps the commitment of an erased entry, which is the leaf.
 */
export const runItem = demur.table(
  'run_item',
  {
    run: int8('run').notNull(),
    /** 0, 1, 2, … */
    ordinal: integer('ordinal').notNull(),
    /** The position that the item was registered at. */
    item: int8('item').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.ordinal] }), index('run_item_item').on(table.item)],
)

/** The items of sealed runs that were not eligible any more when their run was sealed. */
export const runLateItem = demur.table(
  'run_late_item',
  {
    run: int8('run').notNull(),
    /** As in `run_item`. */
    ordinal: integer('ordinal').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.ordinal] })],
)
