import { createClient } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const SETTING = 'genai-improvement'

describe('a member', () => {
  it('sees every setting with their choice, in their language', async () => {
    const settings = await clientOf(server, 'dev-member:de-objected', { locale: 'de' }).settings.list()
    const found = settings?.find(({ setting }) => setting.key === SETTING)
    expect(settings?.length).toBeGreaterThan(3)
    expect(found).toMatchObject({ choice: 'OBJECTED', inForce: true, useAllowed: false, version: 1 })
    const english = await clientOf(server, 'dev-member:de-objected').settings.get(SETTING)
    expect(english?.setting.title).toBe('Data for Generative AI Improvement')
    expect(found?.setting.description).not.toBe(english?.setting.description)
  })

  it('objects without grounds, and the answer to the next question reflects it', async () => {
    const client = clientOf(server, 'dev-member:de-plain')
    const result = await client.settings.object(SETTING, { channel: 'settings' })
    if (!result.ok) throw new Error(result.error.message)
    expect(result).toMatchObject({
      unchanged: false,
      setting: { choice: 'OBJECTED', useAllowed: false, version: 1 },
      event: { act: 'OBJECT', channel: 'settings', position: result.position, receipt: { entry: result.position } },
    })
    const question = { item: 'de-plain-post-1', dataUse: 'genai.training' }
    const { outcome, reasons, position } = await client.eligibility.check(question, { minPosition: result.position })
    expect([outcome, reasons.map(({ code }) => code)]).toEqual(['INELIGIBLE', ['OBJECTED']])
    expect(Number(position)).toBeGreaterThanOrEqual(Number(result.position))
  })

  it('withdraws an objection against the version that they saw, and is shown the present one where it is stale', async () => {
    const { settings } = clientOf(server, 'dev-member:de-objected-before-start')
    const stale = await settings.withdraw(SETTING, { expectedVersion: 0 })
    if (stale.ok || stale.error.__typename !== 'VersionConflictError') throw new Error('the conflict went unnoticed')
    expect(stale.error).toMatchObject({ code: 'VERSION_CONFLICT', current: { choice: 'OBJECTED', version: 1 } })
    const withdrawn = await settings.withdraw(SETTING, { expectedVersion: stale.error.current.version })
    expect(withdrawn).toMatchObject({ ok: true, setting: { choice: 'DEFAULT', version: 2 } })
  })

  it('consents and withdraws the consent where a rule asks for consent', async () => {
    const { settings } = clientOf(server, 'dev-member:fr-plain')
    const seen = await settings.get('ads-activity')
    const consented = await settings.consent('ads-activity', { expectedVersion: seen?.version ?? -1 })
    expect(consented).toMatchObject({ ok: true, setting: { choice: 'CONSENTED' } })
    expect(await settings.withdrawConsent('ads-activity')).toMatchObject({ ok: true, setting: { choice: 'DEFAULT' } })
  })

  it('objects to everything with one call, all of it or nothing', async () => {
    const client = clientOf(server, 'dev-member:gb-plain')
    const before = Number(await client.ledger.head())
    const result = await client.settings.objectToEverything({ idempotencyKey: 'the-button' })
    if (!result.ok) throw new Error('refused')
    const settings = await client.settings.list()
    expect(result.acts.map(({ setting }) => setting.setting.key)).toEqual(settings?.map(({ setting }) => setting.key))
    expect(settings?.every(({ choice }) => choice === 'OBJECTED')).toBe(true)
    expect(Number(result.position)).toBe(before + result.acts.length)
    const again = await client.settings.objectToEverything({ idempotencyKey: 'the-button' })
    expect(again).toEqual(result)
    expect(Number(await client.ledger.head())).toBe(before + result.acts.length)
  })

  it('who is not registered is refused by value when objecting to everything, setting by setting', async () => {
    const result = await clientOf(server, 'dev-service').settings.objectToEverything({ member: 'nobody-registered' })
    if (result.ok) throw new Error('recorded for nobody')
    expect(result.refused.length).toBeGreaterThan(3)
    expect(new Set(result.refused.map(({ error }) => error.code))).toEqual(new Set(['NOT_FOUND']))
  })
})

describe('on behalf of a member', () => {
  it('a service objects, and cannot withdraw: a refusal is a value and never thrown', async () => {
    const { settings } = clientOf(server, 'dev-service')
    const options = { member: 'ch-plain', channel: 'phone' }
    expect(await settings.object(SETTING, options)).toMatchObject({ ok: true, event: { actor: 'dev-service' } })
    const refused = await settings.withdraw(SETTING, { ...options, expectedVersion: 1 })
    expect(refused).toMatchObject({ ok: false, error: { __typename: 'ForbiddenError', code: 'FORBIDDEN' } })
  })

  it('an operator records when a letter was received', async () => {
    const { settings } = clientOf(server, 'dev-operator')
    const effectiveAt = new Date('2026-10-01T08:00:00Z')
    const result = await settings.object(SETTING, { member: 'no-plain', channel: 'letter', effectiveAt })
    expect(result).toMatchObject({ ok: true, event: { effectiveAt: '2026-10-01T08:00:00.000Z' } })
  })

  it('a member can be named by global id', async () => {
    const client = clientOf(server, 'dev-auditor')
    const document = 'query ($key: String!) { member(by: { key: $key }) { id } }'
    const { member } = await client.execute<{ member: { id: string } }, { key: string }>(document, { key: 'us-plain' })
    expect(await client.settings.list({ member })).toEqual(await client.settings.list({ member: 'us-plain' }))
  })
})

