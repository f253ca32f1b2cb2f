import { createHash } from 'node:crypto'
import {
  ENTRY_TYPES,
  type LedgerEntry,
  type Position,
  type ProposedEntry,
  positionOf,
  readEntry,
  refuseEntry,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Connection, rows, type Transaction } from '../database/database.ts'
import { erasedAmong, keptObjections } from '../erasure/kept-objections.ts'
import type { Pseudonyms } from '../erasure/pseudonyms.ts'
import type { Sources } from './append.ts'
import { type Commitment, type CommittedEntry, Committer, chainCommitted, type ErasedEntry } from './chain.ts'
import { readSignedLine } from './checkpoint-lines.ts'
import { type ChunkState, loadChunkState } from './chunk-state.ts'
import { type Head, lockHead, moveHead } from './head.ts'
import { ImportRefused } from './import-refused.ts'
import { insertEntries } from './insert.ts'
import { NotUtf8 } from './lines.ts'

export interface ImportResult {
  /** How many entries the file has. */
  readonly entries: number
  readonly firstPosition: Position
  readonly lastPosition: Position
  /** True where the same file was imported before: then nothing was recorded, and the positions are those of then. */
  readonly repeated: boolean
}

/** How many entries are checked and written at a time: memory does not grow with the file. */
const CHUNK = 2000

interface Line {
  readonly number: number
  /** As it is recorded, without its place. What an erased entry left keeps its place among the others. */
  readonly entry: Unplaced | ErasedLine
  readonly committed: Commitment
}

/** An entry that has everything but its position. */
type Unplaced = ProposedEntry & Pick<LedgerEntry, 'recordedAt' | 'effectiveAt' | 'actor'>

type ErasedLine = Pick<ErasedEntry, 'type' | 'commitment'>

/**
 * Appends the entries of a file in the interchange format, all of them or none, in one transaction. While it lasts,
 * other writers wait. What can be made of a chunk without its place in the ledger is made while the one before it is
 * written.
 */
export async function importEntries(
  connection: Connection,
  sources: Sources,
  lines: AsyncIterable<string>,
  actor: string,
): Promise<ImportResult> {
  const digest = createHash('sha256')
  return connection
    .writeBulk(async (tx, write) => {
      const before = await lockHead(tx, sources.clock())
      const committer = new Committer(sources.random, CHUNK)
      const read = (line: string, number: number) => readLine(line, number, { committer, head: before, actor })
      let head = before
      let refusal: ImportRefused | null = null
      try {
        for await (const chunk of readAhead(readChunks(lines, digest, read))) {
          // After a refusal the rest is only read for its digest, which tells whether the file was imported before.
          if (refusal !== null) continue
          const state = await loadChunkState(tx, proposedIn(chunk), head)
          const admitted = await admit(tx, sources, chunk, state, { head, before: before.position, actor, committer })
          if (admitted instanceof ImportRefused) refusal = admitted
          else {
            const entries = admitted.map(({ entry }) => entry)
            const { hash } = head
            head = await insertEntries(tx, head, entries, () => chainCommitted(admitted, hash), {
              write,
              named: state.named,
            })
          }
        }
      } catch (error) {
        // A line further on that cannot be read at all: such a file was never imported.
        throw refusal !== null && error instanceof ImportRefused ? refusal : error
      }
      const name = digest.digest('hex')
      const earlier = await importedBefore(tx, name, sources.pseudonyms)
      // Thrown, so that the transaction takes back what it wrote of the file.
      if (earlier !== null) throw new Repeated(earlier)
      if (refusal !== null) throw refusal
      return finish(tx, name, before, head)
    })
    .catch((error: unknown) => {
      if (error instanceof Repeated) return error.earlier
      throw error
    })
}

function proposedIn(chunk: readonly Line[]): ProposedEntry[] {
  return chunk.flatMap(({ entry }) => (isErasedOf(entry) ? [] : [entry]))
}

/** Ends the transaction of a file that was imported before. */
class Repeated extends Error {
  readonly earlier: ImportResult

  constructor(earlier: ImportResult) {
    super('the file was imported before')
    this.earlier = earlier
  }
}

/** What became of a file when it was imported; also where somebody who stood in it was erased since. */
export async function importedBefore(
  tx: Transaction,
  digest: string,
  pseudonyms: Pseudonyms | null,
): Promise<ImportResult | null> {
  const [file] = await rows<{ first: number; last: number }>(
    tx,
    sql`SELECT first_position::float8 AS first, last_position::float8 AS last
        FROM demur.imported_file WHERE digest IN (${digest}, ${pseudonyms?.ofFile(digest) ?? digest})`,
  )
  if (file === undefined) return null
  const [firstPosition, lastPosition] = [positionOf(file.first), positionOf(file.last)]
  return { entries: lastPosition - firstPosition + 1, firstPosition, lastPosition, repeated: true }
}

export async function finish(tx: Transaction, digest: string, before: Head, head: Head): Promise<ImportResult> {
  const firstPosition = positionOf(before.position + 1)
  const entries = head.position - before.position
  if (entries > 0) {
    await moveHead(tx, head)
    await tx.execute(
      sql`INSERT INTO demur.imported_file (digest, first_position, last_position, imported_at)
          VALUES (${digest}, ${firstPosition}, ${head.position}, ${new Date(head.recordedAt).toISOString()})`,
    )
  }
  return { entries, firstPosition, lastPosition: head.position, repeated: false }
}

