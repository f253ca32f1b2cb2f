import { createHash } from 'node:crypto'
import { instantOf, type LedgerEntry, type ProposedEntry, positionOf, refuseEntry } from '@demur/eligibility'
import { verifyCheckpoint } from '@demur/eligibility/evidence'
import type { Database, Transaction } from '../database/database.ts'
import type { Pseudonyms } from '../erasure/pseudonyms.ts'
import { keepCheckpoint, type PublishedCheckpoint } from '../evidence/checkpoints.ts'
import type { KeptEntry } from '../evidence/kept-entry.ts'
import { entryOfLine, NoEvidence } from '../evidence/kept-lines.ts'
import { LedgerWalk } from '../evidence/verify-ledger.ts'
import type { ChainedEntry, ErasedEntry } from './chain.ts'
import { readSignedLine, type SignedLine } from './checkpoint-lines.ts'
import { type ChunkState, loadChunkState } from './chunk-state.ts'
import { type Head, lockHead } from './head.ts'
import { finish, type ImportResult, importedBefore, isErasedOf, parseLine, readChunks } from './import.ts'
import { ImportRefused } from './import-refused.ts'
import { insertEntries } from './insert.ts'

interface EntryLine {
  readonly number: number
  readonly kept: KeptEntry
  /** Null: erased. */
  readonly proposed: ProposedEntry | null
}

interface CheckpointLine {
  readonly number: number
  readonly signed: SignedLine
}

type Line = EntryLine | CheckpointLine

/** How far a ledger is restored, and the public keys that its checkpoints have named so far. */
interface Progress {
  readonly walk: LedgerWalk
  readonly keys: Set<string>
}

/**
 * Makes a ledger that was exported with its evidence the ledger of an empty register: positions, times, actors, salts
 * and hashes are those of then, and so are the checkpoints that stand among them, so that receipts hold as before. Every
 * entry is verified on the way, and every checkpoint against the tree and by the keys that the file names. All of it or
 * nothing.
 * @param pseudonyms to recognise a file from which somebody was erased since it was restored
 */
export async function restoreLedger(
  db: Database,
  lines: AsyncIterable<string>,
  pseudonyms: Pseudonyms | null = null,
): Promise<ImportResult> {
  const digest = createHash('sha256')
  return db.transaction(async (tx) => {
    const before = await lockHead(tx, instantOf(0))
    const progress: Progress = { walk: new LedgerWalk(), keys: new Set() }
    let head = before
    for await (const chunk of readChunks(lines, digest, readLine)) {
      // What a register holds already is only compared: the same file a second time changes nothing.
      if (before.position === 0) head = await restoreChunk(tx, head, chunk, progress)
    }
    const name = digest.digest('hex')
    if (before.position === 0) return finish(tx, name, before, head)
    const earlier = await importedBefore(tx, name, pseudonyms)
    if (earlier !== null) return earlier
    throw refused(1, `can only be restored into an empty register: this one stands at ${before.position}`)
  })
}

function readLine(text: string, number: number): Line {
  const signed = readSignedLine(text)
  if (signed !== null) return { number, signed }
  try {
    const kept = entryOfLine(text, number)
    const entry = parseLine(text, number)
    return { number, kept, proposed: isErasedOf(entry) ? null : entry }
  } catch (error) {
    if (error instanceof NoEvidence) throw refused(number, error.message)
    throw error
  }
}

async function restoreChunk(tx: Transaction, head: Head, chunk: readonly Line[], progress: Progress): Promise<Head> {
  const entries = chunk.filter((line) => 'kept' in line)
  const state = await loadChunkState(
    tx,
    entries.flatMap(({ proposed }) => proposed ?? []),
    head,
  )
  const chained: ChainedEntry[] = []
  const signed: { readonly checkpoint: PublishedCheckpoint; readonly keys: readonly string[] }[] = []
  for (const line of chunk) {
    if ('kept' in line) chained.push(restored(line, state, progress.walk))
    else signed.push({ checkpoint: await restoredCheckpoint(line, progress), keys: line.signed.keys })
  }
  const recordedAt = entries.at(-1)?.kept.recordedAt ?? head.recordedAt
  const placed = chained.map(({ entry }) => entry)
  const reached = await insertEntries(tx, head, placed, () => chained)
  for (const { checkpoint, keys } of signed) await keepCheckpoint(tx, checkpoint, keys)
  return { ...reached, recordedAt }
}

/** The entry as it was, with its link. */
function restored({ number, kept, proposed }: EntryLine, state: ChunkState, walk: LedgerWalk): ChainedEntry {
  const broken = walk.step(kept)
  if (broken !== null) throw refused(number, broken.message)
  const { recordedAt, type, opening, hash } = kept
  const position = positionOf(kept.position)
  const { commitment } = walk
  if (opening === null || proposed === null) {
    state.head = position
    const entry: ErasedEntry = { position, recordedAt, type, commitment }
    return { entry, link: { salt: null, subjectSalts: null, commitment, hash } }
  }
  const problem = refuseEntry(proposed, state, recordedAt)
  if (problem !== null) throw new ImportRefused(number, [problem])
  state.add(proposed)
  const { salt, subjectSalts, fields } = opening
  const { effectiveAt, actor } = fields
  const entry: LedgerEntry = { ...proposed, position, recordedAt, effectiveAt, actor }
  return { entry, link: { salt, subjectSalts, commitment, hash } }
}

/** The checkpoint as it was published: over this tree, and signed by a key that the file has named by then. */
async function restoredCheckpoint(
  { number, signed: { note, publishedAt, keys: added } }: CheckpointLine,
  { walk, keys }: Progress,
): Promise<PublishedCheckpoint> {
  const broken = walk.compareSigned(note)
  if (broken !== null) throw refused(number, broken.message)
  for (const key of added) keys.add(key)
  const verified = await verifyCheckpoint(note, { publicKeys: [...keys] })
  if (!verified.ok) throw refused(number, verified.message)
  const { size, root } = verified.checkpoint
  return { size: positionOf(size), root, note, publishedAt }
}

function refused(line: number, message: string): ImportRefused {
  return new ImportRefused(line, [{ path: [], message }])
}
