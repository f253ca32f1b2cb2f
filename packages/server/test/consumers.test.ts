import { type Instant, instantOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import { exportEntries } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, type DatabaseKind, importJson, newRegister } from './support/register.ts'
import { type Answer, startServer, type TestServer } from './support/server.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 5, 1)

interface Consumer {
  readonly acknowledged: string
  readonly behind: number
  readonly unapplied: number
  readonly overdue: boolean
  readonly firstDue: { readonly position: string; readonly ageSeconds: number; readonly dueAt: string } | null
  readonly settings: { readonly setting: string; readonly acknowledged: string; readonly unapplied: number }[]
}
type Outcome = {
  readonly __typename: string
  readonly message?: string
  readonly path?: string[]
  readonly position?: string
  readonly unchanged?: boolean
  readonly entry?: string | null
  readonly consumer?: Consumer
}

const CONSUMER = `{ key title subject dataUses acknowledged acknowledgedAt head behind unapplied overdue
  firstDue { position setting effectiveAt ageSeconds dueAt overdue }
  settings { setting deadline since acknowledged unapplied overdue oldestUnapplied { position } } }`
const REGISTER = `mutation ($input: RegisterConsumerInput!) { result: registerConsumer(input: $input) { __typename
  ... on RegisterConsumerSuccess { position unchanged consumer ${CONSUMER} }
  ... on Error { message } ... on InvalidInputError { path } } }`
const DEREGISTER = `mutation ($key: String!) { result: deregisterConsumer(input: {key: $key}) { __typename
  ... on DeregisterConsumerSuccess { position } } }`
const ACKNOWLEDGE = `mutation ($consumer: String!, $position: Position!) {
  result: acknowledge(input: {consumer: $consumer, position: $position}) { __typename
  ... on AcknowledgeSuccess { unchanged entry consumer ${CONSUMER} }
  ... on Error { message } ... on InvalidInputError { path } } }`
const READ = `query ($key: String!) { consumer(key: $key) ${CONSUMER} }`
const APPLIED = `query ($member: String!, $at: DateTime, $asKnownAt: Position) {
  member(by: {key: $member}, at: $at, asKnownAt: $asKnownAt) {
    optOutSetting(setting: "genai-improvement") { choice appliedBy { consumer title status since dueAt } } } }`
const ACT = `mutation ($input: SetOptOutInput!) { result: setOptOut(input: $input) { __typename ... on SetOptOutSuccess { position } } }`

/** A register whose time stands still until it is moved on. */
class World {
  readonly server: TestServer
  readonly #time: { now: number }

  private constructor(server: TestServer, time: { now: number }) {
    this.server = server
    this.#time = time
  }

  static async open(kind: DatabaseKind): Promise<World> {
    const time = { now: START }
    const clock = (): Instant => instantOf(time.now)
    const server = await startServer(await newRegister(kind, { clock }))
    const since = '2024-01-01T00:00:00.000Z'
    await importJson(server.register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...['ann', 'ben', 'cleo'].flatMap((member) => [
        { type: 'MemberRegistered', member, effectiveAt: since },
        { type: 'ResidenceRecorded', member, country: 'DE', effectiveAt: since },
      ]),
    ])
    return new World(server, time)
  }

  pass(hours: number): void {
    this.#time.now += hours * HOUR
  }

  ago(hours: number): string {
    return new Date(this.#time.now - hours * HOUR).toISOString()
  }

  async head(): Promise<number> {
    const { data } = await this.server.ask<{ ledgerHead: string }>('dev-auditor', '{ ledgerHead }')
    return Number(data.ledgerHead)
  }

  async register(key: string, settings: Record<string, string>, more: object = {}): Promise<Outcome> {
    const list = Object.entries(settings).map(([setting, deadline]) => ({ setting, deadline }))
    const input = { key, title: `The ${key}`, settings: list, ...more }
    return outcome(await this.server.ask('dev-operator', REGISTER, { input }))
  }

  async acknowledge(consumer: string, position: number, token = `dev-service:${consumer}`): Promise<Outcome> {
    return outcome(await this.server.ask(token, ACKNOWLEDGE, { consumer, position: String(position) }))
  }

  async consumer(key: string): Promise<Consumer | null> {
    return (await this.server.ask<{ consumer: Consumer | null }>('dev-auditor', READ, { key })).data.consumer
  }

  async act(member: string, act = 'OBJECT', more: object = {}, token = `dev-member:${member}`): Promise<number> {
    const input = { member: { key: member }, setting: 'genai-improvement', act, ...more }
    const { position } = outcome(await this.server.ask(token, ACT, { input }))
    return Number(position)
  }

  async appliedBy(member: string, point: object = {}, token = `dev-member:${member}`): Promise<object[]> {
    const { data } = await this.server.ask<{ member: { optOutSetting: { appliedBy: object[] } } }>(token, APPLIED, {
      member,
      ...point,
    })
    return data.member.optOutSetting.appliedBy
  }
}

