import { verifyReceipt } from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, badHash, document, trust, withChange } from './sample.ts'

describe('what is no receipt is refused', () => {
  it.each<[string, string, string]>([
    ['no JSON', 'hello', ''],
    ['no object', '[]', ''],
    ['of an unknown format', withChange(['format'], 'demur-receipt/2'), 'format'],
    ['of an unknown status', withChange(['status'], 'DONE'), 'status'],
    ['pending with a checkpoint', withChange(['status'], 'PENDING'), 'checkpoint'],
    ['complete without a checkpoint', withChange(['checkpoint'], null), 'checkpoint'],
    ['complete without a path', withChange(['entry', 'path'], null), 'entry.path'],
    ['with a field that nobody signed', withChange(['comment'], 'verified by us'), 'comment'],
    ['with a second header field', withChange(['entry', 'header', 'effectiveAt'], at), 'entry.header.effectiveAt'],
    ['with a position that is none', withChange(['entry', 'header', 'position'], 0), 'entry.header.position'],
    [
      'with a time spelt otherwise',
      withChange(['entry', 'header', 'recordedAt'], '2026-01-01T01:00:00.004+01:00'),
      'entry.header.recordedAt',
    ],
    ['with a hash in capitals', withChange(['entry', 'hash'], badHash.toUpperCase()), 'entry.hash'],
    ['with a salt of another length', withChange(['entry', 'opening', 'salt'], '00'), 'entry.opening.salt'],
    [
      'with a choice of nobody',
      withChange(['entry', 'opening', 'fields', 'member'], null),
      'entry.opening.fields.member',
    ],
    ['with fields that are none', withChange(['entry', 'opening', 'fields'], ['x']), 'entry.opening.fields'],
    ['with a path that is none', withChange(['entry', 'path', '0'], 'zz'), 'entry.path.0'],
    ['with a number that is none', document.replace('"idempotencyKey":"k"', '"evidence":1e999'), ''],
    ['with broken Unicode', document.replace('"idempotencyKey":"k"', '"evidence":"\\ud800"'), ''],
    [
      'nested without end',
      document.replace('"idempotencyKey":"k"', `"evidence":${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      '',
    ],
  ])('%s: RECEIPT_MALFORMED, with the place', async (_, made, place) => {
    const verified = await verifyReceipt(made, trust)
    expect(verified).toMatchObject({ status: 'REFUSED', code: 'RECEIPT_MALFORMED' })
    expect(verified.status === 'REFUSED' && verified.problems.map(({ path }) => path.join('.'))).toContain(place)
  })

  it('and never thrown at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (anything) => {
        expect(await verifyReceipt(anything, trust)).toMatchObject({ status: 'REFUSED', code: 'RECEIPT_MALFORMED' })
      }),
    )
  })
})
