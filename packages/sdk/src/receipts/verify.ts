import type { Instant } from '@demur/eligibility'
import * as evidence from '@demur/eligibility/evidence'
import { verifyReceipt as verifyAgainst } from '@demur/eligibility/evidence'
import type { ChoiceAct, OrNewer, Position, Timestamp } from '../vocabulary.ts'

/** Whose receipts are believed. */
export interface VerifyOptions {
  /**
   * The public keys of the register, as it publishes them: `name+id+key`. Take them from somewhere else than the receipt,
   * and keep those of before: old receipts are signed by them.
   */
  readonly publicKeys: string | readonly string[]
  /** Keys that became known to others. A receipt counts where another key signed it too. */
  readonly revokedKeys?: readonly string[] | undefined
  /** The name of the register. Default: the name of the key that signed. */
  readonly origin?: string | undefined
  /**
   * Verifies a signature where the platform has no Ed25519 (`ED25519_UNAVAILABLE`).
   * Default: WebCrypto, which has it in Node 20, Chrome 137, Firefox 129 and Safari 17, on secure pages.
   */
  readonly verifyEd25519?:
    | ((publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean | null>)
    | undefined
}

/** What a receipt says. Null stands for what its entry does not have, and for everything that was erased. */
export interface ReceiptClaim {
  /** Of the entry, in the ledger. */
  readonly position: Position
  readonly recordedAt: Timestamp
  /** The type of the entry, such as `Objected`. */
  readonly type: string
  /** What was done; null for an entry that records no choice. */
  readonly act: OrNewer<ChoiceAct> | null
  readonly member: string | null
  readonly setting: string | null
  /** From when on it works. */
  readonly effectiveAt: Timestamp | null
  /** Who recorded it. */
  readonly actor: string | null
  /** How it was said, such as `settings` or `letter`. */
  readonly channel: string | null
  /** The notice that the member had been served last when the choice was recorded. */
  readonly notice: NoticeClaim | null
  /** All fields of the entry. */
  readonly fields: Readonly<Record<string, unknown>> | null
  /** The hash of the entry, in hexadecimal. It is the same in every export of the ledger. */
  readonly hash: string
}

/** A notice that had been served. */
export interface NoticeClaim {
  /** Of the entry that records it. */
  readonly position: Position
  readonly recordedAt: Timestamp
  readonly notice: string | null
  readonly version: string | null
  readonly servedAt: Timestamp | null
}

/** Why a receipt is not believed. */
export type ReceiptRefusalCode = evidence.ReceiptRefusalCode

export type ReceiptVerification =
  | {
      /** The register held this entry when it signed the checkpoint. */
      readonly status: 'VERIFIED'
      readonly proves: ReceiptClaim
      /** What was signed: how many entries the ledger had, and the root of the tree over them in hexadecimal. */
      readonly checkpoint: { readonly origin: string; readonly size: Position; readonly root: string }
      /** Which of the keys signed it. */
      readonly signedBy: readonly string[]
    }
  | {
      /** It fits together and is not signed yet: a promise, no proof. Complete it with `completeReceipt`. */
      readonly status: 'PENDING'
      readonly claims: ReceiptClaim
    }
  | {
      /** Not to be believed. */
      readonly status: 'REFUSED'
      readonly code: OrNewer<ReceiptRefusalCode>
      readonly message: string
      /** Where in the document, as far as a place can be named. */
      readonly problems: readonly { readonly path: readonly string[]; readonly message: string }[]
    }

/**
 * Verifies a receipt offline, with public keys alone: neither the server nor its database is asked or trusted.
 *
 * @example
 * ```ts
 * import { verifyReceipt } from '@demur/sdk/receipts'
 *
 * export async function isProven(receipt: string, publicKeys: readonly string[]) {
 *   const found = await verifyReceipt(receipt, { publicKeys })
 *   return found.status === 'VERIFIED' && found.proves.act === 'OBJECT'
 * }
 * ```
 * @param document as the register gave it, or parsed
 */
export async function verifyReceipt(document: unknown, options: VerifyOptions): Promise<ReceiptVerification> {
  const { publicKeys, ...trust } = options
  const given = typeof publicKeys === 'string' ? [publicKeys] : publicKeys
  const verified = await verifyAgainst(document, { ...trust, publicKeys: given })
  switch (verified.status) {
    case 'VERIFIED': {
      const { origin, size, root } = verified.checkpoint
      const checkpoint = { origin, size: String(size), root: evidence.toHex(root) }
      return { status: 'VERIFIED', proves: claimOf(verified.proves), checkpoint, signedBy: verified.signedBy }
    }
    case 'PENDING':
      return { status: 'PENDING', claims: claimOf(verified.claims) }
    case 'REFUSED':
      return verified
  }
}

/** A claim in the words of this package: instants and positions are texts, as in every answer of the server. */
function claimOf(claim: evidence.ReceiptClaim): ReceiptClaim {
  const { notice } = claim
  return {
    ...claim,
    position: String(claim.position),
    recordedAt: timestamp(claim.recordedAt),
    effectiveAt: optionalTimestamp(claim.effectiveAt),
    notice:
      notice === null
        ? null
        : {
            ...notice,
            position: String(notice.position),
            recordedAt: timestamp(notice.recordedAt),
            servedAt: optionalTimestamp(notice.servedAt),
          },
  }
}

function timestamp(instant: Instant): Timestamp {
  return new Date(instant).toISOString()
}

function optionalTimestamp(instant: Instant | null): Timestamp | null {
  return instant === null ? null : timestamp(instant)
}