function outcome({ data, errors }: Answer<Record<string, unknown>>): Outcome {
  expect(errors).toBeUndefined()
  return data.result as Outcome
}

describe.each(DATABASES)('consumers on %s', (kind) => {
  let world: World
  beforeAll(async () => {
    world = await World.open(kind)
  })
  afterAll(() => world.server.close())

  it('are registered by operators, and by nobody else', async () => {
    const input = { key: 'x', title: 'X', settings: [{ setting: 'genai-improvement', deadline: 'P30D' }] }
    for (const token of ['dev-member:ann', 'dev-service', 'dev-service:x', 'dev-auditor']) {
      expect(outcome(await world.server.ask(token, REGISTER, { input })).__typename).toBe('ForbiddenError')
      expect(outcome(await world.server.ask(token, DEREGISTER, { key: 'x' })).__typename).toBe('ForbiddenError')
    }
    expect(outcome(await world.server.ask('dev-operator', DEREGISTER, { key: 'x' })).__typename).toBe('NotFoundError')
  })

  it.each<[string, Record<string, string>, object, string]>([
    ['', { 'genai-improvement': 'P30D' }, {}, 'key'],
    ['x', { 'genai-improvement': 'P30D' }, { title: '' }, 'title'],
    ['x', { 'genai-improvement': 'P30D' }, { subject: '' }, 'subject'],
    ['x', {}, {}, 'settings'],
    ['x', { 'genai-improvement': 'P1M' }, {}, 'settings.0.deadline'],
    ['x', { 'no-setting': 'P1D' }, {}, 'settings.0.setting'],
    [
      'x',
      {},
      {
        settings: [
          { setting: 'ads-profile', deadline: 'P1D' },
          { setting: 'ads-profile', deadline: 'P2D' },
        ],
      },
      'settings.1.setting',
    ],
    ['x', { 'genai-improvement': 'P30D' }, { dataUses: ['no.use'] }, 'dataUses.0'],
    ['x', { 'genai-improvement': 'P30D' }, { dataUses: ['genai.training', 'ads.personalised'] }, 'dataUses.1'],
  ])('are refused where they come to nothing: %j %j %j', async (key, settings, more, path) => {
    const refused = await world.register(key, settings, more)
    expect(refused).toMatchObject({ __typename: 'InvalidInputError', path: path.split('.') })
    expect(refused.message).toContain(`“${path}”`)
  })

  it('are recorded once, and anew where something changes', async () => {
    const settings = { 'genai-improvement': 'P30D' }
    const first = await world.register('pipeline', settings, { dataUses: ['genai.training'] })
    expect(first).toMatchObject({ __typename: 'RegisterConsumerSuccess', unchanged: false })
    expect(first.consumer).toMatchObject({ subject: 'pipeline', acknowledged: '0', behind: await world.head() })
    const again = await world.register('pipeline', settings, { dataUses: ['genai.training'] })
    expect(again).toMatchObject({ position: first.position, unchanged: true })
    expect(Number(first.position)).toBe(await world.head())
    world.pass(1)
    const changed = await world.register('pipeline', { ...settings, 'ads-profile': 'PT1H' })
    expect(changed).toMatchObject({ unchanged: false, position: String(await world.head()) })
    expect(changed.consumer?.settings).toMatchObject([{ since: world.ago(1) }, { since: world.ago(0) }])
    await world.server.ask('dev-operator', DEREGISTER, { key: 'pipeline' })
    expect(await world.consumer('pipeline')).toBeNull()
  })

  it('are seen by services, operators and auditors, and look to members as if they did not exist', async () => {
    await world.register('seen', { 'ads-profile': 'P30D' })
    const query = '{ consumers { key } consumer(key: "seen") { id } }'
    const { data } = await world.server.ask<{ consumers: { key: string }[]; consumer: { id: string } }>(
      'dev-service',
      query,
    )
    expect(data.consumers).toEqual([{ key: 'seen' }])
    expect((await world.server.ask('dev-member:ann', query)).data).toEqual({ consumers: [], consumer: null })
    const node = 'query ($id: ID!) { node(id: $id) { id } }'
    expect((await world.server.ask('dev-auditor', node, data.consumer)).data).toEqual({ node: data.consumer })
    expect((await world.server.ask('dev-member:ann', node, data.consumer)).data).toEqual({ node: null })
    await world.server.ask('dev-operator', DEREGISTER, { key: 'seen' })
  })
})

