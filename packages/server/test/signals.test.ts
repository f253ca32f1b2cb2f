import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { member, post, RULEBOOK } from './support/world.ts'

describe.each(DATABASES)('a signal of a browser on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, [
      RULEBOOK,
      ...member('a'),
      ...member('b'),
      post('p', 'a'),
      {
        type: 'SignalReceived',
        member: 'a',
        signal: 'GPC',
        value: true,
        channel: 'web',
        effectiveAt: '2026-01-01T00:00:00Z',
      },
    ])
  })
  afterAll(() => server.close())

  it('is recorded as it was received, for the member and for those who see everything', async () => {
    const query = '{ ledger(first: 100) { type member effectiveAt body } }'
    const signals = async (token: string) =>
      (await server.ask<{ ledger: { type: string }[] }>(token, query)).data.ledger.filter(
        ({ type }) => type === 'SignalReceived',
      )
    const signal = {
      type: 'SignalReceived',
      member: 'a',
      effectiveAt: '2026-01-01T00:00:00.000Z',
      body: JSON.stringify({ value: true, member: 'a', signal: 'GPC' }),
    }
    const parsed = (found: object[]) =>
      found.map((entry) => ({ ...entry, body: JSON.parse((entry as typeof signal).body) }))
    for (const token of ['dev-auditor', 'dev-service', 'dev-member:a']) {
      expect(parsed(await signals(token)), token).toEqual(parsed([signal]))
    }
    expect(await signals('dev-member:b')).toEqual([])
  })

  it('objects to nothing by itself, and is no choice of the member', async () => {
    const query = `{
      decision(question: { item: { key: "p" }, dataUse: "genai.training", at: "2026-02-01T00:00:00Z" }) { outcome }
      member(by: { key: "a" }) { optOutSettings { choice version } receipts { nodes { entry } } }
    }`
    const { data } = await server.ask<{ member: { optOutSettings: { choice: string; version: number }[] } }>(
      'dev-auditor',
      query,
    )
    expect(data).toMatchObject({ decision: { outcome: 'ELIGIBLE' }, member: { receipts: { nodes: [] } } })
    expect(data.member.optOutSettings.every(({ choice, version }) => choice === 'DEFAULT' && version === 0)).toBe(true)
  })

  it.each([
    [{ member: 'nobody', signal: 'GPC', value: true }, /there is no member “nobody”/],
    [{ member: 'a', signal: 'GPC' }, /value/],
  ])('is refused where it says nothing of anybody: %j', async (fields, message) => {
    await expect(importJson(server.register, [{ type: 'SignalReceived', ...fields }])).rejects.toThrow(message)
  })
})