/** Reads lines in chunks with what `read` makes of each; blank lines do not count, and what it makes nothing of. */
export async function* readChunks<Line>(
  lines: AsyncIterable<string>,
  digest: { update(text: string): unknown },
  read: (line: string, number: number) => Line | null,
): AsyncGenerator<Line[]> {
  let chunk: Line[] = []
  let text = ''
  let number = 0
  try {
    for await (const line of lines) {
      number += 1
      if (line.trim() === '') continue
      text += `${line}\n`
      const made = read(line, number)
      if (made !== null) chunk.push(made)
      if (chunk.length < CHUNK) continue
      digest.update(text)
      yield chunk
      chunk = []
      text = ''
    }
  } catch (error) {
    // What stands before the line that cannot be read may be refused, and is what goes wrong first.
    if (chunk.length > 0) yield chunk
    throw error instanceof NotUtf8 ? new ImportRefused(error.line, [{ path: [], message: error.problem }]) : error
  }
  digest.update(text)
  if (chunk.length > 0) yield chunk
}

/** What a source gives, with the next of it under way already. */
async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  const next = () => {
    const result = source.next()
    // Told to whoever asks for it, and to nobody where reading ends before.
    result.catch(() => {})
    return result
  }
  let ahead = next()
  try {
    for (;;) {
      const { done, value } = await ahead
      if (done) return
      ahead = next()
      yield value
    }
  } finally {
    await source.return(undefined)
  }
}

interface Making {
  readonly committer: Committer
  readonly head: Head
  readonly actor: string
}

/** Checkpoints that stand among the entries are of the register that was exported. */
function readLine(line: string, number: number, { committer, head, actor }: Making): Line | null {
  if (readSignedLine(line) !== null) return null
  const entry = parseLine(line, number)
  if (isErasedOf(entry)) return { number, entry, committed: committer.commit(entry) }
  const { recordedAt } = head
  const recorded = { ...entry, effectiveAt: entry.effectiveAt ?? recordedAt, actor, recordedAt }
  return { number, entry: recorded, committed: committer.commit(recorded) }
}

/** An entry, or what is left of one that was erased. */
export function parseLine(line: string, number: number): ProposedEntry | ErasedLine {
  const json = parseJson(line, number)
  if (isErasedLine(json)) return json
  const { entry, problems } = readEntry(json)
  if (entry === null) throw new ImportRefused(number, problems)
  return entry
}

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new ImportRefused(number, [{ path: [], message: `is no JSON: ${(error as Error).message}` }])
  }
}

function isErasedLine(json: unknown): json is ErasedLine & { readonly erased: true } {
  const { erased, type, commitment } = (json ?? {}) as Readonly<Record<string, unknown>>
  const known = (ENTRY_TYPES as readonly unknown[]).includes(type)
  return erased === true && known && typeof commitment === 'string' && /^[0-9a-f]{64}$/.test(commitment)
}

/** Whether a line of a file is what is left of an erased entry. */
export function isErasedOf(entry: ProposedEntry | ErasedLine): entry is ErasedLine {
  return 'commitment' in entry
}

/** Gives the entries of a chunk their positions, or says which line is refused. */
async function admit(
  tx: Transaction,
  { pseudonyms }: Sources,
  chunk: readonly Line[],
  state: ChunkState,
  { head, before, actor, committer }: Making & { readonly before: Position },
): Promise<CommittedEntry[] | ImportRefused> {
  const registered = chunk.flatMap(({ entry }) =>
    !isErasedOf(entry) && entry.type === 'MemberRegistered' ? [entry.member] : [],
  )
  const erased = await erasedAmong(tx, pseudonyms, registered, before)
  const admitted: CommittedEntry[] = []
  const { recordedAt } = head
  const place = () => positionOf(head.position + admitted.length + 1)
  const append = (entry: Unplaced, committed: Commitment): void => {
    state.add(entry)
    // The object that was read, given its place: a copy of each entry of millions would cost as much as hashing it.
    admitted.push({ entry: Object.assign(entry, { position: place() }), committed })
  }
  for (const { number, entry, committed } of chunk) {
    if (isErasedOf(entry)) {
      const { type, commitment } = entry
      admitted.push({ entry: { position: place(), recordedAt, type, commitment }, committed })
      state.head = positionOf(state.head + 1)
      continue
    }
    const problem = refuseEntry(entry, state, recordedAt)
    if (problem !== null) return new ImportRefused(number, [problem])
    append(entry, committed)
    // Somebody who comes again after they were erased is still objected, until they choose again. What a file itself
    // tells of erasures, it tells of what followed too.
    if (entry.type === 'MemberRegistered') {
      for (const kept of keptObjections(entry.member, erased.get(entry.member))) {
        const recorded = { ...kept, effectiveAt: kept.effectiveAt ?? recordedAt, actor, recordedAt }
        append(recorded, committer.commit(recorded))
      }
    }
  }
  return admitted
}
