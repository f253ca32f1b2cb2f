import { formatInstant, type Instant, instantOf, type Position, positionOf } from '@demur/eligibility'
import { equalBytes, signCheckpoint, toHex } from '@demur/eligibility/evidence'
import { type SQL, sql } from 'drizzle-orm'
import { type Database, type Queryable, rows, type Transaction } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import type { Notary } from './notary.ts'
import { treeRoot } from './tree.ts'

/** A published checkpoint. */
export interface PublishedCheckpoint {
  /** How many entries it covers. */
  readonly size: Position
  readonly root: Uint8Array
  readonly note: string
  readonly publishedAt: Instant
}

/** What became of publishing. */
export interface Publication {
  readonly checkpoint: PublishedCheckpoint
  /** False where nothing was recorded since that checkpoint: there is no other to publish. */
  readonly isNew: boolean
}

/** The ledger is no longer the one that was signed. Nothing more is signed: that would cover it up. */
export class LedgerForked extends Error {
  override readonly name = 'LedgerForked'
}

/**
 * Signs the head of the ledger and publishes it. One process at a time, and one checkpoint a size, so that no two
 * processes publish what contradicts. Null where the ledger is empty.
 * @param notBefore publishes nothing where a checkpoint was published since: several processes share one interval
 */
export async function publishCheckpoint(
  db: Database,
  notary: Notary,
  clock: Instant,
  notBefore: Instant | null = null,
): Promise<Publication | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('demur checkpoint'))`)
    const [head] = await rows<{ position: number; recorded_at: number }>(
      tx,
      sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at FROM demur.ledger_head`,
    )
    const [latest = null] = await readCheckpoints(tx, 1, null)
    const size = positionOf(head?.position ?? 0)
    const recent = latest !== null && notBefore !== null && latest.publishedAt > notBefore
    if (latest !== null && (latest.size >= size || recent)) return { checkpoint: latest, isNew: false }
    if (size === 0) return null
    if (latest !== null) await assertContinued(tx, latest)
    const publishedAt = presentAt(clock, instantOf(head?.recorded_at ?? 0))
    return { checkpoint: await sign(tx, notary, size, publishedAt), isNew: true }
  })
}

async function assertContinued(tx: Transaction, { size, root }: PublishedCheckpoint): Promise<void> {
  if (equalBytes(await treeRoot(tx, size), root)) return
  throw new LedgerForked(`the first ${size} entries are not those of the checkpoint of ${size}: run “demur verify”`)
}

async function sign(
  tx: Transaction,
  { origin, signers, verifiers }: Notary,
  size: Position,
  publishedAt: Instant,
): Promise<PublishedCheckpoint> {
  const root = await treeRoot(tx, size)
  const checkpoint = { size, root, note: await signCheckpoint({ origin, size, root }, signers), publishedAt }
  await keepCheckpoint(tx, checkpoint, verifiers)
  return checkpoint
}

/** Keeps a checkpoint, and the public keys that signed it as far as they are new. */
export async function keepCheckpoint(
  tx: Transaction,
  { size, root, note, publishedAt }: PublishedCheckpoint,
  verifiers: readonly string[],
): Promise<void> {
  const at = formatInstant(publishedAt)
  await tx.execute(sql`INSERT INTO demur.checkpoint (size, root, note, published_at)
    VALUES (${size}, decode(${toHex(root)}, 'hex'), ${note}, ${at})`)
  for (const verifier of verifiers) {
    await tx.execute(sql`INSERT INTO demur.checkpoint_key (verifier, first_size, added_at)
      VALUES (${verifier}, ${size}, ${at}) ON CONFLICT DO NOTHING`)
  }
}

/**
 * Checkpoints below a size, the largest first; null: from the latest on.
 * @param publishedBy leaves out what was published later; null: nothing
 */
export async function readCheckpoints(
  queryable: Queryable,
  first: number,
  below: Position | null,
  publishedBy: Instant | null = null,
): Promise<PublishedCheckpoint[]> {
  const smaller = below === null ? sql`true` : sql`size < ${below}`
  const where = publishedBy === null ? smaller : sql`${smaller} AND published_at <= ${formatInstant(publishedBy)}`
  return selectCheckpoints(queryable, sql`WHERE ${where} ORDER BY size DESC LIMIT ${first}`)
}

/** The earliest checkpoint that covers a position; null while there is none. */
export async function checkpointCovering(
  queryable: Queryable,
  position: Position,
): Promise<PublishedCheckpoint | null> {
  const [found = null] = await selectCheckpoints(queryable, sql`WHERE size >= ${position} ORDER BY size LIMIT 1`)
  return found
}

/** The checkpoints that the rest of a statement picks. */
export async function selectCheckpoints(queryable: Queryable, rest: SQL): Promise<PublishedCheckpoint[]> {
  const found = await rows<{ size: number; root: string; note: string; published_at: number }>(
    queryable,
    sql`SELECT size::float8 AS size, encode(root, 'hex') AS root, note, demur.ms(published_at) AS published_at
        FROM demur.checkpoint ${rest}`,
  )
  return found.map(({ size, root, note, published_at }) => ({
    size: positionOf(size),
    root: Buffer.from(root, 'hex'),
    note,
    publishedAt: instantOf(published_at),
  }))
}

/** A public key that signed checkpoints. */
export interface PublishedKey {
  readonly verifier: string
  readonly firstSize: Position
  readonly addedAt: Instant
}

/** Every public key that ever signed, the newest first. */
export async function readCheckpointKeys(queryable: Queryable): Promise<PublishedKey[]> {
  const found = await rows<{ verifier: string; first_size: number; added_at: number }>(
    queryable,
    sql`SELECT verifier, first_size::float8 AS first_size, demur.ms(added_at) AS added_at
        FROM demur.checkpoint_key ORDER BY first_size DESC, verifier`,
  )
  return found.map(({ verifier, first_size, added_at }) => ({
    verifier,
    firstSize: positionOf(first_size),
    addedAt: instantOf(added_at),
  }))
}
