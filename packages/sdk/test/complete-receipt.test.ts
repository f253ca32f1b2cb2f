import { formatReceipt } from '@demur/eligibility/evidence'
import { completeReceipt, type ReceiptSource, verifyReceipt } from '@demur/sdk/receipts'
import { describe, expect, it } from 'vitest'
import { signerOf, TestLog } from '../../eligibility/test/evidence/support.ts'
import { PUBLIC_KEY, RECEIPT } from './support/receipt.ts'

const pending = JSON.stringify(
  Object.assign(JSON.parse(RECEIPT), {
    status: 'PENDING',
    checkpoint: null,
    entry: { ...JSON.parse(RECEIPT).entry, path: null },
    notice: null,
  }),
)

/** A register that has the receipt of one position. */
function having(document: string | null): ReceiptSource {
  return { receipts: { get: async (position) => (document === null || position !== '7' ? null : { document }) } }
}

describe('a receipt that was pending', () => {
  it('is complete once the register has its checkpoint, and verifies', async () => {
    const completed = await completeReceipt(having(RECEIPT), pending)
    expect(completed).toEqual({ status: 'COMPLETE', document: RECEIPT.trim() })
    if (completed.status !== 'COMPLETE') return
    expect(await verifyReceipt(completed.document, { publicKeys: PUBLIC_KEY })).toMatchObject({ status: 'VERIFIED' })
  })

  it('keeps what the register erased meanwhile', async () => {
    const erased = JSON.parse(RECEIPT)
    erased.entry.opening = null
    const completed = await completeReceipt(having(JSON.stringify(erased)), pending)
    expect(completed).toEqual({ status: 'COMPLETE', document: RECEIPT.trim() })
  })

  it('stays as it is while the register has none', async () => {
    expect(await completeReceipt(having(pending), pending)).toEqual({ status: 'PENDING', document: pending })
  })

  it.each([
    ['the register does not know it', null, 'NOT_FOUND'],
    ['the register has another entry there', JSON.stringify(JSON.parse(RECEIPT).notice), 'ENTRY_MISMATCH'],
  ])('is refused where %s', async (_, document, code) => {
    expect(await completeReceipt(having(document), pending)).toMatchObject({ status: 'REFUSED', code })
  })

  it('is refused where the register has recorded something else in its place', async () => {
    const given = Array.from({ length: 8 }, () => {
      return {
        type: 'Objected',
        fields: { actor: 'a', effectiveAt: '2026-01-01T00:00:00Z', member: 'm', setting: 's' },
      }
    })
    const other = new TestLog('register.example/demur', given)
    for (const signers of [[signerOf('register.example/demur')], []]) {
      const document = formatReceipt(await other.receipt(7, signers))
      expect(await completeReceipt(having(document), pending)).toMatchObject({ code: 'ENTRY_MISMATCH' })
    }
  })

  it('is refused where it is none, with every place', async () => {
    expect(await completeReceipt(having(RECEIPT), '{}')).toMatchObject({
      status: 'REFUSED',
      code: 'RECEIPT_MALFORMED',
      message: expect.stringMatching(/format must be .*; status must be/),
    })
  })
})
