import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const since = '2024-01-01T00:00:00.000Z'
const person = (member: string) => [
  { type: 'MemberRegistered', member, effectiveAt: since },
  { type: 'ResidenceRecorded', member, country: 'DE', effectiveAt: since },
  {
    type: 'NoticeServed',
    member,
    notice: 'privacy-notice-europe',
    version: '2025-09-18',
    channel: 'banner',
    effectiveAt: '2025-09-18T12:34:00Z',
  },
]
const item = (key: string, ...subjects: [string, string][]) => ({
  type: 'ContentRegistered',
  item: key,
  kind: 'POST',
  visibility: 'PUBLIC',
  createdAt: '2025-01-01T00:00:00Z',
  subjects: subjects.map(([member, role]) => ({ member, role })),
})
const WORLD = [
  { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
  ...person('me'),
  ...person('you'),
  item('mine', ['me', 'AUTHOR']),
  item('ours', ['you', 'AUTHOR'], ['me', 'CO_AUTHOR']),
  item('yours', ['you', 'AUTHOR']),
  item('yours-about-me', ['you', 'AUTHOR'], ['me', 'MENTIONED']),
  { type: 'Objected', member: 'you', setting: 'genai-improvement', effectiveAt: '2026-01-01T00:00:00Z' },
]

describe('what a viewer may not see looks as if it did not exist', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister('embedded'))
    await importJson(server.register, WORLD)
  })
  afterAll(() => server.close())

  const me = 'dev-member:me'
  async function data(token: string, query: string, variables: object = {}): Promise<Record<string, unknown>> {
    const answer = await server.ask(token, query, variables)
    expect(answer.errors).toBeUndefined()
    return answer.data
  }

  it('a member sees what they wrote, alone or with others, and nothing else', async () => {
    const query =
      '{ mine: contentItem(by: {key: "mine"}) {key} ours: contentItem(by: {key: "ours"}) {key author {key}} yours: contentItem(by: {key: "yours"}) {key} about: contentItem(by: {key: "yours-about-me"}) {key} }'
    expect(await data(me, query)).toEqual({
      mine: { key: 'mine' },
      ours: { key: 'ours', author: null },
      yours: null,
      about: null,
    })
    expect(await data('dev-auditor', '{ contentItem(by: {key: "ours"}) {author {key}} }')).toEqual({
      contentItem: { author: { key: 'you' } },
    })
  })

  it('a member sees no other member, by key, by global id, or through a node', async () => {
    const { member } = await data(
      'dev-auditor',
      '{ member(by: {key: "you"}) { id optOutSettings { id history { nodes { id } } } } }',
    )
    const { id, optOutSettings } = member as {
      id: string
      optOutSettings: { id: string; history: { nodes: { id: string }[] } }[]
    }
    const ids = [
      id,
      ...optOutSettings.map((setting) => setting.id),
      ...optOutSettings.flatMap(({ history }) => history.nodes.map((event) => event.id)),
    ]
    expect(ids.length).toBeGreaterThan(3)
    const query = 'query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } member(by: {id: $id}) { key } }'
    expect(await data(me, query, { ids, id })).toEqual({ nodes: ids.map(() => null), member: null })
    expect((await data('dev-auditor', query, { ids, id })).nodes).toEqual(ids.map((node) => ({ id: node })))
  })

  it("another member's item gives a member the answer of an item that was never registered", async () => {
    const query =
      'query ($key: String!) { decision(question: {item: {key: $key}, dataUse: "genai.training"}) { outcome reasons { code message } rule { key } validUntil explanation } }'
    expect(await data(me, query, { key: 'yours' })).toEqual(await data(me, query, { key: 'nothing' }))
    expect(await data('dev-service', query, { key: 'yours' })).toMatchObject({
      decision: { reasons: [{ code: 'OBJECTED' }] },
    })
  })

  it('a member learns nothing about another by describing content that names them', async () => {
    const query =
      'query ($subjects: [SubjectInput!]!) { decision(question: {item: {descriptor: {subjects: $subjects, kind: POST, visibility: PUBLIC, createdAt: "2025-01-01T00:00:00Z"}}, dataUse: "genai.training"}) { reasons { code } } }'
    const codes = async (token: string, subjects: object[]) =>
      ((await data(token, query, { subjects })).decision as { reasons: { code: string }[] }).reasons.map(
        ({ code }) => code,
      )
    expect(await codes(me, [{ member: 'me' }])).toEqual(['NOT_OBJECTED'])
    expect(await codes(me, [{ member: 'me' }, { member: 'you', role: 'TAGGED' }])).toEqual(['NOT_OBJECTED'])
    expect(await codes(me, [{ member: 'me' }, { member: 'you', role: 'CO_AUTHOR' }])).toEqual(
      await codes(me, [{ member: 'me' }, { member: 'nobody', role: 'CO_AUTHOR' }]),
    )
    expect(await codes('dev-service', [{ member: 'me' }, { member: 'you', role: 'TAGGED' }])).toEqual([
      'OBJECTED_BY_OTHER',
    ])
  })

  it('a member lists what is theirs, and follows what is theirs and what binds everybody', async () => {
    const listing = '{ eligibleContentItems(dataUse: "genai.training") { nodes { key } } }'
    expect(await data(me, listing)).toEqual({ eligibleContentItems: { nodes: [{ key: 'mine' }] } })
    const { ledger } = await data(me, '{ ledger(after: "0") { type member item } }')
    expect(new Set((ledger as { member: string | null }[]).map(({ member }) => member))).toEqual(new Set([null, 'me']))
    expect((ledger as { type: string }[])[0]?.type).toBe('RulebookPublished')
    expect(((await data('dev-service', '{ ledger(after: "0") { type } }')).ledger as unknown[]).length).toBe(
      WORLD.length,
    )
  })

  it('runs are for services, operators and auditors to see, and publishing for operators alone', async () => {
    const open = (token: string, key: string) =>
      data(
        token,
        'mutation ($key: String!) { openRun(input: {key: $key, dataUse: "genai.training"}) { __typename } }',
        { key },
      )
    expect(await open(me, 'r')).toEqual({ openRun: { __typename: 'ForbiddenError' } })
    expect(await open('dev-auditor', 'r')).toEqual({ openRun: { __typename: 'ForbiddenError' } })
    expect(await open('dev-service', 'r')).toEqual({ openRun: { __typename: 'OpenRunSuccess' } })
    expect(await data(me, '{ run(key: "r") { key } }')).toEqual({ run: null })
    expect(await data('dev-auditor', '{ run(key: "r") { key status } }')).toEqual({ run: { key: 'r', status: 'OPEN' } })
    for (const token of [me, 'dev-service', 'dev-auditor']) {
      expect(await data(token, 'mutation { publishRulebook(input: {rulebook: {}}) { __typename } }')).toEqual({
        publishRulebook: { __typename: 'ForbiddenError' },
      })
    }
  })

  it('the ledger is exported to operators and auditors, and imported by operators', async () => {
    const send = async (token: string, init: RequestInit = {}) =>
      (
        await fetch(`${server.url}/ledger`, {
          ...init,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        })
      ).status
    const tokens = [me, 'dev-service', 'dev-auditor', 'dev-operator']
    expect(await Promise.all(tokens.map((token) => send(token)))).toEqual([403, 403, 200, 200])
    const body = JSON.stringify({ type: 'MemberRegistered', member: 'imported' })
    expect(await Promise.all(tokens.map((token) => send(token, { method: 'POST', body })))).toEqual([
      403, 403, 403, 200,
    ])
  })

  it('a token that names no registered member sees the policy and nothing more', async () => {
    expect(
      await data(
        'dev-member:ghost',
        '{ viewer { subject member { key } } dataUses { key } eligibleContentItems(dataUse: "genai.training") { nodes { key } } }',
      ),
    ).toMatchObject({
      viewer: { subject: 'ghost', member: null },
      dataUses: expect.arrayContaining([{ key: 'genai.training' }]),
      eligibleContentItems: { nodes: [] },
    })
  })
})
