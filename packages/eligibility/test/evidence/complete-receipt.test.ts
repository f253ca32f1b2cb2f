import { completeReceipt, formatReceipt, type ReceiptEntry, verifyReceipt } from '@demur/eligibility/evidence'
import { describe, expect, it } from 'vitest'
import { GIVEN, log, OBJECTED, ORIGIN, register, trust } from './sample.ts'
import { TestLog } from './support.ts'

describe('a receipt that is pending', async () => {
  const pending = await register.receipt(OBJECTED, [], 2)
  const grown = new TestLog(ORIGIN, [...GIVEN, ...GIVEN])

  it('is completed by a newer one of its entry, and verifies from then on', async () => {
    const completed = completeReceipt(pending, await grown.receipt(OBJECTED, [log], 2)) ?? expect.fail()
    expect(await verifyReceipt(formatReceipt(completed), trust)).toMatchObject({
      status: 'VERIFIED',
      proves: { position: OBJECTED, member: 'ada', notice: { version: '2026-01' } },
      checkpoint: { size: 14 },
    })
  })

  it('keeps the fields that the register erased meanwhile', async () => {
    const newer = await grown.receipt(OBJECTED, [log], 2)
    const erase = (entry: ReceiptEntry): ReceiptEntry => ({ ...entry, opening: null })
    const erased = { ...newer, entry: erase(newer.entry), notice: newer.notice && erase(newer.notice) }
    expect(completeReceipt(pending, erased)).toEqual(newer)
  })

  it('is not completed by one that is pending, or of another entry', async () => {
    const elsewhere = new TestLog(ORIGIN, [...GIVEN.slice(1), ...GIVEN])
    for (const newer of [pending, await grown.receipt(6, [log]), await elsewhere.receipt(OBJECTED, [log])]) {
      expect(completeReceipt(pending, newer)).toBeNull()
    }
  })

  it('takes the name of the log from the newer one: it may have come with the key', async () => {
    const completed = completeReceipt({ ...pending, origin: 'unsigned' }, await grown.receipt(OBJECTED, [log], 2))
    expect(completed?.origin).toBe(ORIGIN)
  })
})
