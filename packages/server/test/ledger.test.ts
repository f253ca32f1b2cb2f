import { positionOf, readEntry } from '@demur/eligibility'
import { sampleRegister } from '@demur/fixtures'
import { exportEntries, rebuild } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Appender } from '../src/ledger/append.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const OBJECT =
  'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'
const SERVE = `mutation ($input: RecordNoticeServedInput!) {
  recordNoticeServed(input: $input) { __typename ... on RecordNoticeServedSuccess { unchanged } }
}`
const OPEN = 'mutation ($input: OpenRunInput!) { openRun(input: $input) { __typename } }'
type Line = Record<string, unknown>

async function exported(server: TestServer): Promise<Line[]> {
  const { db } = server.register.connection
  const lines: Line[] = []
  for await (const chunk of exportEntries(db, positionOf(0), positionOf(Number.MAX_SAFE_INTEGER))) {
    lines.push(...chunk.map((line) => JSON.parse(line) as Line))
  }
  return lines
}

/** What a file says of an entry: what the register assigns is left out. */
function asGiven({ position: _, recordedAt: __, actor: ___, ...given }: Line): Line {
  return given
}

describe.each(DATABASES)('the ledger on %s', (kind) => {
  let server: TestServer
  const sample = sampleRegister() as unknown as Line[]

  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, sample)
  })
  afterAll(() => server.close())

  it('gives back what was imported, in its order', async () => {
    const lines = await exported(server)
    expect(lines.map(({ position }) => position)).toEqual(sample.map((_, index) => index + 1))
    const expected = sample.map((entry, index) => ({
      ...entry,
      // An entry without one takes effect when it is recorded, and an item when it was created.
      effectiveAt: entry.effectiveAt ?? entry.createdAt ?? lines[index]?.recordedAt,
    }))
    expect(lines.map(asGiven)).toEqual(expected)
  })

  it('imports the same file a second time without changing anything, and says so', async () => {
    const again = await importJson(server.register, sample)
    expect(again).toEqual({ entries: sample.length, firstPosition: 1, lastPosition: sample.length, repeated: true })
    expect(await exported(server)).toHaveLength(sample.length)
  })

  it('imports what it exports into another register, which then exports the same', async () => {
    const lines = await exported(server)
    const other = await startServer(await newRegister(kind))
    try {
      await importJson(other.register, lines)
      expect((await exported(other)).map(asGiven)).toEqual(lines.map(asGiven))
    } finally {
      await other.close()
    }
  })

  it.each([
    ['an unknown member', { type: 'Objected', member: 'nobody', setting: 's' }, 'member'],
    ['an unknown item', { type: 'ContentDeleted', item: 'nothing' }, 'item'],
    ['a second registration', { type: 'MemberRegistered', member: 'de-plain' }, 'member'],
    [
      'an item registered twice',
      {
        type: 'ContentRegistered',
        item: 'de-plain-post-1',
        kind: 'POST',
        visibility: 'PUBLIC',
        createdAt: '2025-01-01T00:00:00Z',
        subjects: [],
      },
      'item',
    ],
    [
      'an instant in the future',
      { type: 'Objected', member: 'de-plain', setting: 's', effectiveAt: '2999-01-01T00:00:00Z' },
      'effectiveAt',
    ],
    [
      'an instant more precise than a millisecond',
      { type: 'Objected', member: 'de-plain', setting: 's', effectiveAt: '2025-01-01T00:00:00.0001Z' },
      'effectiveAt',
    ],
    ['a field that does not exist', { type: 'Objected', member: 'de-plain', settings: 's' }, 'settings'],
    ['a type that does not exist', { type: 'Objection', member: 'de-plain' }, 'type'],
    ['a key with NUL', { type: 'MemberRegistered', member: 'a\u0000b' }, 'member'],
    [
      'a run that was not opened',
      { type: 'RunAbandoned', run: 'r', dataUse: 'u', at: '2025-01-01T00:00:00Z', asKnownAt: 1 },
      'run',
    ],
  ])('refuses a file with %s by line and name, and keeps nothing of it', async (_, line, field) => {
    const file = [{ type: 'MemberRegistered', member: 'fresh' }, '', line]
    await expect(importJson(server.register, file)).rejects.toMatchObject({
      name: 'ImportRefused',
      line: 3,
      problems: expect.arrayContaining([expect.objectContaining({ path: [field] })]),
    })
    expect(await exported(server)).toHaveLength(sample.length)
  })

  it('refuses a line that is no JSON by its number', async () => {
    await expect(importJson(server.register, ['{"type":'])).rejects.toMatchObject({ line: 1 })
  })

  it('has a second file wait for its place behind the first', async () => {
    const other = await startServer(await newRegister(kind))
    try {
      const files = ['a', 'b', 'c'].map((member) => [{ type: 'MemberRegistered', member }])
      const results = await Promise.all(files.map((file) => importJson(other.register, file)))
      expect(results.map(({ firstPosition }) => firstPosition).sort((a, b) => a - b)).toEqual([1, 2, 3])
    } finally {
      await other.close()
    }
  })

  it('numbers concurrent writes 1, 2, 3, … without a gap, and acknowledges each with its own position', async () => {
    const before = Number((await server.ask('dev-auditor', '{ ledgerHead }')).data.ledgerHead)
    const writes = Array.from({ length: 60 }, async (_, index) => {
      const input = {
        member: { key: 'de-plain' },
        setting: 'genai-improvement',
        act: 'OBJECT',
        idempotencyKey: `w${index}`,
      }
      const { data } = await server.ask<{ setOptOut: { position: string } }>('dev-service', OBJECT, { input })
      return Number(data.setOptOut.position)
    })
    const positions = (await Promise.all(writes)).sort((a, b) => a - b)
    expect(positions).toEqual(positions.map((_, index) => before + 1 + index))
    const lines = await exported(server)
    expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1))
  })

  it('commits writes that wait together in one transaction', async () => {
    const { appender, connection } = server.register
    let transactions = 0
    const transaction = connection.db.transaction.bind(connection.db)
    connection.db.transaction = ((...args: Parameters<typeof transaction>) => {
      transactions += 1
      return transaction(...args)
    }) as typeof transaction
    const load = async () => null
    await Promise.all(Array.from({ length: 100 }, () => appender.submit({ load, decide: () => null })))
    expect(transactions).toBe(1)
  })

  it('projects what waits together, whatever it is about, as if each had come alone', async () => {
    const objections = ['de-plain', 'fr-minor', 'nobody', 'de-plain'].map((key) =>
      server.ask('dev-service', OBJECT, { input: { member: { key }, setting: 'genai-improvement', act: 'OBJECT' } }),
    )
    const serving = { member: { key: 'de-objected' }, notice: 'privacy-notice-world', version: '2025-09-18' }
    const others = [
      server.ask('dev-service', SERVE, { input: serving }),
      server.ask('dev-service', OPEN, { input: { key: 'with others', dataUse: 'genai.training' } }),
    ]
    await Promise.all([...objections, ...others])
    const types = (await exported(server)).slice(-5).map(({ type }) => String(type))
    expect(types.toSorted()).toEqual(['NoticeServed', 'Objected', 'Objected', 'Objected', 'RunOpened'])
    expect((await rebuild(server.register.connection.db, { check: true })).differences).toEqual([])
  })

  it('keeps nothing of a group whose entries cannot be chained, in the projections either', async () => {
    const { connection, clock, pseudonyms } = server.register
    const broken = {
      clock,
      pseudonyms,
      random: () => {
        throw new Error('no randomness')
      },
    }
    const appender = new Appender(connection.db, broken, () => {})
    const before = await exported(server)
    // Two tables: the second statement must not go out once the transaction is over.
    const facts = [
      { type: 'AgeSignalRecorded', member: 'de-plain', believedMinor: true, source: 'test' },
      { type: 'Objected', member: 'de-plain', setting: 'genai-improvement' },
    ].map((fact) => readEntry(fact).entry ?? expect.fail('an unsound entry'))
    const submitted = appender.submit({ load: async () => null, decide: (_, __, stage) => stage(facts, 'test') })
    await expect(submitted).rejects.toThrow('no randomness')
    expect(await exported(server)).toEqual(before)
    expect((await rebuild(connection.db, { check: true })).differences).toEqual([])
  })

  it.each([
    'UPDATE demur.ledger_entry SET actor = actor',
    'DELETE FROM demur.ledger_entry',
    'TRUNCATE demur.ledger_entry',
    'DELETE FROM demur.ledger_head',
    'TRUNCATE demur.ledger_head',
    'UPDATE demur.ledger_head SET position = 0',
  ])('refuses “%s” to the serving role and to the owner of the table', async (statement) => {
    for (const role of [
      'SET LOCAL ROLE demur_server',
      'SET LOCAL ROLE NONE',
      'SET LOCAL session_replication_role = replica',
    ]) {
      const attempt = server.register.connection.db.transaction(async (tx) => {
        if (role.includes('replica')) await tx.execute(sql.raw('SET LOCAL ROLE NONE'))
        await tx.execute(sql.raw(role))
        await tx.execute(sql.raw(statement))
      })
      await expect(attempt, role).rejects.toMatchObject({ cause: { code: '42501' } })
    }
  })
})
