import type { ClientOptions, ResponseNotice } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { HastyClock } from './support/clock.ts'
import { type Fate, startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const BUSY = { status: 503 } as const
const SETTING = 'genai-improvement'

/** A client behind a proxy, with a clock that does not make the test wait. */
async function behind(fates: readonly Fate[], token: string, options: Partial<ClientOptions> = {}) {
  const proxy = await startProxy(server.url, ...fates)
  const clock = new HastyClock()
  return { proxy, clock, client: clientOf(proxy, token, { clock, timeout: Infinity, ...options }) }
}

async function headOf(): Promise<number> {
  return Number(await clientOf(server, 'dev-auditor').ledger.head())
}

describe('reads', () => {
  it.each<[string, Fate]>([
    ['the server is busy', BUSY],
    ['the connection is cut', 'drop'],
    ['the answer is cut in half', 'cut in half'],
  ])('are sent again where %s', async (_, fate) => {
    const { proxy, client } = await behind([fate, fate, 'pass'], 'dev-auditor')
    expect(Number(await client.ledger.head())).toBeGreaterThan(0)
    expect(proxy.seen).toHaveLength(3)
    await proxy.close()
  })

  it('are sent again three times, or as often as is said', async () => {
    const { proxy, client } = await behind([BUSY], 'dev-auditor')
    await expect(client.ledger.head()).rejects.toMatchObject({ code: 'HTTP_503' })
    expect(proxy.seen).toHaveLength(4)
    await expect(client.ledger.head({ retries: 0 })).rejects.toMatchObject({ code: 'HTTP_503' })
    expect(proxy.seen).toHaveLength(5)
    await proxy.close()
  })

  it.each<[string, Fate]>([
    ['the input is wrong', { status: 400, body: '{"errors":[{"extensions":{"code":"BAD_USER_INPUT"}}]}' }],
    ['the token does not allow it', { status: 403 }],
    ['the server failed', { status: 500 }],
    ['what answers is no Demur server', { status: 200, body: 'hello' }],
  ])('are not sent again where %s', async (_, fate) => {
    const { proxy, client } = await behind([fate], 'dev-auditor')
    await expect(client.ledger.head()).rejects.toThrow()
    expect(proxy.seen).toHaveLength(1)
    await proxy.close()
  })
})

describe('writes', () => {
  it.each<[string, Fate]>([
    ['the request never arrived', 'drop'],
    ['the answer was lost', 'lose the answer'],
    ['the server was busy', BUSY],
  ])('are sent again with the same key where %s, and are one act', async (_, fate) => {
    const member = { drop: 'ie-ads-consented', 'lose the answer': 'is-objected' }[String(fate)] ?? 'ax-plain'
    const before = await headOf()
    const { proxy, client } = await behind([fate, 'pass'], `dev-member:${member}`)
    const result = await client.settings.object(SETTING)
    expect(result).toMatchObject({ ok: true, position: String(before + 1) })
    expect(await headOf()).toBe(before + 1)
    const keys = proxy.seen.map(({ body }) => (body.variables.input as { idempotencyKey: string }).idempotencyKey)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys).toEqual([keys[0], keys[0]])
    await proxy.close()
  })

  it('with a key of the caller are one act over several calls', async () => {
    const before = await headOf()
    const { proxy, client } = await behind(['lose the answer', 'pass'], 'dev-member:re-plain', { retries: 0 })
    const options = { idempotencyKey: 'tap-1' }
    await expect(client.settings.object(SETTING, options)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(await client.settings.object(SETTING, options)).toMatchObject({ ok: true, unchanged: false })
    expect(await headOf()).toBe(before + 1)
    expect(await client.settings.object('ads-activity', options)).toMatchObject({
      ok: false,
      error: { __typename: 'IdempotencyMismatchError', code: 'IDEMPOTENCY_MISMATCH' },
    })
    await proxy.close()
  })

  it('that object to everything are one act for each setting, though the answer was lost', async () => {
    const before = await headOf()
    const { proxy, client } = await behind(['pass', 'lose the answer', 'pass'], 'dev-member:hk-plain')
    const result = await client.settings.objectToEverything()
    if (!result.ok) throw new Error('refused')
    expect(await headOf()).toBe(before + result.acts.length)
    await proxy.close()
  })

  it.each<[string, Fate]>([
    ['lost', 'lose the answer'],
    ['busy', BUSY],
  ])('without a key are sent once (%s)', async (_, fate) => {
    const { proxy, client } = await behind([fate, 'pass'], 'dev-operator')
    const opening = client.runs.open({ key: `run ${_}`, dataUse: 'genai.training' })
    await expect(opening).rejects.toMatchObject({ retryable: true })
    await expect(client.execute('mutation { sealRun(input: { run: "none" }) { __typename } }')).resolves.toBeDefined()
    expect(proxy.seen).toHaveLength(2)
    await proxy.close()
  })

  it('are sent again where the caller says that they may be repeated', async () => {
    const { proxy, client } = await behind([BUSY, 'pass'], 'dev-operator')
    const document = 'mutation { sealRun(input: { run: "none" }) { __typename } }'
    expect(await client.execute(document, {}, { idempotent: true })).toEqual({
      sealRun: { __typename: 'NotFoundError' },
    })
    await proxy.close()
  })

  it('that are refused are not sent again', async () => {
    const { proxy, client } = await behind(['pass'], 'dev-service')
    await client.settings.withdraw(SETTING, { member: 'fr-plain', expectedVersion: 0 })
    expect(proxy.seen).toHaveLength(1)
    await proxy.close()
  })
})

describe('waits', () => {
  it('are a random part of a bound that doubles', async () => {
    const parts = [1, 0.5, 0]
    const { proxy, clock, client } = await behind([BUSY], 'dev-auditor', { random: () => parts.shift() ?? 1 })
    await expect(client.ledger.head({ retries: 6 })).rejects.toThrow()
    expect(clock.waits).toEqual([250, 250, 0, 2000, 4000, 8000])
    await proxy.close()
  })

  it('are at least as long as the server asks, in seconds or as a date', async () => {
    const clock = new HastyClock()
    const soon = new Date(clock.now() + 12_000).toUTCString()
    const asking = (value: string): Fate => ({ status: 503, headers: { 'retry-after': value } })
    const { proxy, client } = await behind([asking('3'), asking(soon), asking('soon'), 'pass'], 'dev-auditor', {
      clock,
      random: () => 0,
    })
    await client.ledger.head()
    expect(clock.waits).toEqual([3000, 9000, 0])
    await proxy.close()
  })

  it('are not made where the server asks for too much patience: the caller is told how much', async () => {
    const { proxy, client } = await behind([{ status: 503, headers: { 'retry-after': '3600' } }], 'dev-auditor')
    await expect(client.ledger.head()).rejects.toMatchObject({ retryAfter: 3_600_000 })
    expect(proxy.seen).toHaveLength(1)
    await proxy.close()
  })
})

describe('hooks', () => {
  it('see every attempt, its id, how it ended and when the next one follows', async () => {
    const notices: ResponseNotice[] = []
    const sent: string[] = []
    const { proxy, client } = await behind([BUSY, 'drop', 'pass'], 'dev-auditor', {
      random: () => 1,
      onRequest: ({ requestId }) => sent.push(requestId),
      onResponse: (notice) => notices.push(notice),
    })
    await client.ledger.head()
    expect(notices).toMatchObject([
      { operation: 'LedgerHead', attempt: 1, status: 503, code: 'HTTP_503', retryIn: 250 },
      { operation: 'LedgerHead', attempt: 2, status: null, code: 'UNREACHABLE', retryIn: 500 },
      { operation: 'LedgerHead', attempt: 3, status: 200, code: null, retryIn: null },
    ])
    expect(sent).toEqual(notices.map(({ requestId }) => requestId))
    expect(sent).toEqual(proxy.seen.map(({ headers }) => headers['x-request-id']))
    expect(new Set(sent).size).toBe(3)
    await proxy.close()
  })

  it('that throw keep no objection from being recorded', async () => {
    const broken = (): never => {
      throw new Error('the log is full')
    }
    const { proxy, client } = await behind(['pass'], 'dev-member:us-ads-off', { onRequest: broken, onResponse: broken })
    expect(await client.settings.object(SETTING)).toMatchObject({ ok: true })
    await proxy.close()
  })
})
