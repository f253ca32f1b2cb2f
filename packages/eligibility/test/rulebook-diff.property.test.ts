import { type ChangeImpact, diffRulebooks, instantOf, type MemoryLedger, type RulebookChange } from '@demur/eligibility'
import {
  arbitraryRulebook,
  arbitraryWorld,
  WORLD_DATA_USES,
  WORLD_ITEMS,
  worldInstant,
} from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ask, ledgerOf } from './support.ts'
import { type Json, mutationOf, rulebookOf } from './support-rulebook.ts'

/** A rulebook after another: a few changes of it, or one that has nothing to do with it. */
function successorOf(document: Json): fc.Arbitrary<Json> {
  const pick = fc
    .array(fc.nat(), { minLength: 1, maxLength: 3 })
    .map((draws) => draws.reduce((current, draw) => mutationOf(current, draw).document, document))
  return fc.oneof({ weight: 5, arbitrary: pick }, { weight: 1, arbitrary: arbitraryRulebook })
}

const pair = arbitraryWorld.chain((world) => {
  const [publication] = world.entries as readonly [{ readonly rulebook: Json }]
  return successorOf(publication.rulebook).map((after) => ({ world, before: publication.rulebook, after }))
})

/** Whether some change that bears on a data use goes in a direction. */
function goes(changes: readonly RulebookChange[], dataUse: string, direction: ChangeImpact): boolean {
  return changes.some((change) => {
    const concerns = change.dataUse === null || change.dataUse === dataUse
    return concerns && (change.impact === direction || change.impact === 'MIXED')
  })
}

describe('over random rulebooks', () => {
  it('one differs in nothing from itself, and every change of one field is told where it stands', () => {
    fc.assert(
      fc.property(arbitraryRulebook, fc.nat(), (document, draw) => {
        const before = rulebookOf(document)
        expect(diffRulebooks(before, rulebookOf(structuredClone(document)))).toEqual([])
        const { document: mutated, path } = mutationOf(document, draw)
        const found = diffRulebooks(before, rulebookOf(mutated))
        expect(found.filter((change) => path.every((part, index) => change.path[index] === part))).not.toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('without a change that loosens no decision becomes eligible, and without one that tightens none becomes ineligible', () => {
    let [loosened, tightened, quiet] = [0, 0, 0]
    fc.assert(
      fc.property(
        pair,
        fc.array(worldInstant, { minLength: 4, maxLength: 8 }),
        ({ world, before, after }, instants) => {
          const changes = diffRulebooks(rulebookOf(before), rulebookOf(after))
          const facts = world.entries.filter((entry) => entry.type !== 'RulebookPublished')
          const [was, is] = [before, after].map((rulebook) =>
            ledgerOf([{ type: 'RulebookPublished', rulebook }, ...facts]),
          ) as [MemoryLedger, MemoryLedger]
          for (const dataUse of WORLD_DATA_USES) {
            const [loosens, tightens] = [goes(changes, dataUse, 'LOOSENING'), goes(changes, dataUse, 'TIGHTENING')]
            if (!loosens || !tightens) quiet += 1
            for (const item of WORLD_ITEMS) {
              for (const at of instants) {
                const question = { item, dataUse, at: instantOf(at) }
                const [old, now] = [ask(was, question).outcome, ask(is, question).outcome]
                if (old === now) continue
                if (now === 'ELIGIBLE') loosened += 1
                else tightened += 1
                expect(now === 'ELIGIBLE' ? loosens : tightens).toBe(true)
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    )
    // What is never met is not tested: decisions do turn in both directions, and most changes go in one at most.
    expect(Math.min(loosened, tightened, quiet)).toBeGreaterThan(50)
  })
})
