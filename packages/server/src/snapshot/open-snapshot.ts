import { createHash } from 'node:crypto'
import {
  type ClassColumns,
  canonicalJson,
  type DecisionTable,
  decisionTable,
  formatInstant,
  type Instant,
  type Position,
  tableDocument,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { classifyMembers } from '../bulk/member-classes.ts'
import { type KeyedRow, registeredKeys } from '../bulk/member-keys.ts'
import { type BulkQuestion, settle } from '../bulk/settled-question.ts'
import { type Queryable, rows } from '../database/database.ts'
import { checkpointCovering, type PublishedCheckpoint } from '../evidence/checkpoints.ts'
import type { Engine } from '../register/engine.ts'

/** Of what a snapshot is, settled. */
export interface SnapshotHead {
  /** Names it: the same for the same answers of the same ledger, and different for others. */
  readonly id: string
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
  /** The hash of the entry at the position, in hex: with it the whole ledger up to there is told from any other. */
  readonly entryHash: string
  readonly rulebookVersion: string
  /** Whether `at` lies in the future: no run may use such an answer. */
  readonly projected: boolean
  /** The earliest checkpoint that covers the position; null while there is none. */
  readonly checkpoint: PublishedCheckpoint | null
}

/** The members of a register by class, with the table that says what follows, at one instant and one position. */
export interface Snapshot {
  readonly head: SnapshotHead
  readonly table: DecisionTable
  readonly columns: ClassColumns
  /** Everybody who is registered, some at a time. */
  readonly members: AsyncIterable<readonly KeyedRow[]>
}

/** Works out the classes of everybody. Throws `BulkRefused` where nothing has the data use. */
export async function openSnapshot(engine: Engine, clock: Instant, question: BulkQuestion): Promise<Snapshot> {
  const { connection } = engine
  const { dataUse, at, position, rulebook, projected } = await settle(engine, clock, question)
  const table = decisionTable(rulebook, dataUse, at)
  const entryHash = await hashAt(connection.db, position)
  const columns = await classifyMembers(connection, table, { at, position })
  const head: SnapshotHead = {
    id: idOf(table, at, position, entryHash),
    dataUse,
    at,
    position,
    entryHash,
    rulebookVersion: rulebook.version,
    projected,
    checkpoint: await checkpointCovering(connection.db, position),
  }
  return { head, table, columns, members: registeredKeys(connection, columns) }
}

async function hashAt(queryable: Queryable, position: Position): Promise<string> {
  const [entry] = await rows<{ hash: string }>(
    queryable,
    sql`SELECT encode(hash, 'hex') AS hash FROM demur.ledger_entry WHERE position = ${position}`,
  )
  return entry?.hash ?? ''
}

function idOf(table: DecisionTable, at: Instant, position: Position, entryHash: string): string {
  const about = { table: tableDocument(table), at: formatInstant(at), position, entryHash }
  return createHash('sha256').update(canonicalJson(about)).digest('hex').slice(0, 32)
}
