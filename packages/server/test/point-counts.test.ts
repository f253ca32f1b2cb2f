import { decisionTable, formatInstant, type Instant, instantOf, type Position, type Rulebook } from '@demur/eligibility'
import { population } from '@demur/fixtures'
import type { OpenRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemCount } from '../src/bulk/item-counter.ts'
import { countItems } from '../src/bulk/item-counts.ts'
import { countChoices, countMembers } from '../src/bulk/member-counts.ts'
import { PointCounts } from '../src/counts/point-counts.ts'
import { rows } from '../src/database/database.ts'
import { eraseMember } from '../src/erasure/erase-member.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'

const OPERATOR = { subject: 'test', roles: ['OPERATOR' as const], member: null }
const DAY_MS = 86_400_000

interface Vantage {
  readonly at: Instant
  readonly position: Position
}

/** Numbers from 0 up to 1, the same every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe.each(DATABASES)('counts that are carried from point to point on %s', (kind) => {
  let register: OpenRegister
  let rulebook: Rulebook
  let now = instantOf(0)
  /** Where the ledger stood after each part of what happened. */
  const stands: Vantage[] = []

  /** Everything in the order in which it happened, recorded as it happened, and some of it only months later. */
  beforeAll(async () => {
    register = await newRegister(kind, { clock: () => now })
    const options = { seed: 11, members: 90, itemsPerMember: 3, objected: 0.3, withdrawn: 0.4, minors: 0.3, moved: 0.2 }
    const [published = '', ...lines] = population({ ...options, from: '2025-01-01T00:00:00.000Z' })
    const random = seeded(3)
    const entries = lines.map((line) => {
      const happened = Date.parse(/"(?:effectiveAt|createdAt)":"([^"]+)"/.exec(line)?.[1] ?? '')
      const isLate = line.includes('Residence') && random() < 0.2
      return { line, happened, recorded: isLate ? happened + 120 * DAY_MS * random() : happened }
    })
    entries.sort((a, b) => a.recorded - b.recorded)
    now = instantOf(Date.parse('2025-01-01T00:00:00Z'))
    await importJson(register, [published])
    for (let from = 0; from < entries.length; from += 60) {
      const part = entries.slice(from, from + 60)
      now = instantOf(Math.ceil(part.at(-1)?.recorded ?? 0))
      const { lastPosition } = await importJson(
        register,
        part.map(({ line }) => line),
      )
      stands.push({ at: now, position: lastPosition })
    }
    const { policies, connection } = register
    const last = stands.at(-1)?.position as Position
    rulebook = (await policies.upTo(last, connection.db)).at(last)?.rulebook as Rulebook
  })
  afterAll(() => register.close())

  const tablesAt = (at: Instant) => [...rulebook.dataUses.keys()].map((use) => decisionTable(rulebook, use, at))
  const settings = () => [...rulebook.settings.keys()]

  const inOrder = (counts: readonly ItemCount[][]) =>
    counts.map((of) => of.map(({ rule, mask, count }) => `${rule} ${mask} ${count}`).sort())

  /** What one finds counting everybody and everything. */
  async function anew(vantage: Vantage) {
    const { connection } = register
    const choices = await countChoices(connection, settings(), vantage)
    return {
      items: inOrder(await countItems(connection, tablesAt(vantage.at), vantage)),
      members: {
        memberCount: await countMembers(connection, vantage),
        choices: choices.map(({ OBJECTED, CONSENTED }) => ({ objected: OBJECTED, consented: CONSENTED })),
      },
    }
  }

  async function asked(counts: PointCounts, vantage: Vantage) {
    return {
      items: inOrder(await counts.items(vantage, tablesAt(vantage.at))),
      members: await counts.members(vantage, settings()),
    }
  }

  /** Points on both axes: as things stood, a while later, and with what became known only afterwards. */
  function somePoints(count: number, seed: number): Vantage[] {
    const random = seeded(seed)
    const any = () => stands[Math.floor(random() * stands.length)] as Vantage
    return Array.from({ length: count }, () => {
      const [stand, known] = [any(), any()]
      const at = instantOf(stand.at + Math.floor(random() * 40 * DAY_MS))
      return { at, position: random() < 0.3 && known.position > stand.position ? known.position : stand.position }
    })
  }

  const remembered = async () => {
    const [found] = await rows<{ count: number }>(
      register.connection.db,
      sql`SELECT count(*)::float8 AS count FROM demur.remembered_count`,
    )
    return found?.count ?? 0
  }

  it('are at every point those of counting everything there, in whatever order the points are asked', async () => {
    const counts = new PointCounts(register.connection, () => now)
    for (const vantage of somePoints(16, 5)) {
      const about = `${formatInstant(vantage.at)} at position ${vantage.position}`
      expect({ about, ...(await asked(counts, vantage)) }).toEqual({ about, ...(await anew(vantage)) })
    }
    expect(await remembered()).toBeGreaterThan(60)
  })

  it.each([
    ['leads of notices end', '2025-10-20', 4],
    ['members come of age', '2026-12-20', 60],
  ])('are those of counting everything when %s, with nothing recorded', async (_, from, days) => {
    const counts = new PointCounts(register.connection, () => now)
    const until = Date.parse(`${from}T00:00:00Z`)
    const { position } = stands.findLast(({ at }) => at <= until) as Vantage
    const changed = new Set<string>()
    for (let nth = 0; nth < 6; nth += 1) {
      const vantage = { at: instantOf(until + nth * days * DAY_MS), position }
      const found = await asked(counts, vantage)
      expect({ nth, ...found }).toEqual({ nth, ...(await anew(vantage)) })
      changed.add(JSON.stringify(found.items))
    }
    expect(changed.size).toBeGreaterThan(2)
  })

  it('are carried by whoever else counts, and the same where nothing changed that is counted', async () => {
    const [last] = stands.slice(-1) as [Vantage]
    const first = await asked(new PointCounts(register.connection, () => now), last)
    const before = await remembered()
    // Nobody comes of age within a second, and no lead ends.
    const soon = { ...last, at: instantOf(last.at + 1000) }
    expect(await asked(new PointCounts(register.connection, () => now), soon)).toEqual(first)
    expect(await remembered()).toBe(before)
  })

  it('count what somebody wrote no more once they are erased, at earlier points neither', async () => {
    const [last] = stands.slice(-1) as [Vantage]
    const counts = new PointCounts(register.connection, () => now)
    const before = await asked(counts, last)
    const erased = await eraseMember(register, OPERATOR, 'member-7')
    expect(erased).toMatchObject({ unchanged: false })
    // What was remembered is taken along: nobody else has to be counted anew.
    const [kept] = await rows<{ count: number }>(
      register.connection.db,
      sql`SELECT count(*)::float8 AS count FROM demur.remembered_count WHERE erasures = 1`,
    )
    expect(kept?.count).toBe(rulebook.dataUses.size + rulebook.settings.size + 1)
    for (const vantage of [last, ...somePoints(4, 6)]) expect(await asked(counts, vantage)).toEqual(await anew(vantage))
    expect((await asked(counts, last)).members.memberCount).toBe(before.members.memberCount - 1)
  })
})
