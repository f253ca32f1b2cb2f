import { hash, randomBytes as platformRandom } from 'node:crypto'
import { canonicalJson, formatInstant, type Instant, type LedgerEntry, type Position } from '@demur/eligibility'
import { SALT_BYTES } from '@demur/eligibility/evidence'
import { type Committed, committedFields, type SubjectSalts, saltedSubjects } from '../evidence/fields.ts'

/** So many random bytes. */
export type RandomBytes = (count: number) => Uint8Array

/** The random numbers of the platform. */
export const randomBytes: RandomBytes = platformRandom

/** An entry as the ledger keeps one that was erased: what it said is gone, its place in the chain is not. */
export interface ErasedEntry {
  readonly position: Position
  readonly recordedAt: Instant
  readonly type: string
  /** In hexadecimal, like every hash here. */
  readonly commitment: string
}

/** What binds an entry to the ones before it. Everything in hexadecimal: that is how it travels to the database. */
export interface Link {
  /** Null where the entry is erased. */
  readonly salt: string | null
  readonly subjectSalts: SubjectSalts | null
  readonly commitment: string
  readonly hash: string
}

/** An entry and its link, ready for the table. */
export interface ChainedEntry {
  readonly entry: LedgerEntry | ErasedEntry
  readonly link: Link
}

export function isErased(entry: LedgerEntry | ErasedEntry): entry is ErasedEntry {
  return 'commitment' in entry
}

/** Links entries to the one whose hash is `previous`, in their order, with new salts. */
export function chainEntries(
  entries: readonly (LedgerEntry | ErasedEntry)[],
  previous: string,
  random: RandomBytes,
): ChainedEntry[] {
  const committer = new Committer(random, entries.length)
  return chainCommitted(
    entries.map((entry) => ({ entry, committed: committer.commit(entry) })),
    previous,
  )
}

/** An entry and what it was committed to before it had a place. */
export interface CommittedEntry {
  readonly entry: LedgerEntry | ErasedEntry
  readonly committed: Commitment
}

/** Links entries whose commitments are made. */
export function chainCommitted(entries: readonly CommittedEntry[], previous: string): ChainedEntry[] {
  let last = previous
  return entries.map(({ entry, committed }) => {
    last = hashOf(entry, committed.commitment, last)
    return { entry, link: { ...committed, hash: last } }
  })
}

/**
 * `entryHash` of the pure functions, which a property test holds it equal to. In hexadecimal throughout, because making
 * a buffer for each hash costs several times as much as hashing.
 */
export function hashOf(
  { position, recordedAt, type }: Pick<ErasedEntry, 'position' | 'recordedAt' | 'type'>,
  commitment: string,
  previous: string,
): string {
  return hash(
    'sha256',
    `{"commitment":"${commitment}","position":${position},"previous":"${previous}","recordedAt":"${formatInstant(recordedAt)}","type":${JSON.stringify(type)}}`,
  )
}

/** `commitmentOf` of the pure functions, likewise. */
export function commitmentHex(salt: string, entry: Committed, subjectSalts: SubjectSalts | null): string {
  return hash('sha256', `{"fields":${canonicalJson(committedFields(entry, subjectSalts))},"salt":"${salt}"}`)
}

/** What an entry is committed to; it depends on nothing but the entry, so it can be made before the entry has a place. */
export type Commitment = Omit<Link, 'hash'>

/** What of an entry goes into its commitment. */
type Committable = (Committed & Pick<LedgerEntry, 'type'>) | Pick<ErasedEntry, 'commitment'>

/** Commits to entries, each with a salt of its own. */
export class Committer {
  readonly #salts: SaltSource

  /** `expected`: how many entries there will be, as far as is known. */
  constructor(random: RandomBytes, expected: number) {
    this.#salts = new SaltSource(expected, random)
  }

  commit(entry: Committable): Commitment {
    if ('commitment' in entry) return { salt: null, subjectSalts: null, commitment: entry.commitment }
    const salt = this.#salts.next()
    const salted = entry.type === 'ContentRegistered' ? saltedSubjects(entry.body) : []
    const subjectSalts = salted.includes(true) ? salted.map((own) => (own ? this.#salts.next() : null)) : null
    return { salt, subjectSalts, commitment: commitmentHex(salt, entry, subjectSalts) }
  }
}

/** Salts from few calls to the source of randomness: one for each would cost as much as the hashing. */
class SaltSource {
  readonly #random: RandomBytes
  #hex: string
  #at = 0

  constructor(expected: number, random: RandomBytes) {
    this.#random = random
    this.#hex = this.#draw(expected)
  }

  next(): string {
    if (this.#at === this.#hex.length) [this.#hex, this.#at] = [this.#draw(64), 0]
    this.#at += 2 * SALT_BYTES
    return this.#hex.slice(this.#at - 2 * SALT_BYTES, this.#at)
  }

  #draw(salts: number): string {
    return Buffer.from(this.#random(salts * SALT_BYTES)).toString('hex')
  }
}
