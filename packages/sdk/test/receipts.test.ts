import { type ReceiptVerification, type VerifyOptions, verifyReceipt } from '@demur/sdk/receipts'
import { describe, expect, it } from 'vitest'
import { OTHER_KEY, PUBLIC_KEY, RECEIPT } from './support/receipt.ts'

describe('a receipt', () => {
  it('verifies with the public key alone, and says what it proves in the words of the client', async () => {
    const expected: ReceiptVerification = {
      status: 'VERIFIED',
      proves: {
        position: '7',
        recordedAt: '2025-11-02T07:30:00.250Z',
        type: 'Objected',
        act: 'OBJECT',
        member: 'member-17',
        setting: 'genai-improvement',
        effectiveAt: '2025-11-02T07:30:00.250Z',
        actor: 'member-17',
        channel: 'settings',
        notice: {
          position: '4',
          recordedAt: '2025-09-18T09:00:00.000Z',
          notice: 'genai-training',
          version: '2025-09',
          servedAt: '2025-09-18T09:00:00.000Z',
        },
        fields: {
          actor: 'member-17',
          channel: 'settings',
          effectiveAt: '2025-11-02T07:30:00.250Z',
          member: 'member-17',
          setting: 'genai-improvement',
        },
        hash: JSON.parse(RECEIPT).entry.hash,
      },
      checkpoint: { origin: 'register.example/demur', size: '11', root: expect.stringMatching(/^[0-9a-f]{64}$/) },
      signedBy: [PUBLIC_KEY.trim()],
    }
    expect(await verifyReceipt(RECEIPT, { publicKeys: PUBLIC_KEY })).toEqual(expected)
    expect(await verifyReceipt(JSON.parse(RECEIPT), { publicKeys: [OTHER_KEY, PUBLIC_KEY] })).toEqual(expected)
  })

  it('of which nothing is signed is pending', async () => {
    const pending = JSON.parse(RECEIPT)
    Object.assign(pending, { status: 'PENDING', checkpoint: null })
    Object.assign(pending.entry, { path: null })
    Object.assign(pending.notice, { path: null })
    expect(await verifyReceipt(pending, { publicKeys: PUBLIC_KEY })).toMatchObject({
      status: 'PENDING',
      claims: { act: 'OBJECT', position: '7', notice: { version: '2025-09' } },
    })
  })

  it.each<[string, string, VerifyOptions, string]>([
    [
      'for somebody else',
      RECEIPT.replaceAll('member-17', 'member-18'),
      { publicKeys: PUBLIC_KEY },
      'COMMITMENT_MISMATCH',
    ],
    ['with another key', RECEIPT, { publicKeys: OTHER_KEY }, 'KEY_UNKNOWN'],
    ['with a revoked key', RECEIPT, { publicKeys: PUBLIC_KEY, revokedKeys: [PUBLIC_KEY] }, 'KEY_REVOKED'],
    ['of another register', RECEIPT, { publicKeys: PUBLIC_KEY, origin: 'other.example' }, 'ORIGIN_MISMATCH'],
    ['without Ed25519', RECEIPT, { publicKeys: PUBLIC_KEY, verifyEd25519: async () => null }, 'ED25519_UNAVAILABLE'],
    ['that is none', 'hello', { publicKeys: PUBLIC_KEY }, 'RECEIPT_MALFORMED'],
  ])('%s is refused with a code', async (_, document, options, code) => {
    expect(await verifyReceipt(document, options)).toMatchObject({ status: 'REFUSED', code })
  })
})
