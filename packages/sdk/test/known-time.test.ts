import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const SETTING = 'genai-improvement'

describe('what was known', () => {
  it('is asked for of settings, histories, overviews and notices, on both axes', async () => {
    const client = clientOf(server, 'dev-member:de-plain')
    const asKnownAt = await client.ledger.head()
    const result = await client.settings.object(SETTING)
    if (!result.ok) throw new Error(result.error.message)
    const { effectiveAt } = result.event
    const before = new Date(Date.parse(effectiveAt) - 1)
    const choices = async (point: object) => ({
      get: (await client.settings.get(SETTING, point))?.choice,
      history: (await client.settings.history(SETTING, point))?.events.length,
      overview: (await client.settings.overview(point))?.settings.find(({ setting }) => setting.key === SETTING)
        ?.choice,
    })
    expect(await choices({})).toEqual({ get: 'OBJECTED', history: 1, overview: 'OBJECTED' })
    expect(await choices({ asKnownAt })).toEqual({ get: 'DEFAULT', history: 0, overview: 'DEFAULT' })
    expect(await choices({ at: before })).toEqual({ get: 'DEFAULT', history: 0, overview: 'DEFAULT' })
    expect(await client.settings.list({ asKnownAt: '1' })).toBeNull()
    expect(await client.notices.due({ asKnownAt: '1' })).toBeNull()
    expect(await client.notices.due({ at: before })).toEqual(await client.notices.due())
  })

  it('at an instant is a position', async () => {
    const { ledger } = clientOf(server, 'dev-auditor')
    expect(await ledger.positionAt('2020-01-01T00:00:00Z')).toBe('0')
    expect(await ledger.positionAt(new Date('2100-01-01T00:00:00Z'))).toBe(await ledger.head())
  })

  it('stands beside what is known now, with what made the difference', async () => {
    const service = clientOf(server, 'dev-service')
    const asKnownAt = await service.ledger.head()
    const { at } = await service.eligibility.check({ item: 'fr-plain-post-1', dataUse: 'genai.training' })
    // A letter that arrived late.
    const letter = await clientOf(server, 'dev-operator').settings.object(SETTING, {
      member: 'fr-plain',
      channel: 'letter',
      effectiveAt: new Date(Date.parse(at) - 1000),
    })
    if (!letter.ok) throw new Error(letter.error.message)
    const question = { item: 'fr-plain-post-1', dataUse: 'genai.training', at, asKnownAt }
    const both = await service.eligibility.thenAndNow(question, { locale: 'de' })
    expect(both).toMatchObject({
      differs: true,
      answeredThen: { outcome: 'ELIGIBLE', position: asKnownAt },
      knownNow: { outcome: 'INELIGIBLE', decisiveReason: 'OBJECTED', position: letter.position },
      changes: [{ position: letter.position, type: 'Objected', correction: true, decision: { outcome: 'INELIGIBLE' } }],
    })
    expect(both.knownNow.explanation).toContain('widersprochen')
    const same = await service.eligibility.thenAndNow({ ...question, asKnownAt: letter.position })
    expect(same).toMatchObject({ differs: false, changes: [] })
  })
})