describe('what is not there', () => {
  it('is null', async () => {
    const { settings } = clientOf(server, 'dev-auditor')
    expect(await settings.list({ member: 'nobody-registered' })).toBeNull()
    expect(await settings.get('no-such-setting', { member: 'fr-plain' })).toBeNull()
    expect(await settings.list()).toBeNull()
  })

  it('cannot be objected to, and the refusal says what is missing', async () => {
    const { settings } = clientOf(server, 'dev-member:fr-plain')
    const refused = await settings.object('no-such-setting')
    expect(refused).toMatchObject({ ok: false, error: { __typename: 'NotFoundError' } })
    const wrong = await settings.object('x'.repeat(300))
    expect(wrong).toMatchObject({ ok: false, error: { __typename: 'InvalidInputError', path: ['setting'] } })
  })
})

it('a client is made without asking the server anything', () => {
  expect(() => createClient({ url: 'http://127.0.0.1:1/graphql', auth: 'x' })).not.toThrow()
})

describe('a settings page', () => {
  it('reads all that it shows in one request: the place, what each setting does there, and the latest acts', async () => {
    const client = clientOf(server, 'dev-member:de-objected-last-month', { locale: 'de' })
    const overview = await client.settings.overview({ history: 5 })
    expect(overview?.member).toMatchObject({ key: 'de-objected-last-month', country: 'DE' })
    expect(overview?.member.regions.map(({ code }) => code)).toContain('EEA')
    expect(overview?.neverUsed).toContain('PRIVATE_MESSAGE')
    const setting = overview?.settings.find((candidate) => candidate.setting.key === SETTING)
    expect(setting).toMatchObject({ control: 'OPT_OUT', language: 'de', choice: 'OBJECTED' })
    expect(setting?.history).toMatchObject({ events: [{ act: 'OBJECT', channel: 'settings' }], next: null })
    const [use] = setting?.uses ?? []
    expect(use).toMatchObject({ standing: 'IN_FORCE', useAllowed: false, rule: { legalBasis: 'LEGITIMATE_INTERESTS' } })
    expect(use?.rule?.scope.map(({ kind }) => kind)).toContain('POST')
    expect(JSON.parse(JSON.stringify(overview))).toEqual(overview)
  })

  it('reads the acts on a setting page by page', async () => {
    const client = clientOf(server, 'dev-member:de-objection-withdrawn')
    const first = await client.settings.history(SETTING, { first: 1 })
    expect(first?.events.map(({ act }) => act)).toEqual(['WITHDRAW_OBJECTION'])
    const second = await client.settings.history(SETTING, { first: 1, after: first?.next })
    expect(second).toMatchObject({ events: [{ act: 'OBJECT' }], next: null })
    expect(await client.settings.history('nothing')).toBeNull()
  })

  it('takes several acts back together, against the versions that the member saw, or none of them', async () => {
    const { settings } = clientOf(server, 'dev-member:ch-plain')
    const everything = await settings.objectToEverything()
    if (!everything.ok) throw new Error('an objection was refused')
    const undo = everything.acts.map(({ setting }) => ({
      setting: setting.setting.key,
      act: 'WITHDRAW_OBJECTION' as const,
      expectedVersion: setting.version,
    }))
    const stale = await settings.change(undo.map((change, index) => ({ ...change, expectedVersion: index && 1 })))
    expect(stale).toMatchObject({ ok: false })
    expect((await settings.list())?.every(({ choice }) => choice === 'OBJECTED')).toBe(true)
    expect(await settings.change(undo)).toMatchObject({ ok: true })
    expect((await settings.list())?.every(({ choice }) => choice === 'DEFAULT')).toBe(true)
  })

  it('reads what is due to be told and records that it was', async () => {
    const { notices } = clientOf(server, 'dev-member:fr-never-told', { locale: 'de' })
    const [due] = (await notices.due()) ?? []
    expect(due).toMatchObject({ notice: 'privacy-notice-europe', version: '2026-08-21' })
    expect(due?.dataUses.map(({ key }) => key)).toContain('genai.training')
    const serving = { notice: due?.notice ?? '', version: due?.version ?? '', channel: 'banner' }
    const served = await notices.recordServed(serving)
    expect(served).toMatchObject({ ok: true, unchanged: false })
    expect(await notices.recordServed(serving)).toEqual({ ...served, unchanged: true })
    expect(await notices.due()).toEqual([])
    expect(await notices.recordServed({ ...serving, version: '1' })).toMatchObject({
      ok: false,
      error: { __typename: 'InvalidInputError', path: ['version'] },
    })
  })
})