describe.each(DATABASES)('an acknowledgement on %s', (kind) => {
  let world: World
  beforeAll(async () => {
    world = await World.open(kind)
    await world.register('pipeline', { 'genai-improvement': 'PT24H' })
  })
  afterAll(() => world.server.close())

  it('is given by the service with the subject of the consumer, or by an operator on its behalf', async () => {
    for (const token of ['dev-service', 'dev-service:other', 'dev-member:ann', 'dev-auditor']) {
      expect((await world.acknowledge('pipeline', 1, token)).__typename).toBe('ForbiddenError')
    }
    expect((await world.acknowledge('nobody', 1, 'dev-operator')).__typename).toBe('NotFoundError')
    expect((await world.acknowledge('', 1, 'dev-operator')).__typename).toBe('NotFoundError')
    expect((await world.acknowledge('pipeline', 1)).__typename).toBe('AcknowledgeSuccess')
    expect((await world.acknowledge('pipeline', 2, 'dev-operator')).__typename).toBe('AcknowledgeSuccess')
    await world.register('partner', { 'ads-profile': 'PT24H' }, { subject: 'https://partner.example' })
    expect((await world.acknowledge('partner', 1)).__typename).toBe('ForbiddenError')
    expect((await world.acknowledge('partner', 1, 'dev-service:https://partner.example')).__typename).toBe(
      'AcknowledgeSuccess',
    )
  })

  it('never goes back, and never beyond the ledger', async () => {
    const head = await world.head()
    expect(await world.acknowledge('pipeline', head + 1)).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['position'],
    })
    expect(await world.acknowledge('pipeline', 5)).toMatchObject({ unchanged: false, consumer: { acknowledged: '5' } })
    expect(await world.acknowledge('pipeline', 3)).toMatchObject({ unchanged: true, consumer: { acknowledged: '5' } })
    expect(await world.acknowledge('pipeline', 5)).toMatchObject({ unchanged: true, consumer: { acknowledged: '5' } })
    const many = Array.from({ length: head - 5 }, (_, index) => world.acknowledge('pipeline', head - index))
    expect(new Set((await Promise.all(many)).map(({ __typename }) => __typename))).toEqual(
      new Set(['AcknowledgeSuccess']),
    )
    expect((await world.consumer('pipeline'))?.acknowledged).toBe(String(head))
  })

  it('is an entry where it covers acts of members on the settings of the consumer, and nowhere else', async () => {
    const head = await world.head()
    expect((await world.acknowledge('pipeline', head)).entry).toBeNull()
    await world.server.ask('dev-member:ann', ACT, { input: { setting: 'ads-profile', act: 'OBJECT' } })
    expect((await world.acknowledge('pipeline', head + 1)).entry).toBeNull()
    const objected = await world.act('ann')
    expect((await world.acknowledge('pipeline', objected - 1)).entry).toBeNull()
    const proof = await world.acknowledge('pipeline', objected)
    expect(proof).toMatchObject({ unchanged: false, entry: String(objected + 1) })
    // To acknowledge that entry makes no other one, and to acknowledge again what is acknowledged neither.
    expect((await world.acknowledge('pipeline', objected)).entry).toBeNull()
    expect((await world.acknowledge('pipeline', objected + 1)).entry).toBeNull()
    expect(await world.head()).toBe(objected + 1)
    const { data } = await world.server.ask<{ ledger: object[] }>(
      'dev-auditor',
      `{ ledger(after: "${objected}") { type body } }`,
    )
    const body = JSON.stringify({ through: objected, consumer: 'pipeline' })
    expect(data.ledger).toEqual([{ type: 'ConsumerAcknowledged', body: expect.any(String) }])
    expect(JSON.parse((data.ledger[0] as { body: string }).body)).toEqual(JSON.parse(body))
  })

  it('is given once however many give it at once', async () => {
    const objected = await world.act('ben')
    const given = await Promise.all(Array.from({ length: 10 }, () => world.acknowledge('pipeline', objected)))
    expect(given.filter(({ entry }) => entry !== null)).toHaveLength(1)
    expect(await world.head()).toBe(objected + 1)
  })
})

