import {
  formatReceipt,
  isPending,
  isSameEntry,
  readReceipt,
  completeReceipt as withProofOf,
} from '@demur/eligibility/evidence'
import type { CallOptions } from '../options.ts'
import type { OrNewer, Position } from '../vocabulary.ts'

/** What gives receipts: a client, or something of the same shape. */
export interface ReceiptSource {
  readonly receipts: {
    get(position: Position, options?: CallOptions): Promise<{ readonly document: string } | null>
  }
}

export type Completion =
  | {
      /** Keep this document in place of the one before. */
      readonly status: 'COMPLETE'
      readonly document: string
    }
  | {
      /** No checkpoint covers the entry yet: try again later. */
      readonly status: 'PENDING'
      /** As it was given. */
      readonly document: string
    }
  | {
      readonly status: 'REFUSED'
      /**
       * `RECEIPT_MALFORMED`: the document is no receipt. `NOT_FOUND`: the register has no such entry, or the viewer may
       * not see it. `ENTRY_MISMATCH`: the register has another entry at this position: keep the document, and ask why.
       */
      readonly code: OrNewer<'RECEIPT_MALFORMED' | 'NOT_FOUND' | 'ENTRY_MISMATCH'>
      readonly message: string
    }

/**
 * Completes a receipt: asks the register for the proof of its entry under the latest checkpoint. Fields that the register
 * erased meanwhile are kept. A receipt that is complete gets a newer checkpoint, for instance after a change of keys.
 * What it answers is not verified: `verifyReceipt` does that.
 * @throws DemurError where no answer came about
 */
export async function completeReceipt(
  client: ReceiptSource,
  document: string,
  options: CallOptions = {},
): Promise<Completion> {
  const { receipt, problems } = readReceipt(document)
  if (receipt === null) {
    const places = problems.map(({ path, message }) => `${path.join('.') || 'the document'} ${message}`)
    return { status: 'REFUSED', code: 'RECEIPT_MALFORMED', message: `This is no receipt: ${places.join('; ')}.` }
  }
  const position = String(receipt.entry.header.position)
  const answer = await client.receipts.get(position, options)
  if (answer === null) return { status: 'REFUSED', code: 'NOT_FOUND', message: `There is no receipt of ${position}.` }
  const newer = readReceipt(answer.document).receipt
  const completed = newer === null ? null : withProofOf(receipt, newer)
  if (completed !== null) return { status: 'COMPLETE', document: formatReceipt(completed) }
  if (newer !== null && isPending(newer) && isSameEntry(receipt, newer)) {
    return { status: 'PENDING', document }
  }
  const message = `The register has another entry at position ${position} than the receipt.`
  return { status: 'REFUSED', code: 'ENTRY_MISMATCH', message }
}
