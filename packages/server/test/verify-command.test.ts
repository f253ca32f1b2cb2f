import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signCheckpoint } from '@demur/eligibility/evidence'
import { sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, newFolder } from './support/command.ts'
import { testSigner } from './support/signer.ts'

const ENTRIES = sampleRegister().length

describe('demur verify', () => {
  it('works on a database, on a file, and against a checkpoint that was kept, and ends as scripts expect', async () => {
    const folder = newFolder()
    const sample = sampleRegister().map((entry) => `${JSON.stringify(entry)}\n`)
    await command(['import', '-', '--data', folder], {}, sample.join(''))
    const file = join(newFolder(), 'ledger.jsonl')
    await command(['export', '--evidence', '--output', file, '--data', folder])
    const ofFile = await command(['verify', file, '--json'])
    const ofDatabase = await command(['verify', '--data', folder, '--json'])
    const found = JSON.parse(ofFile.stdout)
    expect(ofFile).toMatchObject({ code: 0, stderr: '' })
    expect(found).toMatchObject({ status: 'VERIFIED', entries: ENTRIES, problem: null })
    expect(JSON.parse(ofDatabase.stdout)).toEqual(found)

    const { signer, key } = await testSigner('register.example/verify')
    const [right, wrong] = [join(newFolder(), 'right'), join(newFolder(), 'wrong')]
    const checkpoint = { origin: 'register.example/verify', size: ENTRIES, root: Buffer.from(found.root, 'hex') }
    writeFileSync(right, await signCheckpoint(checkpoint, [signer]))
    writeFileSync(wrong, await signCheckpoint({ ...checkpoint, size: ENTRIES - 1 }, [signer]))
    const agreed = await command(['verify', file, '--checkpoint', right, '--key', key])
    expect(agreed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`the checkpoints over ${ENTRIES} entries`),
    })
    const forked = await command(['verify', file, '--checkpoint', wrong, '--key', key])
    expect(forked).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^BROKEN CHECKPOINT_MISMATCH at positions 1 to/),
    })
    expect((await command(['verify', file, '--checkpoint', right])).code).toBe(2)

    const note = await signCheckpoint(checkpoint, [signer])
    const line = JSON.stringify({ checkpoint: note, publishedAt: '2026-01-01T00:00:00.000Z', keys: [key] })
    writeFileSync(file, `${readFileSync(file, 'utf8')}${line}\n`)
    const { key: other } = await testSigner('other.example')
    const told = async (...args: string[]) => (await command(['verify', file, ...args])).stdout.split('\n')[1]
    expect(await told()).toContain('with the 1 checkpoint(s) kept with it. By whom they are signed shows with --key')
    expect(await told('--key', other)).toContain('None of the given keys signed them')
    expect(await told('--key', key)).toBe(`It agrees with the checkpoints over ${ENTRIES} entries.`)
  })

  it('says so where a file was exported without its evidence', async () => {
    const line = `${JSON.stringify({ position: 1, type: 'MemberRegistered', member: 'm' })}\n`
    const refused = await command(['verify', '-'], {}, line)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Line 1 has no evidence') })
  })
})
