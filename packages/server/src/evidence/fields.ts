import { hash } from 'node:crypto'
import { formatInstant, type Instant, type JsonObject } from '@demur/eligibility'

/** What of an entry its commitment covers, as the ledger keeps it. */
export interface Committed {
  readonly effectiveAt: Instant
  readonly actor: string
  readonly channel: string | null
  readonly idempotencyKey: string | null
  readonly body: JsonObject
}

/** In the order of the subjects of an item, in hexadecimal; null for the author and for somebody erased. */
export type SubjectSalts = readonly (string | null)[]

/**
 * The fields that a commitment is made of: everything that can be personal. The people in an item besides its author
 * stand in them as salted hashes of their keys, so that each of them can be erased and the entry still fits.
 * @param subjectSalts null where nobody but an author is in the entry
 */
export function committedFields(entry: Committed, subjectSalts: SubjectSalts | null): JsonObject {
  const { effectiveAt, actor, channel, idempotencyKey, body } = entry
  return {
    ...body,
    ...(subjectSalts === null ? {} : { subjects: subjectsOf(body).map(withoutKey(subjectSalts)) }),
    effectiveAt: formatInstant(effectiveAt),
    actor,
    ...(channel === null ? {} : { channel }),
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  }
}

/** The hash that stands for somebody in an item: SHA-256 over 16 bytes of salt and the key in UTF-8. */
export function personCommitment(salt: string, member: string): string {
  return hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(member)]))
}

/** Which subjects of a body have a salt of their own: all that have a key and are not the author. */
export function saltedSubjects(body: JsonObject): boolean[] {
  return subjectsOf(body).map(({ role, member }) => typeof member === 'string' && role != null && role !== 'AUTHOR')
}

/** The key of the author of an item, by the body of the entry that registered it; null where it names none. */
export function authorIn(body: JsonObject): string | null {
  const author = subjectsOf(body).find(({ role }) => role === 'AUTHOR')?.member
  return typeof author === 'string' ? author : null
}

/** Whether somebody in a body has no key any more, because they were erased. */
export function hasNamelessSubject(body: JsonObject): boolean {
  return subjectsOf(body).some(({ member, commitment }) => member === undefined && commitment !== undefined)
}

/** Whether salts stand for the people of a body, one for each that has one, and for nobody else. */
export function fitsSubjects(body: JsonObject, salts: SubjectSalts | null): boolean {
  const salted = saltedSubjects(body)
  return salts?.length === salted.length && salts.every((salt, at) => (salt !== null) === salted[at])
}

function withoutKey(salts: SubjectSalts) {
  return (subject: JsonObject, index: number): JsonObject => {
    const salt = salts[index]
    const { member, ...rest } = subject
    return salt == null || typeof member !== 'string'
      ? subject
      : { ...rest, commitment: personCommitment(salt, member) }
  }
}

function subjectsOf({ subjects }: JsonObject): readonly JsonObject[] {
  return Array.isArray(subjects) ? (subjects as JsonObject[]) : []
}
