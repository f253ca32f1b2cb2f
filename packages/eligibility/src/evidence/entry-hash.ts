import { canonicalJson } from '../canonical-json.ts'
import type { JsonObject } from '../entry.ts'
import type { Position } from '../fact.ts'
import { formatInstant, type Instant } from '../instant.ts'
import { toHex, utf8 } from './bytes.ts'
import type { Sha256 } from './sha256.ts'

/** How long a salt is, in bytes. It keeps the fields of an erased entry from being found by trying. */
export const SALT_BYTES = 16

/** The hash before the first entry. */
export const NO_HASH: Uint8Array = new Uint8Array(32)

/** What an entry's hash covers. None of it is personal; it stays when a person is erased. */
export interface EntryHeader {
  readonly position: Position
  readonly recordedAt: Instant
  readonly type: string
  /** The hash of the entry before; `NO_HASH` for the first. */
  readonly previous: Uint8Array
  /** Of salt and fields: `commitmentOf`. */
  readonly commitment: Uint8Array
}

/**
 * Commits to the fields of an entry without showing them: SHA-256 of the canonical JSON (RFC 8785) of fields and salt.
 * @param fields everything of the entry that can be personal: `effectiveAt`, `actor`, `channel` and `idempotencyKey`
 *   where there is one, and the fields of the type as they were given
 */
export function commitmentOf(salt: Uint8Array, fields: JsonObject, sha256: Sha256): Uint8Array {
  return sha256(utf8(canonicalJson({ fields, salt: toHex(salt) })))
}

/** The text that `entryHash` hashes: canonical JSON, hashes in lower-case hexadecimal, the time to the millisecond. */
export function headerText({ commitment, position, previous, recordedAt, type }: EntryHeader): string {
  return canonicalJson({
    commitment: toHex(commitment),
    position,
    previous: toHex(previous),
    recordedAt: formatInstant(recordedAt),
    type,
  })
}

/** The hash of an entry, 32 bytes: over its predecessor's, its position, time and type, and the commitment to its fields. */
export function entryHash(header: EntryHeader, sha256: Sha256): Uint8Array {
  return sha256(utf8(headerText(header)))
}
