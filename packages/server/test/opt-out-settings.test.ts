import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const SETTING = 'genai-improvement'
const FIELDS = `
  __typename
  ... on SetOptOutSuccess { position unchanged event { act effectiveAt position channel actor } setting { choice version } }
  ... on Error { code message }
  ... on InvalidInputError { path }
  ... on VersionConflictError { current { version choice } }
`
const SET = `mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ${FIELDS} } }`
const SET_ALL = `mutation ($inputs: [SetOptOutInput!]!) { setOptOuts(inputs: $inputs) { ${FIELDS} } }`

interface Outcome {
  readonly __typename: string
  readonly code?: string
  readonly path?: string[]
  readonly position: string
  readonly unchanged: boolean
  readonly event: { effectiveAt: string; position: string; actor: string; channel: string }
  readonly setting: { choice: string; version: number }
  readonly current?: { version: number; choice: string }
}

describe.each(DATABASES)('a choice on %s', (kind) => {
  let server: TestServer
  let member: string
  let members = 0

  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, [{ type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') }])
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    members += 1
    member = `member ${members} “ü” 🙂`
    await importJson(server.register, [
      { type: 'MemberRegistered', member },
      { type: 'ResidenceRecorded', member, country: 'DE' },
    ])
  })

  async function set(token: string, input: object): Promise<Outcome> {
    const { data } = await server.ask<{ setOptOut: Outcome }>(token, SET, { input: { setting: SETTING, ...input } })
    return data.setOptOut
  }
  const self = () => `dev-member:${encodeURIComponent(member)}`

  it('is the default until it is made, and again when it is withdrawn', async () => {
    expect(await set(self(), { act: 'OBJECT' })).toMatchObject({
      unchanged: false,
      setting: { choice: 'OBJECTED', version: 1 },
    })
    expect(await set(self(), { act: 'WITHDRAW_OBJECTION', expectedVersion: 1 })).toMatchObject({
      unchanged: false,
      setting: { choice: 'DEFAULT', version: 2 },
    })
  })

  it('to object is never refused, and repeating it changes nothing', async () => {
    expect(await set(self(), { act: 'OBJECT' })).toMatchObject({ unchanged: false })
    expect(await set(self(), { act: 'OBJECT', expectedVersion: 99 })).toMatchObject({
      unchanged: true,
      setting: { version: 2 },
    })
  })

  it('is not loosened without the version that was seen, nor with one that is stale', async () => {
    await set(self(), { act: 'OBJECT' })
    expect(await set(self(), { act: 'WITHDRAW_OBJECTION' })).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      path: ['expectedVersion'],
    })
    expect(await set(self(), { act: 'CONSENT', expectedVersion: 0 })).toMatchObject({
      __typename: 'VersionConflictError',
      code: 'VERSION_CONFLICT',
      current: { version: 1, choice: 'OBJECTED' },
    })
  })

  it.each(['dev-operator', 'dev-service'])('is only ever tightened on behalf of the member by %s', async (token) => {
    expect(await set(token, { member: { key: member }, act: 'OBJECT' })).toMatchObject({
      __typename: 'SetOptOutSuccess',
    })
    for (const act of ['WITHDRAW_OBJECTION', 'CONSENT']) {
      const loosening = { member: { key: member }, act, expectedVersion: 1 }
      expect(await set(token, loosening)).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' })
    }
  })

  it('is never changed by an auditor, and not by another member, who is not even told that there is one', async () => {
    expect(await set('dev-auditor', { member: { key: member }, act: 'OBJECT' })).toMatchObject({ code: 'FORBIDDEN' })
    await importJson(server.register, [{ type: 'MemberRegistered', member: `other of ${member}` }])
    const other = `dev-member:${encodeURIComponent(`other of ${member}`)}`
    const answers = [
      await set(other, { member: { key: member }, act: 'OBJECT' }),
      await set(other, { member: { key: 'nobody' }, act: 'OBJECT' }),
    ]
    expect(answers[0]).toMatchObject({ __typename: 'NotFoundError' })
    expect(answers[0]).toEqual(answers[1])
  })

  it('of nobody, or on a setting that does not exist, is not found', async () => {
    expect(await set('dev-service', { member: { key: 'nobody' }, act: 'OBJECT' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await set(self(), { setting: 'nothing', act: 'OBJECT' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await set('dev-service', { act: 'OBJECT' })).toMatchObject({ code: 'INVALID_INPUT', path: ['member'] })
  })

  it('takes effect at its receipt whatever the caller claims, except that an operator may record a letter', async () => {
    const before = Date.now()
    const claimed = await set(self(), { act: 'OBJECT', effectiveAt: '2999-01-01T00:00:00Z' })
    expect(Date.parse(claimed.event.effectiveAt)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(claimed.event.effectiveAt)).toBeLessThanOrEqual(Date.now() + 1)
    const letter = {
      member: { key: member },
      act: 'OBJECT',
      effectiveAt: '2026-01-05T09:00:00.000Z',
      channel: 'letter',
    }
    expect(await set('dev-service', letter)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await set('dev-operator', letter)).toMatchObject({
      event: { effectiveAt: letter.effectiveAt, channel: 'letter', actor: 'dev-operator' },
    })
  })

  it('gives the first answer again under the same idempotency key, and refuses the key for anything else', async () => {
    const input = { act: 'OBJECT', idempotencyKey: 'once' }
    const first = await set(self(), input)
    await set(self(), { act: 'WITHDRAW_OBJECTION', expectedVersion: 1 })
    expect(await set(self(), input)).toEqual(first)
    expect(await set(self(), { act: 'WITHDRAW_CONSENT', idempotencyKey: 'once' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    })
    expect(await set(self(), { ...input, setting: 'affiliate-sharing' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    })
  })

  it('is recorded once where the same request arrives many times at once', async () => {
    const input = { act: 'OBJECT', idempotencyKey: 'storm' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => set(self(), input)))
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1)
    expect(answers[0]).toMatchObject({ setting: { version: 1 }, unchanged: false })
  })

  it('on everything at once is recorded whole or not at all', async () => {
    const both = [
      { setting: SETTING, act: 'OBJECT' },
      { setting: 'affiliate-sharing', act: 'OBJECT' },
    ]
    const send = async (inputs: object[]) =>
      (await server.ask<{ setOptOuts: Outcome[] }>(self(), SET_ALL, { inputs })).data.setOptOuts
    expect((await send([both[0] as object, { setting: 'nothing', act: 'OBJECT' }])).map(({ code }) => code)).toEqual([
      'NOT_APPLIED',
      'NOT_FOUND',
    ])
    const [one, two] = await send(both)
    expect([one?.setting, two?.setting]).toEqual([
      { choice: 'OBJECTED', version: 1 },
      { choice: 'OBJECTED', version: 1 },
    ])
    expect(Number(two?.position)).toBe(Number(one?.position) + 1)
    expect((await send([both[0] as object, both[0] as object])).map(({ code }) => code)).toEqual([
      'NOT_APPLIED',
      'INVALID_INPUT',
    ])
  })

  it('shows its history, latest first, page by page, with a receipt for each act', async () => {
    await set(self(), { act: 'OBJECT', channel: 'settings' })
    await set(self(), { act: 'WITHDRAW_OBJECTION', expectedVersion: 1, channel: 'settings' })
    await set(self(), { act: 'OBJECT', channel: 'phone' })
    const query = `query ($after: String) { viewer { member { optOutSetting(setting: "${SETTING}") {
      history(first: 2, after: $after) { nodes { act channel receipt { entry document } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } } }`
    const page = async (after: string | null) => {
      const { data } = await server.ask<{ viewer: { member: { optOutSetting: { history: History } } } }>(
        self(),
        query,
        { after },
      )
      return data.viewer.member.optOutSetting.history
    }
    const first = await page(null)
    expect(first.nodes.map(({ act, channel }) => [act, channel])).toEqual([
      ['OBJECT', 'phone'],
      ['WITHDRAW_OBJECTION', 'settings'],
    ])
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const second = await page(first.pageInfo.endCursor)
    expect(second.nodes.map(({ act }) => act)).toEqual(['OBJECT'])
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const { entry } = JSON.parse(second.nodes[0]?.receipt.document ?? '{}')
    expect(entry.header).toMatchObject({ type: 'Objected', position: Number(second.nodes[0]?.receipt.entry) })
    expect(entry.opening.fields).toMatchObject({ member, setting: SETTING, channel: 'settings' })
  })

  it('is seen as it was known at any position, and as it was at any instant', async () => {
    const objected = await set(self(), { act: 'OBJECT' })
    const withdrawn = await set(self(), { act: 'WITHDRAW_OBJECTION', expectedVersion: 1 })
    const query = `query ($key: String!, $asKnownAt: Position, $at: DateTime) { member(by: { key: $key }, asKnownAt: $asKnownAt, at: $at) {
      optOutSetting(setting: "${SETTING}") { choice version useAllowed } } }`
    const seen = async (point: object) =>
      (await server.ask<{ member: { optOutSetting: object } }>('dev-auditor', query, { key: member, ...point })).data
        .member.optOutSetting
    expect(await seen({ asKnownAt: String(Number(objected.position) - 1) })).toEqual({
      choice: 'DEFAULT',
      version: 0,
      useAllowed: true,
    })
    expect(await seen({ asKnownAt: objected.position })).toEqual({ choice: 'OBJECTED', version: 1, useAllowed: false })
    expect(await seen({ asKnownAt: withdrawn.position })).toEqual({ choice: 'DEFAULT', version: 2, useAllowed: true })
    expect(await seen({ at: objected.event.effectiveAt })).toMatchObject({ version: 2 })
  })
})

interface History {
  readonly nodes: { act: string; channel: string; receipt: { entry: string; document: string } }[]
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string }
}

describe.each(DATABASES)('what a setting does where a member lives, on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister(kind)
    server = await startServer(register)
    const people = Object.entries({ german: 'DE', american: 'US', jersey: 'JE' })
    await importJson(register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...people.flatMap(([member, country]) => [
        { type: 'MemberRegistered', member },
        { type: 'ResidenceRecorded', member, country },
      ]),
    ])
  })
  afterAll(() => server.close())

  async function settingOf(member: string, setting: string) {
    const query = `query ($member: String!, $setting: String!) {
      member(by: { key: $member }) {
        optOutSetting(setting: $setting) {
          control inForce
          uses { dataUse { key } rule { key legalBasis } standing standingUntil useAllowed }
          setting { language(locale: "de") other: language(locale: "fi") }
        }
      }
    }`
    const { data } = await server.ask<{ member: { optOutSetting: object } }>('dev-service', query, { member, setting })
    return data.member.optOutSetting
  }

  it('is told use by use, with the rule that applies and what it offers', async () => {
    expect(await settingOf('german', 'genai-improvement')).toMatchObject({
      control: 'OPT_OUT',
      inForce: true,
      uses: expect.arrayContaining([
        {
          dataUse: { key: 'genai.training' },
          rule: { key: 'genai-training-eea', legalBasis: 'LEGITIMATE_INTERESTS' },
          standing: 'IN_FORCE',
          standingUntil: null,
          useAllowed: true,
        },
      ]),
      setting: { language: 'de', other: 'en' },
    })
    expect(await settingOf('german', 'ads-activity')).toMatchObject({ control: 'OPT_IN', inForce: true })
    expect(await settingOf('american', 'ai-feature-input')).toMatchObject({ control: 'NONE', inForce: false })
  })

  it('is nothing where no rule covers the place', async () => {
    expect(await settingOf('german', 'affiliate-sharing')).toMatchObject({
      control: null,
      inForce: false,
      uses: expect.arrayContaining([expect.objectContaining({ rule: null, standing: null, useAllowed: false })]),
    })
  })
})
