import {
  CHECKPOINT_REFUSALS,
  formatReceipt,
  formatVerifierKey,
  RECEIPT_REFUSALS,
  type Receipt,
  readReceipt,
  receiptEntry,
  sha256,
  signCheckpoint,
  type Trust,
  toBase64,
  toHex,
  utf8,
  verifyReceipt,
} from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  about,
  badHash,
  document,
  GIVEN,
  log,
  OBJECTED,
  ORIGIN,
  other,
  receipt,
  register,
  trust,
  vkey,
  withChange,
} from './sample.ts'
import { signerOf, TestLog } from './support.ts'

describe('a receipt', () => {
  it('proves who did what on which setting, when, and which notice had been served, with the public key alone', async () => {
    const verified = await verifyReceipt(document, trust)
    expect(verified).toEqual({
      status: 'VERIFIED',
      proves: {
        position: 4,
        recordedAt: Date.UTC(2026, 0, 1) + 4,
        type: 'Objected',
        act: 'OBJECT',
        member: 'ada',
        setting: 'genai-improvement',
        effectiveAt: Date.UTC(2026, 0, 1),
        actor: 'ada',
        channel: 'settings',
        notice: {
          position: 2,
          recordedAt: Date.UTC(2026, 0, 1) + 2,
          notice: 'training',
          version: '2026-01',
          servedAt: Date.UTC(2026, 0, 1),
        },
        fields: GIVEN[3]?.fields,
        hash: toHex(register.entries[3]?.hash ?? expect.fail()),
      },
      checkpoint: register.head(),
      signedBy: [vkey],
    })
  })

  it('is small: about two thousand characters, and 128 more for each doubling of the ledger', () => {
    expect(document.length).toBeLessThan(2200)
  })

  it.each(GIVEN.map(({ type }, index) => [index + 1, type] as const))('of entry %i, %s, verifies', async (position) => {
    expect(await verifyReceipt(formatReceipt(await register.receipt(position, [log])), trust)).toMatchObject({
      status: 'VERIFIED',
      proves: { position, fields: GIVEN[position - 1]?.fields, notice: null },
    })
  })

  it('verifies as parsed JSON, in another layout and in another order of fields', async () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(document)).toReversed()), null, 2)
    for (const copy of [JSON.parse(document), shuffled]) {
      expect(await verifyReceipt(copy, trust)).toEqual(await verifyReceipt(document, trust))
    }
  })

  it('is read as it was written', () => {
    expect(readReceipt(document)).toEqual({ receipt, problems: [] })
    expect(formatReceipt(readReceipt(document).receipt ?? expect.fail())).toBe(document)
  })

  it('of an entry whose fields were erased proves that there was an entry, and says nothing of anybody', async () => {
    const erased: Receipt = { ...receipt, entry: { ...receipt.entry, opening: null }, notice: null }
    expect(formatReceipt(erased)).not.toContain('ada')
    const verified = await verifyReceipt(formatReceipt(erased), trust)
    const nothing = { member: null, setting: null, effectiveAt: null, actor: null, channel: null, fields: null }
    expect(verified).toMatchObject({
      status: 'VERIFIED',
      proves: { position: 4, type: 'Objected', act: 'OBJECT', ...nothing },
    })
  })

  it('without a checkpoint says that it is pending, and claims without proving', async () => {
    const pending = formatReceipt(await register.receipt(OBJECTED, [], 2))
    expect(JSON.parse(pending)).toMatchObject({ status: 'PENDING', checkpoint: null })
    const complete = await verifyReceipt(document, trust)
    expect(await verifyReceipt(pending, trust)).toEqual({
      status: 'PENDING',
      claims: complete.status === 'VERIFIED' ? complete.proves : expect.fail(),
    })
    expect(await verifyReceipt(pending, { publicKeys: [] })).toMatchObject({ status: 'PENDING' })
  })
})

