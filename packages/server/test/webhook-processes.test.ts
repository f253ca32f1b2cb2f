import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { ask, newFolder, serve } from './support/command.ts'
import { startReceiver } from './support/receiver.ts'
import { newDatabase } from './support/register.ts'

describe('webhooks of several processes', () => {
  it('deliver side by side, and what one had begun when it was killed is delivered by another', async () => {
    const receiver = await startReceiver('hang', 204)
    const env = {
      DEMUR_LOG_LEVEL: 'silent',
      DATABASE_URL: (await newDatabase('postgres')).url ?? '',
      DEMUR_WEBHOOK_NETWORKS: '127.0.0.1/32',
      DEMUR_WEBHOOK_TIMEOUT_MS: '1000',
      DEMUR_WEBHOOK_LEASE_MS: '1500',
    }
    const one = await serve(['--sample', String(SAMPLE_REGISTER_PATH)], env)
    const add = 'mutation ($input: AddWebhookInput!) { addWebhook(input: $input) { __typename } }'
    const act =
      'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'
    await ask(one.url, 'dev-operator', add, { input: { key: 'a', url: receiver.url } })
    const object = async (url: string, member: string): Promise<number> => {
      const input = { member: { key: member }, setting: 'genai-improvement', act: 'OBJECT' }
      return Number(
        (await ask<{ setOptOut: { position: string } }>(url, 'dev-service', act, { input })).setOptOut.position,
      )
    }
    const first = await object(one.url, 'de-plain')
    await receiver.arrival(1)
    one.process.kill('SIGKILL')
    await one.ended
    const [two, three] = await Promise.all([serve([], env), serve([], env)])
    const rest: number[] = []
    for (let index = 0; index < 10; index += 1) rest.push(await object(index % 2 ? two.url : three.url, 'fr-plain'))
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(12)
    // In order, each once, but for the one that was on its way.
    expect(receiver.positions()).toEqual([first, first, ...rest])
    await receiver.close()
    expect(first).toBe(sampleRegister().length + 1)
  })

  it('deliver on the embedded database too, and after a stop go on where they were', async () => {
    const receiver = await startReceiver()
    const folder = newFolder()
    const env = { DEMUR_LOG_LEVEL: 'silent', DEMUR_WEBHOOK_NETWORKS: '127.0.0.1/32' }
    const served = await serve(['--data', folder, '--sample', String(SAMPLE_REGISTER_PATH)], env)
    const add = 'mutation ($input: AddWebhookInput!) { addWebhook(input: $input) { __typename } }'
    await ask(served.url, 'dev-operator', add, { input: { key: 'a', url: receiver.url, after: '0' } })
    await receiver.arrival(5)
    served.process.kill('SIGTERM')
    expect((await served.ended).code).toBe(0)
    const seen = receiver.positions()
    const again = await serve(['--data', folder], env)
    const query = '{ webhook(key: "a") { behind } }'
    await expect
      .poll(() => ask(again.url, 'dev-auditor', query), { timeout: 30_000 })
      .toEqual({ webhook: { behind: 0 } })
    const all = receiver.positions()
    expect(all.slice(0, seen.length)).toEqual(seen)
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b))
    await receiver.close()
  })
})
