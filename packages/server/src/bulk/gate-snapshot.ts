import { type DecisionTable, decisionTable, type Json, type Position, type Vantage } from '@demur/eligibility'
import { type Signer, signCheckpoint, utf8 } from '@demur/eligibility/evidence'
import {
  ByteWriter,
  type Coverage,
  coverageOf,
  digestList,
  MOST_BLOCK_BYTES,
  SNAPSHOT_MAGIC,
  snapshotHeader,
  snapshotOrigin,
  standingOf,
  tableDigest,
  writeRecord,
} from '@demur/eligibility/gate'
import { sql } from 'drizzle-orm'
import { type Connection, type Queryable, rows } from '../database/database.ts'
import { sha256 } from '../evidence/sha256.ts'
import type { Engine } from '../register/engine.ts'
import { askedBy, FACT_COLUMNS, FactGatherer, factsQuery } from './member-facts.ts'
import { among, type IdRange } from './row-ids.ts'
import { BulkRefused, type SettledQuestion, settle } from './settled-question.ts'

/** How many members are read at a time; their facts and keys are in memory meanwhile. */
const RANGE = 32_768

/** A block is closed once it is larger than this; bytes. Records are far smaller than what is left up to the limit. */
const BLOCK_BYTES = 1_048_576

/** Of what a snapshot is, settled. */
export interface SnapshotHead extends Vantage {
  readonly dataUse: string
  readonly rulebookVersion: string
}

/** A snapshot that can be sent. */
export interface GateSnapshot {
  readonly head: SnapshotHead
  /** The bytes, in order. They are only good as a whole: what signs them comes last. */
  readonly pieces: AsyncIterable<Uint8Array>
}

/** Begins the snapshot of a data use for gates: everything up to the head, signed. Throws `BulkRefused`. */
export async function openGateSnapshot(engine: Engine, dataUse: string): Promise<GateSnapshot> {
  if (engine.notary.signers.length === 0) {
    throw new BulkRefused('NOT_CONFIGURED', 'This server has no key to sign snapshots with: DEMUR_CHECKPOINT_KEYS.')
  }
  const settled = await settle(engine, engine.clock(), { dataUse, at: null, asKnownAt: null })
  const { at, position, rulebook } = settled
  return { head: { dataUse, at, position, rulebookVersion: rulebook.version }, pieces: pieces(engine, settled) }
}

async function* pieces(
  { connection, notary }: Engine,
  { dataUse, at, position, rulebook }: SettledQuestion,
): AsyncGenerator<Uint8Array> {
  const table = decisionTable(rulebook, dataUse, at)
  const coverage = coverageOf(table)
  const { hash, document } = await recorded(connection.db, position)
  const { origin, signers } = notary
  const identity = { origin, dataUse, position, at, head: hash, coverage, table: tableDigest(table, sha256) }
  const header = headerPart(JSON.stringify(snapshotHeader(identity, document)))
  const hashes = [sha256(header)]
  yield header
  for await (const block of blocks(connection, table, coverage, { at, position })) {
    hashes.push(sha256(block))
    yield block
  }
  yield await lastPart(origin, position, sha256(digestList(hashes)), signers)
}

/** What the ledger has at a position: the hash of its entry, and the rulebook published last. */
async function recorded(db: Queryable, position: Position): Promise<{ hash: string; document: Json }> {
  const [found] = await rows<{ hash: string; document: Json }>(
    db,
    sql`SELECT encode(e.hash, 'hex') AS hash,
          (SELECT document FROM demur.rulebook WHERE position <= ${position} ORDER BY position DESC LIMIT 1) AS document
        FROM demur.ledger_entry e WHERE e.position = ${position}`,
  )
  if (found === undefined) throw new Error(`the ledger has no entry ${position}`)
  return found
}

function headerPart(json: string): Uint8Array {
  const text = utf8(json)
  const part = new ByteWriter(SNAPSHOT_MAGIC.length + 4 + text.length)
  part.append(SNAPSHOT_MAGIC)
  part.uint32(text.length)
  part.append(text)
  return part.written
}

/** The mark that no further block comes, and the signature over everything before it. */
async function lastPart(
  origin: string,
  position: Position,
  root: Uint8Array,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  const note = utf8(await signCheckpoint({ origin: snapshotOrigin(origin), size: position, root }, signers))
  const part = new ByteWriter(8 + note.length)
  part.uint32(0)
  part.uint32(note.length)
  part.append(note)
  return part.written
}

/** Blocks of records, each with its length in front. The next range is read while one is sent. */
async function* blocks(
  connection: Connection,
  table: DecisionTable,
  coverage: Coverage,
  vantage: Vantage,
): AsyncGenerator<Uint8Array> {
  const [last] = await rows<{ id: number }>(
    connection.db,
    sql`SELECT coalesce(max(id), 0)::float8 AS id FROM demur.member`,
  )
  const end = (last?.id ?? 0) + 1
  const read = (from: number) =>
    readRange(connection, table, coverage, { from, until: Math.min(from + RANGE, end) }, vantage)
  let next = read(0)
  for (let from = 0; from < end; from += RANGE) {
    const block = await next
    if (from + RANGE < end) {
      next = read(from + RANGE)
      // Whoever stops early leaves it unread; what befalls it then is nobody's concern.
      next.catch(() => {})
    }
    yield* block
  }
}

async function readRange(
  connection: Connection,
  table: DecisionTable,
  coverage: Coverage,
  range: IdRange,
  vantage: Vantage,
): Promise<Uint8Array[]> {
  const asked = askedBy([table])
  const gatherer = new FactGatherer(asked)
  gatherer.begin(range)
  const keys = new Map<number, string>()
  await connection.readBulk(async (copy) => {
    await copy(factsQuery(asked, range, vantage), FACT_COLUMNS, (row) => gatherer.add(row))
    // After the facts: whoever is erased between the two has no key any more, and is left out as a whole.
    await copy(keysQuery(range), 2, (row) => keys.set(row.int8(0), row.text(1) ?? ''))
  })
  const found: Uint8Array[] = []
  const [records, body] = [new ByteWriter(BLOCK_BYTES), new ByteWriter()]
  for (const [id, facts] of gatherer.gathered()) {
    const key = keys.get(id)
    if (key === undefined) continue
    const standing = standingOf(table, facts, vantage.at)
    writeRecord(records, body, { key, registeredAt: facts.registered.position, facts, standing }, coverage, vantage)
    if (records.length >= BLOCK_BYTES) found.push(blockOf(records))
  }
  if (records.length > 0) found.push(blockOf(records))
  return found
}

function blockOf(records: ByteWriter): Uint8Array {
  if (records.length > MOST_BLOCK_BYTES) throw new Error(`the facts of one member take ${records.length} bytes`)
  const block = new ByteWriter(4 + records.length)
  block.uint32(records.length)
  block.append(records.written)
  records.clear()
  return block.written
}

function keysQuery(range: IdRange): string {
  return `SELECT m.id, m.key FROM demur.member m WHERE ${among('m.id', range)}`
}
