import { sql } from 'drizzle-orm'
import { boolean, check, text } from 'drizzle-orm/pg-core'
import { bytes, demur, instant, int8 } from './columns.ts'

/**
 * Signed heads of the tree (C2SP `tlog-checkpoint`), one a size. Never changed or removed: others keep copies, and a
 * copy that is not here, or differs, is what shows that history was rewritten.
 */
export const checkpoint = demur.table(
  'checkpoint',
  {
    /** How many entries it covers. */
    size: int8('size').primaryKey(),
    root: bytes('root').notNull(),
    /** The signed note as published. */
    note: text('note').notNull(),
    publishedAt: instant('published_at').notNull(),
  },
  (table) => [check('checkpoint_root', sql`octet_length(${table.root}) = 32`)],
)

/** The public keys that ever signed a checkpoint. A retired key stays: what it signed is verified with it. */
export const checkpointKey = demur.table('checkpoint_key', {
  /** `name+id+key`, as C2SP `signed-note` writes them. */
  verifier: text('verifier').primaryKey(),
  /** The size of the first checkpoint that it signed. */
  firstSize: int8('first_size').notNull(),
  addedAt: instant('added_at').notNull(),
})

/**
 * The private key of a register in development mode, which has no other. Empty where keys are configured. Whoever can
 * read this row can sign checkpoints.
 */
export const developmentKey = demur.table(
  'development_key',
  {
    singleton: boolean('singleton').primaryKey().default(true),
    /** PKCS #8. */
    pem: text('pem').notNull(),
  },
  (table) => [check('development_key_singleton', sql`${table.singleton}`)],
)
