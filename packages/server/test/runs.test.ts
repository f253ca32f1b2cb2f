import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const since = '2024-01-01T00:00:00.000Z'
const member = (key: string) => [
  { type: 'MemberRegistered', member: key, effectiveAt: since },
  { type: 'ResidenceRecorded', member: key, country: 'DE', effectiveAt: since },
  {
    type: 'NoticeServed',
    member: key,
    notice: 'privacy-notice-europe',
    version: '2025-09-18',
    channel: 'banner',
    effectiveAt: '2025-09-18T12:34:00Z',
  },
]
const post = (item: string, ...authors: string[]) => ({
  type: 'ContentRegistered',
  item,
  kind: 'POST',
  visibility: 'PUBLIC',
  createdAt: '2025-01-01T00:00:00Z',
  subjects: authors.map((author, index) => ({ member: author, role: index === 0 ? 'AUTHOR' : 'CO_AUTHOR' })),
})
const OPEN =
  'mutation ($input: OpenRunInput!) { openRun(input: $input) { __typename ... on OpenRunSuccess { position run { key status asKnownAt at dataUse { key } description itemCount } } ... on InvalidInputError { path } } }'
const SEAL =
  'mutation ($run: String!) { sealRun(input: {run: $run}) { __typename ... on SealRunSuccess { lateItemCount run { status itemCount manifestDigest sealedAt } } } }'
const ABANDON =
  'mutation ($run: String!) { abandonRun(input: {run: $run}) { __typename ... on AbandonRunSuccess { position run { status sealedAt itemCount closedPosition } } ... on Error { message } } }'
const RUN_PAGE = 'nodes { key status } pageInfo { hasNextPage endCursor }'
const OBJECT =
  'mutation ($member: String!) { setOptOut(input: {member: {key: $member}, setting: "genai-improvement", act: OBJECT}) { ... on SetOptOutSuccess { position } } }'
const PAST = '{ viewer { member { pastUses { nodes { itemCount run { key } endedBy { act position } } } } } }'

describe.each(DATABASES)('a run on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      ...member('a'),
      ...member('b'),
      ...['𝔷', 'z', 'é', '￿', 'a 1'].map((key) => post(key, 'a')),
      post('b1', 'b'),
      post('both', 'a', 'b'),
    ])
  })
  afterAll(() => server.close())

  const open = async (input: object) =>
    (await server.ask<{ openRun: OpenRun }>('dev-service', OPEN, { input: { dataUse: 'genai.training', ...input } }))
      .data.openRun
  const seal = async (run: string) =>
    (await server.ask<{ sealRun: SealRun }>('dev-service', SEAL, { run })).data.sealRun

  const abandon = async (run: string) =>
    (await server.ask<{ abandonRun: OpenRun }>('dev-service', ABANDON, { run })).data.abandonRun
  const list = async (args: string) =>
    (await server.ask<{ runs: RunPage }>('dev-auditor', `{ runs(${args}) { ${RUN_PAGE} } }`)).data.runs

  it('pins its set when it is opened: what is recorded afterwards does not change it, and is reported as late', async () => {
    const opened = await open({ key: 'run 1', description: 'first' })
    expect(opened).toMatchObject({
      run: { status: 'OPEN', description: 'first', itemCount: null, dataUse: { key: 'genai.training' } },
    })
    const { data } = await server.ask<{ setOptOut: { position: string } }>('dev-service', OBJECT, { member: 'b' })
    expect(await seal('run 1')).toMatchObject({
      lateItemCount: 2,
      run: { status: 'SEALED', itemCount: 7, manifestDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    })
    await open({ key: 'run 2' })
    expect(await seal('run 2')).toMatchObject({ lateItemCount: 0, run: { itemCount: 5 } })
    const uses = async (key: string) =>
      (await server.ask<{ viewer: { member: { pastUses: { nodes: unknown[] } } } }>(`dev-member:${key}`, PAST)).data
        .viewer.member.pastUses.nodes
    expect(await uses('b')).toEqual([
      { itemCount: 2, run: { key: 'run 1' }, endedBy: { act: 'OBJECT', position: data.setOptOut.position } },
    ])
    expect(await uses('a')).toEqual([
      { itemCount: 6, run: { key: 'run 1' }, endedBy: null },
      { itemCount: 5, run: { key: 'run 2' }, endedBy: null },
    ])
  })

  it('is sealed once, even where two try at the same time', async () => {
    await open({ key: 'run 3' })
    const outcomes = await Promise.all([seal('run 3'), seal('run 3')])
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['RunNotOpenError', 'SealRunSuccess'])
    expect(await seal('run 3')).toMatchObject({ __typename: 'RunNotOpenError' })
    expect(await seal('nothing')).toMatchObject({ __typename: 'NotFoundError' })
  })

  it('is refused under a key that was used, for a use that does not exist, and for an instant that has not come', async () => {
    await open({ key: 'run 4' })
    expect(await open({ key: 'run 4' })).toEqual({ __typename: 'InvalidInputError', path: ['key'] })
    expect(await open({ key: 'run 5', dataUse: 'nothing' })).toEqual({
      __typename: 'InvalidInputError',
      path: ['dataUse'],
    })
    expect(await open({ key: 'run 5', at: '2999-01-01T00:00:00Z' })).toEqual({
      __typename: 'InvalidInputError',
      path: ['at'],
    })
    expect(await open({ key: '' })).toEqual({ __typename: 'InvalidInputError', path: ['key'] })
  })

  it('is given up once, uses nothing, and cannot be sealed afterwards', async () => {
    await open({ key: 'run 7' })
    const abandoned = await abandon('run 7')
    expect(abandoned).toMatchObject({
      __typename: 'AbandonRunSuccess',
      run: { status: 'ABANDONED', sealedAt: null, itemCount: null, closedPosition: abandoned.position },
    })
    expect(await abandon('run 7')).toMatchObject({ __typename: 'RunNotOpenError', message: 'The run is abandoned.' })
    expect(await seal('run 7')).toMatchObject({ __typename: 'RunNotOpenError' })
    expect(await abandon('nothing')).toMatchObject({ __typename: 'NotFoundError' })
    expect((await server.ask('dev-auditor', ABANDON, { run: 'run 7' })).data.abandonRun).toMatchObject({
      __typename: 'ForbiddenError',
    })
  })

  it('is listed with the one opened last first, page by page, as it stood at any position', async () => {
    for (const key of ['list a', 'list b', 'list c']) await open({ key })
    const before = (await server.ask<{ ledgerHead: string }>('dev-auditor', '{ ledgerHead }')).data.ledgerHead
    await abandon('list b')
    const first = await list('first: 2')
    expect(first.nodes.map(({ key }) => key)).toEqual(['list c', 'list b'])
    expect(first.pageInfo.hasNextPage).toBe(true)
    const second = await list(`first: 1, after: "${first.pageInfo.endCursor}"`)
    expect(second.nodes.map(({ key }) => key)).toEqual(['list a'])
    expect((await list('first: 1000')).pageInfo.hasNextPage).toBe(false)
    const abandoned = await list('status: ABANDONED, first: 1')
    expect(abandoned.nodes).toEqual([{ key: 'list b', status: 'ABANDONED' }])
    const open3 = await list(`status: OPEN, first: 2, asKnownAt: "${before}"`)
    expect(open3.nodes).toEqual([
      { key: 'list c', status: 'OPEN' },
      { key: 'list b', status: 'OPEN' },
    ])
    expect((await list('dataUse: "nothing"')).nodes).toEqual([])
    const then = `{ earlier: run(key: "list b", asKnownAt: "${before}") { status closedPosition } beforeIt: run(key: "list b", asKnownAt: "1") { status } long: run(key: "list b", at: "2020-01-01T00:00:00Z") { status } }`
    expect((await server.ask('dev-auditor', then)).data).toEqual({
      earlier: { status: 'OPEN', closedPosition: null },
      beforeIt: null,
      long: null,
    })
    expect((await server.ask('dev-member:a', '{ runs { nodes { key } } }')).data).toEqual({ runs: { nodes: [] } })
  })

  it('is pinned in the past where that is asked for', async () => {
    await open({ key: 'run 6', at: '2025-11-02T23:59:59.999Z' })
    expect(await seal('run 6')).toMatchObject({ run: { itemCount: 0 } })
  })
})

