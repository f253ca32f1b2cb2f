import { sampleRegister } from '@demur/fixtures'
import { DemurAbortError, DemurInputError, DemurServerError, type FilterOptions, type LeftOut } from '@demur/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const DATA_USE = 'genai.training'
const ITEMS = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [entry.item] : []))

/** Gives items, and counts how many were taken and whether it was ended. */
class Shelf {
  taken = 0
  ended = false
  readonly #items: readonly string[]

  constructor(items: readonly string[]) {
    this.#items = items
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    try {
      for (const item of this.#items) {
        this.taken += 1
        yield item
      }
    } finally {
      this.ended = true
    }
  }
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

it.each([
  [{ dataUse: DATA_USE }],
  [{ dataUse: DATA_USE, chunkSize: 7, concurrency: 4 }],
  [{ dataUse: DATA_USE, at: '2025-11-03T08:00:00.000Z', asKnownAt: '400' }],
] satisfies [FilterOptions<string>][])(
  'only what may be used comes through, in the order of the source (%o)',
  async (options) => {
    const { eligibility } = clientOf(server, 'dev-service')
    const { dataUse, at, asKnownAt } = options as FilterOptions<string>
    const decisions = await eligibility.checkMany(ITEMS.map((item) => ({ item, dataUse, at, asKnownAt })))
    const allowed = ITEMS.filter((_, index) => decisions[index]?.outcome === 'ELIGIBLE')
    expect(await collected(eligibility.filter(ITEMS, options))).toEqual(allowed)
    expect(await collected(eligibility.filter(new Shelf(ITEMS), options))).toEqual(allowed)
    expect(allowed.length).toBeGreaterThan(20)
  },
)

it('the source is pulled only as fast as the filter is read', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const shelf = new Shelf(Array.from({ length: 1000 }, () => 'fr-plain-post-1'))
  const filtered = eligibility.filter(shelf, { dataUse: DATA_USE, chunkSize: 10 })
  expect(shelf.taken).toBe(0)
  for (let read = 1; read <= 25; read++) {
    await filtered.next()
    expect(shelf.taken).toBe(Math.ceil(read / 10) * 10)
  }
  await filtered.return()
})

it('with more chunks at once it is pulled so many chunks ahead', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const shelf = new Shelf(Array.from({ length: 1000 }, () => 'fr-plain-post-1'))
  const filtered = eligibility.filter(shelf, { dataUse: DATA_USE, chunkSize: 10, concurrency: 3 })
  await filtered.next()
  expect(shelf.taken).toBe(30)
  await filtered.return()
})

it('leaving the filter ends the source', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const shelf = new Shelf(ITEMS)
  for await (const _ of eligibility.filter(shelf, { dataUse: DATA_USE, chunkSize: 20 })) break
  expect(shelf.ended).toBe(true)
})

it('leaving the filter ends what is under way', async () => {
  const proxy = await startProxy(server.url, 'pass', 'hang')
  const { eligibility } = clientOf(proxy, 'dev-service', { timeout: Infinity })
  const post = 'fr-plain-post-1'
  const options = { dataUse: DATA_USE, chunkSize: 1, concurrency: 2 }
  for await (const _ of eligibility.filter([post, post], options)) {
    await proxy.arrival(2)
    break
  }
  await proxy.seen[1]?.closed
  await proxy.close()
})

it('an objection that is recorded while a stream is read counts from the next chunk on', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const post = 'no-plain-post-1'
  const filtered = eligibility.filter([post, post, post, post], { dataUse: DATA_USE, chunkSize: 2 })
  expect(await filtered.next()).toEqual({ done: false, value: post })
  expect(await clientOf(server, 'dev-member:no-plain').settings.object('genai-improvement')).toMatchObject({ ok: true })
  expect(await filtered.next()).toEqual({ done: false, value: post })
  expect(await filtered.next()).toEqual({ done: true, value: undefined })
})

