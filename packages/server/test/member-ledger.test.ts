import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { member, post, RULEBOOK } from './support/world.ts'

interface Entry {
  readonly position: string
  readonly type: string
  readonly member: string | null
  readonly item: string | null
}

const QUERY = `query ($key: String!, $asKnownAt: Position, $after: Position, $first: Int) {
  member(by: { key: $key }, asKnownAt: $asKnownAt) {
    ledgerEntries(after: $after, first: $first) { position type member item } } }`

describe.each(DATABASES)('the entries about a member on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister(kind)
    const objected = (who: string) => ({ type: 'Objected', member: who, setting: 'genai-improvement', channel: 'api' })
    await importJson(register, [
      RULEBOOK,
      ...member('a'),
      ...member('b'),
      post('a1', 'a'),
      objected('a'),
      objected('b'),
      { ...objected('a'), type: 'ObjectionWithdrawn' },
    ])
    server = await startServer(register)
  })
  afterAll(() => server.close())

  async function entries(variables: object, token = 'dev-auditor'): Promise<Entry[]> {
    const { data, errors } = await server.ask<{ member: { ledgerEntries: Entry[] } }>(token, QUERY, variables)
    expect(errors).toBeUndefined()
    return data.member.ledgerEntries
  }

  it('are all of them in the order of the ledger, without the items and without anybody else', async () => {
    const { data } = await server.ask<{ ledger: Entry[] }>(
      'dev-auditor',
      '{ ledger(first: 1000) { position type member item } }',
    )
    const own = data.ledger.filter((entry) => entry.member === 'a' && entry.item === null)
    expect(await entries({ key: 'a' })).toEqual(own)
    expect(own.map(({ type }) => type).slice(-2)).toEqual(['Objected', 'ObjectionWithdrawn'])
    expect(data.ledger.some(({ item }) => item === 'a1')).toBe(true)
  })

  it('come in pages, and go no further than the position that the member was read at', async () => {
    const all = await entries({ key: 'a' })
    const pages: Entry[] = []
    for (let after = '0'; ; after = pages.at(-1)?.position ?? after) {
      const page = await entries({ key: 'a', after, first: 2 })
      expect(page.length).toBeLessThanOrEqual(2)
      pages.push(...page)
      if (page.length < 2) break
    }
    expect(pages).toEqual(all)
    const asKnownAt = all.at(-2)?.position
    expect(await entries({ key: 'a', asKnownAt })).toEqual(all.slice(0, -1))
    const { errors } = await server.ask('dev-auditor', QUERY, { key: 'a', first: 1001 })
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('are the member’s own to read, and nobody else’s', async () => {
    expect((await entries({ key: 'a' }, 'dev-member:a')).map(({ type }) => type)).toContain('Objected')
    expect((await server.ask('dev-member:b', QUERY, { key: 'a' })).data).toEqual({ member: null })
  })

  it('are gone with the member', async () => {
    const erase = 'mutation { eraseMember(input: { member: { key: "b" } }) { __typename } }'
    expect((await server.ask('dev-operator', erase)).data).toEqual({
      eraseMember: { __typename: 'EraseMemberSuccess' },
    })
    expect((await server.ask('dev-auditor', QUERY, { key: 'b' })).data).toEqual({ member: null })
    expect((await entries({ key: 'a' })).length).toBeGreaterThan(3)
  })
})
