import { createHash } from 'node:crypto'
import { sha256, toHex, utf8 } from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const hash = (bytes: Uint8Array) => toHex(sha256(bytes))

describe('SHA-256 without the help of the platform', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('gives the digest that FIPS 180-4 gives for its example %#', (text, digest) => {
    expect(hash(utf8(text))).toBe(digest)
  })

  it('gives the same bytes as another implementation, at every length up to four blocks and beyond', () => {
    const other = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    for (let length = 0; length <= 260; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255)
      expect(hash(bytes)).toBe(other(bytes))
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(hash(bytes)).toBe(other(bytes))
      }),
    )
  })

  it('reads a part of a buffer as what it is', () => {
    expect(hash(utf8('xabcx').subarray(1, 4))).toBe(hash(utf8('abc')))
  })
})
