import { blockingMask, decisionTable, instantOf, positionOf, type Reason, reasonsOf } from '@demur/eligibility'
import { population, sampleRegister } from '@demur/fixtures'
import { arbitraryWorld, WORLD_DATA_USES, WORLD_ITEMS, worldInstant } from '@demur/fixtures/arbitrary-world'
import type { OpenRegister } from '@demur/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countItems } from '../src/bulk/item-counts.ts'
import { inMemory, renamed } from './support/random-world.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const asked = fc.record({
  dataUse: fc.constantFrom(...WORLD_DATA_USES),
  at: worldInstant.map(instantOf),
  known: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
})

describe.each(DATABASES)('over random worlds on %s', (kind) => {
  let register: OpenRegister
  beforeAll(async () => {
    register = await newRegister(kind)
  })
  afterAll(() => register.close())

  it('every registered item is counted once, under the reasons that the pure functions give it', async () => {
    let worlds = 0
    const before = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(arbitraryWorld, asked, async (world, { dataUse, at, known }) => {
        worlds += 1
        const prefix = `${worlds}/`
        const entries = renamed(world, prefix)
        const { firstPosition } = await importJson(register, entries)
        const count = Math.max(Math.ceil(known * entries.length), 1)
        const ledger = inMemory(entries)
        const position = positionOf(count)
        const knowledge = { members: ledger.members, rulebook: ledger.rulebookAt(position) }
        const expected = new Map<string, number>()
        for (const item of WORLD_ITEMS.map((key) => prefix + key)) {
          const mask = blockingMask({ item: ledger.items.get(item) ?? null, dataUse, at, position }, knowledge)
          const reasons = reasonsOf(mask).join()
          if (!reasons.includes('UNKNOWN_ITEM')) expected.set(reasons, (expected.get(reasons) ?? 0) + 1)
        }
        // Other worlds are in the register too: what this one adds is the difference to it without this one.
        const rulebook = ledger.rulebookAt(position)
        const counted = async (upTo: number) => {
          const table = decisionTable(rulebook, dataUse, at)
          const [found = []] = await countItems(register.connection, [table], { at, position: positionOf(upTo) })
          const tally = new Map<string, number>()
          for (const { mask, count } of found) {
            const reasons = reasonsOf(mask).join()
            tally.set(reasons, (tally.get(reasons) ?? 0) + count)
          }
          return tally
        }
        const [without, together] = [await counted(firstPosition - 1), await counted(firstPosition - 1 + count)]
        const added = [...together].map(([reasons, n]): [string, number] => [reasons, n - (without.get(reasons) ?? 0)])
        expect(new Map(added.filter(([, n]) => n !== 0))).toEqual(expected)
        for (const [reasons, n] of expected) before.set(reasons, (before.get(reasons) ?? 0) + n)
      }),
      { numRuns: 30, seed: 8 },
    )
    expect(before.size).toBeGreaterThan(10)
  })
})

