import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const HISTORY = /* GraphQL */ `
  query ($first: Int, $after: String) {
    rulebooks(first: $first, after: $after) {
      nodes { id version digest position publishedAt publishedBy title(locale: "de") dataUses { key } document }
      pageInfo { hasNextPage endCursor }
    }
  }
`
const ONE =
  'query ($version: String, $asKnownAt: Position) { rulebook(version: $version, asKnownAt: $asKnownAt) { version } }'
const DIFF = /* GraphQL */ `
  query ($from: RulebookRef, $to: RulebookRef) {
    rulebookDiff(from: $from, to: $to) {
      __typename
      ... on RulebookDiff { from to changes { code impact path dataUse message(locale: "de") } }
      ... on RulebookRefusedError { problems { path } }
      ... on Error { message }
    }
  }
`

interface Rulebook {
  readonly id: string
  readonly version: string
  readonly position: string
  readonly publishedBy: string | null
  readonly document: unknown
}
interface Diff {
  readonly __typename: string
  readonly message?: string
  readonly from: string | null
  readonly to: string
  readonly changes: readonly { readonly code: string; readonly path: readonly string[]; readonly message: string }[]
}

const first = rulebookDocument('change-2025-11-03')
const second = rulebookDocument('change-2026-08-21')

describe.each(DATABASES)('published rulebooks on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, [
      { type: 'RulebookPublished', rulebook: first },
      { type: 'MemberRegistered', member: 'm' },
    ])
    const publish = 'mutation ($input: PublishRulebookInput!) { publishRulebook(input: $input) { __typename } }'
    await server.ask('dev-operator', publish, { input: { rulebook: second } })
  })
  afterAll(() => server.close())

  const history = async (token: string, variables = {}) =>
    (
      await server.ask<{ rulebooks: { nodes: Rulebook[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }>(
        token,
        HISTORY,
        variables,
      )
    ).data.rulebooks
  const diff = async (variables: object) =>
    (await server.ask<{ rulebookDiff: Diff }>('dev-auditor', DIFF, variables)).data.rulebookDiff

  it('are all kept, with who published them and when, the latest first', async () => {
    const { nodes } = await history('dev-auditor')
    expect(nodes).toMatchObject([
      { version: second.version, position: '3', publishedBy: 'dev-operator', document: second },
      { version: first.version, position: '1', publishedBy: 'test', document: first },
    ])
    expect(nodes[0]).toMatchObject({ title: 'Der Hinweis vom 21. August 2026' })
    const page = await history('dev-auditor', { first: 1 })
    expect(page).toMatchObject({ nodes: [{ version: second.version }], pageInfo: { hasNextPage: true } })
    const next = await history('dev-auditor', { first: 1, after: page.pageInfo.endCursor })
    expect(next).toMatchObject({ nodes: [{ version: first.version }], pageInfo: { hasNextPage: false } })
    const byId = 'query ($id: ID!) { node(id: $id) { ... on Rulebook { position } } }'
    expect((await server.ask('dev-auditor', byId, { id: nodes[1]?.id })).data).toEqual({ node: { position: '1' } })
  })

  it('are there for everybody to see, but who published them and their documents only for operators and auditors', async () => {
    for (const token of ['dev-member:m', 'dev-service']) {
      const { nodes } = await history(token)
      expect(nodes).toMatchObject([
        { publishedBy: null, document: null },
        { publishedBy: null, document: null },
      ])
    }
  })

  it('are found by version, by a position at which they answer, and now', async () => {
    const ask = async (variables: object) => (await server.ask('dev-service', ONE, variables)).data.rulebook
    expect(await ask({})).toEqual({ version: second.version })
    expect(await ask({ asKnownAt: '2' })).toEqual({ version: first.version })
    expect(await ask({ asKnownAt: '0' })).toBeNull()
    expect(await ask({ version: first.version })).toEqual({ version: first.version })
    expect(await ask({ version: 'nothing' })).toBeNull()
  })

  it('are compared by version, by position, and with documents that are not published', async () => {
    const found = await diff({ from: { version: first.version } })
    expect(found).toMatchObject({ from: first.version, to: second.version })
    expect(found.changes).toContainEqual({
      code: 'CONTENT_WINDOW_BEGUN',
      impact: 'TIGHTENING',
      path: ['rules', 'genai-training-eea', 'contentNotBefore'],
      dataUse: 'genai.training',
      message:
        'Nach der Regel „genai-training-eea“ (Training generativer KI) werden Inhalte aus der Zeit vor dem 1. Januar 2020 UTC nicht mehr verwendet.',
    })
    expect(await diff({ from: { position: '2' }, to: { document: second } })).toEqual(found)
    expect(await diff({ to: { document: { ...second, version: 'the same' } } })).toMatchObject({ changes: [] })
    const fromNothing = await diff({ from: { position: '0' }, to: { position: '1' } })
    expect(fromNothing.from).toBeNull()
    expect(fromNothing.changes[0]).toMatchObject({ code: 'DATA_USE_ADDED' })
  })

  it('are not compared with what there is not, or what is unsound', async () => {
    expect(await diff({ from: { version: 'nothing' } })).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no rulebook of version “nothing”.',
    })
    expect(await diff({ to: { position: '0' } })).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no rulebook that answers at position 0.',
    })
    expect(await diff({ to: { document: { ...second, settings: [] } } })).toMatchObject({
      __typename: 'RulebookRefusedError',
      problems: expect.arrayContaining([{ path: ['dataUses', '0', 'setting'] }]),
    })
  })

  it('say what each changed when they are published', async () => {
    const dryRun =
      'mutation ($input: PublishRulebookInput!) { publishRulebook(input: $input) { ... on PublishRulebookSuccess { changes { code } } } }'
    const input = { rulebook: { ...second, rules: [], version: 'without rules' }, dryRun: true }
    const { data } = await server.ask<{ publishRulebook: Diff }>('dev-operator', dryRun, { input })
    expect(new Set(data.publishRulebook.changes.map(({ code }) => code))).toEqual(new Set(['RULE_REMOVED']))
  })
})
