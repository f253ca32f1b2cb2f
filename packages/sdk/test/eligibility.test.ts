import { sampleRegister } from '@demur/fixtures'
import { DemurError, type Question } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const DATA_USE = 'genai.training'
const ITEMS = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [entry.item] : []))

function questions(count: number): Question[] {
  return Array.from({ length: count }, (_, index) => ({ item: ITEMS[index % ITEMS.length] ?? '', dataUse: DATA_USE }))
}

describe('a question', () => {
  it('is answered with every reason, the decisive one first, and a sentence in the language asked for', async () => {
    const client = clientOf(server, 'dev-auditor')
    const question = { item: 'de-objected-post-1', dataUse: DATA_USE }
    const decision = await client.eligibility.check(question, { locale: 'de' })
    expect(decision).toMatchObject({
      outcome: 'INELIGIBLE',
      decisiveReason: 'OBJECTED',
      reasons: [{ code: 'OBJECTED', decisive: true }],
      rule: { key: 'genai-training-eea' },
      legalBasis: 'LEGITIMATE_INTERESTS',
      projected: false,
    })
    expect(decision.explanation).not.toBe((await client.eligibility.check(question)).explanation)
  })

  it('may be about an earlier instant and an earlier position, as Date or as text', async () => {
    const { eligibility } = clientOf(server, 'dev-auditor')
    const question = { item: 'de-objected-post-1', dataUse: DATA_USE, at: new Date('2025-11-04T09:12:02.999Z') }
    expect(await eligibility.check(question)).toMatchObject({ outcome: 'ELIGIBLE', at: '2025-11-04T09:12:02.999Z' })
    const text = await eligibility.check({ ...question, at: '2025-11-04T09:12:03Z' })
    expect(text).toMatchObject({ outcome: 'INELIGIBLE', at: '2025-11-04T09:12:03.000Z' })
    const unknown = await eligibility.check({ ...question, asKnownAt: '0' })
    expect(unknown).toMatchObject({ outcome: 'INELIGIBLE', decisiveReason: 'UNKNOWN_ITEM', position: '0' })
  })

  it('may be about content that the register does not store', async () => {
    const { eligibility } = clientOf(server, 'dev-service')
    const descriptor = {
      subjects: [{ member: 'de-plain' }, { member: 'de-objected', role: 'MENTIONED' }],
      kind: 'POST',
      visibility: 'PUBLIC',
      createdAt: new Date('2024-05-06T09:00:00Z'),
    } as const
    const decision = await eligibility.check({ item: { descriptor }, dataUse: DATA_USE })
    expect(decision.reasons.map(({ code }) => code)).toEqual(['OBJECTED_BY_OTHER'])
  })

  it('about nothing that is known is answered, and not thrown', async () => {
    const { eligibility } = clientOf(server, 'dev-auditor')
    const decision = await eligibility.check({ item: { id: 'no such id' }, dataUse: 'no.such.use' })
    expect(decision.reasons.map(({ code }) => code)).toEqual(['UNKNOWN_ITEM', 'UNKNOWN_DATA_USE'])
  })
})

