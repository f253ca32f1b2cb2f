import { sampleRegister } from '@demur/fixtures'
import { rebuild } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { WebhookWorld } from './support/webhook-world.ts'

const ERASE = 'mutation ($member: String!) { eraseMember(input: { member: { key: $member } }) { __typename } }'
const BATCH = `query ($after: Position!) { ledgerBatch(after: $after, first: 1000) {
  through head complete entries { position type erased member item body } } }`

interface Batch {
  readonly through: string
  readonly head: string
  readonly complete: boolean
  readonly entries: {
    readonly position: string
    readonly type: string
    readonly erased: boolean
    readonly member: string | null
    readonly item: string | null
    readonly body: string | null
  }[]
}

describe.each(DATABASES)('after an erasure on %s', (kind) => {
  let server: TestServer
  let whole: Batch
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, sampleRegister())
    whole = await batch('dev-service')
    const settings = '[{ setting: "genai-improvement", deadline: "P30D" }]'
    await server.ask(
      'dev-operator',
      `mutation { registerConsumer(input: { key: "c", title: "C", settings: ${settings} }) { __typename } }`,
    )
    await server.ask('dev-operator', ERASE, { member: 'de-objected' })
  })
  afterAll(() => server.close())

  async function batch(token: string, after = '0'): Promise<Batch> {
    const { data } = await server.ask<{ ledgerBatch: Batch }>(token, BATCH, { after })
    return data.ledgerBatch
  }

  it('the feed has every position still, and nothing of the person: who reads from the start sees no gap', async () => {
    const now = await batch('dev-service')
    expect(now.complete).toBe(true)
    expect(now.entries.map(({ position }) => position)).toEqual(
      Array.from({ length: Number(now.head) }, (_, index) => String(index + 1)),
    )
    const erased = now.entries.filter((entry) => entry.erased)
    const theirs = whole.entries.filter(({ member }) => member === 'de-objected').map(({ position }) => position)
    expect(erased.map(({ position }) => position)).toEqual(theirs)
    expect(erased.every(({ member, item, body }) => member === null && item === null && body === null)).toBe(true)
    // The types stay: that there was an objection is known, and not whose.
    const typesOf = ({ entries }: Batch) => entries.map(({ type }) => type)
    expect(typesOf(now).slice(0, whole.entries.length)).toEqual(typesOf(whole))
    expect(now.entries.at(-1)).toMatchObject({ type: 'MemberErased', member: null, erased: false })
    expect(JSON.stringify(now)).not.toContain('de-objected"')
    expect(JSON.stringify(now)).not.toContain('de-objected-post')
  })

  it('members read past what was erased, and see nothing of it', async () => {
    const own = await batch('dev-member:de-plain')
    expect(own).toMatchObject({ complete: false, through: own.head })
    expect(own.entries.filter(({ erased }) => erased)).toEqual([])
    expect((await batch('dev-member:de-objected')).entries.filter(({ type }) => type !== 'RulebookPublished')).toEqual(
      [],
    )
  })

  it('a consumer owes nothing for the objection of somebody who is gone, and acknowledges past it', async () => {
    const query = '{ consumer(key: "c") { unapplied behind overdue } }'
    const others = sampleRegister().filter(
      (entry) => entry.type === 'Objected' && entry.setting === 'genai-improvement' && entry.member !== 'de-objected',
    )
    const withdrawn = sampleRegister().filter(
      (entry) => entry.type === 'ConsentWithdrawn' && entry.setting === 'genai-improvement',
    )
    expect((await server.ask('dev-operator', query)).data).toMatchObject({
      consumer: { unapplied: others.length + withdrawn.length },
    })
    const { head } = await batch('dev-service')
    const acknowledge = `mutation { acknowledge(input: { consumer: "c", position: "${head}" }) { ... on AcknowledgeSuccess { entry } } }`
    expect((await server.ask('dev-operator', acknowledge)).data).toEqual({
      acknowledge: { entry: String(Number(head) + 1) },
    })
    expect((await server.ask('dev-operator', query)).data).toEqual({
      consumer: { unapplied: 0, behind: 1, overdue: false },
    })
  })

  it('a rebuild makes the same of the ledger as stands there, also of projections that were damaged', async () => {
    const { db } = server.register.connection
    expect(await rebuild(db, { check: true })).toMatchObject({ differences: [] })
    const before = (await batch('dev-service')).entries
    await db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL ROLE NONE`)
      await tx.execute(sql`DELETE FROM demur.choice_event`)
      await tx.execute(sql`UPDATE demur.residence SET country = 'US'`)
    })
    const rebuilt = await rebuild(db, { check: false })
    expect(rebuilt.differences.map(({ table }) => table)).toEqual(['residence', 'choice_event'])
    expect(await rebuild(db, { check: true })).toMatchObject({ differences: [] })
    expect((await batch('dev-service')).entries).toEqual(before)
    // Nobody comes back by it.
    const [found] = await rows<{ count: number }>(
      db,
      sql`SELECT count(*)::float8 AS count FROM demur.member WHERE key = 'de-objected'`,
    )
    expect(found?.count).toBe(0)
  })
})

describe.each(DATABASES)('webhooks after an erasure on %s', (kind) => {
  it('post erased entries without what they said, and go on behind them', async () => {
    const world = await WebhookWorld.open(kind)
    const receiver = await world.receiver()
    const all = await world.receiver()
    await world.add('acts', receiver.url)
    await world.add('all', all.url, { types: ['*'] })
    const positions = await world.object('ann', 'ben')
    // Erased before anything was delivered: a message must not carry what the ledger no longer says.
    const secret = await world.server.ask('dev-operator', ERASE, { member: 'ann' })
    expect(secret.errors).toBeUndefined()
    await world.deliverer.deliverDue()
    const [first] = receiver.received
    expect(JSON.stringify([...receiver.received, ...all.received].map(({ message }) => message))).not.toContain('ann')
    expect(first).toBeDefined()
    expect(receiver.positions()).toContain(positions[1])
    expect(all.received.at(-1)?.message).toMatchObject({ type: 'MemberErased' })
    const erased = all.received.filter(({ message }) => (message.data as { body?: string | null }).body === null)
    expect(erased.length).toBeGreaterThan(0)
    expect((await world.hook('acts')).behind).toBe(0)
    await world.close()
  })
})
