import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyCheckpoint } from '@demur/eligibility/evidence'
import { describe, expect, it } from 'vitest'
import { ask, command, newFolder, serve } from './support/command.ts'

const ENTRIES = ['a', 'b'].map((member) => `${JSON.stringify({ type: 'MemberRegistered', member })}\n`).join('')

describe('demur checkpoint', () => {
  it('signs with the key of the settings, and prints the keys to verify with', async () => {
    const folder = newFolder()
    const key = join(folder, 'key.pem')
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const env = { DEMUR_CHECKPOINT_KEYS: key, DEMUR_CHECKPOINT_ORIGIN: 'register.example/demur' }
    const data = ['--data', join(folder, 'data')]
    await command(['import', '-', ...data], env, ENTRIES)
    const published = await command(['checkpoint', ...data], env)
    expect(published.code).toBe(0)
    const keys = await command(['checkpoint', '--keys', ...data], env)
    expect(keys.stdout).toMatch(/^register\.example\/demur\+[0-9a-f]{8}\+\S+\n$/)
    expect(await verifyCheckpoint(published.stdout, { publicKeys: [keys.stdout.trim()] })).toMatchObject({
      ok: true,
      checkpoint: { size: 2 },
    })
  })

  it('says what is wrong with a key and never quotes it', async () => {
    const folder = newFolder()
    const key = join(folder, 'key.pem')
    writeFileSync(key, 'no key but a secret')
    const env = { DEMUR_CHECKPOINT_KEYS: key, DEMUR_CHECKPOINT_ORIGIN: 'register.example/demur' }
    await command(['migrate', '--data', join(folder, 'data')])
    const { code, stderr } = await command(['checkpoint', '--data', join(folder, 'data')], env)
    expect(code).not.toBe(0)
    expect(stderr).toContain('Key 1 of DEMUR_CHECKPOINT_KEYS is no Ed25519 private key in PEM')
    expect(stderr).not.toContain('secret')
  })

  it('is not needed while the server publishes at intervals', async () => {
    const { url } = await serve(['--data', join(newFolder(), 'data'), '--empty'], {
      DEMUR_CHECKPOINT_INTERVAL_MS: '100',
    })
    await fetch(`${url}/ledger`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: 'Bearer dev-operator' },
      body: ENTRIES,
    })
    await expect
      .poll(() => ask(url, 'dev-auditor', '{ checkpoint { size } }'), { timeout: 30_000, interval: 100 })
      .toEqual({ checkpoint: { size: '2' } })
  })
})
