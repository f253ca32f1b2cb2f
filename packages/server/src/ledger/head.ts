import { formatInstant, type Instant, instantOf, type Position, positionOf } from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import { APPENDED, rowsNamed, type Transaction } from '../database/database.ts'
import { presentAt } from './clock.ts'

/** A place in the ledger that a transaction holds for itself: nobody else appends until it ends. */
export interface Head {
  readonly position: Position
  /** When everything appended in this transaction is recorded. */
  readonly recordedAt: Instant
  /** Of the last entry, in hexadecimal; zeros before the first. */
  readonly hash: string
}

/** Locks the head row until the transaction ends: the one lock that orders everything. */
export async function lockHead(tx: Transaction, clock: Instant): Promise<Head> {
  const [head] = await rowsNamed<{ position: number; recorded_at: number; hash: string }>(
    tx,
    'lock_head',
    sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at, encode(hash, 'hex') AS hash
        FROM demur.ledger_head FOR UPDATE`,
  )
  if (head === undefined) throw new Error('the ledger has no head')
  return {
    position: positionOf(head.position),
    recordedAt: presentAt(clock, instantOf(head.recorded_at)),
    hash: head.hash,
  }
}

/** Moves the head to the last entry of the transaction, and announces it once that is committed. */
export async function moveHead(tx: Transaction, to: Head): Promise<void> {
  await rowsNamed(tx, 'move_head', movingHead(to))
}

/** The statement of `moveHead`, behind others that are to be one with it. */
export function movingHead({ position, recordedAt, hash }: Head, ...others: readonly SQL[]): SQL {
  const before = others.map((other, index) => sql`${sql.raw(`other_${index}`)} AS (${other}), `)
  return sql`WITH ${sql.join(before)}moved AS (
      UPDATE demur.ledger_head SET position = ${position}, recorded_at = ${formatInstant(recordedAt)},
        hash = decode(${hash}, 'hex') RETURNING true)
    SELECT pg_notify(${APPENDED}, ${String(position)}) FROM moved`
}
