import { rulebookDocument } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const NOTICE = 'privacy-notice-europe'
const DUE = `query ($key: String!) {
  member(by: { key: $key }) { noticesDue { notice version kinds leadDays dataUses { key } } }
}`
const RECORD = `mutation ($input: RecordNoticeServedInput!) {
  recordNoticeServed(input: $input) {
    __typename
    ... on RecordNoticeServedSuccess { servedAt position unchanged }
    ... on Error { code message }
    ... on InvalidInputError { path }
  }
}`

interface Due {
  readonly notice: string
  readonly version: string
  readonly kinds: readonly string[]
  readonly leadDays: number
  readonly dataUses: readonly { readonly key: string }[]
}

describe.each(DATABASES)('notices on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister(kind)
    server = await startServer(register)
    const people = ['untold', 'told', 'half-told', 'abroad', 'nowhere', 'by-service', 'neighbour'].map((member) => [
      { type: 'MemberRegistered', member },
      ...(member === 'nowhere'
        ? []
        : [{ type: 'ResidenceRecorded', member, country: member === 'abroad' ? 'US' : 'DE' }]),
    ])
    await importJson(register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2026-08-21') },
      ...people.flat(),
      { type: 'NoticeServed', member: 'told', notice: NOTICE, version: '2026-08-21', channel: 'banner' },
      { type: 'NoticeServed', member: 'half-told', notice: NOTICE, version: '2025-09-18', channel: 'banner' },
    ])
  })
  afterAll(() => server.close())

  async function dueTo(member: string): Promise<readonly Due[]> {
    const { data } = await server.ask<{ member: { noticesDue: Due[] } }>('dev-service', DUE, { key: member })
    return data.member.noticesDue
  }
  async function record(token: string, input: object): Promise<Record<string, unknown>> {
    const { data } = await server.ask<{ recordNoticeServed: Record<string, unknown> }>(token, RECORD, { input })
    return data.recordNoticeServed
  }

  it('are due where the rules of the place ask for them, in the version that tells of everything', async () => {
    const [due, ...others] = await dueTo('untold')
    expect(due).toMatchObject({ notice: NOTICE, version: '2026-08-21', leadDays: 0 })
    expect(due?.kinds).toContain('POST')
    expect(due?.dataUses.map(({ key }) => key)).toContain('genai.training')
    expect(others).toEqual([])
    expect((await dueTo('abroad')).map(({ notice }) => notice)).toEqual(['privacy-notice-world'])
    expect(await dueTo('nowhere')).toEqual([])
  })

  it('are no longer due once they were served, and due again for what a later version introduces', async () => {
    expect(await dueTo('told')).toEqual([])
    const [due] = await dueTo('half-told')
    expect(due).toMatchObject({ version: '2026-08-21', kinds: ['FEEDBACK'] })
  })

  it('are recorded by the member once, as of now, and a second time changes nothing', async () => {
    const serving = { notice: NOTICE, version: '2026-08-21', channel: 'banner' }
    const first = await record('dev-member:untold', serving)
    expect(first).toMatchObject({ __typename: 'RecordNoticeServedSuccess', unchanged: false })
    expect(await dueTo('untold')).toEqual([])
    expect(await record('dev-member:untold', serving)).toEqual({ ...first, unchanged: true })
    const { data } = await server.ask<{ ledger: { type: string; member: string; body: string }[] }>(
      'dev-auditor',
      `{ ledger(first: 1000) { type member body } }`,
    )
    const entries = data.ledger.filter(({ type, member }) => type === 'NoticeServed' && member === 'untold')
    expect(entries.map(({ body }) => JSON.parse(body))).toEqual([
      { member: 'untold', notice: NOTICE, version: '2026-08-21' },
    ])
  })

  it('are recorded once where several tell of the same serving at the same time', async () => {
    const serving = { notice: 'privacy-notice-world', version: '2025-09-18', channel: 'banner' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => record('dev-member:abroad', serving)))
    expect(answers.filter(({ unchanged }) => unchanged === false)).toHaveLength(1)
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1)
  })

  it('are recorded for a member by services and operators, and by nobody else', async () => {
    const serving = { member: { key: 'by-service' }, notice: NOTICE, version: '2026-08-21', channel: 'mail' }
    expect(await record('dev-auditor', serving)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await record('dev-member:neighbour', serving)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await dueTo('by-service')).toHaveLength(1)
    expect(await record('dev-service', serving)).toMatchObject({ unchanged: false })
  })

  it('are refused by name where the rulebook does not have them', async () => {
    const record1 = (input: object) => record('dev-member:neighbour', input)
    expect(await record1({ notice: 'gossip', version: '1' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await record1({ notice: NOTICE, version: '1999' })).toMatchObject({ path: ['version'] })
    expect(await record1({ notice: NOTICE, version: '' })).toMatchObject({ path: ['version'] })
    expect(await record('dev-service', { notice: NOTICE, version: '2026-08-21' })).toMatchObject({ path: ['member'] })
    const stranger = { member: { key: 'nobody' }, notice: NOTICE, version: '2026-08-21' }
    expect(await record('dev-service', stranger)).toMatchObject({ code: 'NOT_FOUND' })
  })
})
