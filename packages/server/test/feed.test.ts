import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { rulebookDocument } from '@demur/fixtures'
import { openRegister } from '@demur/server'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newDatabase, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { subscribe } from './support/subscription.ts'

interface Batch {
  readonly after: string
  readonly through: string
  readonly head: string
  readonly complete: boolean
  readonly entries: { readonly position: string; readonly type: string; readonly member: string | null }[]
}
interface Followed {
  readonly ledgerBatches: Batch
}

const BATCHES =
  'subscription ($after: Position, $first: Int) { ledgerBatches(after: $after, first: $first) { after through head complete entries { position type member } } }'
const BATCH =
  'query ($after: Position, $first: Int) { ledgerBatch(after: $after, first: $first) { after through head complete entries { position type member } } }'
const OBJECT =
  'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'

const MEMBERS = Array.from({ length: 20 }, (_, index) => `m${index}`)
const WORLD = [
  { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
  ...MEMBERS.map((member) => ({ type: 'MemberRegistered', member })),
]
const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index))

async function object(server: TestServer, member: string): Promise<number> {
  const input = { member: { key: member }, setting: 'genai-improvement', act: 'OBJECT' }
  const { data } = await server.ask<{ setOptOut: { position: string } }>('dev-service', OBJECT, { input })
  return Number(data.setOptOut.position)
}

async function readBatch(server: TestServer, token: string, after: string, first: number): Promise<Batch> {
  return (await server.ask<{ ledgerBatch: Batch }>(token, BATCH, { after, first })).data.ledgerBatch
}

describe.each(DATABASES)('the feed on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind, { heartbeat: 40 }))
    await importJson(server.register, WORLD)
  })
  afterAll(() => server.close())

  it('gives every entry once, in order and without a gap, while many write', async () => {
    const { through: start } = await readBatch(server, 'dev-auditor', '0', 1000)
    const following = Array.from({ length: 5 }, async () => {
      const stream = await subscribe<Followed>(server, 'dev-auditor', BATCHES, { after: start, first: 7 })
      const events = await stream.until(({ data }) => Number(data?.ledgerBatches.through) === Number(start) + 100)
      return events.map(({ data }) => data?.ledgerBatches as Batch)
    })
    await Promise.all(Array.from({ length: 100 }, (_, index) => object(server, MEMBERS[index % 20] ?? '')))
    for (const batches of await Promise.all(following)) {
      expect(batches.flatMap(({ entries }) => entries.map(({ position }) => position))).toEqual(
        range(Number(start) + 1, Number(start) + 100),
      )
      expect(batches.map(({ after }) => after)).toEqual([start, ...batches.slice(0, -1).map(({ through }) => through)])
      expect(Math.max(...batches.map(({ entries }) => entries.length))).toBeLessThanOrEqual(7)
    }
  })

  it('goes on from any position with what came after it', async () => {
    const whole = await readBatch(server, 'dev-auditor', '0', 1000)
    for (const after of ['0', '1', '7', '20', whole.head]) {
      const rest = await readBatch(server, 'dev-auditor', after, 1000)
      expect(rest).toEqual({ ...whole, after, entries: whole.entries.slice(Number(after)) })
      const stream = await subscribe<Followed>(server, 'dev-auditor', BATCHES, { after, first: 1000 })
      expect(await stream.until(() => true)).toEqual([{ data: { ledgerBatches: rest } }])
    }
  })

  it('shows members their own entries and what binds everybody, and moves them past those of others', async () => {
    const { head } = await readBatch(server, 'dev-auditor', '0', 1000)
    const seen = await readBatch(server, 'dev-member:m3', '0', 1000)
    expect(seen).toMatchObject({ after: '0', through: head, head, complete: false })
    expect(new Set(seen.entries.map(({ member }) => member))).toEqual(new Set([null, 'm3']))
    expect(seen.entries[0]?.type).toBe('RulebookPublished')
    const following = await subscribe<Followed>(server, 'dev-member:m3', BATCHES, { after: head })
    const own = (async () => following.until(({ data }) => data?.ledgerBatches.entries.length === 1))()
    await object(server, 'm4')
    const position = String(await object(server, 'm3'))
    const batches = (await own).map(({ data }) => data?.ledgerBatches as Batch)
    expect(batches.at(-1)).toMatchObject({ through: position, entries: [{ position, member: 'm3' }] })
    expect(batches.map(({ after }) => after)).toEqual([head, ...batches.slice(0, -1).map(({ through }) => through)])
    expect(await readBatch(server, 'dev-member:nobody', position, 1000)).toMatchObject({
      through: position,
      entries: [],
    })
  })

  it('gives a page of a member its own end, and not that of the ledger', async () => {
    const page = await readBatch(server, 'dev-member:m3', '0', 2)
    expect(page.entries).toHaveLength(2)
    expect(page.through).toBe(page.entries[1]?.position)
  })

  it('lets readers hear of it where nothing is recorded', async () => {
    const { head } = await readBatch(server, 'dev-auditor', '0', 1000)
    const stream = await subscribe<Followed>(server, 'dev-auditor', BATCHES)
    let count = 0
    const events = await stream.until(() => ++count === 4)
    const quiet = { after: head, through: head, head, complete: true, entries: [] }
    expect(events).toEqual(Array.from({ length: 4 }, () => ({ data: { ledgerBatches: quiet } })))
  })

  it('refuses a position that the ledger has not reached: its reader knows another past', async () => {
    const { head } = await readBatch(server, 'dev-auditor', '0', 1000)
    const after = String(Number(head) + 1)
    const { errors } = await server.ask('dev-auditor', BATCH, { after })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['POSITION_AHEAD'])
    for (const query of [BATCHES, 'subscription ($after: Position) { ledger(after: $after) { position } }']) {
      const events = await (await subscribe(server, 'dev-auditor', query, { after })).until(() => true)
      expect(events[0]?.errors?.[0]?.extensions.code).toBe('POSITION_AHEAD')
    }
  })

  it('refuses batches of no size and of any size', async () => {
    for (const first of [0, -1, 1001]) {
      const { errors } = await server.ask('dev-auditor', BATCH, { after: '0', first })
      expect(errors?.[0]?.message).toMatch(/“first” must be from 1 to 1000/)
    }
  })
})

