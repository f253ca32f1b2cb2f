import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE_REGISTER_PATH } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'
import { newDatabase } from './support/register.ts'

const WAYS = {
  Postgres: async () => {
    const env = { DATABASE_URL: (await newDatabase('postgres')).url ?? '' }
    await command(['import', String(SAMPLE_REGISTER_PATH)], env)
    return { flags: [], env }
  },
  'a running server': async () => {
    const { url } = await serve(['--data', newFolder(), '--sample', String(SAMPLE_REGISTER_PATH)], {
      DEMUR_LOG_LEVEL: 'silent',
      DEMUR_CHECKPOINT_INTERVAL_MS: '0',
    })
    return { flags: ['--url', url, '--token', 'dev-operator'], env: {} }
  },
} as const

describe.each(Object.entries(WAYS))('receipts on %s', (_, open) => {
  it('are had, completed after the next checkpoint, and verified offline', async () => {
    const { flags, env } = await open()
    const run = (...args: string[]): Promise<Ended> => command([...args, ...flags], env)
    const objected = JSON.parse((await run('object', 'de-plain', 'genai-improvement', '--json')).stdout)

    const pending = await run('receipt', 'get', 'de-plain')
    expect(pending.code).toBe(0)
    expect(JSON.parse(pending.stdout)).toMatchObject({
      status: 'PENDING',
      entry: { header: { position: Number(objected.position) } },
      notice: { opening: { fields: { member: 'de-plain' } } },
    })
    const file = join(newFolder(), 'receipt.json')
    writeFileSync(file, pending.stdout)
    expect(await run('receipt', 'complete', file)).toMatchObject({ code: 5, stdout: '' })

    expect((await run('checkpoint')).code).toBe(0)
    const keys = join(newFolder(), 'keys.txt')
    writeFileSync(keys, (await run('checkpoint', '--keys')).stdout)
    const completed = await run('receipt', 'complete', file)
    expect(completed.code).toBe(0)
    writeFileSync(file, completed.stdout)
    const verified = await command(['receipt', 'verify', file, '--key', keys])
    expect(verified).toMatchObject({ code: 0, stderr: '' })
    expect(verified.stdout).toMatch(/^VERIFIED[^]*member {7}de-plain\n[^]*notice {7}\S+, version/)

    expect((await run('receipt', 'get', objected.position)).stdout).toBe(readFileSync(file, 'utf8'))
    expect(await run('receipt', 'get', '999999')).toMatchObject({ code: 3, stdout: '' })
    expect(await run('receipt', 'get', 'nobody')).toMatchObject({ code: 3, stdout: '' })
    expect(await run('receipt', 'get', objected.position, '--member')).toMatchObject({ code: 3, stdout: '' })

    await run('object', 'de-plain', 'ads-activity')
    writeFileSync(file, (await run('receipt', 'get', 'de-plain')).stdout)
    expect(await run('receipt', 'complete', file)).toMatchObject({ code: 5, stdout: '' })
    await run('checkpoint')
    writeFileSync(file, (await run('receipt', 'complete', file)).stdout)
    const both = (await command(['receipt', 'verify', file, '--key', keys])).stdout
    expect(both.match(/^VERIFIED/gm)).toHaveLength(2)
  })
})
