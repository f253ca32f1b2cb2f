import { formatInstant, type Instant, instantOf, positionOf } from '@demur/eligibility'
import {
  appendLeaf,
  type Checkpoint,
  EMPTY_FRONTIER,
  equalBytes,
  type Frontier,
  frontierRoot,
  NO_HASH,
  readCheckpoint,
  readSignedNote,
  toHex,
} from '@demur/eligibility/evidence'
import { commitmentHex, hashOf } from '../ledger/chain.ts'
import { leafHex } from '../ledger/tiles.ts'
import type { KeptEntry } from './kept-entry.ts'
import { sha256 } from './sha256.ts'

/** What can be wrong with a ledger, and what each means. */
export const LEDGER_PROBLEMS = {
  POSITION_UNEXPECTED: 'Another position stands where this one belongs: an entry was removed, inserted or moved.',
  TIME_REVERSED: 'An entry says that it was recorded before its predecessor.',
  COMMITMENT_MISMATCH: 'What the entry says is not what it committed to: a field, or the salt, was changed.',
  HASH_MISMATCH: 'The hash is not that of this position, time, type, commitment and predecessor.',
  TILE_MISMATCH: 'The tree over the ledger is not the tree over these entries.',
  HEAD_MISMATCH: 'The head of the ledger is not at the last entry, or has another hash.',
  CHECKPOINT_MISMATCH: 'The ledger is not the one that was signed: its history was rewritten up to this checkpoint.',
  TRUNCATED: 'The ledger ends before the checkpoint, or before its head: entries were cut off.',
} as const
export type LedgerProblemCode = keyof typeof LEDGER_PROBLEMS

export interface LedgerProblem {
  readonly code: LedgerProblemCode
  /** The first position that is not as it was. */
  readonly position: number
  /** Where only a range is known, as for a history that was rewritten as a whole: the last position of it. */
  readonly until: number
  readonly message: string
}

export interface LedgerVerification {
  /** Null: everything fits. */
  readonly problem: LedgerProblem | null
  /** How many entries fit, from the first on. */
  readonly entries: number
  /** How many of them are erased. */
  readonly erased: number
  /** Of the tree over them. */
  readonly root: Uint8Array
  /** Sizes of the checkpoints that the ledger agrees with. */
  readonly checkpoints: readonly number[]
}

/** What a ledger is compared with besides itself. */
export interface Expectations {
  /** Signatures are verified by whoever gives them. */
  readonly checkpoints?: readonly Checkpoint[]
  /** Is told every leaf hash, in hexadecimal, and says what is wrong with the tree that is kept. */
  readonly tree?: { add(leaf: string): Promise<LedgerProblem | null>; end(): Promise<LedgerProblem | null> }
  /** The head as it is kept. */
  readonly head?: { readonly position: number; readonly hash: string }
  /** Is called with the number of entries of each chunk. */
  readonly onProgress?: (entries: number) => void
}

/**
 * Recomputes every commitment, hash and root of a ledger, from its first entry on, and stops at the first that differs.
 * Holds one chunk at a time.
 */
export async function verifyLedger(
  chunks: AsyncIterable<readonly KeptEntry[]>,
  { checkpoints = [], tree, head, onProgress = () => {} }: Expectations,
): Promise<LedgerVerification> {
  const walk = new LedgerWalk(checkpoints)
  const result = (problem: LedgerProblem | null): LedgerVerification => ({ problem, ...walk.result() })
  for await (const chunk of chunks) {
    for (const entry of chunk) {
      const problem = walk.step(entry) ?? (await tree?.add(walk.leaf))
      if (problem) return result(problem)
    }
    onProgress(chunk.length)
  }
  return result(walk.end(head) ?? (await tree?.end()) ?? null)
}

/** Goes through a ledger entry by entry, and compares each with what the ones before it lead to. */
export class LedgerWalk {
  readonly #checkpoints: readonly Checkpoint[]
  readonly #agreed: number[] = []
  #frontier: Frontier = EMPTY_FRONTIER
  #previous = toHex(NO_HASH)
  #recordedAt: Instant = instantOf(0)
  #erased = 0
  /** The leaf hash of the entry stepped to last, in hexadecimal. */
  leaf = ''
  /** Its commitment, as it was computed; of an erased entry as it is kept. */
  commitment = ''

  constructor(checkpoints: readonly Checkpoint[] = []) {
    this.#checkpoints = checkpoints.toSorted((a, b) => a.size - b.size)
  }

