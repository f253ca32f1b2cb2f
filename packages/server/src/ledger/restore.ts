import { createHash } from 'node:crypto'
import { instantOf, type LedgerEntry, type ProposedEntry, positionOf, refuseEntry } from '@demur/eligibility'
import type { Database, Transaction } from '../database/database.ts'
import { entryOfLine, type KeptEntry, NoEvidence } from '../evidence/kept-entry.ts'
import { LedgerWalk } from '../evidence/verify-ledger.ts'
import { type Head, lockHead } from './append.ts'
import { type ChainedEntry, commitmentHex, type ErasedEntry } from './chain.ts'
import { type ChunkState, loadChunkState } from './chunk-state.ts'
import { finish, type ImportResult, importedBefore, isErasedOf, parseLine, readChunks } from './import.ts'
import { ImportRefused } from './import-refused.ts'
import { insertEntries } from './insert.ts'

interface Line {
  readonly number: number
  readonly kept: KeptEntry
  /** Null: erased. */
  readonly proposed: ProposedEntry | null
}

/**
 * Makes a ledger that was exported with its evidence the ledger of an empty register: positions, times, actors, salts
 * and hashes are those of then, so that receipts and checkpoints hold as before. Every entry is verified on the way.
 * All of it or nothing.
 */
export async function restoreLedger(db: Database, lines: AsyncIterable<string>): Promise<ImportResult> {
  const digest = createHash('sha256')
  return db.transaction(async (tx) => {
    const before = await lockHead(tx, instantOf(0))
    const walk = new LedgerWalk()
    let head = before
    for await (const chunk of readChunks(lines, digest, readLine)) {
      // What a register holds already is only compared: the same file a second time changes nothing.
      if (before.position === 0) head = await restoreChunk(tx, head, chunk, walk)
    }
    const name = digest.digest('hex')
    if (before.position === 0) return finish(tx, name, before, head)
    const earlier = await importedBefore(tx, name)
    if (earlier !== null) return earlier
    throw new ImportRefused(1, [
      { path: [], message: `can only be restored into an empty register: this one stands at ${before.position}` },
    ])
  })
}

function readLine(text: string, number: number): Line {
  try {
    const kept = entryOfLine(text, number)
    const entry = parseLine(text, number)
    return { number, kept, proposed: isErasedOf(entry) ? null : entry }
  } catch (error) {
    if (error instanceof NoEvidence) throw new ImportRefused(number, [{ path: [], message: error.message }])
    throw error
  }
}

async function restoreChunk(tx: Transaction, head: Head, chunk: readonly Line[], walk: LedgerWalk): Promise<Head> {
  const proposed = chunk.flatMap((line) => line.proposed ?? [])
  const state = await loadChunkState(tx, proposed, head)
  const chained = chunk.map((line) => restored(line, state, walk))
  const recordedAt = chunk.at(-1)?.kept.recordedAt ?? head.recordedAt
  return { ...(await insertEntries(tx, head, chained)), recordedAt }
}

/** The entry as it was, with its link. */
function restored({ number, kept, proposed }: Line, state: ChunkState, walk: LedgerWalk): ChainedEntry {
  const broken = walk.step(kept)
  if (broken !== null) throw new ImportRefused(number, [{ path: [], message: broken.message }])
  const { recordedAt, type, opening, hash } = kept
  const position = positionOf(kept.position)
  if (opening === null || proposed === null) {
    state.head = position
    const entry: ErasedEntry = { position, recordedAt, type, commitment: kept.commitment ?? '' }
    return { entry, link: { salt: null, subjectSalts: null, commitment: entry.commitment, hash } }
  }
  const problem = refuseEntry(proposed, state, recordedAt)
  if (problem !== null) throw new ImportRefused(number, [problem])
  state.add(proposed)
  const { salt, subjectSalts, fields } = opening
  const entry: LedgerEntry = {
    ...proposed,
    position,
    recordedAt,
    effectiveAt: fields.effectiveAt,
    actor: fields.actor,
  }
  return { entry, link: { salt, subjectSalts, commitment: commitmentHex(salt, fields, subjectSalts), hash } }
}
