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
import { type Database, rows, type Transaction } from '../database/database.ts'
import { erasedAmong, keptObjections } from '../erasure/kept-objections.ts'
import { type Head, lockHead, moveHead, type Sources } from './append.ts'
import { chainEntries, type ErasedEntry } from './chain.ts'
import { readSignedLine } from './checkpoint-lines.ts'
import { loadChunkState } from './chunk-state.ts'
import { ImportRefused } from './import-refused.ts'
import { insertEntries } from './insert.ts'

export { linesOf } from './lines.ts'

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
  /** What an erased entry left keeps its place among the others. */
  readonly entry: ProposedEntry | ErasedLine
}

type ErasedLine = Pick<ErasedEntry, 'type' | 'commitment'>

/**
 * Appends the entries of a file in the interchange format, all of them or none, in one transaction. While it lasts,
 * other writers wait.
 */
export async function importEntries(
  db: Database,
  sources: Sources,
  lines: AsyncIterable<string>,
  actor: string,
): Promise<ImportResult> {
  const digest = createHash('sha256')
  return db
    .transaction(async (tx) => {
      const before = await lockHead(tx, sources.clock())
      let head = before
      let refusal: ImportRefused | null = null
      for await (const chunk of readChunks(lines, digest, readLine)) {
        // After a refusal the rest is only read for its digest, which tells whether the file was imported before.
        if (refusal !== null) continue
        const admitted = await admit(tx, sources, chunk, { head, before: before.position }, actor)
        if (admitted instanceof ImportRefused) refusal = admitted
        else {
          head = await insertEntries(tx, head, chainEntries(admitted, head.hash, sources.random))
        }
      }
      const name = digest.digest('hex')
      const earlier = await importedBefore(tx, name)
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

/** Ends the transaction of a file that was imported before. */
class Repeated extends Error {
  readonly earlier: ImportResult

  constructor(earlier: ImportResult) {
    super('the file was imported before')
    this.earlier = earlier
  }
}

export async function importedBefore(tx: Transaction, digest: string): Promise<ImportResult | null> {
  const [file] = await rows<{ first: number; last: number }>(
    tx,
    sql`SELECT first_position::float8 AS first, last_position::float8 AS last
        FROM demur.imported_file WHERE digest = ${digest}`,
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
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    digest.update(`${line}\n`)
    const made = read(line, number)
    if (made !== null) chunk.push(made)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** Checkpoints that stand among the entries are of the register that was exported. */
function readLine(line: string, number: number): Line | null {
  return readSignedLine(line) === null ? { number, entry: parseLine(line, number) } : null
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
  { head, before }: { readonly head: Head; readonly before: Position },
  actor: string,
): Promise<(LedgerEntry | ErasedEntry)[] | ImportRefused> {
  const proposed = chunk.flatMap(({ entry }) => (isErasedOf(entry) ? [] : [entry]))
  const state = await loadChunkState(tx, proposed, head)
  const registered = proposed.flatMap((entry) => (entry.type === 'MemberRegistered' ? [entry.member] : []))
  const erased = await erasedAmong(tx, pseudonyms, registered, before)
  const admitted: (LedgerEntry | ErasedEntry)[] = []
  const place = () => ({
    position: positionOf(head.position + admitted.length + 1),
    recordedAt: head.recordedAt,
  })
  const append = (entry: ProposedEntry): void => {
    state.add(entry)
    admitted.push({ ...entry, ...place(), effectiveAt: entry.effectiveAt ?? head.recordedAt, actor })
  }
  for (const { number, entry } of chunk) {
    if (isErasedOf(entry)) {
      admitted.push({ ...place(), type: entry.type, commitment: entry.commitment })
      state.head = positionOf(state.head + 1)
      continue
    }
    const problem = refuseEntry(entry, state, head.recordedAt)
    if (problem !== null) return new ImportRefused(number, [problem])
    append(entry)
    // Somebody who comes again after they were erased is still objected, until they choose again. What a file itself
    // tells of erasures, it tells of what followed too.
    if (entry.type === 'MemberRegistered') {
      for (const kept of keptObjections(entry.member, erased.get(entry.member))) append(kept)
    }
  }
  return admitted
}