describe.each(DATABASES)('the counts of a register on %s', (kind) => {
  let server: TestServer
  const at = '2026-11-01T00:00:00.000Z'
  beforeAll(async () => {
    const register = await newRegister(kind)
    await importJson(register, population({ seed: 5, members: 150, itemsPerMember: 3, objected: 0.3, withdrawn: 0.4 }))
    server = await startServer(register)
  })
  afterAll(() => server.close())

  it('of members by choice are those that one finds asking every member', async () => {
    const query = `query ($at: DateTime!) {
      statistics(at: $at) { position memberCount choices { setting { key } objectedCount consentedCount defaultCount } }
    }`
    const { data } = await server.ask<{ statistics: Counted }>('dev-auditor', query, { at })
    const { memberCount, choices, position } = data.statistics
    expect(memberCount).toBe(150)
    const tally = new Map<string, Record<string, number>>()
    const members = await keysOfMembers(server)
    const each = members.map(
      (key, nth) => `m${nth}: member(by: { key: ${JSON.stringify(key)} }, at: "${at}") {
      optOutSettings { choice setting { key } } }`,
    )
    for (let from = 0; from < each.length; from += 40) {
      const found = await server.ask<
        Record<string, { optOutSettings: { choice: string; setting: { key: string } }[] }>
      >('dev-auditor', `{ ${each.slice(from, from + 40).join(' ')} }`)
      for (const { optOutSettings } of Object.values(found.data)) {
        for (const { choice, setting } of optOutSettings) {
          const counts = tally.get(setting.key) ?? { OBJECTED: 0, CONSENTED: 0, DEFAULT: 0 }
          tally.set(setting.key, { ...counts, [choice]: (counts[choice] ?? 0) + 1 })
        }
      }
    }
    const counted = choices.map(({ setting, objectedCount, consentedCount, defaultCount }) => [
      setting.key,
      { OBJECTED: objectedCount, CONSENTED: consentedCount, DEFAULT: defaultCount },
    ])
    expect(new Map(counted as [string, Record<string, number>][])).toEqual(tally)
    expect(choices.some(({ objectedCount }) => objectedCount > 10)).toBe(true)
    const again = await server.ask<{ statistics: Counted }>('dev-operator', query, { at })
    expect(again.data.statistics.position).toBe(position)
  })

  it('of items are those of the listing, place by place, and stay so at the same point', async () => {
    const query = `query ($at: DateTime!, $asKnownAt: Position) {
      statistics(at: $at, asKnownAt: $asKnownAt) { position eligibility(dataUse: "genai.training") {
        eligibleCount ineligibleCount reasons { reason decisiveCount itemCount }
        places { rule { key } eligibleCount ineligibleCount reasons { reason decisiveCount itemCount } }
      } }
      eligibleContentItems(dataUse: "genai.training", at: $at, first: 1000) { nodes { key } }
    }`
    type Answer = { statistics: { position: string; eligibility: Eligibility }; eligibleContentItems: { nodes: [] } }
    const { data } = await server.ask<Answer>('dev-auditor', query, { at })
    const { eligibility, position } = data.statistics
    expect(eligibility.eligibleCount).toBe(data.eligibleContentItems.nodes.length)
    expect(eligibility.eligibleCount).toBeGreaterThan(0)
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
    expect(sum(eligibility.reasons.map(({ decisiveCount }) => decisiveCount))).toBe(eligibility.ineligibleCount)
    expect(eligibility.eligibleCount + eligibility.ineligibleCount).toBe(450)
    expect(sum(eligibility.places.map((place) => place.eligibleCount))).toBe(eligibility.eligibleCount)
    expect(sum(eligibility.places.map((place) => place.ineligibleCount))).toBe(eligibility.ineligibleCount)
    await importJson(server.register, [{ type: 'MemberRegistered', member: 'later' }])
    const again = await server.ask<Answer>('dev-auditor', query, { at, asKnownAt: position })
    expect(again.data.statistics).toEqual(data.statistics)
  })

  it('of acts by day add up to the acts that are in sight, and refuse days that are none', async () => {
    const query = `query ($from: DateTime, $until: DateTime) {
      statistics(at: "${at}") { dailyActs(from: $from, until: $until) { day setting act count } } }`
    const days = { from: '2025-09-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z' }
    type Days = { statistics: { dailyActs: { day: string; setting: string; act: string; count: number }[] } }
    const { data } = await server.ask<Days>('dev-auditor', query, days)
    const counted = data.statistics.dailyActs.reduce((sum, { count }) => sum + count, 0)
    const acts = ['Objected', 'ObjectionWithdrawn', 'ConsentGiven', 'ConsentWithdrawn']
    expect(counted).toBe(await countEntries(server, acts))
    for (const { day } of data.statistics.dailyActs) expect(day).toMatch(/T00:00:00\.000Z$/)
    for (const wrong of [
      { from: '2026-01-01T01:00:00Z' },
      { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      { from: '2001-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
    ]) {
      const { errors } = await server.ask('dev-auditor', query, wrong)
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    }
  })
})

describe('counts of everybody', () => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister('embedded')
    await importJson(register, sampleRegister())
    server = await startServer(register)
  })
  afterAll(() => server.close())

  it.each(['dev-member:de-plain', 'dev-service'])('are none of the business of %s', async (token) => {
    expect((await server.ask(token, '{ statistics { memberCount } }')).data).toEqual({ statistics: null })
  })

  it('cost as much as they take: a document cannot ask for a hundred of them at once', async () => {
    const fields = Array.from(
      { length: 30 },
      (_, n) => `e${n}: eligibility(dataUse: "genai.training") { eligibleCount }`,
    )
    const { errors } = await server.ask('dev-auditor', `{ statistics { ${fields.join(' ')} } }`)
    expect(errors?.[0]?.extensions.code).toBe('OPERATION_TOO_COMPLEX')
  })

  it('of a data use that the rulebook does not have are null, and so are those of a future position an error', async () => {
    const { data } = await server.ask('dev-auditor', '{ statistics { eligibility(dataUse: "x") { eligibleCount } } }')
    expect(data).toEqual({ statistics: { eligibility: null } })
    const { errors } = await server.ask('dev-auditor', '{ statistics(asKnownAt: "999999") { memberCount } }')
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('before anything was published are zero', async () => {
    const query = `{ statistics(asKnownAt: "0") { rulebookVersion memberCount choices { defaultCount } dailyActs { count } } }`
    const { data } = await server.ask('dev-auditor', query)
    expect(data.statistics).toEqual({ rulebookVersion: null, memberCount: 0, choices: [], dailyActs: [] })
  })
})

interface Counted {
  readonly position: string
  readonly memberCount: number
  readonly choices: readonly {
    setting: { key: string }
    objectedCount: number
    consentedCount: number
    defaultCount: number
  }[]
}

interface Counts {
  readonly eligibleCount: number
  readonly ineligibleCount: number
  readonly reasons: readonly { reason: Reason['code']; decisiveCount: number; itemCount: number }[]
}

interface Eligibility extends Counts {
  readonly places: readonly (Counts & { rule: { key: string } | null })[]
}

async function entriesOf(server: TestServer): Promise<{ type: string; member: string | null }[]> {
  const all: { type: string; member: string | null }[] = []
  for (let after = '0'; ; after = String(all.length)) {
    const { data } = await server.ask<{ ledger: { type: string; member: string | null }[] }>(
      'dev-auditor',
      'query ($after: Position!) { ledger(first: 1000, after: $after) { type member } }',
      { after },
    )
    all.push(...data.ledger)
    if (data.ledger.length < 1000) return all
  }
}

async function keysOfMembers(server: TestServer): Promise<string[]> {
  const entries = await entriesOf(server)
  return entries.flatMap(({ type, member }) => (type === 'MemberRegistered' && member !== null ? [member] : []))
}

async function countEntries(server: TestServer, types: readonly string[]): Promise<number> {
  return (await entriesOf(server)).filter(({ type }) => types.includes(type)).length
}
