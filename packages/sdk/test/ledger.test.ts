import {
  DemurAbortError,
  DemurAuthenticationError,
  DemurUnavailableError,
  type LedgerEntry,
  type SubscribeOptions,
} from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { HastyClock, ManualClock } from './support/clock.ts'
import { startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const COUNT = 60

/** Reads so many entries and leaves. */
async function take(entries: AsyncIterable<LedgerEntry>, count: number): Promise<LedgerEntry[]> {
  const taken: LedgerEntry[] = []
  for await (const entry of entries) if (taken.push(entry) === count) break
  return taken
}

const positionsFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(first + index))

describe('the ledger', () => {
  it('is read in order from any position', async () => {
    const { ledger } = clientOf(server, 'dev-auditor')
    const entries = await ledger.list({ after: '10', first: 5 })
    expect(entries.map(({ position }) => position)).toEqual(['11', '12', '13', '14', '15'])
    expect(await ledger.list({ after: await ledger.head() })).toEqual([])
  })
})

describe('a subscription', () => {
  it('gives every entry after a position exactly once and in order', async () => {
    const { ledger } = clientOf(server, 'dev-auditor')
    const entries = await take(ledger.subscribe({ after: '7' }), COUNT)
    expect(entries.map(({ position }) => position)).toEqual(positionsFrom(8, COUNT))
    expect(entries).toEqual(await ledger.list({ after: '7', first: COUNT }))
  })

  it('begins at the head where no position is given, and gives what is recorded from then on', async () => {
    const { ledger } = clientOf(server, 'dev-auditor')
    const entries = ledger.subscribe()
    const [head, next] = [await ledger.head(), entries.next()]
    // Whether the subscription read the head before or after this act, it must not miss what comes after its own read.
    const first = await clientOf(server, 'dev-member:us-plain').settings.object('genai-improvement')
    const second = await clientOf(server, 'dev-member:hk-plain').settings.object('genai-improvement')
    if (!first.ok || !second.ok) throw new Error('refused')
    const { value } = await next
    expect([first.position, second.position]).toContain(value?.position)
    expect(Number(value?.position)).toBeGreaterThan(Number(head))
    await entries.return(undefined as never)
  })

  it.each([
    ['is cut', { cutAfter: 20 }, {}],
    ['goes silent', { silentAfter: 20 }, { idleTimeout: 300 }],
  ] as const)('goes on from the last entry where the connection %s', async (_, fate, options: SubscribeOptions) => {
    const proxy = await startProxy(server.url, fate, fate, fate, 'pass')
    const { ledger } = clientOf(proxy, 'dev-auditor', { random: () => 0 })
    const entries = await take(ledger.subscribe({ after: '0', batchSize: 1, ...options }), COUNT + 20)
    expect(entries.map(({ position }) => position)).toEqual(positionsFrom(1, COUNT + 20))
    expect(proxy.seen.map(({ body }) => body.variables.after)).toEqual(['0', '20', '40', '60'])
    await proxy.close()
  })

  it('waits longer and longer while the server is away, without giving up, and not at all once it is back', async () => {
    const away = { status: 503 } as const
    const fates = [{ cutAfter: 1 }, ...Array.from({ length: 8 }, () => away), { cutAfter: 1 }, 'pass'] as const
    const proxy = await startProxy(server.url, ...fates)
    const clock = new HastyClock()
    const { ledger } = clientOf(proxy, 'dev-auditor', { clock, timeout: Infinity, retries: 0, random: () => 1 })
    const entries = await take(ledger.subscribe({ after: '0', batchSize: 1, idleTimeout: Infinity }), 3)
    expect(entries.map(({ position }) => position)).toEqual(['1', '2', '3'])
    expect(clock.waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 250])
    await proxy.close()
  })

  it('does not wait for ever for a server that was never there', async () => {
    const proxy = await startProxy(server.url, { status: 503 })
    const clock = new HastyClock()
    const { ledger } = clientOf(proxy, 'dev-auditor', { clock, timeout: Infinity, retries: 2 })
    const next = ledger.subscribe({ after: '0' }).next()
    await expect(next).rejects.toBeInstanceOf(DemurUnavailableError)
    expect(proxy.seen).toHaveLength(3)
    await proxy.close()
  })

  it('ends with an error where the token is no longer accepted', async () => {
    const proxy = await startProxy(server.url, { cutAfter: 1 }, { status: 401 })
    const { ledger } = clientOf(proxy, 'dev-auditor', { random: () => 0 })
    const failure = await take(ledger.subscribe({ after: '0', batchSize: 1 }), 2).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DemurAuthenticationError)
    await proxy.close()
  })

  it('ends with an error where it asks for what there is not', async () => {
    const { ledger } = clientOf(server, 'dev-auditor')
    await expect(ledger.subscribe({ after: 'yesterday' }).next()).rejects.toMatchObject({ retryable: false })
  })

  it('is closed when it is left, and ends when it is aborted', async () => {
    const proxy = await startProxy(server.url)
    const { ledger } = clientOf(proxy, 'dev-auditor', { clock: new ManualClock() })
    await take(ledger.subscribe({ after: '0' }), 1)
    await proxy.seen[0]?.closed
    const controller = new AbortController()
    const entries = ledger.subscribe({ after: await ledger.head(), signal: controller.signal })
    const next = entries.next()
    await proxy.arrival(3)
    controller.abort()
    await expect(next).rejects.toBeInstanceOf(DemurAbortError)
    await proxy.seen[2]?.closed
    await proxy.close()
  })
})