const pathOf = (name: 'entry' | 'notice'): string[] => JSON.parse(document)[name].path
const longer = new TestLog(ORIGIN, [...GIVEN, { type: 'MemberRegistered', fields: about('eve') }])
const shorter = new TestLog(ORIGIN, GIVEN.slice(0, 3))
const forked = new TestLog(ORIGIN, [{ type: 'MemberRegistered', fields: about('mallory') }, ...GIVEN.slice(1)])
const stolenName = { ...signerOf(ORIGIN, sha256(utf8('thief'))), key: log.key }
const signedBy = async (head: TestLog, ...signers: (typeof log)[]) => signCheckpoint(head.head(), signers)
const moved = receiptEntry(
  { ...receipt.entry.header, position: 5 as never },
  receipt.entry.opening ?? expect.fail(),
  receipt.entry.path,
)

const REFUSED: readonly [string, string, string | Promise<string>, Trust?][] = [
  ['whose field was changed', 'COMMITMENT_MISMATCH', withChange(['entry', 'opening', 'fields', 'setting'], 'ads')],
  ['whose field was added', 'COMMITMENT_MISMATCH', withChange(['entry', 'opening', 'fields', 'evidence'], 'x')],
  [
    'whose effective time was changed',
    'COMMITMENT_MISMATCH',
    withChange(['entry', 'opening', 'fields', 'effectiveAt'], '2025-01-01T00:00:00.000Z'),
  ],
  ['whose salt was changed', 'COMMITMENT_MISMATCH', withChange(['entry', 'opening', 'salt'], '00'.repeat(16))],
  [
    'whose notice has another version',
    'COMMITMENT_MISMATCH',
    withChange(['notice', 'opening', 'fields', 'version'], '2026-02'),
  ],
  ['whose commitment was changed', 'HASH_MISMATCH', withChange(['entry', 'header', 'commitment'], badHash)],
  ['whose position was changed', 'HASH_MISMATCH', withChange(['entry', 'header', 'position'], 5)],
  [
    'whose recording time was changed',
    'HASH_MISMATCH',
    withChange(['entry', 'header', 'recordedAt'], '2025-01-01T00:00:00.000Z'),
  ],
  ['whose type was changed', 'HASH_MISMATCH', withChange(['entry', 'header', 'type'], 'ConsentGiven')],
  ['whose predecessor was changed', 'HASH_MISMATCH', withChange(['entry', 'header', 'previous'], badHash)],
  ['whose hash was changed', 'HASH_MISMATCH', withChange(['entry', 'hash'], badHash)],
  ['whose notice was moved', 'HASH_MISMATCH', withChange(['notice', 'header', 'position'], 1)],
  ['whose notice is of another member', 'NOTICE_MISMATCH', register.receipt(OBJECTED, [log], 3).then(formatReceipt)],
  ['whose notice came later', 'NOTICE_MISMATCH', register.receipt(OBJECTED, [log], 7).then(formatReceipt)],
  ['whose notice is another entry', 'NOTICE_MISMATCH', register.receipt(OBJECTED, [log], 1).then(formatReceipt)],
  ['checked with a key that is none', 'KEY_MALFORMED', document, { publicKeys: ['nonsense'] }],
  ['whose checkpoint is no note', 'CHECKPOINT_MALFORMED', withChange(['checkpoint'], 'register.example\n7\n')],
  [
    'signed by nobody who is known',
    'KEY_UNKNOWN',
    signedBy(register, other).then((note) => withChange(['checkpoint'], note)),
  ],
  ['checked with the key of somebody else', 'KEY_UNKNOWN', document, { publicKeys: [formatVerifierKey(other.key)] }],
  ['checked without a key', 'KEY_UNKNOWN', document, { publicKeys: [] }],
  ['signed by a key that was stolen and revoked', 'KEY_REVOKED', document, { ...trust, revokedKeys: [vkey] }],
  [
    'signed in the name of the key by another one',
    'SIGNATURE_INVALID',
    signedBy(register, stolenName).then((note) => withChange(['checkpoint'], note)),
  ],
  [
    'whose checkpoint was changed',
    'SIGNATURE_INVALID',
    withChange(['checkpoint'], receipt.checkpoint?.replace('\n7\n', '\n8\n')),
  ],
  [
    'whose root was changed',
    'SIGNATURE_INVALID',
    withChange(
      ['checkpoint'],
      receipt.checkpoint?.replace(toBase64(register.head().root), toBase64(sha256(utf8('x')))),
    ),
  ],
  ['of another log', 'ORIGIN_MISMATCH', document, { publicKeys: [vkey], origin: 'other.example' }],
  [
    'that is pending at another log',
    'ORIGIN_MISMATCH',
    register.receipt(OBJECTED, [], 2).then(formatReceipt),
    { publicKeys: [], origin: 'other.example' },
  ],
  [
    'that names another log than its checkpoint',
    'ORIGIN_MISMATCH',
    withChange(['origin'], 'other.example'),
    { publicKeys: [vkey] },
  ],
  [
    'whose checkpoint is of another log',
    'ORIGIN_MISMATCH',
    signCheckpoint({ ...register.head(), origin: 'other.example' }, [log]).then((note) =>
      withChange(['checkpoint'], note),
    ),
  ],
  [
    'on a platform without Ed25519',
    'ED25519_UNAVAILABLE',
    document,
    { ...trust, verifyEd25519: () => Promise.resolve(null) },
  ],
  [
    'whose checkpoint is older than its entry',
    'NOT_COVERED',
    signedBy(shorter, log).then((note) => withChange(['checkpoint'], note)),
  ],
  [
    'whose checkpoint is another one of the log',
    'PATH_MISMATCH',
    signedBy(longer, log).then((note) => withChange(['checkpoint'], note)),
  ],
  [
    'whose checkpoint is of a forked history',
    'PATH_MISMATCH',
    signedBy(forked, log).then((note) => withChange(['checkpoint'], note)),
  ],
  ['with the path of another entry', 'PATH_MISMATCH', withChange(['entry', 'path'], pathOf('notice'))],
  ['with a hash of the path changed', 'PATH_MISMATCH', withChange(['entry', 'path', '1'], badHash)],
  ['with a path too long', 'PATH_MISMATCH', withChange(['entry', 'path'], [...pathOf('entry'), badHash])],
  ['with a path too short', 'PATH_MISMATCH', withChange(['entry', 'path'], pathOf('entry').slice(1))],
  ['with a path in another order', 'PATH_MISMATCH', withChange(['entry', 'path'], pathOf('entry').toReversed())],
  [
    'with the leaf of another entry',
    'PATH_MISMATCH',
    forked
      .receipt(OBJECTED, [])
      .then(({ entry }) => formatReceipt({ ...receipt, entry: { ...entry, path: receipt.entry.path } })),
  ],
  ['with its leaf at another place', 'PATH_MISMATCH', formatReceipt({ ...receipt, entry: moved })],
  ['with a notice that is in no ledger', 'PATH_MISMATCH', withChange(['notice', 'path', '0'], badHash)],
]

describe('a receipt is refused, by its own code,', () => {
  it.each(REFUSED)('%s: %s', async (_, code, made, given = trust) => {
    expect(await verifyReceipt(await made, given)).toMatchObject({ status: 'REFUSED', code })
  })

  it('for every reason that there is', () => {
    const codes = new Set([...REFUSED.map(([, code]) => code), 'RECEIPT_MALFORMED'])
    expect([...codes].toSorted()).toEqual(Object.keys({ ...RECEIPT_REFUSALS, ...CHECKPOINT_REFUSALS }).toSorted())
  })

  it('whatever single character of it is changed', async () => {
    const meaning = JSON.stringify(await verifyReceipt(document, trust))
    await fc.assert(
      fc.asyncProperty(fc.nat(document.length - 1), fc.constantFrom(...'0aZ {"}\\é'), async (place, character) => {
        const changed = document.slice(0, place) + character + document.slice(place + 1)
        const verified = await verifyReceipt(changed, trust)
        if (JSON.stringify(verified) !== meaning) expect(verified.status).toBe('REFUSED')
      }),
      { numRuns: 1000 },
    )
  })
})
