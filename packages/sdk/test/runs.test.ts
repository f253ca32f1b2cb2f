import { DemurInputError } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

/** Everything that an iteration gives. */
async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('a run', () => {
  it('fixes its items when it is opened, and its manifest is that of the listing at its point', async () => {
    const client = clientOf(server, 'dev-service')
    const opened = await client.runs.open({ key: 'weekly', dataUse: 'genai.training', description: 'the weekly run' })
    if (!opened.ok) throw new Error(opened.error.message)
    const { at, asKnownAt } = opened.run
    const keys: string[] = []
    for await (const { key } of client.eligibility.list({ dataUse: 'genai.training', at, asKnownAt })) keys.push(key)
    expect(keys).toContain('fr-plain-post-1')
    await clientOf(server, 'dev-member:fr-plain').settings.object('genai-improvement')
    const sealed = await client.runs.seal('weekly')
    expect(sealed).toMatchObject({
      ok: true,
      run: { status: 'SEALED', itemCount: keys.length, manifestDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    })
    expect(sealed.ok && sealed.lateItemCount).toBeGreaterThan(0)
    expect(await client.runs.get('weekly')).toEqual(sealed.ok && sealed.run)
    expect((await all(client.runs.items('weekly', { pageSize: 20 }))).map(({ key }) => key)).toEqual(keys)
  })

  it('is refused by value where its key was used, where it is sealed and where there is none', async () => {
    const { runs } = clientOf(server, 'dev-service')
    expect(await runs.open({ key: 'weekly', dataUse: 'genai.training' })).toMatchObject({
      ok: false,
      error: { __typename: 'InvalidInputError', path: ['key'] },
    })
    expect(await runs.seal('weekly')).toMatchObject({ ok: false, error: { __typename: 'RunNotOpenError' } })
    expect(await runs.seal('none')).toMatchObject({ ok: false, error: { __typename: 'NotFoundError' } })
    expect(await runs.get('none')).toBeNull()
  })
})

describe('a sealed run', () => {
  it('names what came too late, with reasons, in the language of the caller', async () => {
    const { runs } = clientOf(server, 'dev-service', { locale: 'de' })
    const late = await all(runs.lateItems('weekly', { pageSize: 2 }))
    expect(late.map(({ item }) => item.key)).toContain('fr-plain-post-1')
    expect(late.every(({ decision }) => decision.decisiveReason.startsWith('OBJECTED'))).toBe(true)
    expect(late[0]?.decision.explanation).toContain('widersprochen')
  })

  it('is verified from the ledger, and its chunks are those of its manifest', async () => {
    const { runs } = clientOf(server, 'dev-auditor')
    const run = await runs.get('weekly')
    const manifest = { digest: run?.manifestDigest, itemCount: run?.itemCount }
    expect(await runs.verify('weekly')).toMatchObject({
      verdict: 'MATCHES',
      recorded: manifest,
      derived: manifest,
      written: true,
      firstDifferingChunk: null,
      differingItems: [],
    })
    const chunks = await all(runs.chunks('weekly'))
    expect(chunks).toMatchObject([
      { ordinal: 0, itemCount: run?.itemCount, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    expect(await runs.verify('none')).toBeNull()
  })

  it('is compared with the next one, with reasons', async () => {
    const { runs } = clientOf(server, 'dev-service')
    await runs.open({ key: 'next', dataUse: 'genai.training' })
    await runs.seal('next')
    const late = await all(runs.lateItems('weekly'))
    expect(await runs.diff('weekly', 'next')).toMatchObject({
      from: { key: 'weekly' },
      to: { key: 'next' },
      addedCount: 0,
      removedCount: late.length,
      reasons: [
        { change: 'REMOVED', reason: 'OBJECTED', itemCount: late.length - 1 },
        { change: 'REMOVED', reason: 'OBJECTED_BY_OTHER', itemCount: 1, decisiveCount: 1 },
      ],
    })
    const differences = await all(runs.differences('weekly', 'next', { pageSize: 2 }))
    expect(differences.map(({ item, change }) => [item.key, change])).toEqual(
      late.map(({ item }) => [item.key, 'REMOVED']),
    )
    expect(differences.every(({ decision }) => decision.outcome === 'INELIGIBLE')).toBe(true)
    expect(await runs.diff('weekly', 'none')).toBeNull()
  })

  it('stands among the others, as they stood at any point', async () => {
    const { runs } = clientOf(server, 'dev-auditor')
    const listed = async (options: Parameters<typeof runs.list>[0]) =>
      (await all(runs.list(options))).map(({ key }) => key)
    expect(await listed({ pageSize: 1 })).toEqual(['next', 'weekly'])
    expect(await listed({ status: 'OPEN' })).toEqual([])
    expect(await listed({ dataUse: 'ads.affiliate-sharing' })).toEqual([])
    const next = await runs.get('next')
    expect(await listed({ asKnownAt: next?.asKnownAt })).toEqual(['weekly'])
    expect(await runs.get('next', { asKnownAt: String(Number(next?.asKnownAt) + 1) })).toMatchObject({
      status: 'OPEN',
      sealedAt: null,
    })
    expect(await runs.get('weekly', { at: '2020-01-01T00:00:00Z' })).toBeNull()
  })

  it('tells a member what it used, in words, and that it uses nothing of theirs any more', async () => {
    const client = clientOf(server, 'dev-member:fr-plain')
    const summary = await client.settings.pastUseSummary()
    expect(summary?.explanation).toMatch(
      /^Run weekly used \d+ of your items for “Training generative AI”; you objected on .+; not used from run next on\.$/,
    )
    expect(summary?.dataUses).toMatchObject([
      {
        dataUse: { key: 'genai.training' },
        runs: [{ key: 'weekly' }],
        endedBy: { act: 'OBJECT' },
        notUsedFrom: { key: 'next' },
        explanation: summary?.explanation,
      },
    ])
    const weekly = await clientOf(server, 'dev-auditor').runs.get('weekly')
    expect((await client.settings.pastUses())?.uses).toMatchObject([
      { run: { key: 'weekly' }, endedBy: { act: 'OBJECT' } },
    ])
    // Before the run was sealed nothing had been used.
    expect(await client.settings.pastUseSummary({ asKnownAt: weekly?.asKnownAt, locale: 'de' })).toMatchObject({
      dataUses: [],
    })
    const service = clientOf(server, 'dev-service')
    expect(await service.settings.pastUseSummary({ member: 'fr-plain' })).toEqual(summary)
    expect(await service.settings.pastUseSummary({ member: 'nobody' })).toBeNull()
  })
})

describe('an abandoned run', () => {
  it('has used nothing, and is not sealed any more', async () => {
    const { runs } = clientOf(server, 'dev-service')
    await runs.open({ key: 'given up', dataUse: 'genai.training' })
    expect(await runs.abandon('given up')).toMatchObject({ ok: true, run: { status: 'ABANDONED', itemCount: null } })
    expect(await runs.abandon('given up')).toMatchObject({ ok: false, error: { __typename: 'RunNotOpenError' } })
    expect(await runs.seal('given up')).toMatchObject({ ok: false, error: { __typename: 'RunNotOpenError' } })
  })
})

describe('a run that does not exist', () => {
  it('is an error where items are asked for: nothing at all would be taken for a run without any', async () => {
    const { runs } = clientOf(server, 'dev-service')
    for (const read of [
      runs.items('none'),
      runs.lateItems('none'),
      runs.chunks('none'),
      runs.differences('weekly', 'none'),
    ]) {
      await expect(read.next()).rejects.toThrow(DemurInputError)
    }
  })
})