describe.each(DATABASES)('who is behind and who is overdue shows on %s', (kind) => {
  let world: World
  beforeAll(async () => {
    world = await World.open(kind)
  })
  afterAll(() => world.server.close())

  it('by the oldest objection not applied, its age, and the deadline of its setting', async () => {
    await world.act('ann')
    world.pass(2)
    // What was said before a consumer came is due from its registration on.
    await world.register('pipeline', { 'genai-improvement': 'PT24H', 'ads-profile': 'PT1H' })
    const first = { position: '8', setting: 'genai-improvement', ageSeconds: 7200, overdue: false }
    expect(await world.consumer('pipeline')).toMatchObject({ unapplied: 1, overdue: false, firstDue: first })
    world.pass(23)
    await world.server.ask('dev-member:ben', ACT, { input: { setting: 'ads-profile', act: 'OBJECT' } })
    world.pass(0.5)
    expect(await world.consumer('pipeline')).toMatchObject({
      unapplied: 2,
      overdue: false,
      // Two settings, two deadlines: the younger objection and the older one are due at the same time.
      settings: [
        { unapplied: 1, overdue: false },
        { unapplied: 1, overdue: false },
      ],
    })
    world.pass(0.5)
    expect(await world.consumer('pipeline')).toMatchObject({ overdue: true, firstDue: { overdue: true } })
    await world.acknowledge('pipeline', 9)
    expect(await world.consumer('pipeline')).toMatchObject({
      overdue: true,
      unapplied: 1,
      behind: 2,
      settings: [{ unapplied: 0, overdue: false, oldestUnapplied: null }, { overdue: true }],
    })
    await world.acknowledge('pipeline', await world.head())
    expect(await world.consumer('pipeline')).toMatchObject({ overdue: false, unapplied: 0, behind: 1, firstDue: null })
  })

  it('with what became its duty later counted anew, and everything where it was registered anew', async () => {
    await world.register('partner', { 'genai-improvement': 'P30D' })
    const head = await world.head()
    await world.acknowledge('partner', head)
    await world.register('partner', { 'genai-improvement': 'P30D', 'ads-profile': 'P30D' })
    expect(await world.consumer('partner')).toMatchObject({
      acknowledged: String(head),
      settings: [
        { unapplied: 0, acknowledged: String(head) },
        { unapplied: 1, acknowledged: '0' },
      ],
    })
    // Where it stood already it may say so again, now for the new setting too.
    expect(await world.acknowledge('partner', head)).toMatchObject({ unchanged: false, consumer: { unapplied: 0 } })
    await world.server.ask('dev-operator', DEREGISTER, { key: 'partner' })
    await world.register('partner', { 'genai-improvement': 'P30D' })
    expect(await world.consumer('partner')).toMatchObject({ acknowledged: '0', unapplied: 1 })
    expect(await world.acknowledge('partner', 3)).toMatchObject({ consumer: { acknowledged: '3', unapplied: 1 } })
  })
})

