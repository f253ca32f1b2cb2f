import { isDeepStrictEqual } from 'node:util'
import {
  decide,
  describedItem,
  formatInstant,
  type Instant,
  instantOf,
  type MemberFacts,
  positionOf,
  REASON_MEANINGS,
  type SubjectRole,
} from '@demur/eligibility'
import { keyEnd, keyStart, readKey, recordEnd } from '@demur/eligibility/gate'
import { arbitraryWorld, WORLD_DATA_USES, WORLD_MEMBERS, WORLD_STRANGERS } from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateSnapshot } from '../../server/src/bulk/gate-snapshot.ts'
import { eraseMember } from '../../server/src/erasure/erase-member.ts'
import { readBatch } from '../../server/src/register/ledger.ts'
import type { OpenRegister } from '../../server/src/register/open.ts'
import { inMemory, renamed } from '../../server/test/support/random-world.ts'
import { DATABASES, importJson, newRegister } from '../../server/test/support/register.ts'
import { Application, Unusable } from '../src/gate/apply.ts'
import type { GateDecision } from '../src/gate/decision.ts'
import type { GateItem } from '../src/gate/item.ts'
import { Knowledge } from '../src/gate/knowledge.ts'
import { readSnapshot } from '../src/gate/read-snapshot.ts'

const OPERATOR = { subject: 'operator', roles: ['OPERATOR'], member: null } as const
const DAY = 86_400_000
/** After everything that the worlds have. */
const NOW = instantOf(Date.UTC(2026, 10, 24))

async function snapshotOf(register: OpenRegister, dataUse: string): Promise<Knowledge> {
  const { pieces } = await openGateSnapshot(register, dataUse)
  const { header, members } = await readSnapshot(pieces, dataUse, { publicKeys: register.notary.verifiers }, 7)
  return new Knowledge(header, members)
}

/** Applies what the feed has after a position. Null where the gate says that it has to be loaded anew. */
async function followed(register: OpenRegister, knowledge: Knowledge, after: number): Promise<Knowledge | null> {
  const application = new Application(knowledge)
  const { entries, through, head } = await readBatch(register, OPERATOR, positionOf(after), 1000)
  expect(through).toBe(head)
  try {
    for (const { position, effectiveAt, recordedAt, ...entry } of entries) {
      const dates = { effectiveAt: formatInstant(effectiveAt), recordedAt: formatInstant(recordedAt) }
      application.apply({ ...entry, ...dates, position: String(position) })
    }
  } catch (error) {
    if (error instanceof Unusable && error.reason === 'GATE_RULES_CHANGED') return null
    throw error
  }
  expect(application.isSettled).toBe(true)
  return knowledge
}

/** Everybody's records, without the classes, which are those of an instant. */
function recordsOf({ members }: Knowledge): Map<string, string> {
  const records = new Map<string, string>()
  members.visit((chunk, offset) => {
    const start = keyStart(chunk, offset)
    const facts = chunk.subarray(keyEnd(chunk, start), recordEnd(chunk, offset))
    records.set(readKey(chunk, start), Buffer.from(facts).toString('hex'))
  })
  return records
}

const somebody = fc.constantFrom(...WORLD_MEMBERS, ...WORLD_MEMBERS, ...WORLD_STRANGERS)
/** What is still to turn after the present: leads that have not passed, and people who are not of age yet. */
const recent = fc.oneof(
  fc.record({
    type: fc.constant('NoticeServed'),
    member: fc.constantFrom(...WORLD_MEMBERS),
    effectiveAt: fc.integer({ min: 0, max: 40 }).map((days) => formatInstant(instantOf(NOW - days * DAY - 1))),
    notice: fc.constant('notice'),
    version: fc.constantFrom('v1', 'v2', 'v3'),
    channel: fc.constant('banner'),
  }),
  fc.record({
    type: fc.constant('BirthDateRecorded'),
    member: fc.constantFrom(...WORLD_MEMBERS),
    effectiveAt: fc.constant('2026-10-01T00:00:00.000Z'),
    birthDate: fc.constantFrom('2008-10-24', '2008-12-24', '2009-03-01', '2010-01-31'),
    verified: fc.boolean(),
  }),
  fc.record({
    type: fc.constantFrom('ConsentGiven', 'ConsentGiven', 'ConsentWithdrawn', 'Objected', 'ObjectionWithdrawn'),
    member: fc.constantFrom(...WORLD_MEMBERS),
    effectiveAt: fc.constant('2026-10-02T00:00:00.000Z'),
    setting: fc.constantFrom('training', 'sharing'),
  }),
)
const item = fc.record({
  author: fc.option(somebody, { freq: 20 }),
  others: fc.oneof(
    { weight: 3, arbitrary: fc.constant<{ member: string; role: SubjectRole }[]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record<{ member: string; role: SubjectRole }>({
          member: somebody,
          role: fc.constantFrom('CO_AUTHOR', 'MENTIONED', 'TAGGED', 'AUTHOR'),
        }),
        { maxLength: 3 },
      ),
    },
  ),
  kind: fc.constantFrom('POST', 'POST', 'POST', 'PROFILE', 'AI_PROMPT', 'PRIVATE_MESSAGE', 'ARTICLE'),
  visibility: fc.constantFrom('PUBLIC', 'PUBLIC', 'CONNECTIONS', 'PRIVATE'),
  createdAt: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: Date.UTC(2022, 0, 1), max: Date.UTC(2026, 5, 1) }) },
    // Around the instants of the facts, which are a month apart: on the same day before and after.
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: -DAY, max: DAY }))
        .map(([month, beside]) => Date.UTC(2024, 0, 1) + month * 30 * DAY + beside),
    },
    // Where days are no two bytes.
    { weight: 1, arbitrary: fc.constantFrom(-DAY, 0, DAY, 2 * DAY, 65_534 * DAY, 65_535 * DAY, 65_536 * DAY) },
  ),
  sensitiveSource: fc.constantFrom(false, false, false, true),
} as const)
type Drawn = typeof item extends fc.Arbitrary<infer T> ? T : never

