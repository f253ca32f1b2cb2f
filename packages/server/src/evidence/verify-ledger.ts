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
  type Trust,
  toHex,
  verifyCheckpoint,
} from '@demur/eligibility/evidence'
import { commitmentHex, hashOf } from '../ledger/chain.ts'
import { leafHex } from '../ledger/tiles.ts'
import { Erasures } from './erasures.ts'
import type { KeptEntry } from './kept-entry.ts'
import { NoEvidence } from './kept-lines.ts'
import { sha256 } from './sha256.ts'

/** What can be wrong with a ledger, and what each means. */
export const LEDGER_PROBLEMS = {
  POSITION_UNEXPECTED: 'Another position stands where this one belongs: an entry was removed, inserted or moved.',
  TIME_REVERSED: 'An entry says that it was recorded before its predecessor.',
  ENTRY_UNREADABLE: 'What stands where this one belongs can be read as no entry.',
  COMMITMENT_MISMATCH: 'What the entry says is not what it committed to: a field, or the salt, was changed.',
  HASH_MISMATCH: 'The hash is not that of this position, time, type, commitment and predecessor.',
  ERASURE_UNEXPLAINED: 'The entry lost what it said, and none records an erasure of it: somebody blanked it.',
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
  /** Sizes of the checkpoints that the ledger agrees with, and whose signatures were verified. */
  readonly checkpoints: readonly number[]
  /** How many checkpoints it agrees with that are kept with it, whoever signed them. */
  readonly kept: number
}

/** What a ledger is compared with besides itself. */
export interface Expectations {
  /** Signatures are verified by whoever gives them. */
  readonly checkpoints?: readonly Checkpoint[]
  /** Whose signatures under the checkpoints that are kept with the ledger are believed. Those of others count for nothing. */
  readonly trust?: Trust
  /** That the ledger goes on after its end here: what is erased may be so by an entry that is not among these. */
  readonly isPart?: boolean
  /** How many entries the latest checkpoint covers that is kept with the ledger. */
  readonly signed?: number
  /** Is told every leaf hash, in hexadecimal, and says what is wrong with the tree that is kept. */
  readonly tree?: { add(leaf: string): Promise<LedgerProblem | null>; end(): Promise<LedgerProblem | null> }
  /** The head as it is kept. */
  readonly head?: { readonly position: number; readonly hash: string }
  /** Is called with the number of entries of each chunk. */
  readonly onProgress?: (entries: number) => void
}

/**
 * Recomputes every commitment, hash and root of a ledger, from its first entry on, and stops at the first that differs.
 * Holds one chunk at a time, and the positions of what was erased until the entry comes that says so.
 * @throws NoEvidence where it is no ledger from its first line on
 */
export async function verifyLedger(
  chunks: AsyncIterable<readonly KeptEntry[]>,
  { checkpoints = [], trust, tree, isPart = false, onProgress = () => {}, ...end }: Expectations,
): Promise<LedgerVerification> {
  const walk = new LedgerWalk(checkpoints)
  const result = (problem: LedgerProblem | null): LedgerVerification => ({ problem, ...walk.result() })
  try {
    for await (const chunk of chunks) {
      for (const entry of chunk) {
        const problem = walk.step(entry) ?? (await tree?.add(walk.leaf)) ?? (await walk.believe(entry, trust))
        if (problem) return result(problem)
      }
      onProgress(chunk.length)
    }
  } catch (error) {
    const { entries } = walk.result()
    if (!(error instanceof NoEvidence) || entries === 0) throw error
    return result(problemAt('ENTRY_UNREADABLE', entries + 1, `line ${error.line} ${error.message}`))
  }
  return result(walk.end(end) ?? (isPart ? null : walk.unexplained()) ?? (await tree?.end()) ?? null)
}

/** Goes through a ledger entry by entry, and compares each with what the ones before it lead to. */
export class LedgerWalk {
  readonly #checkpoints: readonly Checkpoint[]
  readonly #agreed: number[] = []
  readonly #believed: number[] = []
  readonly #erasures = new Erasures()
  #kept = 0
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
    this.#erasures.add(entry)
    this.leaf = leafHex(entry.hash)
    this.#frontier = appendLeaf(this.#frontier, Buffer.from(this.leaf, 'hex'), sha256)
    return this.#compare() ?? (entry.signed === undefined ? null : this.compareSigned(entry.signed.note))
  }

  #check({ position, recordedAt, type, opening, commitment, hash, stray }: KeptEntry): LedgerProblem | null {
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
    if (stray.length > 0) {
      return problemAt('COMMITMENT_MISMATCH', position, `${type}: “${stray.join('”, “')}” is not what it committed to`)
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
    if (checkpoint.size === size && equalBytes(root, checkpoint.root)) {
      this.#kept += 1
      return null
    }
    const told = `the root over ${size} is ${toHex(root)}, and ${toHex(checkpoint.root)} over ${checkpoint.size} was signed`
    return problemAt('CHECKPOINT_MISMATCH', 1, told, size)
  }

  /** Counts a checkpoint that is kept with the ledger as one that it agrees with, where somebody trusted signed it. */
  async believe({ signed }: KeptEntry, trust?: Trust): Promise<LedgerProblem | null> {
    if (signed === undefined || trust === undefined) return null
    const { size } = this.#frontier
    const verified = await verifyCheckpoint(signed.note, trust)
    if (verified.ok) this.#believed.push(size)
    if (verified.ok || verified.code === 'KEY_UNKNOWN') return null
    return problemAt('CHECKPOINT_MISMATCH', (this.#believed.at(-1) ?? 0) + 1, verified.message, size)
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

  end({ head, signed = 0 }: Pick<Expectations, 'head' | 'signed'>): LedgerProblem | null {
    const { size } = this.#frontier
    // A checkpoint of nothing agrees with every ledger.
    while (this.#next()?.size === 0) this.#agreed.push(0)
    const ahead = this.#checkpoints.at(-1)
    const longest = Math.max(ahead?.size ?? 0, signed)
    if (longest > size) {
      return problemAt('TRUNCATED', size + 1, `a checkpoint over ${longest} entries was signed`, longest)
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

  /** The first entry that lost what it said without an entry that records it. */
  unexplained(): LedgerProblem | null {
    const position = this.#erasures.first()
    return position === null
      ? null
      : problemAt('ERASURE_UNEXPLAINED', position, 'or the ledger ends here before the entry of its erasure')
  }

  result() {
    return {
      entries: this.#frontier.size,
      erased: this.#erased,
      root: frontierRoot(this.#frontier, sha256),
      checkpoints: [...new Set([...this.#agreed, ...this.#believed])].sort((a, b) => a - b),
      kept: this.#kept,
    }
  }
}

/** A problem with its place, in words. */
export function problemAt(code: LedgerProblemCode, position: number, found: string, until = position): LedgerProblem {
  return { code, position, until, message: `${LEDGER_PROBLEMS[code]} (${found})` }
}
