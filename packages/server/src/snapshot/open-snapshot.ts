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
import { ExportRefused } from '../bulk/eligible-export.ts'
import { classifyMembers } from '../bulk/member-classes.ts'
import { type KeyedRow, registeredKeys } from '../bulk/member-keys.ts'
import { type Queryable, rows } from '../database/database.ts'
import { checkpointCovering, type PublishedCheckpoint } from '../evidence/checkpoints.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from '../register/ask.ts'
import type { Engine } from '../register/engine.ts'
import { loadFacts } from '../register/facts.ts'

/** What a snapshot is asked for. */
export interface SnapshotQuestion {
  readonly dataUse: string
  /** Null: now. */
  readonly at: Instant | null
  /** Null: the head. */
  readonly asKnownAt: Position | null
}

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

/** Works out the classes of everybody. Throws `ExportRefused` where nothing has the data use. */
export async function openSnapshot(
  engine: Engine,
  clock: Instant,
  { dataUse, at, asKnownAt }: SnapshotQuestion,
): Promise<Snapshot> {
  const { connection, policies } = engine
  const facts = await loadFacts(connection.db, {})
  const position = knownPosition(asKnownAt, facts.head)
  const rulebook = (await policies.upTo(facts.rulebook, connection.db)).at(position)?.rulebook ?? null
  if (!rulebook?.dataUses.has(dataUse)) throw new ExportRefused('NOT_FOUND', `There is no data use “${dataUse}”.`)
  const now = presentAt(clock, facts.recordedAt)
  const instant = at ?? now
  const table = decisionTable(rulebook, dataUse, instant)
  const entryHash = await hashAt(connection.db, position)
  const columns = await classifyMembers(connection, table, { at: instant, position })
  const head: SnapshotHead = {
    id: idOf(table, instant, position, entryHash),
    dataUse,
    at: instant,
    position,
    entryHash,
    rulebookVersion: rulebook.version,
    projected: instant > now,
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
