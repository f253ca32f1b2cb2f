import { ACT_OF_ENTRY, type ChoiceEntryType, type JsonObject } from '../entry.ts'
import type { Position } from '../fact.ts'
import { type Instant, parseInstant } from '../instant.ts'
import type { Problem } from '../json-reader.ts'
import type { ChoiceAct } from '../vocabulary.ts'
import { equalBytes, toHex } from './bytes.ts'
import { type Checkpoint, type CheckpointRefusalCode, type Trust, verifyCheckpoint } from './checkpoint.ts'
import { commitmentOf, entryHash } from './entry-hash.ts'
import { leafHash, verifyInclusion } from './merkle.ts'
import { readReceipt } from './read-receipt.ts'
import type { Receipt, ReceiptEntry } from './receipt.ts'
import { sha256 } from './sha256.ts'
import { formatVerifierKey } from './verifier-key.ts'

/** Why a receipt is not believed, besides its checkpoint, and what each reason means. */
export const RECEIPT_REFUSALS = {
  RECEIPT_MALFORMED: 'The document is no receipt; the places that are wrong are named.',
  COMMITMENT_MISMATCH: 'Fields or salt are not those that the entry commits to: one of them was changed.',
  HASH_MISMATCH: 'Position, time, type, predecessor or commitment are not those that the hash is of.',
  NOTICE_MISMATCH: 'The notice is none that had been served to this member when the entry was recorded.',
  NOT_COVERED: 'The checkpoint is older than the entry.',
  PATH_MISMATCH:
    'The path does not lead from this entry to the root of the checkpoint: one of the three is another one.',
} as const
export type ReceiptRefusalCode = CheckpointRefusalCode | keyof typeof RECEIPT_REFUSALS

/** What a receipt says. Null stands for what the entry does not have, and for everything that was erased. */
export interface ReceiptClaim {
  readonly position: Position
  readonly recordedAt: Instant
  /** The type of the entry, such as `Objected`. */
  readonly type: string
  /** For choices. */
  readonly act: ChoiceAct | null
  readonly member: string | null
  readonly setting: string | null
  readonly effectiveAt: Instant | null
  /** Who recorded it. */
  readonly actor: string | null
  readonly channel: string | null
  /** The notice that the member had been served last. */
  readonly notice: NoticeClaim | null
  /** Everything of the entry. */
  readonly fields: JsonObject | null
  /** The hash of the entry in lower-case hexadecimal: the same in every export of the ledger. */
  readonly hash: string
}

export interface NoticeClaim {
  readonly position: Position
  readonly recordedAt: Instant
  readonly notice: string | null
  readonly version: string | null
  /** When it was served. */
  readonly servedAt: Instant | null
}

export type ReceiptVerification =
  | {
      /** The log held this entry when the checkpoint was signed. */
      readonly status: 'VERIFIED'
      readonly proves: ReceiptClaim
      readonly checkpoint: Checkpoint
      /** Verifier keys. */
      readonly signedBy: readonly string[]
    }
  | {
      /** It fits together and nobody has signed it yet: a promise, no proof. */
      readonly status: 'PENDING'
      readonly claims: ReceiptClaim
    }
  | {
      readonly status: 'REFUSED'
      readonly code: ReceiptRefusalCode
      readonly message: string
      /** Where in the document, as far as a place can be named. */
      readonly problems: readonly Problem[]
    }

type Refused = ReceiptVerification & { readonly status: 'REFUSED' }

/**
 * Verifies a receipt, as text or as parsed JSON, with public keys alone. It never throws for what stands in the
 * document, and never takes anything from it on trust: not its origin, not its keys, not its status.
 */
export async function verifyReceipt(document: unknown, trust: Trust): Promise<ReceiptVerification> {
  const { receipt, problems } = readReceipt(document)
  if (receipt === null) return refuse('RECEIPT_MALFORMED', 'This is no receipt.', problems)
  const unfit = refuseContent(receipt)
  if (unfit !== null) return unfit
  if (trust.origin !== undefined && receipt.origin !== trust.origin) {
    return refuseAt('ORIGIN_MISMATCH', ['origin'], `The receipt is of “${receipt.origin}”, not of “${trust.origin}”.`)
  }
  if (receipt.checkpoint === null) return { status: 'PENDING', claims: claimOf(receipt) }
  const verified = await verifyCheckpoint(receipt.checkpoint, trust)
  if (!verified.ok) return refuseAt(verified.code, ['checkpoint'], verified.message)
  const { checkpoint, signedBy } = verified
  const unproven = refuseProof(receipt, checkpoint)
  if (unproven !== null) return unproven
  return { status: 'VERIFIED', proves: claimOf(receipt), checkpoint, signedBy: signedBy.map(formatVerifierKey) }
}

