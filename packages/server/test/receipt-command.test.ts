import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { command, newFolder, start } from './support/command.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../../docs/examples/${name}`, import.meta.url))
const RECEIPT = example('receipt.json')
const KEY_FILE = example('public-key.txt')
const text = readFileSync(RECEIPT, 'utf8')
const key = readFileSync(KEY_FILE, 'utf8').trim()
const OTHER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

const verify = (...args: string[]) => command(['receipt', 'verify', ...args])

describe('demur receipt verify', () => {
  it('writes what the documentation shows', async () => {
    const page = readFileSync(fileURLToPath(new URL('../../../docs/ledger-and-proof.md', import.meta.url)), 'utf8')
    const [, args = '', output] = /^\$ demur (receipt verify .*)\n([^`]*)```/m.exec(page) ?? []
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const resolved = args.split(' ').map((part) => part.replace(/^docs\//, `${root}docs/`))
    expect(await command(resolved)).toEqual({ code: 0, stdout: output, stderr: '' })
  })

  it('says what a receipt proves, with the public key alone', async () => {
    const verified = await verify(RECEIPT, '--key', key)
    expect(verified).toMatchObject({ code: 0, stderr: '' })
    expect(verified.stdout).toBe(`VERIFIED: the ledger held this entry when the checkpoint was signed.
  entry        Objected, position 7
  recorded     2025-11-02T07:30:00.250Z
  member       member-17
  setting      genai-improvement
  effective    2025-11-02T07:30:00.250Z
  by           member-17, through settings
  notice       genai-training, version 2025-09, served 2025-09-18T09:00:00.000Z (position 4)
  hash         3e222d2b8bf790d1ed776cb0df6ab33702193df9ab38ba849d25932538d185eb
  checkpoint   register.example/demur, 11 entries, root 9373d5b5cf79f0e487464e0497ceb557198fcef9cd5ecac660a9a91d0f8b5a80
  signed by    ${key}
`)
  })

  it('takes the receipt from standard input, and keys from files with remarks', async () => {
    const keys = join(newFolder(), 'keys.txt')
    writeFileSync(keys, `# keys of the register, the latest first\n\n${OTHER_KEY}\n  ${key}\r\n`)
    const args = ['receipt', 'verify', '-', '--key', keys, '--origin', 'register.example/demur', '--json']
    const verified = await command(args, {}, text)
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.stdout)).toMatchObject({
      status: 'VERIFIED',
      proves: { act: 'OBJECT', position: '7', recordedAt: '2025-11-02T07:30:00.250Z', notice: { position: '4' } },
      checkpoint: { origin: 'register.example/demur', size: '11', root: expect.stringMatching(/^9373d5/) },
      signedBy: [key],
    })
  })

  it.each<[string, string, string[], number]>([
    ['a changed one', text.replaceAll('member-17', 'member-18'), ['--key', key], 3],
    ['one of another key', text, ['--key', OTHER_KEY], 3],
    ['one of a revoked key', text, ['--key', key, '--revoked-key', KEY_FILE], 3],
    ['one of another register', text, ['--key', key, '--origin', 'other.example'], 3],
    ['one that is none', '{"hello":"world"}', ['--key', key], 2],
    ['any with a key that is none', text, ['--key', 'nonsense'], 2],
  ])('refuses %s with a code and a sentence', async (_, receipt, args, code) => {
    const file = join(newFolder(), 'receipt.json')
    writeFileSync(file, receipt)
    const refused = await verify(file, ...args)
    expect(refused).toMatchObject({ code, stderr: '' })
    const json = JSON.parse((await verify(file, ...args, '--json')).stdout)
    expect(json).toMatchObject({ status: 'REFUSED', code: expect.any(String), message: expect.any(String) })
    expect(refused.stdout).toContain(`REFUSED ${json.code}: ${json.message}`)
  })

  it('names every place of a document that is no receipt', async () => {
    const receipt = text.replace('demur-receipt/1', 'demur-receipt/9').replace('"position":7', '"position":"7"')
    expect(
      (await command(['receipt', 'verify', '-', '--key', key], {}, receipt)).stdout,
    ).toBe(`REFUSED RECEIPT_MALFORMED: This is no receipt.
  format       must be one of demur-receipt/1, not "demur-receipt/9"
  entry.header.position must be a whole number from 1 to 9007199254740991, not "7"
`)
  })

  it('says of a pending one that it proves nothing yet, and ends with 5', async () => {
    const pending = JSON.parse(text)
    Object.assign(pending, { status: 'PENDING', checkpoint: null })
    for (const entry of [pending.entry, pending.notice]) entry.path = null
    const result = await command(['receipt', 'verify', '-', '--key', key], {}, JSON.stringify(pending))
    expect(result).toMatchObject({ code: 5, stderr: '' })
    expect(result.stdout).toMatch(/^PENDING: nothing is signed yet.*\n {2}entry {8}Objected/)
  })

  it('takes several, one on each line, and ends as the one that fares worst', async () => {
    const pending = JSON.parse(text)
    Object.assign(pending, { status: 'PENDING', checkpoint: null })
    for (const entry of [pending.entry, pending.notice]) entry.path = null
    const lines = [text.trim(), JSON.stringify(pending), '{"hello":"world"}', text.trim().replaceAll('-17', '-18')]
    const verifying = async (count: number) => {
      const { code, stdout } = await command(
        ['receipt', 'verify', '-', '--key', key],
        {},
        lines.slice(0, count).join('\n'),
      )
      return [code, ...stdout.split('\n').flatMap((line) => /^[A-Z]+/.exec(line) ?? [])]
    }
    expect(await verifying(2)).toEqual([5, 'VERIFIED', 'PENDING'])
    expect(await verifying(3)).toEqual([2, 'VERIFIED', 'PENDING', 'REFUSED'])
    expect(await verifying(4)).toEqual([3, 'VERIFIED', 'PENDING', 'REFUSED', 'REFUSED'])
  })

  it('reads as much as a pipe brings, however slowly', async () => {
    const running = start(['receipt', 'verify', '-', '--key', key], {}, text.repeat(100))
    const { code, stdout, stderr } = await running.ended
    expect({ code, stderr, verified: stdout.match(/^VERIFIED/gm)?.length }).toEqual({
      code: 0,
      stderr: '',
      verified: 100,
    })
  })

  it('ends without a word where nobody reads on', async () => {
    const running = start(['receipt', 'verify', '-', '--key', key], {}, text.repeat(300))
    running.process.stdout.once('data', () => running.process.stdout.destroy())
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('takes one that is laid out over several lines', async () => {
    const laidOut = JSON.stringify(JSON.parse(text), null, 2)
    expect(await command(['receipt', 'verify', '-', '--key', key], {}, laidOut)).toMatchObject({ code: 0, stderr: '' })
  })

  it('says nothing about the notice of an entry whose fields were erased', async () => {
    const erased = JSON.parse(text)
    erased.entry.opening = null
    erased.notice = null
    const { code, stdout } = await command(['receipt', 'verify', '-', '--key', key], {}, JSON.stringify(erased))
    expect(code).toBe(0)
    expect(stdout).toContain('fields       erased')
    expect(stdout).not.toContain('notice')
  })

  it('names what it cannot read', async () => {
    expect(await verify('/nowhere/receipt.json', '--key', key)).toMatchObject({ code: 2, stdout: '' })
    const empty = join(newFolder(), 'keys.txt')
    writeFileSync(empty, '# none yet\n')
    expect(await verify(RECEIPT, '--key', empty)).toMatchObject({ code: 2, stderr: `demur: ${empty} holds no key.\n` })
    expect(await verify(RECEIPT)).toMatchObject({ code: 2, stderr: expect.stringContaining('--key') })
  })
})
