import { canonicalJson } from '../canonical-json.ts'
import type { JsonObject } from '../entry.ts'
import { formatInstant } from '../instant.ts'
import { equalBytes, toHex } from './bytes.ts'
import { commitmentOf, type EntryHeader, entryHash } from './entry-hash.ts'
import { sha256 as pureSha256, type Sha256 } from './sha256.ts'

/** The format of a receipt, in its field `format`. What would change the meaning of a field gets another number. */
export const RECEIPT_FORMAT = 'demur-receipt/1'

/** What opens a commitment: with it, anybody can tell that the commitment is to these fields. */
export interface Opening {
  readonly fields: JsonObject
  readonly salt: Uint8Array
}

/** An entry as a receipt carries it. */
export interface ReceiptEntry {
  readonly header: EntryHeader
  /** SHA-256 of the header. */
  readonly hash: Uint8Array
  /** Null: the fields were erased. What stays proven is that there was an entry of this type, here and then. */
  readonly opening: Opening | null
  /** From the entry's leaf to the root of the checkpoint, lowest first. Null while there is no checkpoint. */
  readonly path: readonly Uint8Array[] | null
}

/** Proof of one entry, to keep: it needs neither the server nor its database to be verified. */
export interface Receipt {
  /** The log that the entry is in. */
  readonly origin: string
  readonly entry: ReceiptEntry
  /**
   * For a choice: the entry that records which notice, in which version, had been served to the member last when the
   * choice was recorded. Null where none had been, and for other entries.
   */
  readonly notice: ReceiptEntry | null
  /** A signed checkpoint that covers the entry, as a note. Null while there is none: the receipt is pending. */
  readonly checkpoint: string | null
}

/** An entry of a receipt, hashed. */
export function receiptEntry(
  header: Omit<EntryHeader, 'commitment'>,
  opening: Opening,
  path: readonly Uint8Array[] | null,
  sha256: Sha256 = pureSha256,
): ReceiptEntry {
  const full = { ...header, commitment: commitmentOf(opening.salt, opening.fields, sha256) }
  return { header: full, hash: entryHash(full, sha256), opening, path }
}

/** Whether a receipt waits for its checkpoint. */
export function isPending({ checkpoint }: Receipt): boolean {
  return checkpoint === null
}

/**
 * A receipt with the proof of a newer one of the same entry. What only the first has, it keeps: openings of fields that
 * were erased since. Null where the newer one is of another entry, or is pending itself.
 */
export function completeReceipt(receipt: Receipt, newer: Receipt): Receipt | null {
  if (newer.checkpoint === null || !isSameEntry(receipt, newer)) return null
  const { notice } = receipt
  const sameNotice = notice !== null && newer.notice !== null && equalBytes(notice.hash, newer.notice.hash)
  return {
    ...newer,
    entry: withOpening(newer.entry, receipt.entry),
    notice: sameNotice && newer.notice !== null ? withOpening(newer.notice, notice) : newer.notice,
  }
}

/**
 * Whether two receipts are of one entry. Its hash stands for all that was recorded before, so it is in no other ledger;
 * the name of the log may have come later, with its key.
 */
export function isSameEntry(a: Receipt, b: Receipt): boolean {
  return equalBytes(a.entry.hash, b.entry.hash)
}

function withOpening(newer: ReceiptEntry, { opening }: ReceiptEntry): ReceiptEntry {
  return { ...newer, opening: newer.opening ?? opening }
}

/**
 * The document of a receipt: canonical JSON on one line. The bytes that `hash` and `commitment` are of stand in it as
 * they are, as the values of `header` and `opening`.
 */
export function formatReceipt({ origin, entry, notice, checkpoint }: Receipt): string {
  return canonicalJson({
    format: RECEIPT_FORMAT,
    status: checkpoint === null ? 'PENDING' : 'COMPLETE',
    origin,
    entry: entryJson(entry),
    notice: notice === null ? null : entryJson(notice),
    checkpoint,
  })
}

function entryJson({ header, hash, opening, path }: ReceiptEntry): JsonObject {
  const { position, recordedAt, type, previous, commitment } = header
  return {
    header: {
      position,
      recordedAt: formatInstant(recordedAt),
      type,
      previous: toHex(previous),
      commitment: toHex(commitment),
    },
    hash: toHex(hash),
    opening: opening === null ? null : { fields: opening.fields, salt: toHex(opening.salt) },
    path: path === null ? null : path.map(toHex),
  }
}