it('as of a run nothing that is recorded later counts', async () => {
  const client = clientOf(server, 'dev-service')
  const opened = await client.runs.open({ key: 'pinned', dataUse: DATA_USE })
  if (!opened.ok) throw new Error(opened.error.message)
  const { at, asKnownAt } = opened.run
  const before = await collected(client.eligibility.filter(ITEMS, { dataUse: DATA_USE, at, asKnownAt }))
  expect(before).toContain('ax-plain-post-1')
  await clientOf(server, 'dev-member:ax-plain').settings.object('genai-improvement')
  expect(await collected(client.eligibility.filter(ITEMS, { dataUse: DATA_USE, at, asKnownAt }))).toEqual(before)
  expect(await collected(client.eligibility.filter(ITEMS, { dataUse: DATA_USE }))).not.toContain('ax-plain-post-1')
})

it('each chunk is asked of a register that knows at least what the one before knew', async () => {
  const proxy = await startProxy(server.url)
  const { eligibility } = clientOf(proxy, 'dev-service')
  await collected(eligibility.filter(ITEMS.slice(0, 30), { dataUse: DATA_USE, chunkSize: 10, minPosition: '3' }))
  const head = await clientOf(server, 'dev-auditor').ledger.head()
  expect(proxy.seen.map(({ body }) => body.variables.minPosition)).toEqual(['3', head, head])
  await proxy.close()
})

it('where the register cannot be asked nothing comes through unasked', async () => {
  const proxy = await startProxy(server.url, 'pass', { status: 500 })
  const { eligibility } = clientOf(proxy, 'dev-service')
  const post = 'fr-plain-post-1'
  const shelf = new Shelf([post, post, post, post])
  const given: string[] = []
  const read = async (): Promise<void> => {
    for await (const item of eligibility.filter(shelf, { dataUse: DATA_USE, chunkSize: 2 })) given.push(item)
  }
  await expect(read()).rejects.toBeInstanceOf(DemurServerError)
  expect(given).toEqual([post, post])
  expect(shelf.ended).toBe(true)
  await proxy.close()
})

it('a forecast lets nothing through, and says why', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const leftOut: [string, LeftOut][] = []
  const onLeftOut = (item: string, why: LeftOut): void => void leftOut.push([item, why])
  const at = '2999-01-01T00:00:00.000Z'
  expect(await collected(eligibility.filter(['fr-plain-post-1'], { dataUse: DATA_USE, at, onLeftOut }))).toEqual([])
  expect(leftOut).toMatchObject([['fr-plain-post-1', { decisiveReason: 'NOT_OBJECTED', projected: true, at }]])
})

it('items of any kind come through as they are, named as the caller says', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const posts = [
    { slug: 'fr-plain-post-1', words: ['bonjour'] },
    { slug: 'de-objected-post-1', words: ['hallo'] },
  ]
  const filtered = eligibility.filter(posts, { dataUse: DATA_USE, itemOf: ({ slug }) => slug })
  expect(await collected(filtered)).toEqual(posts.slice(0, 1))
})

it('items that nobody named are refused, and not taken for ids of nothing', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const posts = [{ id: 'fr-plain-post-1' }] as unknown as string[]
  const failure = await collected(eligibility.filter(posts, { dataUse: DATA_USE })).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DemurInputError)
  expect(failure).toMatchObject({ path: ['itemOf'] })
})

it('a signal ends it, also while its source is silent', async () => {
  const { eligibility } = clientOf(server, 'dev-service')
  const controller = new AbortController()
  let asked = (): void => {}
  const waiting = new Promise<void>((resolve) => (asked = resolve))
  async function* silent(): AsyncGenerator<string> {
    asked()
    yield await new Promise<string>(() => {})
  }
  const next = eligibility.filter(silent(), { dataUse: DATA_USE, signal: controller.signal }).next()
  await waiting
  controller.abort()
  await expect(next).rejects.toBeInstanceOf(DemurAbortError)
})

it('a signal ends it, also while the server is silent', async () => {
  const proxy = await startProxy(server.url, 'hang')
  const { eligibility } = clientOf(proxy, 'dev-service', { timeout: Infinity })
  const controller = new AbortController()
  const next = eligibility.filter(ITEMS, { dataUse: DATA_USE, signal: controller.signal }).next()
  await proxy.arrival(1)
  controller.abort()
  await expect(next).rejects.toBeInstanceOf(DemurAbortError)
  await proxy.seen[0]?.closed
  await proxy.close()
})