describe.each(DATABASES)('a member sees on %s who has applied their objection', (kind) => {
  let world: World
  beforeAll(async () => {
    world = await World.open(kind)
    await world.register('pipeline', { 'genai-improvement': 'PT24H' })
    await world.register('ads', { 'ads-profile': 'PT24H' })
  })
  afterAll(() => world.server.close())

  it('and since when, or by when it has to be', async () => {
    expect(await world.appliedBy('ann')).toEqual([])
    const objected = await world.act('ann')
    const about = { consumer: 'pipeline', title: 'The pipeline', dueAt: world.ago(-24) }
    const pending = { ...about, status: 'PENDING', since: world.ago(0) }
    expect(await world.appliedBy('ann')).toEqual([pending])
    world.pass(25)
    expect(await world.appliedBy('ann')).toEqual([{ ...about, status: 'OVERDUE', since: world.ago(1) }])
    await world.acknowledge('pipeline', objected)
    const applied = { ...about, status: 'APPLIED', since: world.ago(0) }
    world.pass(1)
    expect(await world.appliedBy('ann')).toEqual([applied])
    expect(await world.appliedBy('ann', { asKnownAt: String(objected), at: world.ago(26) })).toEqual([pending])
    expect(await world.appliedBy('ann', { at: world.ago(1.5) })).toEqual([
      { ...about, status: 'OVERDUE', since: world.ago(2) },
    ])
    // Withdrawn, there is nothing to apply; said anew, it has to be applied anew.
    await world.act('ann', 'WITHDRAW_OBJECTION', { expectedVersion: 1 })
    expect(await world.appliedBy('ann')).toEqual([])
    await world.act('ann')
    expect(await world.appliedBy('ann')).toMatchObject([{ status: 'PENDING', since: world.ago(0) }])
  })

  it('and learns nothing about others: what they do changes none of it', async () => {
    const before = await world.appliedBy('ann')
    const others = await world.act('ben')
    expect(await world.appliedBy('ann')).toEqual(before)
    expect(await world.appliedBy('cleo')).toEqual([])
    const { data } = await world.server.ask<{ ledger: { type: string }[] }>(
      'dev-member:ann',
      '{ ledger(after: "0", first: 1000) { type } }',
    )
    expect(data.ledger.map(({ type }) => type)).not.toContain('ConsumerAcknowledged')
    expect(data.ledger.map(({ type }) => type)).not.toContain('ConsumerRegistered')
    await world.acknowledge('pipeline', others)
    expect(await world.appliedBy('ann')).toMatchObject([{ status: 'APPLIED', since: world.ago(0) }])
  })

  it('also where a letter is recorded late, or a consent is withdrawn', async () => {
    const letter = { effectiveAt: world.ago(48), channel: 'letter' }
    const objected = await world.act('cleo', 'OBJECT', letter, 'dev-operator')
    expect(await world.appliedBy('cleo')).toMatchObject([{ status: 'OVERDUE', since: world.ago(2) }])
    await world.acknowledge('pipeline', objected)
    expect(await world.appliedBy('cleo')).toMatchObject([{ status: 'APPLIED' }])
    await world.act('cleo', 'CONSENT', { expectedVersion: 1 })
    expect(await world.appliedBy('cleo')).toEqual([])
    await world.act('cleo', 'WITHDRAW_CONSENT')
    expect(await world.appliedBy('cleo')).toMatchObject([{ status: 'PENDING' }])
  })

  it('and sees the same in a register that the ledger was moved to', async () => {
    const { db } = world.server.register.connection
    const lines: string[] = []
    for await (const chunk of exportEntries(db, 0 as never, (await world.head()) as never)) lines.push(...chunk)
    const moved = await World.open(kind)
    const copy = await startServer(await newRegister(kind, { clock: () => instantOf(Date.parse(world.ago(0))) }))
    await importJson(copy.register, lines)
    for (const member of ['ann', 'ben', 'cleo']) {
      const { data } = await copy.ask<{ member: { optOutSetting: { appliedBy: object[] } } }>('dev-auditor', APPLIED, {
        member,
      })
      expect(data.member.optOutSetting.appliedBy).toEqual(await world.appliedBy(member))
    }
    const { data } = await copy.ask<{ consumer: Consumer }>('dev-auditor', READ, { key: 'pipeline' })
    expect(data.consumer).toMatchObject({ unapplied: 1 })
    await copy.close()
    await moved.server.close()
  })
})