/** What can be wrong in a receipt before anything is signed. */
function refuseContent({ entry, notice }: Receipt): Refused | null {
  const refused = refuseHashes(entry, 'entry') ?? (notice === null ? null : refuseHashes(notice, 'notice'))
  if (refused !== null || notice === null) return refused
  const wrong =
    notice.header.type !== 'NoticeServed'
      ? `is of type ${notice.header.type}`
      : notice.header.position >= entry.header.position
        ? 'was recorded after the entry'
        : entry.opening !== null && notice.opening !== null && memberOf(notice) !== memberOf(entry)
          ? 'was served to another member'
          : null
  return wrong === null ? null : refuseAt('NOTICE_MISMATCH', ['notice'], `The notice ${wrong}.`)
}

function refuseHashes({ header, hash, opening }: ReceiptEntry, name: 'entry' | 'notice'): Refused | null {
  if (!equalBytes(entryHash(header, sha256), hash)) {
    return refuseAt('HASH_MISMATCH', [name, 'hash'], `The hash of the ${name} is not that of its header.`)
  }
  if (opening === null || equalBytes(commitmentOf(opening.salt, opening.fields, sha256), header.commitment)) return null
  const message = `The ${name} does not commit to these fields with this salt: one of them was changed.`
  return refuseAt('COMMITMENT_MISMATCH', [name, 'opening'], message)
}

/** Whether both entries stand in the tree of the checkpoint, which is verified. */
function refuseProof({ origin, entry, notice }: Receipt, checkpoint: Checkpoint): Refused | null {
  if (origin !== checkpoint.origin) {
    const message = `The receipt is of “${origin}”, its checkpoint of “${checkpoint.origin}”.`
    return refuseAt('ORIGIN_MISMATCH', ['origin'], message)
  }
  return refusePath(entry, 'entry', checkpoint) ?? (notice === null ? null : refusePath(notice, 'notice', checkpoint))
}

function refusePath(entry: ReceiptEntry, name: 'entry' | 'notice', { size, root }: Checkpoint): Refused | null {
  const { position } = entry.header
  if (position > size) {
    const message = `The ${name} has position ${position}; the checkpoint covers positions up to ${size}.`
    return refuseAt('NOT_COVERED', [name, 'header', 'position'], message)
  }
  const proof = { index: position - 1, size, path: entry.path ?? [] }
  if (verifyInclusion(leafHash(entry.hash, sha256), proof, root, sha256)) return null
  const message = `The path of the ${name} does not lead to the root of the checkpoint.`
  return refuseAt('PATH_MISMATCH', [name, 'path'], message)
}

function claimOf({ entry, notice }: Receipt): ReceiptClaim {
  const { position, recordedAt, type } = entry.header
  const fields = entry.opening?.fields ?? null
  return {
    position,
    recordedAt,
    type,
    act: Object.hasOwn(ACT_OF_ENTRY, type) ? ACT_OF_ENTRY[type as ChoiceEntryType] : null,
    member: memberOf(entry),
    setting: textOf(fields, 'setting'),
    effectiveAt: parseInstant(fields?.effectiveAt),
    actor: textOf(fields, 'actor'),
    channel: textOf(fields, 'channel'),
    notice: notice === null ? null : noticeClaimOf(notice),
    fields,
    hash: toHex(entry.hash),
  }
}

function noticeClaimOf({ header: { position, recordedAt }, opening }: ReceiptEntry): NoticeClaim {
  const fields = opening?.fields ?? null
  return {
    position,
    recordedAt,
    notice: textOf(fields, 'notice'),
    version: textOf(fields, 'version'),
    servedAt: parseInstant(fields?.effectiveAt),
  }
}

function memberOf({ opening }: ReceiptEntry): string | null {
  return textOf(opening?.fields ?? null, 'member')
}

function textOf(fields: JsonObject | null, name: string): string | null {
  const value = fields !== null && Object.hasOwn(fields, name) ? fields[name] : null
  return typeof value === 'string' ? value : null
}

function refuse(code: ReceiptRefusalCode, message: string, problems: readonly Problem[]): Refused {
  return { status: 'REFUSED', code, message, problems }
}

function refuseAt(code: ReceiptRefusalCode, path: readonly string[], message: string): Refused {
  return refuse(code, message, [{ path, message }])
}
