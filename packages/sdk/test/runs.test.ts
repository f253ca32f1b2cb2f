import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

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

describe('a rulebook', () => {
  const document = { ...rulebookDocument('change-2026-08-21'), version: 'next' }

  it('is checked and measured without being published', async () => {
    const client = clientOf(server, 'dev-operator')
    const head = await client.ledger.head()
    const result = await client.rulebook.publish(document, { dryRun: true })
    expect(result).toMatchObject({ ok: true, version: 'next', position: null })
    expect(await client.ledger.head()).toBe(head)
  })

  it('is refused with every problem, or published', async () => {
    const client = clientOf(server, 'dev-operator')
    const refused = await client.rulebook.publish({ ...document, rules: 'none' })
    if (refused.ok || refused.error.__typename !== 'RulebookRefusedError') throw new Error('not refused')
    expect(refused.error.problems.map(({ path }) => path)).toContainEqual(['rules'])
    const published = await client.rulebook.publish(document)
    expect(published).toMatchObject({ ok: true, position: await client.ledger.head() })
    expect(await clientOf(server, 'dev-auditor').rulebook.publish(document)).toMatchObject({
      ok: false,
      error: { __typename: 'ForbiddenError' },
    })
  })
})