function itemOf({ author, others, ...values }: Drawn, prefix: string): GateItem {
  const people = others.map(({ member, role }) => ({ member: prefix + member, role }))
  if (author !== null && people.length === 0 && values.createdAt % 2 === 0)
    return { ...values, member: prefix + author }
  return { ...values, subjects: [...(author === null ? [] : [{ member: prefix + author }]), ...people] }
}

type Json = Record<string, unknown>

/** The same world under rules that ask for consent and for little else, so that consent is what decides. */
function askingForConsent(entries: readonly Json[]): Json[] {
  const phases = [{ from: '2024-01-01T00:00:00.000Z', status: 'IN_FORCE' }]
  const alone = { control: 'OPT_IN', legalBasis: 'CONSENT', phases, notice: null, contentNotBefore: null }
  return entries.map((entry) => {
    if (entry.type !== 'RulebookPublished') return entry
    const rulebook = entry.rulebook as Json & { readonly rules: readonly Json[] }
    const rules = rulebook.rules.map((rule) => (rule.control === 'NONE' ? rule : { ...rule, ...alone }))
    return { ...entry, rulebook: { ...rulebook, rules } }
  })
}

/** What the rules say of the item. */
function expected(drawn: Drawn, prefix: string, dataUse: string, at: Instant, world: ReturnType<typeof inMemory>) {
  const { author, others, createdAt, ...values } = drawn
  const subjects = [...(author === null ? [] : [{ member: author, role: 'AUTHOR' as const }]), ...others]
  const described = describedItem({
    ...values,
    createdAt: instantOf(createdAt),
    subjects: subjects.map(({ member, role }) => ({ member: prefix + member, role })),
  })
  const knowledge = { members: world.members, rulebook: world.rulebookAt(world.head), now: at }
  const { outcome, reasons, decisiveReason } = decide({ item: described, dataUse, at, position: world.head }, knowledge)
  return { outcome, decisiveReason, reasons: reasons.map(({ code }) => ({ code })) }
}

describe.each(DATABASES)('over random worlds on %s', (kind) => {
  let register: OpenRegister
  let worlds = 0
  beforeAll(async () => {
    register = await newRegister(kind, { clock: () => NOW })
    await importJson(
      register,
      renamed(fc.sample(arbitraryWorld, { numRuns: 1, seed: 1 })[0] ?? { entries: [] }, 'first/'),
    )
  })
  afterAll(() => register.close())

  it('a gate gives the reasons of the rules at every later instant, and a snapshot with the changes since is the later snapshot', async () => {
    const seen = new Set<string>()
    let [alike, unlike] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        arbitraryWorld,
        fc.array(recent, { maxLength: 6 }),
        fc.constantFrom(...WORLD_DATA_USES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(false, false, true),
        fc.constantFrom(false, false, true),
        fc.array(fc.tuple(item, fc.integer({ min: 0, max: 900 * DAY })), { minLength: 40, maxLength: 40 }),
        async (world, added, dataUse, share, erases, asks, questions) => {
          worlds += 1
          const prefix = `${worlds}/`
          const drawn = [...world.entries, ...added]
          const entries = renamed({ entries: asks ? askingForConsent(drawn) : drawn }, prefix)
          const cut = Math.floor(share * entries.length)
          if (cut > 0) await importJson(register, entries.slice(0, cut))
          const early = await snapshotOf(register, dataUse)
          const { position } = await headOf(register)
          if (cut < entries.length) await importJson(register, entries.slice(cut))
          const memory = inMemory(entries)
          if (erases) {
            await eraseMember(register, OPERATOR, `${prefix}m1`)
            ;(memory.members as Map<string, MemberFacts>).delete(`${prefix}m1`)
          }
          const late = await snapshotOf(register, dataUse)
          const grown = await followed(register, early, position)
          if (grown === null) unlike += 1
          else if (isDeepStrictEqual(grown.coverage, late.coverage)) {
            alike += 1
            expect(recordsOf(grown)).toEqual(recordsOf(late))
          }

          let present = NOW
          for (const [drawn, later] of questions.toSorted(([, one], [, other]) => one - other)) {
            present = instantOf(NOW + later)
            const wanted = expected(drawn, prefix, dataUse, present, memory)
            for (const gate of grown === null ? [late] : [late, grown]) {
              gate.moveTo(present)
              const asked = itemOf(drawn, prefix)
              const written = { ...asked, createdAt: formatInstant(instantOf(drawn.createdAt)) }
              const decisions: GateDecision[] = []
              gate.decideSome([asked, written], 0, 2, decisions)
              expect([gate.decide(asked), ...decisions]).toEqual([wanted, wanted, wanted])
            }
            for (const { code } of wanted.reasons) seen.add(code)
          }
        },
      ),
      { numRuns: 40, seed: 11, endOnFailure: true },
    )

    // These cannot come about in a gate.
    const others = ['UNKNOWN_ITEM', 'UNKNOWN_DATA_USE', 'ITEM_DELETED', 'BEFORE_START']
    const missing = Object.keys(REASON_MEANINGS).filter((code) => !seen.has(code))
    expect(missing.filter((code) => !others.includes(code))).toEqual([])
    expect(alike).toBeGreaterThan(10)
    expect(unlike).toBeGreaterThan(0)
  })
})

async function headOf(register: OpenRegister): Promise<{ position: number }> {
  const { head } = await readBatch(register, OPERATOR, positionOf(0), 1)
  return { position: head }
}
