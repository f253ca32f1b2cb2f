import {
  checkpointText,
  formatVerifierKey,
  fromBase64,
  readCheckpoint,
  readSignedNote,
  readVerifierKey,
  sha256,
  signCheckpoint,
  signNote,
  toHex,
  utf8,
  verifyCheckpoint,
  verifyEd25519,
} from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { signerOf } from './support.ts'

/** The example of golang.org/x/mod/sumdb/note, whose format C2SP `signed-note` writes down. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const PETER_SEED = fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz')?.subarray(1) ?? expect.fail()
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`

const checkpoint = { origin: 'log.example/1', size: 20852163, root: sha256(utf8('root')) }
const log = signerOf('log.example/1')
const witness = signerOf('witness.example')
const vkey = formatVerifierKey(log.key)

describe('a verifier key', () => {
  it.each([
    PETER,
    'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
    'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6',
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  ])('that others publish is read, and written as it was: %s', (text) => {
    const { key } = readVerifierKey(` ${text}\n`)
    expect(key === null ? null : formatVerifierKey(key)).toBe(text)
  })

  it.each([
    ['', /name\+id\+key/],
    ['PeterNeumann', /name\+id\+key/],
    ['+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', /name before/],
    ['Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', /name before/],
    ['PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', /8 lower-case/],
    ['PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', /which is c74f20a3/],
    ['PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==', /base 64|32 bytes/],
    ['PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', /Ed25519/],
    ['remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2', /Ed25519/],
  ])('that is none is refused with what is wrong: %j', (text, problem) => {
    expect(readVerifierKey(text).problem).toMatch(problem)
  })

  it('is read with every character in its place, and with none changed, left out or put in', () => {
    for (let at = 0; at < PETER.length; at += 1) {
      expect(readVerifierKey(PETER.slice(0, at) + PETER.slice(at + 1)).key).toBeNull()
      const changed = String.fromCharCode(PETER.charCodeAt(at) + 1)
      expect(readVerifierKey(PETER.slice(0, at) + changed + PETER.slice(at + 1)).key).toBeNull()
    }
  })
})

describe('a signed note', () => {
  it('is the one that others make of the same text and key, to the byte', async () => {
    expect(await signNote(TEXT, [signerOf('PeterNeumann', PETER_SEED)])).toBe(NOTE)
  })

  it('may hold blank lines: the last one ends the text', () => {
    const example =
      'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
      '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n'
    const { note } = readSignedNote(example)
    expect(note?.text.endsWith('\n\ned è subito sera.\n')).toBe(true)
    expect(note?.signatures.map(({ name, id }) => [name, id])).toEqual([['quasimodo.example/salvatore', '367ba04b']])
  })

  it.each([
    ['without signatures', `${TEXT}\n`],
    ['without a blank line', NOTE.replace('\n\n', '\n')],
    ['without a last line feed', NOTE.slice(0, -1)],
    ['with a hyphen for the dash', NOTE.replace('—', '-')],
    ['with a name of two words', NOTE.replace('— Peter', '— Peter ')],
    ['with a name that holds a plus', NOTE.replace('— Peter', '— Peter+')],
    ['with a signature that is not base 64', NOTE.replace('AM=\n', 'AN=\n')],
    ['with a signature too short for a key id', `${TEXT}\n— PeterNeumann AAAA\n`],
    ['with a carriage return', NOTE.replace('problem,\n', 'problem,\r\n')],
    ['with a lone surrogate', NOTE.replace('problem,', '\ud800')],
    ['with something between the signatures', `${NOTE}hello\n`],
    ['with a hundred signatures', NOTE + `— a AAAAAAAA\n`.repeat(100)],
    ['of a million characters', 'a'.repeat(1_000_000) + NOTE],
  ])('%s is none', (_, note) => {
    expect(readSignedNote(note)).toMatchObject({ note: null, problem: expect.any(String) })
  })

  it('is read with as many signatures as C2SP asks for', () => {
    expect(readSignedNote(NOTE + `— a AAAAAAAA\n`.repeat(15)).note?.signatures).toHaveLength(16)
  })
})

describe('a checkpoint', () => {
  it('is the text that C2SP tlog-checkpoint describes', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
    const read = readCheckpoint(text).checkpoint ?? expect.fail()
    expect([read.origin, read.size, read.root.length]).toEqual(['example.com/behind-the-sofa', 20852163, 32])
    expect(checkpointText(read)).toBe(text)
    expect(readCheckpoint(`${text}an extension\n`).checkpoint).toEqual(read)
    expect(checkpointText({ origin: 'o', size: 0, root: sha256(utf8('')) })).toBe(
      'o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    )
  })

  it.each([
    'o\n1\n',
    'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
    '\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'o\n1.5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'o\n9007199254740993\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n',
    'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n',
    'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n',
  ])('%j is none', (text) => {
    expect(readCheckpoint(text)).toMatchObject({ checkpoint: null, problem: expect.any(String) })
  })

  it('with an origin that would read as something else is never signed', () => {
    expect(() => checkpointText({ ...checkpoint, origin: 'evil\n999' })).toThrow(RangeError)
    expect(() => checkpointText({ ...checkpoint, origin: '' })).toThrow(RangeError)
    expect(() => checkpointText({ ...checkpoint, size: 1.5 })).toThrow(RangeError)
  })

  it('verifies with the public key alone, whoever else signed it', async () => {
    for (const signers of [[log], [witness, log], [log, witness, signerOf('log.example/1', sha256(utf8('next')))]]) {
      const note = await signCheckpoint(checkpoint, signers)
      expect(await verifyCheckpoint(note, { publicKeys: [vkey] })).toEqual({
        ok: true,
        checkpoint,
        signedBy: [log.key],
      })
    }
  })

  it('verifies with the key of before and with the next one while both sign', async () => {
    const next = signerOf('log.example/1', sha256(utf8('next')))
    const note = await signCheckpoint(checkpoint, [log, next])
    for (const signer of [log, next]) {
      expect(await verifyCheckpoint(note, { publicKeys: [formatVerifierKey(signer.key)] })).toMatchObject({ ok: true })
    }
  })

  it('is refused with a code for each reason', async () => {
    const note = await signCheckpoint(checkpoint, [log])
    const other = await signCheckpoint({ ...checkpoint, origin: 'log.example/2' }, [log])
    const forger = { ...signerOf('log.example/1', sha256(utf8('forger'))), key: log.key }
    const forged = await signCheckpoint(checkpoint, [forger])
    const both = await signCheckpoint(checkpoint, [log, witness])
    const [key, witnessKey] = [vkey, formatVerifierKey(witness.key)]
    const trust = { publicKeys: [key] }
    for (const [code, text, given] of [
      ['KEY_MALFORMED', note, { publicKeys: [key, 'nonsense'] }],
      ['KEY_MALFORMED', note, { publicKeys: [key], revokedKeys: ['nonsense'] }],
      ['CHECKPOINT_MALFORMED', note.slice(1, -1), trust],
      ['CHECKPOINT_MALFORMED', await signNote('o\n1\n', [log]), trust],
      ['KEY_UNKNOWN', note, { publicKeys: [] }],
      ['KEY_UNKNOWN', note, { publicKeys: [witnessKey] }],
      ['KEY_REVOKED', note, { publicKeys: [], revokedKeys: [key] }],
      ['KEY_REVOKED', note, { publicKeys: [key], revokedKeys: [key] }],
      [null, both, { publicKeys: [key, witnessKey], revokedKeys: [witnessKey] }],
      ['SIGNATURE_INVALID', forged, trust],
      ['SIGNATURE_INVALID', note.replace('20852163', '20852164'), trust],
      ['SIGNATURE_INVALID', note.replace('\n\n', '\nextension\n\n'), trust],
      ['ORIGIN_MISMATCH', other, trust],
      ['ORIGIN_MISMATCH', note, { ...trust, origin: 'log.example/2' }],
      [null, other, { ...trust, origin: 'log.example/2' }],
      ['ED25519_UNAVAILABLE', note, { ...trust, verifyEd25519: () => Promise.resolve(null) }],
    ] as const) {
      const verified = await verifyCheckpoint(text, given)
      expect([verified.ok ? null : verified.code, text]).toEqual([code, text])
    }
  })

  it('with any one character changed is refused', async () => {
    const note = await signCheckpoint(checkpoint, [log])
    await fc.assert(
      fc.asyncProperty(
        fc.nat(note.length - 1),
        fc.constantFrom('0', 'A', ' ', '\n', '+', 'é'),
        async (at, character) => {
          fc.pre(note[at] !== character)
          const changed = note.slice(0, at) + character + note.slice(at + 1)
          expect(await verifyCheckpoint(changed, { publicKeys: [vkey] })).toMatchObject({ ok: false })
        },
      ),
    )
  })
})

describe('Ed25519 of the platform', () => {
  it.each([
    ['there is no WebCrypto', undefined],
    ['the page is not secure', {}],
    [
      'WebCrypto has no Ed25519',
      { subtle: { importKey: () => Promise.reject(new DOMException('Unrecognized algorithm', 'NotSupportedError')) } },
    ],
  ])('is not known where %s, which is never a yes', async (_, crypto) => {
    const note = await signCheckpoint(checkpoint, [log])
    vi.stubGlobal('crypto', crypto)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(await verifyCheckpoint(note, { publicKeys: [vkey] })).toMatchObject({ code: 'ED25519_UNAVAILABLE' })
  })

  it('agrees with the first vectors of RFC 8032', async () => {
    const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
    const key = bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
    const signature = bytes(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
    expect(await verifyEd25519(key, bytes('72'), signature)).toBe(true)
    expect(await verifyEd25519(key, bytes('73'), signature)).toBe(false)
    expect(await verifyEd25519(key, bytes('72'), signature.subarray(1))).toBe(false)
    expect(await verifyEd25519(key.subarray(1), bytes('72'), signature)).toBe(false)
    expect(toHex(key)).toHaveLength(64)
  })
})