describe('a reader that stops reading its socket', () => {
  const LETTER = 'x'.repeat(4000)
  const ENTRIES = 12_000
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister('postgres', { heartbeat: 40 }), { stallTimeout: 2000 })
    await importJson(server.register, WORLD)
    await importJson(
      server.register,
      Array.from({ length: ENTRIES }, (_, index) => ({
        type: 'Objected',
        member: MEMBERS[index % 20],
        setting: 'genai-improvement',
        evidence: `${index} ${LETTER}`,
      })),
    )
  })
  afterAll(() => server.close())

  /** Subscribes and reads nothing. */
  async function stall(): Promise<IncomingMessage> {
    const sending = request(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: 'Bearer dev-auditor',
      },
    })
    sending.on('error', () => {})
    sending.end(
      JSON.stringify({ query: 'subscription { ledgerBatches(after: "0", first: 100) { through entries { body } } }' }),
    )
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    response.pause()
    return response
  }

  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  it('costs no memory and no time of others, gets everything when it reads again, and is cut off when it does not', async () => {
    const before = held()
    const stalled = await Promise.all(Array.from({ length: 8 }, stall))
    const [patient, ...others] = stalled
    // Others write and read meanwhile; 8 readers would be owed 400 MB.
    for (const member of MEMBERS) await object(server, member)
    const total = WORLD.length + ENTRIES + MEMBERS.length
    expect((await readBatch(server, 'dev-auditor', String(total - 1), 10)).head).toBe(String(total))
    expect(held() - before).toBeLessThan(150_000_000)

    let text = ''
    let through = 0
    patient?.setEncoding('utf8')
    for await (const chunk of patient ?? []) {
      text += chunk
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const [, position] = /"through":"(\d+)"/.exec(event) ?? []
        if (position === undefined) continue
        expect(Number(position)).toBeLessThanOrEqual(Math.max(through + 100, total))
        through = Number(position)
      }
      if (through === total) break
    }
    expect(through).toBe(total)

    await expect
      .poll(() => server.log.filter((line) => line.includes('does not read: cut off')).length, { timeout: 20_000 })
      .toBe(others.length)
    expect((await server.ask('dev-auditor', '{ ledgerHead }')).data).toEqual({ ledgerHead: String(total) })
  })
})

describe('a ledger that lost an entry', () => {
  it('is a fault to whoever sees everything, and never a shorter feed', async () => {
    const settings = await newDatabase('postgres')
    const server = await startServer(await openRegister(settings, { heartbeat: 40 }))
    await importJson(server.register, WORLD)
    const owner = new pg.Client({ connectionString: settings.url ?? '' })
    await owner.connect()
    await owner.query(
      'ALTER TABLE demur.ledger_entry DISABLE TRIGGER ALL; DELETE FROM demur.ledger_entry WHERE position = 5',
    )
    await owner.end()
    const events = await (await subscribe<Followed>(server, 'dev-auditor', BATCHES, { after: '0', first: 3 })).until(
      ({ errors }) => errors !== undefined,
    )
    expect(events[0]?.data?.ledgerBatches.entries.map(({ position }) => position)).toEqual(['1', '2', '3'])
    expect(events[1]?.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' })
    expect(server.log.join()).toContain('the ledger has 3 entries after 3 and up to 7')
    await server.close()
  })
})
