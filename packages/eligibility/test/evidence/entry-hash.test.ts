import { createHash } from 'node:crypto'
import { instantOf, positionOf } from '@demur/eligibility'
import { commitmentOf, entryHash, fromHex, headerText, NO_HASH, sha256, toHex } from '@demur/eligibility/evidence'
import { describe, expect, it } from 'vitest'

const salt = fromHex('000102030405060708090a0b0c0d0e0f') ?? expect.fail()
const fields = {
  setting: 'training',
  member: 'Zoë',
  effectiveAt: '2026-01-02T03:04:05.678Z',
  actor: 'z',
  evidence: null,
}
const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

describe('the hash of an entry', () => {
  const commitment = commitmentOf(salt, fields, sha256)
  const header = {
    position: positionOf(1),
    recordedAt: instantOf(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
    type: 'Objected',
    previous: NO_HASH,
    commitment,
  }

  it('commits to salt and fields as canonical JSON', () => {
    const text =
      '{"fields":{"actor":"z","effectiveAt":"2026-01-02T03:04:05.678Z","evidence":null,"member":"Zoë","setting":"training"},' +
      '"salt":"000102030405060708090a0b0c0d0e0f"}'
    expect(toHex(commitment)).toBe(digest(text))
  })

  it('covers commitment, position, predecessor, time and type, and nothing that is personal', () => {
    const text =
      `{"commitment":"${toHex(commitment)}","position":1,"previous":"${'0'.repeat(64)}",` +
      '"recordedAt":"2026-01-02T03:04:05.678Z","type":"Objected"}'
    expect(headerText(header)).toBe(text)
    expect(toHex(entryHash(header, sha256))).toBe(digest(text))
  })

  it('changes with each of them', () => {
    const variants = [
      header,
      { ...header, position: positionOf(2) },
      { ...header, recordedAt: instantOf(header.recordedAt + 1) },
      { ...header, type: 'ConsentGiven' },
      { ...header, previous: commitment },
      { ...header, commitment: commitmentOf(salt.toReversed(), fields, sha256) },
      { ...header, commitment: commitmentOf(salt, { ...fields, member: 'Zoe' }, sha256) },
    ]
    expect(new Set(variants.map((variant) => toHex(entryHash(variant, sha256)))).size).toBe(variants.length)
  })
})
