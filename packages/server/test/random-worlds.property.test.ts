import { type Decision, decide, instantOf, MemoryLedger, positionOf, readEntry } from '@demur/eligibility'
import {
  type ArbitraryWorld,
  arbitraryWorld,
  WORLD_DATA_USES,
  WORLD_ITEMS,
  worldInstant,
} from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

type Json = Record<string, unknown>
interface Asked {
  readonly item: string
  readonly dataUse: string
  readonly at: number
  /** How much of the world is known. */
  readonly known: number
}

const FIELDS = 'outcome reasons { code } validUntil rule { key }'
const BATCH = `query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { ${FIELDS} } }`
const SINGLE = `query ($question: QuestionInput!) { decision(question: $question) { ${FIELDS} } }`
const LISTING = `query ($dataUse: String!, $at: DateTime!, $asKnownAt: Position!, $after: String) {
  eligibleContentItems(dataUse: $dataUse, at: $at, asKnownAt: $asKnownAt, first: 2, after: $after) {
    nodes { key } pageInfo { hasNextPage endCursor } } }`

const asked: fc.Arbitrary<Asked> = fc.record({
  item: fc.constantFrom(...WORLD_ITEMS),
  dataUse: fc.constantFrom(...WORLD_DATA_USES),
  at: worldInstant,
  known: fc.double({ min: 0, max: 1, noNaN: true }),
})

/** The world under keys of its own, so that many share a register. */
function renamed(world: ArbitraryWorld, prefix: string): Json[] {
  const text = JSON.stringify(world.entries)
  const names = /"(m\d|i\d|stranger)"/g
  return (JSON.parse(text.replace(names, `"${prefix}$1"`)) as Json[]).map((entry) =>
    entry.type === 'RulebookPublished'
      ? { ...entry, rulebook: { ...(entry.rulebook as Json), version: prefix } }
      : entry,
  )
}

/** The answers of the pure functions over the same entries, in the shape of GraphQL. */
function pureAnswer(entries: readonly Json[], { item, dataUse, at, known }: Asked, prefix: string): Json {
  const ledger = new MemoryLedger()
  const now = instantOf(Date.now())
  for (const json of entries) {
    const { entry } = readEntry(json)
    if (entry === null || ledger.append(entry, now, 'test') !== null) throw new Error('the world is not admissible')
  }
  const position = positionOf(Math.ceil(known * entries.length))
  const facts = ledger.items.get(prefix + item) ?? null
  const question = { item: facts, dataUse, at: instantOf(at), position }
  return shapeOf(decide(question, { members: ledger.members, rulebook: ledger.rulebookAt(position), now }))
}

function shapeOf({ outcome, reasons, validUntil, rule }: Decision): Json {
  return {
    outcome,
    reasons: reasons.map(({ code }) => ({ code })),
    validUntil: validUntil === null ? null : new Date(validUntil).toISOString(),
    rule: rule === null ? null : { key: rule.key },
  }
}

describe.each(DATABASES)('over random worlds on %s', (kind) => {
  let server: TestServer
  let worlds = 0
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
  })
  afterAll(() => server.close())

  it('one question, a batch, a listing and the pure functions give one answer', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryWorld, fc.array(asked, { minLength: 4, maxLength: 12 }), async (world, questions) => {
        worlds += 1
        const prefix = `${worlds}/`
        const entries = renamed(world, prefix)
        const { firstPosition } = await importJson(server.register, entries)
        const positionAt = (known: number) => String(firstPosition - 1 + Math.ceil(known * entries.length))
        const inputs = questions.map(({ item, dataUse, at, known }) => ({
          item: { key: prefix + item },
          dataUse,
          at: new Date(at).toISOString(),
          asKnownAt: positionAt(known),
        }))
        const { data: batch } = await server.ask<{ decisions: Json[] }>('dev-service', BATCH, { questions: inputs })
        // Before a world's own rulebook the one of the world before it answers; that is none of this world's business.
        const own = questions
          .map(({ known }, index) => ({ known, index }))
          .filter(({ known }) => Math.ceil(known * entries.length) > 0)
        for (const { index } of own) {
          const question = questions[index] as Asked
          expect(batch.decisions[index]).toEqual(pureAnswer(entries, question, prefix))
          const { data: single } = await server.ask<{ decision: Json }>('dev-service', SINGLE, {
            question: inputs[index],
          })
          expect(single.decision).toEqual(batch.decisions[index])
        }
        const [first] = own
        if (first === undefined) return
        const { dataUse, at, asKnownAt } = inputs[first.index] as (typeof inputs)[number]
        const listed = await listAll(server, { dataUse, at, asKnownAt })
        const eligible = WORLD_ITEMS.filter((item) => {
          return pureAnswer(entries, { ...(questions[first.index] as Asked), item }, prefix).outcome === 'ELIGIBLE'
        })
        expect(listed.filter((key) => key.startsWith(prefix))).toEqual(eligible.map((item) => prefix + item))
      }),
      { numRuns: 40 },
    )
  })
})

/** Every page of a listing, read two items at a time. */
async function listAll(server: TestServer, variables: object): Promise<string[]> {
  const keys: string[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const page: Page = await readPage(server, { ...variables, after })
    keys.push(...page.nodes.map(({ key }) => key))
    more = page.pageInfo.hasNextPage
    after = page.pageInfo.endCursor
  }
  return keys
}

async function readPage(server: TestServer, variables: object): Promise<Page> {
  const { data } = await server.ask<{ eligibleContentItems: Page }>('dev-service', LISTING, variables)
  return data.eligibleContentItems
}

interface Page {
  readonly nodes: { key: string }[]
  readonly pageInfo: { hasNextPage: boolean; endCursor: string }
}
