import { fromBase64, fromHex, toBase64, toHex, utf8 } from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('bytes as texts', () => {
  it('are those of RFC 4648 and of everybody else', () => {
    const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase64(utf8(text)))
    expect(texts).toEqual(['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy'])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect(fromHex(toHex(bytes))).toEqual(bytes)
      }),
    )
  })

  it.each(['Zg', 'Zg=', 'Zh==', 'Zm8', 'Zm9=', 'Z===', '====', 'Zm9v\n', 'Zm-_', 'Zm9v Zm9v', '='])(
    'do not read %j as base 64: one text means one thing',
    (text) => {
      expect(fromBase64(text)).toBeNull()
    },
  )

  it.each(['0', 'AB', '0g', '0x00', ' 00'])('do not read %j as hexadecimal', (text) => {
    expect(fromHex(text)).toBeNull()
  })
})
