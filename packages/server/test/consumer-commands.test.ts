import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'

const entries = sampleRegister().length
const sample = ['--sample', String(SAMPLE_REGISTER_PATH)]

describe('demur consumer', () => {
  it('registers, acknowledges, shows and checks through a running server', async () => {
    const { url } = await serve(['--data', newFolder(), ...sample], { DEMUR_LOG_LEVEL: 'silent' })
    const run = (args: string[], token = 'dev-operator'): Promise<Ended> =>
      command(['consumer', ...args, '--url', url, '--token', token])
    const register = ['register', 'training', '--title', 'Training', '--setting']
    expect(await run([...register, 'genai-improvement=PT1S', '--use', 'genai.training'])).toMatchObject({
      code: 0,
      stdout: `Registered training at position ${entries + 1}.\n`,
    })
    expect((await run([...register, 'genai-improvement=PT1S', '--use', 'genai.training'])).stdout).toContain(
      'so before',
    )
    expect(await run([...register, 'genai-improvement'])).toMatchObject({ code: 2 })
    expect(await run([...register, 'no-setting=P1D'])).toMatchObject({
      code: 3,
      stderr: 'demur: “settings.0.setting” is no setting.\n',
    })
    // A second is over by now, or will be at the next look: objections of the sample are years old, the duty is not.
    await expect.poll(async () => (await run(['check'])).code, { timeout: 30_000 }).toBe(3)
    const overdue = await run(['check', 'training', '--json'])
    expect(JSON.parse(overdue.stdout)).toMatchObject({ overdue: [{ key: 'training', overdue: true }] })
    expect((await run(['list'])).stdout).toMatch(/^training +0 +\d+ +\d+ +\S+ +OVERDUE$/m)
    expect((await run(['show', 'training'])).stdout).toMatch(/^genai-improvement +PT1S +0 +\d+ .*OVERDUE$/m)
    expect(await run(['ack', 'training', String(entries)], 'dev-service')).toMatchObject({ code: 3 })
    expect(await run(['ack', 'training', String(entries)], 'dev-service:training')).toMatchObject({
      code: 0,
      stdout: `training has acknowledged everything up to position ${entries}; 2 behind. Proven by the entry at position ${entries + 2}.\n`,
    })
    expect(await run(['ack', 'training', '1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('had acknowledged'),
    })
    expect(await run(['ack', 'training', '999999'])).toMatchObject({ code: 3 })
    expect(await run(['ack', 'training', 'all'])).toMatchObject({ code: 2 })
    expect(await run(['check'])).toMatchObject({ code: 0, stdout: '1 consumer(s), none overdue.\n' })
    expect(await run(['deregister', 'training'])).toMatchObject({ code: 0 })
    expect(await run(['check', 'training'])).toMatchObject({
      code: 3,
      stderr: 'demur: There is no consumer “training”.\n',
    })
    expect((await run(['list'])).stdout).toBe('No consumer is registered.\n')
  })
})