  /** Null: the entry continues the ledger. */
  step(entry: KeptEntry): LedgerProblem | null {
    const problem = this.#check(entry)
    if (problem !== null) return problem
    this.#previous = entry.hash
    this.#recordedAt = entry.recordedAt
    if (entry.opening === null) this.#erased += 1
    this.leaf = leafHex(entry.hash)
    this.#frontier = appendLeaf(this.#frontier, Buffer.from(this.leaf, 'hex'), sha256)
    return this.#compare() ?? (entry.signed === undefined ? null : this.compareSigned(entry.signed.note))
  }

  #check({ position, recordedAt, type, opening, commitment, hash }: KeptEntry): LedgerProblem | null {
    const expected = this.#frontier.size + 1
    if (position !== expected) return problemAt('POSITION_UNEXPECTED', expected, `found position ${position} there`)
    if (recordedAt < this.#recordedAt) {
      const before = `${formatInstant(recordedAt)}, and the one before ${formatInstant(this.#recordedAt)}`
      return problemAt('TIME_REVERSED', position, before)
    }
    const committed =
      opening === null ? (commitment ?? '') : commitmentHex(opening.salt, opening.fields, opening.subjectSalts)
    if (commitment !== null && committed !== commitment) {
      return problemAt('COMMITMENT_MISMATCH', position, `${type}: ${commitment} is kept, ${committed} computed`)
    }
    const computed = hashOf({ position: positionOf(position), recordedAt, type }, committed, this.#previous)
    if (computed !== hash) return problemAt('HASH_MISMATCH', position, `${type}: ${hash} is kept, ${computed} computed`)
    this.commitment = committed
    return null
  }

  /** Compares the ledger so far with a checkpoint that stands behind its last entry. Its signature is another matter. */
  compareSigned(note: string): LedgerProblem | null {
    const { size } = this.#frontier
    const { checkpoint, problem } = readCheckpoint(readSignedNote(note).note?.text ?? '')
    if (checkpoint === null) return problemAt('CHECKPOINT_MISMATCH', size, `what stands there is none: ${problem}`)
    const root = frontierRoot(this.#frontier, sha256)
    if (checkpoint.size === size && equalBytes(root, checkpoint.root)) return null
    const told = `the root over ${size} is ${toHex(root)}, and ${toHex(checkpoint.root)} over ${checkpoint.size} was signed`
    return problemAt('CHECKPOINT_MISMATCH', 1, told, size)
  }

  /** Compares the tree so far with the checkpoints of its size. */
  #compare(): LedgerProblem | null {
    for (let next = this.#next(); next?.size === this.#frontier.size; next = this.#next()) {
      const root = frontierRoot(this.#frontier, sha256)
      if (!equalBytes(root, next.root)) {
        const told = `the root is ${toHex(root)}, and ${toHex(next.root)} was signed`
        return problemAt('CHECKPOINT_MISMATCH', (this.#agreed.at(-1) ?? 0) + 1, told, next.size)
      }
      this.#agreed.push(next.size)
    }
    return null
  }

  #next(): Checkpoint | undefined {
    return this.#checkpoints[this.#agreed.length]
  }

  end(head?: Expectations['head']): LedgerProblem | null {
    const { size } = this.#frontier
    // A checkpoint of nothing agrees with every ledger.
    while (this.#next()?.size === 0) this.#agreed.push(0)
    const ahead = this.#checkpoints.at(-1)
    if (ahead !== undefined && ahead.size > size) {
      return problemAt('TRUNCATED', size + 1, `a checkpoint over ${ahead.size} entries was signed`, ahead.size)
    }
    if (head === undefined) return null
    if (head.position > size) {
      return problemAt('TRUNCATED', size + 1, `the head stands at ${head.position}`, head.position)
    }
    if (head.position < size || head.hash !== this.#previous) {
      return problemAt('HEAD_MISMATCH', size, `the head stands at ${head.position} with hash ${head.hash}`)
    }
    return null
  }

  result() {
    return {
      entries: this.#frontier.size,
      erased: this.#erased,
      root: frontierRoot(this.#frontier, sha256),
      checkpoints: this.#agreed,
    }
  }
}

/** A problem with its place, in words. */
export function problemAt(code: LedgerProblemCode, position: number, found: string, until = position): LedgerProblem {
  return { code, position, until, message: `${LEDGER_PROBLEMS[code]} (${found})` }
}
