import { instantOf } from '@demur/eligibility'
import {
  arbitraryWorld,
  WORLD_DATA_USES,
  WORLD_ITEMS,
  WORLD_MEMBERS,
  WORLD_SETTINGS,
  worldInstant,
} from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renamed } from './support/random-world.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')
/** The embedded database imports and answers more slowly. */
const WORLDS = { embedded: 1, postgres: 2 }

/** Everything that a register says of a world, as known at a position; null: all that it knows. */
const EVERYTHING = `query ($known: Position, $at: DateTime!, $questions: [QuestionInput!]!) {
  decisions(questions: $questions) { outcome reasons { code message } explanation rule { key } rulebookVersion validUntil projected position }
  ${WORLD_DATA_USES.map((use, index) => `list${index}: eligibleContentItems(dataUse: "${use}", at: $at, asKnownAt: $known, first: 1000) { nodes { key kind visibility deletedAt } }`).join('\n')}
  ${WORLD_MEMBERS.map((key, index) => `member${index}: member(by: { key: "PREFIX${key}" }, at: $at, asKnownAt: $known) { ...Whole }`).join('\n')}
  ${WORLD_ITEMS.map((key, index) => `item${index}: contentItem(by: { key: "PREFIX${key}" }, at: $at, asKnownAt: $known) { kind visibility createdAt deletedAt author { key } }`).join('\n')}
  runs(asKnownAt: $known, at: $at) { nodes { key status itemCount manifestDigest asKnownAt at } }
  rulebooks(asKnownAt: $known) { nodes { version position } }
  rulebook(asKnownAt: $known) { version }
  dataUses(asKnownAt: $known) { key rules(at: $at) { key } }
  settings(asKnownAt: $known) { key }
  consumers(asKnownAt: $known, at: $at) { key acknowledged unapplied overdue head }
  ledger(first: 1000, after: "AFTER", asKnownAt: $known) { position type effectiveAt body }
  ledgerBatch(first: 1000, after: "AFTER", asKnownAt: $known) { through head complete }
}
fragment Whole on Member {
  country regions { code } noticesDue { notice version kinds leadDays }
  optOutSettings {
    choice inForce useAllowed version changedAt control
    history { nodes { act effectiveAt position } }
    appliedBy { consumer status since dueAt }
  }
  contentItems { nodes { key visibility } }
  receipts { nodes { entry } }
  pastUses { nodes { run { key } itemCount endedBy { act position } } }
  pastUseSummaries { dataUse { key } runs { key } itemCount notUsedFrom { key } endedBy { position } }
  pastUsesExplanation
}`

/** A world in which runs were opened and sealed on the way, and a consumer acknowledged. */
function eventful(entries: readonly object[], prefix: string, first: number, at: string): object[] {
  const dataUse = WORLD_DATA_USES[0]
  const consumer = { consumer: `${prefix}c` }
  const settings = [{ setting: WORLD_SETTINGS[0], deadline: 'P30D' }]
  const run = (key: string, asKnownAt: number) => ({ run: prefix + key, dataUse, at, asKnownAt: String(asKnownAt) })
  const sealed = { itemCount: 0, manifestDigest: `sha256:${'0'.repeat(64)}` }
  const [third, half] = [Math.floor(entries.length / 3), Math.floor((2 * entries.length) / 3)]
  return [
    ...entries.slice(0, third),
    { type: 'ConsumerRegistered', ...consumer, title: 'C', subject: 'c', dataUses: [], settings },
    { type: 'RunOpened', ...run('r1', first + third) },
    ...entries.slice(third, half),
    { type: 'RunSealed', ...run('r1', first + third), ...sealed },
    { type: 'ConsumerAcknowledged', ...consumer, through: String(first + half) },
    { type: 'RunOpened', ...run('r2', first + half + 3) },
    ...entries.slice(half),
    { type: 'RunSealed', ...run('r2', first + half + 3), ...sealed },
  ]
}

describe.each(DATABASES)('for every prefix of random ledgers on %s', (kind) => {
  let whole: TestServer
  let growing: TestServer
  beforeAll(async () => {
    const clock = () => instantOf(NOW)
    whole = await startServer(await newRegister(kind, { clock }))
    growing = await startServer(await newRegister(kind, { clock }))
  })
  afterAll(async () => {
    await whole.close()
    await growing.close()
  })

  it('what was known at its end is what a register knows that only ever imported that prefix', async () => {
    let position = 0
    let differing = 0
    const seed = 20_261_124
    const worlds = fc.sample(fc.tuple(arbitraryWorld, fc.array(worldInstant, { minLength: 3, maxLength: 3 })), {
      seed,
      numRuns: WORLDS[kind],
    })
    for (const [index, [world, instants]] of worlds.entries()) {
      const prefix = `${index}/`
      const [at = ''] = instants.map((instant) => new Date(instant).toISOString())
      const entries = eventful(renamed(world, prefix), prefix, position, at)
      await importJson(whole.register, entries)
      const query = EVERYTHING.replaceAll('PREFIX', prefix).replaceAll('AFTER', String(position))
      const answers = new Set<string>()
      for (const entry of entries) {
        position += 1
        await importJson(growing.register, [entry])
        const ask = async (server: TestServer, known: string | null) => {
          const questions = WORLD_ITEMS.flatMap((item) =>
            instants.map((instant, use) => ({
              item: { key: prefix + item },
              dataUse: WORLD_DATA_USES[use % WORLD_DATA_USES.length],
              at: new Date(instant).toISOString(),
              asKnownAt: known,
            })),
          )
          const answer = await server.ask('dev-auditor', query, { known, at, questions })
          expect(answer.errors).toBeUndefined()
          return answer.data
        }
        const then = await ask(whole, String(position))
        expect(then, `seed ${seed}, world ${index}, position ${position}`).toEqual(await ask(growing, null))
        answers.add(JSON.stringify(then.decisions).replaceAll(/"position":"\d+"/g, ''))
      }
      differing += answers.size
    }
    // What is recorded makes a difference, so that equality says something.
    expect(differing).toBeGreaterThan(4 * worlds.length)
  })
})
