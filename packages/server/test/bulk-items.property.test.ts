import { BLOCKING_REASONS, blockingMask, type Instant, instantOf, positionOf, reasonsOf } from '@demur/eligibility'
import { arbitraryWorld, WORLD_DATA_USES, WORLD_ITEMS, worldInstant } from '@demur/fixtures/arbitrary-world'
import type { OpenRegister } from '@demur/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkItems } from '../src/bulk/bulk-items.ts'
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

describe.each(DATABASES)('over random worlds on %s', (kind) => {
  let register: OpenRegister
  let worlds = 0
  beforeAll(async () => {
    register = await newRegister(kind)
  })
  afterAll(() => register.close())

  it('the bulk statement finds every registered item once, with the reasons that the pure functions give it', async () => {
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
          const found = await bulkAnswers(register, { dataUse, at, position: firstPosition - 1 + count })
          const position = positionOf(count)
          const knowledge = { members: ledger.members, rulebook: ledger.rulebookAt(position) }
          for (const item of WORLD_ITEMS.map((key) => prefix + key)) {
            const mask = blockingMask({ item: ledger.items.get(item) ?? null, dataUse, at, position }, knowledge)
            const reasons = reasonsOf(mask)
            expect({ item, reasons: found.get(item) }).toEqual({
              item,
              reasons: reasons.includes('UNKNOWN_ITEM') ? undefined : reasons,
            })
            for (const code of found.get(item) ?? []) seen.add(code)
          }
        }
      }),
      { numRuns: 100, seed: 4 },
    )

    expect([...seen].sort()).toEqual(BLOCKING_REASONS.filter((code) => code !== 'UNKNOWN_ITEM').sort())
  })
})
