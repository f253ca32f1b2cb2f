import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'
import { startReceiver } from './support/receiver.ts'

const entries = sampleRegister().length

describe('demur webhook', () => {
  it('shows, disables, enables, replays and removes an endpoint through a running server', async () => {
    const receiver = await startReceiver()
    const env = { DEMUR_LOG_LEVEL: 'silent', DEMUR_WEBHOOK_NETWORKS: '127.0.0.1/32' }
    const { url } = await serve(['--data', newFolder(), '--sample', String(SAMPLE_REGISTER_PATH)], env)
    const run = (args: string[], token = 'dev-operator'): Promise<Ended> =>
      command(['webhook', ...args, '--url', url, '--token', token])
    const added = await run(['add', 'a', receiver.url, '--setting', 'genai-improvement'])
    expect(added.stdout).toMatch(
      new RegExp(`^Added a, from position ${entries} on\\. Its secret, shown this once:\\nwhsec_\\S+\\n$`),
    )
    expect((await run(['show', 'a'])).stdout).toBe(
      [
        `a: ENABLED, ${receiver.url}`,
        'types: Objected, ObjectionWithdrawn, ConsentGiven, ConsentWithdrawn; settings: genai-improvement',
        `delivered up to ${entries}, 0 behind, 0 failed attempts on the next message`,
        '',
      ].join('\n'),
    )
    expect(await run(['disable', 'a'])).toMatchObject({ code: 0, stdout: `Disabled a at position ${entries}.\n` })
    expect((await run(['show', 'a'], 'dev-auditor')).stdout).toMatch(/^a: DISABLED, /)
    const object = ['object', 'de-plain', 'genai-improvement', '--url', url, '--token', 'dev-operator']
    expect(await command(object)).toMatchObject({ code: 0 })
    // What was recorded while it was disabled waits for it.
    expect(receiver.received).toEqual([])
    expect(await run(['enable', 'a'])).toMatchObject({ code: 0, stdout: 'Enabled a, 1 behind.\n' })
    await receiver.arrival(1)
    expect(receiver.positions()).toEqual([entries + 1])
    expect(await run(['replay', 'a', '--after', '999999'])).toMatchObject({ code: 3 })
    expect(await run(['remove', 'a'], 'dev-auditor')).toMatchObject({ code: 3 })
    expect(await run(['remove', 'a'])).toMatchObject({ code: 0, stdout: 'Removed a.\n' })
    expect(await run(['show', 'a'])).toMatchObject({ code: 3, stderr: 'demur: There is no webhook “a”.\n' })
    expect(await run(['remove', 'a'])).toMatchObject({ code: 3 })
    expect((await run(['list'])).stdout).toBe('There is no webhook.\n')
    await receiver.close()
  })
})
