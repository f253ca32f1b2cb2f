import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../packages/sdk/test/support/project.ts'
import { startSampleServer } from '../../packages/sdk/test/support/server.ts'
import type { TestServer } from '../../packages/server/test/support/server.ts'
import { App, typesOf } from './support/app.ts'
import { installed } from './support/installed.ts'

const SECRET = Buffer.from('a secret of at least 24 bytes').toString('base64')

let server: TestServer
let folder: string
let app: App

beforeAll(async () => {
  ;[server, folder] = await Promise.all([startSampleServer(), installed('node-backend')])
  const input = {
    key: 'node-backend',
    title: 'Training',
    settings: [{ setting: 'genai-improvement', deadline: 'P7D' }],
  }
  const register = `mutation ($input: RegisterConsumerInput!) { registerConsumer(input: $input) { __typename } }`
  await server.ask('dev-operator', register, { input })
  app = await App.start(folder, ['server.ts'], {
    DEMUR_URL: server.url,
    DEMUR_WEBHOOK_SECRET: `whsec_${SECRET}`,
    DEMUR_CONSUMER: 'node-backend',
  })
})
afterAll(async () => {
  await app?.stop()
  await server.close()
})

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(`${app.url}${path}`, init)
  expect(response.status).toBe(200)
  return response.json()
}

const object = (member: string) =>
  server.ask<{ setOptOut: { position: string } }>(
    'dev-operator',
    `mutation ($member: String!) { setOptOut(input: { member: { key: $member }, setting: "genai-improvement", act: OBJECT }) { ... on SetOptOutSuccess { position } } }`,
    { member },
  )

const trainingSet = async () => ((await ask('/training-set')) as { posts: string[] }).posts

describe('the Node backend', () => {
  it('is of the right types', async () => {
    expect(await typesOf(folder)).toEqual({ status: 0, output: '' })
  })

  it('is tested with a register in memory', async () => {
    const { status, output } = await run(process.execPath, ['--test', '--test-reporter=tap'], folder)
    expect([status, /^# pass (\d+)$/m.exec(output)?.[1] ?? output]).toEqual([0, '2'])
  })

  it('asks before it uses a post', async () => {
    expect(await ask('/posts/fr-plain-post-1')).toMatchObject({ mayTrain: true })
    expect(await ask('/posts/no-such-post')).toEqual({
      mayTrain: false,
      explanation: 'This content may not be used. No such content is registered.',
    })
  })

  it('takes into its training set what may be used, and says why the rest may not', async () => {
    const posts = ['fr-plain-post-1', 'de-objected-post-1', 'de-plain-post-1', 'no-such-post']
    expect(await ask('/training-set', { method: 'POST', body: JSON.stringify(posts) })).toEqual({
      posts: ['fr-plain-post-1', 'de-plain-post-1'],
      leftOut: { 'de-objected-post-1': 'OBJECTED', 'no-such-post': 'UNKNOWN_ITEM' },
    })
  })

  it('follows the ledger: what somebody objects to leaves, and the register knows that it is applied', async () => {
    await object('fr-plain')
    await expect.poll(trainingSet, { timeout: 20_000 }).toEqual(['de-plain-post-1'])
    // The entry counts as applied when the next one is asked for.
    const query = `{ member(by: { key: "fr-plain" }) { optOutSetting(setting: "genai-improvement") { appliedBy { consumer status } } } }`
    const applied = async () => (await server.ask('dev-auditor', query)).data
    await expect
      .poll(applied, { timeout: 20_000 })
      .toEqual({ member: { optOutSetting: { appliedBy: [{ consumer: 'node-backend', status: 'APPLIED' }] } } })
  })

  it('believes a webhook that is signed, and no other', async () => {
    const { position } = (await object('de-plain')).data.setOptOut
    const payload = JSON.stringify({ type: 'Objected', timestamp: new Date().toISOString(), data: { position } })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const sign = (secret: string) =>
      createHmac('sha256', Buffer.from(secret, 'base64')).update(`msg_1.${timestamp}.${payload}`).digest('base64')
    const send = async (signature: string) => {
      const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
      return (await fetch(`${app.url}/webhooks`, { method: 'POST', headers, body: payload })).status
    }
    expect(await send(sign(Buffer.from('the secret of somebody else').toString('base64')))).toBe(400)
    expect(await send(sign(SECRET))).toBe(204)
    expect(await trainingSet()).toEqual([])
  })
})
