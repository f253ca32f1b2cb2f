import {
  BLOCKING_REASONS,
  blockingMask,
  decisionTable,
  type Instant,
  instantOf,
  positionOf,
  reasonsOf,
} from '@demur/eligibility'
import { arbitraryWorld, WORLD_DATA_USES, WORLD_ITEMS, worldInstant } from '@demur/fixtures/arbitrary-world'
import type { OpenRegister } from '@demur/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkItems } from '../src/bulk/bulk-items.ts'
import { walkByKey } from '../src/bulk/keyed-items.ts'
import { inMemory, renamed } from './support/random-world.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'

const asked = fc.record({
  dataUse: fc.constantFrom(...WORLD_DATA_USES, 'unheard.of'),
  at: worldInstant.map(instantOf),
  /** How much of the world is known: mostly all of it. */
  known: fc.oneof(fc.constant(1), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
})

/** What the bulk statement finds, by key: the reasons that block, in order. */
async function bulkAnswers(
  { connection, policies }: OpenRegister,
  point: { dataUse: string; at: Instant; position: number },
): Promise<Map<string, string[]>> {
  const position = positionOf(point.position)
  const rulebook = (await policies.upTo(position, connection.db)).at(position)?.rulebook ?? null
  const bulk = await BulkItems.prepare(connection, { ...point, position, rulebook })
  const answers = new Map<string, string[]>()
  for (const wanted of ['eligible', 'ineligible'] as const) {
    for await (const { rows } of bulk.items(wanted)) {
      for (let row = 0; row < rows.count; row += 1) {
        expect(answers.has(rows.key(row))).toBe(false)
        answers.set(rows.key(row), reasonsOf(rows.mask(row)))
      }
    }
  }
  return answers
}

/** What a walk in the order of the keys finds, by key, in the order in which it came. */
async function keyedAnswers(
  { connection, policies }: OpenRegister,
  { dataUse, at, ...known }: { dataUse: string; at: Instant; position: number },
  walk: { after: string; firstStep: number; toEnd: boolean },
): Promise<Map<string, string[]>> {
  const position = positionOf(known.position)
  const rulebook = (await policies.upTo(position, connection.db)).at(position)?.rulebook ?? null
  // Under two tables at a time, as the effect of a rulebook is measured.
  const tables = [decisionTable(null, dataUse, at), decisionTable(rulebook, dataUse, at)]
  const answers = new Map<string, string[]>()
  let last = walk.after
  for await (const items of walkByKey(connection, { tables, vantage: { at, position }, ...walk })) {
    for (let row = 0; row < items.count; row += 1) {
      expect(items.key(row) > last).toBe(true)
      last = items.key(row)
      answers.set(last, reasonsOf(items.mask(row, 1)))
      expect(reasonsOf(items.mask(row, 0))).toContain('UNKNOWN_DATA_USE')
    }
    // Where it goes on from, though what stood there was registered later.
    if (items.looked > 0) expect((items.last ?? '') >= last).toBe(true)
  }
  return answers
}

describe.each(DATABASES)('over random worlds on %s', (kind) => {
  let register: OpenRegister
  let worlds = 0
  beforeAll(async () => {
    register = await newRegister(kind)
  })
  afterAll(() => register.close())

  it('the bulk statement and the walk by key find every registered item once, with the reasons that the pure functions give it', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(arbitraryWorld, fc.array(asked, { minLength: 2, maxLength: 3 }), async (world, questions) => {
        worlds += 1
        const prefix = `${worlds}/`
        const entries = renamed(world, prefix)
        const { firstPosition } = await importJson(register, entries)
        const ledger = inMemory(entries)
        for (const { dataUse, at, known } of questions) {
          // The first entry publishes the rulebook of this world; before it the one of the world before answers.
          const count = Math.max(Math.ceil(known * entries.length), 1)
          const point = { dataUse, at, position: firstPosition - 1 + count }
          const found = await bulkAnswers(register, point)
          // Worlds come one after the other, so behind its prefix there is this one and those whose prefix is greater.
          const walk = { after: prefix, firstStep: 1 + (worlds % 5), toEnd: worlds % 2 === 0 }
          const keyed = await keyedAnswers(register, point, walk)
          const position = positionOf(count)
          const knowledge = { members: ledger.members, rulebook: ledger.rulebookAt(position) }
          for (const item of WORLD_ITEMS.map((key) => prefix + key)) {
            const mask = blockingMask({ item: ledger.items.get(item) ?? null, dataUse, at, position }, knowledge)
            const reasons = reasonsOf(mask)
            expect({ item, reasons: found.get(item) }).toEqual({
              item,
              reasons: reasons.includes('UNKNOWN_ITEM') ? undefined : reasons,
            })
            const walked = keyed.get(item) ?? []
            // What was recorded and holds only later is not registered yet, and comes up with that as its reason.
            expect(walked.includes('UNKNOWN_ITEM') ? [] : walked).toEqual(found.get(item) ?? [])
            if (keyed.has(item)) expect({ item, walked }).toEqual({ item, walked: reasons })
            for (const code of found.get(item) ?? []) seen.add(code)
          }
        }
      }),
      { numRuns: 100, seed: 4 },
    )

    expect([...seen].sort()).toEqual(BLOCKING_REASONS.filter((code) => code !== 'UNKNOWN_ITEM').sort())
  })
})