describe('many questions', () => {
  it('are answered in their order', async () => {
    const { eligibility } = clientOf(server, 'dev-auditor')
    const asked = questions(2100)
    const decisions = await eligibility.checkMany(asked)
    const some = [0, 1, 17, 298, 999, 1000, 1001, 1999, 2000, 2099]
    const alone = await Promise.all(
      some.flatMap((index) => asked.slice(index, index + 1)).map((one) => eligibility.check(one)),
    )
    expect(some.map((index) => decisions[index]?.reasons)).toEqual(alone.map(({ reasons }) => reasons))
    // An item asked about twice is answered alike, so that the whole order is compared with itself.
    const [first, second] = [decisions.slice(0, ITEMS.length), decisions.slice(ITEMS.length, 2 * ITEMS.length)]
    expect(second.map(({ reasons }) => reasons)).toEqual(first.map(({ reasons }) => reasons))
    expect(new Set(first.map(({ decisiveReason }) => decisiveReason)).size).toBeGreaterThan(10)
  })

  it('are all about one instant and one position, though an objection is recorded between two requests', async () => {
    const member = clientOf(server, 'dev-member:ch-plain')
    let asked = 0
    const client = clientOf(server, 'dev-auditor', {
      auth: async () => {
        // The third request is the second with questions of its own: one finds out where the ledger stands.
        if (++asked === 3) expect(await member.settings.object('genai-improvement')).toMatchObject({ ok: true })
        return 'dev-auditor'
      },
    })
    const same = Array.from({ length: 3000 }, () => ({ item: 'ch-plain-post-1', dataUse: DATA_USE }))
    const decisions = await client.eligibility.checkMany(same, { concurrency: 1 })
    expect(new Set(decisions.map(({ outcome, at, position }) => `${outcome} ${at} ${position}`)).size).toBe(1)
    expect(decisions[0]?.outcome).toBe('ELIGIBLE')
    const [now] = await client.eligibility.checkMany(same.slice(0, 1))
    expect(now?.outcome).toBe('INELIGIBLE')
  })

  it('keep the instant and the position that they name themselves', async () => {
    const { eligibility } = clientOf(server, 'dev-auditor')
    const fixed = { item: 'de-objected-post-1', dataUse: DATA_USE, at: '2025-11-04T09:00:00Z', asKnownAt: '400' }
    const decisions = await eligibility.checkMany([...questions(1500), fixed])
    expect(decisions.at(-1)).toMatchObject({ at: '2025-11-04T09:00:00.000Z', position: '400' })
  })

  it('go in requests that the server takes, however long the ids are, and no more at once than allowed', async () => {
    const proxy = await startProxy(server.url)
    let [underWay, most] = [0, 0]
    const { eligibility } = clientOf(proxy, 'dev-auditor', {
      onRequest: () => (most = Math.max(most, ++underWay)),
      onResponse: () => underWay--,
    })
    const subjects = Array.from({ length: 3 }, (_, index) => ({ member: `${index}${'€'.repeat(250)}` }))
    const described = { subjects, kind: 'POST', visibility: 'PUBLIC', createdAt: '2024-05-06T09:00:00Z' } as const
    const long = Array.from({ length: 3000 }, () => ({ item: { descriptor: described }, dataUse: DATA_USE }))
    const decisions = await eligibility.checkMany(long, { concurrency: 3 })
    expect(decisions).toHaveLength(3000)
    expect(most).toBe(3)
    const sizes = proxy.seen.map(
      ({ body }) => [body.variables.questions, Buffer.byteLength(JSON.stringify(body))] as const,
    )
    for (const [asked, bytes] of sizes) {
      expect((asked as unknown[]).length).toBeLessThanOrEqual(1000)
      expect(bytes).toBeLessThan(1_000_000)
    }
    await proxy.close()
  })

  it('of which one request fails end together, with its error', async () => {
    const proxy = await startProxy(server.url, 'pass', 'pass', { status: 500 })
    const { eligibility } = clientOf(proxy, 'dev-auditor')
    const failure = await eligibility.checkMany(questions(3000)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DemurError)
    await proxy.close()
  })

  it('that are none are answered without asking', async () => {
    const proxy = await startProxy(server.url)
    expect(await clientOf(proxy, 'dev-auditor').eligibility.checkMany([])).toEqual([])
    expect(proxy.seen).toHaveLength(0)
    await proxy.close()
  })
})

describe('the listing', () => {
  it('gives exactly what single questions find eligible, over as many pages as it takes', async () => {
    const { eligibility } = clientOf(server, 'dev-auditor')
    const decisions = await eligibility.checkMany(ITEMS.map((item) => ({ item, dataUse: DATA_USE })))
    const expected = ITEMS.filter((_, index) => decisions[index]?.outcome === 'ELIGIBLE')
    const listed: string[] = []
    for await (const { key } of eligibility.list({ dataUse: DATA_USE, pageSize: 7 })) listed.push(key)
    expect(listed).toEqual(expected.toSorted())
    expect(listed.length).toBeGreaterThan(20)
  })
})
