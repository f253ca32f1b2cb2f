import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { RunClient } from './support/runs.ts'
import { startServer, type TestServer } from './support/server.ts'
import { member, mentioning, objection, post, RULEBOOK } from './support/world.ts'

describe.each(DATABASES)('the difference of two runs on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    const runs = new RunClient(server)
    await importJson(server.register, [RULEBOOK, ...['a', 'b', 'c', 'd'].flatMap(member)])
    await importJson(server.register, [
      post('kept', 'a'),
      post('objected', 'b'),
      post('z mine', 'b'),
      post('deleted', 'a'),
    ])
    await importJson(server.register, [mentioning('about c', 'a', 'c'), objection('d'), post('objected before', 'd')])
    await runs.open('one')
    await runs.seal('one')
    await importJson(server.register, [
      objection('b'),
      objection('c'),
      { type: 'ContentDeleted', item: 'deleted' },
      post('new', 'a'),
      { type: 'ObjectionWithdrawn', member: 'd', setting: 'genai-improvement' },
    ])
    await runs.open('two')
  })
  afterAll(() => server.close())

  const node = (item: string, change: string, ...codes: string[]) => ({
    change,
    item: { key: item },
    decision: { reasons: codes.map((code) => ({ code })) },
  })
  const FORWARD = [
    node('about c', 'REMOVED', 'OBJECTED_BY_OTHER'),
    node('deleted', 'REMOVED', 'ITEM_DELETED'),
    node('new', 'ADDED', 'UNKNOWN_ITEM'),
    node('objected', 'REMOVED', 'OBJECTED'),
    node('objected before', 'ADDED', 'OBJECTED'),
    node('z mine', 'REMOVED', 'OBJECTED'),
  ]

  async function page(from: string, to: string, first: number, after: string | null): Promise<Page> {
    const query = `query ($from: String!, $to: String!, $first: Int!, $after: String) { runDiff(from: $from, to: $to) {
      differences(first: $first, after: $after) { nodes { change item { key } decision { reasons { code } } } pageInfo { hasNextPage endCursor } } } }`
    const variables = { from, to, first, after }
    const { data } = await server.ask<{ runDiff: { differences: Page } }>('dev-auditor', query, variables)
    return data.runDiff.differences
  }

  async function pages(from: string, to: string, first: number): Promise<unknown[]> {
    const found: unknown[] = []
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Page = await page(from, to, first, after)
      found.push(...nodes)
      if (!pageInfo.hasNextPage) return found
      after = pageInfo.endCursor
    }
  }

  it('names what came in and went out, with the reasons at the point of the other run, however it is paged', async () => {
    for (const size of [1, 2, 5, 1000]) expect(await pages('one', 'two', size)).toEqual(FORWARD)
    expect(await pages('one', 'one', 100)).toEqual([])
  })

  it('read the other way round adds what was removed and removes what was added', async () => {
    const swapped = (await pages('two', 'one', 2)) as typeof FORWARD
    expect(swapped.map(({ change, item }) => [item.key, change])).toEqual(
      FORWARD.map(({ change, item }) => [item.key, change === 'ADDED' ? 'REMOVED' : 'ADDED']),
    )
  })

  it('counts what was added, removed and kept, and the reasons', async () => {
    const query =
      '{ runDiff(from: "one", to: "two") { from { key } to { status } summary { addedCount removedCount keptCount reasons { change reason itemCount decisiveCount } } } }'
    expect((await server.ask('dev-service', query)).data.runDiff).toEqual({
      from: { key: 'one' },
      to: { status: 'OPEN' },
      summary: {
        addedCount: 2,
        removedCount: 4,
        keptCount: 1,
        reasons: [
          { change: 'REMOVED', reason: 'OBJECTED', itemCount: 2, decisiveCount: 2 },
          { change: 'REMOVED', reason: 'ITEM_DELETED', itemCount: 1, decisiveCount: 1 },
          { change: 'ADDED', reason: 'OBJECTED', itemCount: 1, decisiveCount: 1 },
          { change: 'REMOVED', reason: 'OBJECTED_BY_OTHER', itemCount: 1, decisiveCount: 1 },
          { change: 'ADDED', reason: 'UNKNOWN_ITEM', itemCount: 1, decisiveCount: 1 },
        ],
      },
    })
  })

  it('is nothing where one of them is not there, for members, and with a cursor of two others', async () => {
    const between = (from: string, to: string, rest = '{ from { key } }') =>
      `{ runDiff(from: "${from}", to: "${to}") ${rest} }`
    expect((await server.ask('dev-service', between('one', 'none'))).data).toEqual({ runDiff: null })
    expect((await server.ask('dev-member:a', between('one', 'two'))).data).toEqual({ runDiff: null })
    const { endCursor } = (await page('one', 'two', 1, null)).pageInfo
    const other = between('two', 'one', `{ differences(first: 1, after: "${endCursor}") { nodes { change } } }`)
    expect(await server.ask('dev-service', other)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })
})

interface Page {
  readonly nodes: unknown[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
