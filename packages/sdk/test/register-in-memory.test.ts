import { sampleRegister } from '@demur/fixtures'
import type { Client } from '@demur/sdk'
import { DemurInputError, DemurUnavailableError } from '@demur/sdk'
import { createTestRegister, type TestRegister } from '@demur/sdk/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

const SETTING = 'genai-improvement'
const sample = (): TestRegister => createTestRegister({ entries: sampleRegister(), now: '2026-11-20T12:00:00.000Z' })

/** What an answer says, without what no two registers agree about: when and by whom something was recorded. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (name, inner) => {
      if (/^(id|recordedAt|actor|document|at|servedAt)$/.test(name)) return '*'
      if (name === 'body') return JSON.parse(inner)
      // A rulebook takes effect when it is recorded.
      return inner?.type === 'RulebookPublished' ? { ...inner, effectiveAt: '*' } : inner
    }),
  )
}

describe('a register in memory', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startSampleServer('embedded')
  })
  afterAll(() => server.close())

  const questions: Record<string, (client: Client) => Promise<unknown>> = {
    'every setting': ({ settings }) => settings.list({ locale: 'de' }),
    'what a settings page shows': ({ settings }) => settings.overview({ locale: 'de', history: 2 }),
    'the acts on a setting': ({ settings }) => settings.history(SETTING, { first: 1 }),
    'past uses': ({ settings }) => settings.pastUses(),
    'notices that are due': ({ notices }) => notices.due(),
    'a decision': ({ eligibility }) => eligibility.check({ item: 'de-objected-post-1', dataUse: 'genai.training' }),
    'many decisions': ({ eligibility }) =>
      eligibility.checkMany(['fr-plain-post-1', 'nothing'].map((item) => ({ item, dataUse: 'genai.training' }))),
    'the first of what may be used': async ({ eligibility }) =>
      (await eligibility.list({ dataUse: 'genai.training', pageSize: 7 }).next()).value,
    'the ledger': ({ ledger }) => ledger.list({ after: '100', first: 30 }),
    'its head': ({ ledger }) => ledger.head(),
  }

  it.each(Object.entries(questions))('answers like a server: %s', async (_, ask) => {
    const register = sample()
    for (const member of [
      'de-objected',
      'de-objection-withdrawn',
      'fr-never-told',
      'us-plain',
      'cn-no-rule',
      'nobody',
    ]) {
      const [here, there] = [register.asMember(member), clientOf(server, `dev-member:${member}`)]
      expect(comparable(await ask(here))).toEqual(comparable(await ask(there)))
    }
    const service = clientOf(server, 'dev-service')
    expect(comparable(await ask(register.as('SERVICE')))).toEqual(comparable(await ask(service)))
  })

  it('records what a member does, and holds everybody to the same rules', async () => {
    const register = sample()
    const { settings, eligibility } = register.asMember('de-plain')
    const objected = await settings.object(SETTING, { idempotencyKey: 'once' })
    expect(objected).toMatchObject({ ok: true, unchanged: false, setting: { choice: 'OBJECTED', version: 1 } })
    expect(await settings.object(SETTING, { idempotencyKey: 'once' })).toEqual(objected)
    expect(await settings.withdraw(SETTING, { expectedVersion: 0 })).toMatchObject({
      error: { __typename: 'VersionConflictError', current: { version: 1 } },
    })
    expect(await eligibility.check({ item: 'de-plain-post-1', dataUse: 'genai.training' })).toMatchObject({
      decisiveReason: 'OBJECTED',
    })
    const operator = register.as('OPERATOR').settings
    expect(await operator.withdraw(SETTING, { member: 'de-plain', expectedVersion: 1 })).toMatchObject({
      error: { code: 'FORBIDDEN' },
    })
    expect(await settings.objectToEverything()).toMatchObject({ ok: true })
  })

  it('is followed like a server, and left like one', async () => {
    const register = sample()
    const head = await register.as('AUDITOR').ledger.head()
    const feed = register.as('AUDITOR').ledger.subscribe({ after: head })
    const next = feed.next()
    register.record({ type: 'MemberRegistered', member: 'ada' })
    expect((await next).value).toMatchObject({ type: 'MemberRegistered', member: 'ada' })
    await feed.return(undefined as never)
  })

  it('can be out of reach, and can lose an answer to what it has recorded', async () => {
    const register = sample()
    const { settings } = register.asMember('de-plain')
    register.disconnect('SetOptOut')
    await expect(settings.object(SETTING)).rejects.toThrow(DemurUnavailableError)
    expect(await settings.get(SETTING)).toMatchObject({ choice: 'DEFAULT' })
    register.reconnect()
    register.loseAnswers('SetOptOut')
    await expect(settings.object(SETTING, { idempotencyKey: 'k' })).rejects.toThrow(DemurUnavailableError)
    expect(await settings.get(SETTING)).toMatchObject({ choice: 'OBJECTED', version: 1 })
    register.disconnect()
    await expect(settings.list()).rejects.toThrow(DemurUnavailableError)
  })

  it('refuses by name what a server would refuse, and says what it does not know', async () => {
    expect(() => createTestRegister({ rulebook: {} })).toThrow(/refused at “rulebook/)
    expect(() => sample().record({ type: 'ResidenceRecorded', member: 'nobody', country: 'FR' })).toThrow(/“nobody”/)
    expect(() => createTestRegister({ now: 'yesterday' })).toThrow(DemurInputError)
    await expect(sample().as('OPERATOR').execute('{ somethingElse }')).rejects.toMatchObject({ code: 'NOT_IN_MEMORY' })
  })
})
