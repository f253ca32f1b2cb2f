import { instantOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const noon = Date.parse('2026-03-01T12:00:00.000Z')
const instant = (offset: number) => new Date(noon + offset).toISOString()
const member = [
  { type: 'MemberRegistered', member: 'a', effectiveAt: '2024-01-01T00:00:00Z' },
  { type: 'ResidenceRecorded', member: 'a', country: 'DE', effectiveAt: '2024-01-01T00:00:00Z' },
]
const post = (item: string, createdAt: string) => ({
  type: 'ContentRegistered',
  item,
  kind: 'POST',
  visibility: 'PUBLIC',
  createdAt,
  subjects: [{ member: 'a' }],
})

describe.each(DATABASES)('on %s', (kind) => {
  let server: TestServer
  let clock = noon
  beforeAll(async () => {
    server = await startServer(await newRegister(kind, { clock: () => instantOf(clock) }))
    // At noon, a second after, and two: a rulebook with a member; what they wrote; a move, and an objection by letter.
    await importJson(server.register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...member,
      post('old', '2025-01-01T00:00:00Z'),
    ])
    clock = noon + 1000
    await importJson(server.register, [post('new', '2026-02-01T00:00:00Z')])
    clock = noon + 2000
    await importJson(server.register, [
      { type: 'ResidenceRecorded', member: 'a', country: 'FR', effectiveAt: '2026-02-15T00:00:00Z' },
      { type: 'Objected', member: 'a', setting: 'genai-improvement', effectiveAt: '2026-02-20T00:00:00Z' },
    ])
  })
  afterAll(() => server.close())

  async function data(query: string, token = 'dev-auditor'): Promise<Record<string, unknown>> {
    const answer = await server.ask(token, query)
    expect(answer.errors).toBeUndefined()
    return answer.data
  }

  it('an instant is turned into the position of the last entry recorded by then', async () => {
    const offsets = [-1, 0, 999, 1000, 1999, 2000, 86_400_000]
    const fields = offsets.map((offset, index) => `p${index}: positionAt(at: "${instant(offset)}")`)
    expect(Object.values(await data(`{ ${fields.join(' ')} }`))).toEqual(['0', '4', '4', '5', '5', '7', '7'])
  })

  it('a member is read at any point, and everything of theirs at that point or at one of its own', async () => {
    const fields = 'country optOutSetting(setting: "genai-improvement") { choice version history { nodes { act } } }'
    const objected = { choice: 'OBJECTED', version: 1, history: { nodes: [{ act: 'OBJECT' }] } }
    const not = { choice: 'DEFAULT', version: 0, history: { nodes: [] } }
    expect(await data(`{ member(by: {key: "a"}) { ${fields} } }`)).toEqual({
      member: { country: 'FR', optOutSetting: objected },
    })
    expect(await data(`{ member(by: {key: "a"}, asKnownAt: "5") { ${fields} } }`)).toEqual({
      member: { country: 'DE', optOutSetting: not },
    })
    // At an instant the act is out of sight, though its version counts: loosening looks at what is recorded.
    expect(await data(`{ member(by: {key: "a"}, at: "2026-02-18T00:00:00Z") { ${fields} } }`)).toEqual({
      member: { country: 'FR', optOutSetting: { ...not, version: 1 } },
    })
    const side = `{ member(by: {key: "a"}) {
      now: optOutSetting(setting: "genai-improvement") { choice }
      earlier: optOutSetting(setting: "genai-improvement", asKnownAt: "5") { choice }
      before: optOutSetting(setting: "genai-improvement", at: "2026-02-19T23:59:59.999Z") { choice }
      all: optOutSettings(asKnownAt: "5") { choice }
      unruled: optOutSettings(asKnownAt: "0") { choice }
      known: contentItems(asKnownAt: "4") { nodes { key } }
      created: contentItems(at: "2026-01-01T00:00:00Z") { nodes { key } }
      items: contentItems { nodes { key } }
    } }`
    const { member: read } = await data(side)
    expect(read).toMatchObject({
      now: { choice: 'OBJECTED' },
      earlier: { choice: 'DEFAULT' },
      before: { choice: 'DEFAULT' },
      unruled: [],
      known: { nodes: [{ key: 'old' }] },
      created: { nodes: [{ key: 'old' }] },
      items: { nodes: [{ key: 'new' }, { key: 'old' }] },
    })
    expect((read as { all: { choice: string }[] }).all.every(({ choice }) => choice === 'DEFAULT')).toBe(true)
  })

  it('the viewer reads themselves at any point', async () => {
    const query =
      '{ viewer { now: member { country } earlier: member(asKnownAt: "5") { country } none: member(asKnownAt: "1") { country } } }'
    expect(await data(query, 'dev-member:a')).toEqual({
      viewer: { now: { country: 'FR' }, earlier: { country: 'DE' }, none: null },
    })
  })

  it('what was answered then stands beside what is known now, with what changed it, corrections told apart', async () => {
    const fields =
      'differs answeredThen { outcome reasons { code } position } knownNow { outcome reasons { code } position } changes { position type recordedAt effectiveAt correction decision { outcome } }'
    const ask = async (question: string, token = 'dev-auditor') =>
      (
        await data(
          `{ decisionThenAndNow(question: {item: {key: "old"}, dataUse: "ads.affiliate-sharing", ${question}}) { ${fields} } }`,
          token,
        )
      ).decisionThenAndNow
    const training = async (question: string, token = 'dev-auditor') =>
      (
        await data(
          `{ decisionThenAndNow(question: {item: {key: "old"}, dataUse: "genai.training", ${question}}) { ${fields} } }`,
          token,
        )
      ).decisionThenAndNow
    const notServed = { outcome: 'INELIGIBLE', reasons: [{ code: 'NOTICE_NOT_SERVED' }] }
    const objected = { outcome: 'INELIGIBLE', reasons: [{ code: 'NOTICE_NOT_SERVED' }, { code: 'OBJECTED' }] }
    // Of 25 February, as known a second after noon of 1 March: the letter was not in yet.
    const letter = {
      position: '7',
      type: 'Objected',
      recordedAt: instant(2000),
      effectiveAt: '2026-02-20T00:00:00.000Z',
    }
    expect(await training('at: "2026-02-25T00:00:00Z", asKnownAt: "5"')).toEqual({
      differs: true,
      answeredThen: { ...notServed, position: '5' },
      knownNow: { ...objected, position: '7' },
      changes: [{ ...letter, correction: true, decision: { outcome: 'INELIGIBLE' } }],
    })
    expect(await training('at: "2026-02-25T00:00:00Z", asKnownAt: "5"', 'dev-member:a')).toMatchObject({
      changes: [letter],
    })
    // About an instant after it was recorded it is no correction, and about one before it took effect no change.
    expect(await training(`at: "${instant(2000)}", asKnownAt: "5"`)).toMatchObject({ changes: [{ correction: false }] })
    expect(await training('at: "2026-02-19T00:00:00Z", asKnownAt: "5"')).toMatchObject({ differs: false, changes: [] })
    // Then is by default when the instant was the present: before noon the register held nothing.
    expect(await ask('at: "2026-02-25T00:00:00Z"')).toMatchObject({
      answeredThen: { position: '0', reasons: [{ code: 'UNKNOWN_ITEM' }, { code: 'UNKNOWN_DATA_USE' }] },
      changes: [{ type: 'RulebookPublished', effectiveAt: null, correction: true }, { type: 'ContentRegistered' }],
    })
  })

  it('the ledger, its batches and the rulebooks are read as far as was known', async () => {
    expect(
      await data(`{
        ledger(after: "3", asKnownAt: "5") { position }
        ledgerBatch(after: "3", first: 10, asKnownAt: "5") { through head entries { position } }
        rulebooks(asKnownAt: "0") { nodes { version } }
        later: rulebooks(asKnownAt: "1") { nodes { position } }
        rulebook(version: "change-2025-11-03", asKnownAt: "0") { position }
      }`),
    ).toEqual({
      ledger: [{ position: '4' }, { position: '5' }],
      ledgerBatch: { through: '5', head: '5', entries: [{ position: '4' }, { position: '5' }] },
      rulebooks: { nodes: [] },
      later: { nodes: [{ position: '1' }] },
      rulebook: null,
    })
    const own = '{ ledger(asKnownAt: "6") { type } ledgerBatch(asKnownAt: "6") { through complete } }'
    expect(await data(own, 'dev-member:a')).toMatchObject({
      ledger: [
        { type: 'RulebookPublished' },
        { type: 'MemberRegistered' },
        { type: 'ResidenceRecorded' },
        { type: 'ContentRegistered' },
        { type: 'ContentRegistered' },
        { type: 'ResidenceRecorded' },
      ],
      ledgerBatch: { through: '6', complete: false },
    })
    const beyond = await server.ask('dev-auditor', '{ ledger(asKnownAt: "99") { type } }')
    expect(beyond.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('the rules of a use are picked by the instant at which they live', async () => {
    const rules = async (at: string) =>
      (await data(`{ dataUse(key: "genai.training") { all: rules { key } rules(at: "${at}") { key } } }`)).dataUse as {
        readonly all: object[]
        readonly rules: object[]
      }
    expect((await rules('2015-01-01T00:00:00Z')).rules).toEqual([])
    const today = await rules('2026-03-01T00:00:00Z')
    expect(today.rules.length).toBeGreaterThan(0)
    expect(today.all).toEqual(expect.arrayContaining(today.rules))
  })

  it('receipts are given of what is in sight', async () => {
    const query = `{ member(by: {key: "a"}) {
      now: receipts { nodes { entry } } earlier: receipts(asKnownAt: "6") { nodes { entry } }
      before: receipts(at: "2026-02-19T00:00:00Z") { nodes { entry } } } }`
    expect(await data(query)).toEqual({
      member: { now: { nodes: [{ entry: '7' }] }, earlier: { nodes: [] }, before: { nodes: [] } },
    })
  })

  it('consumers are seen as they stood, with what they had not applied, and whether that was overdue', async () => {
    clock = noon + 3000
    const settings = '[{ setting: "genai-improvement", deadline: "PT1H" }]'
    await data(
      `mutation { registerConsumer(input: { key: "c", title: "C", settings: ${settings} }) { __typename } }`,
      'dev-operator',
    )
    clock = noon + 7_200_000
    const acknowledged =
      'mutation { acknowledge(input: { consumer: "c", position: "8" }) { ... on AcknowledgeSuccess { entry } } }'
    expect(await data(acknowledged, 'dev-operator')).toEqual({ acknowledge: { entry: '9' } })
    const fields = 'acknowledged unapplied overdue head'
    expect(
      await data(`{
        now: consumer(key: "c") { ${fields} }
        known: consumer(key: "c", asKnownAt: "8") { ${fields} }
        early: consumers(at: "${instant(4000)}", asKnownAt: "8") { ${fields} }
        before: consumers(at: "${instant(2999)}") { key }
        unknown: consumer(key: "c", asKnownAt: "7") { key }
      }`),
    ).toEqual({
      now: { acknowledged: '8', unapplied: 0, overdue: false, head: '9' },
      known: { acknowledged: '0', unapplied: 1, overdue: true, head: '8' },
      early: [{ acknowledged: '0', unapplied: 1, overdue: false, head: '8' }],
      before: [],
      unknown: null,
    })
  })

  it('the history of a setting is read at a point of its own', async () => {
    const query = `{ member(by: {key: "a"}) { optOutSetting(setting: "genai-improvement") {
      now: history { nodes { act } } earlier: history(asKnownAt: "6") { nodes { act } }
      before: history(at: "2026-02-19T00:00:00Z") { nodes { act } } } } }`
    expect(await data(query)).toEqual({
      member: {
        optOutSetting: { now: { nodes: [{ act: 'OBJECT' }] }, earlier: { nodes: [] }, before: { nodes: [] } },
      },
    })
  })
})