interface RunPage {
  readonly nodes: { key: string; status: string }[]
  readonly pageInfo: { hasNextPage: boolean; endCursor: string }
}
interface OpenRun {
  readonly __typename: string
  readonly position?: string
  readonly run: Record<string, unknown>
}
interface SealRun {
  readonly __typename: string
  readonly lateItemCount: number
  readonly run: Record<string, unknown>
}

describe.each(DATABASES)('publishing a rulebook on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, [...member('a'), post('p', 'a')])
  })
  afterAll(() => server.close())

  const PUBLISH =
    'mutation ($rulebook: RulebookDocument!, $dryRun: Boolean!) { publishRulebook(input: {rulebook: $rulebook, dryRun: $dryRun}) { __typename ... on PublishRulebookSuccess { version digest position effect { dataUse becomeEligible becomeIneligible } } ... on RulebookRefusedError { problems { path message } } } }'
  const publish = async (rulebook: unknown, dryRun = false) =>
    (await server.ask<{ publishRulebook: Record<string, unknown> }>('dev-operator', PUBLISH, { rulebook, dryRun })).data
      .publishRulebook
  const document = rulebookDocument('change-2025-11-03')

  it('is measured without writing anything, then done, and never done again with other content under its version', async () => {
    const effect = expect.arrayContaining([{ dataUse: 'genai.training', becomeEligible: 1, becomeIneligible: 0 }])
    const dry = await publish(document, true)
    expect(dry).toMatchObject({
      __typename: 'PublishRulebookSuccess',
      position: null,
      effect,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    expect((await server.ask('dev-auditor', '{ dataUses { key } }')).data.dataUses).toEqual([])
    expect(await publish(document)).toEqual({ ...dry, position: '5' })
    expect(
      await publish({ ...document, notices: [...(document.notices as unknown[]), { key: 'x', version: '1' }] }),
    ).toMatchObject({ problems: [{ path: ['version'] }] })
    const without = {
      ...document,
      version: 'without training',
      rules: (document.rules as { dataUse: string }[]).filter(({ dataUse }) => dataUse !== 'genai.training'),
    }
    expect(await publish(without, true)).toMatchObject({
      effect: expect.arrayContaining([{ dataUse: 'genai.training', becomeEligible: 0, becomeIneligible: 1 }]),
    })
  })
})
