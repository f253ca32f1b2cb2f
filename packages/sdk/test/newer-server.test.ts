import { ALLOWING_REASONS, BLOCKING_REASONS } from '@demur/eligibility'
import { isEligible } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const ELIGIBLE = { item: 'fr-plain-post-1', dataUse: 'genai.training' }

describe.each([
  ['an outcome', '"outcome":"ELIGIBLE"', '"outcome":"ELIGIBLE_UNTIL_REVIEWED"'],
  ['a reason', '"code":"NOT_OBJECTED"', '"code":"PRESUMED_CONSENT"'],
  ['no reason', /"reasons":\[[^\]]*\]/, '"reasons":[]'],
  ['an outcome in another case', '"outcome":"ELIGIBLE"', '"outcome":"eligible"'],
])('%s that this client does not know is not eligible', (_, known, newer) => {
  const rewrite = (answer: string): string => answer.replaceAll(new RegExp(known, 'g'), newer)

  it('when asked once, and when asked often', async () => {
    const proxy = await startProxy(server.url, 'pass', { rewrite })
    const { eligibility } = clientOf(proxy, 'dev-auditor')
    expect((await eligibility.check(ELIGIBLE)).outcome).toBe('ELIGIBLE')
    expect((await eligibility.check(ELIGIBLE)).outcome).toBe('INELIGIBLE')
    expect((await eligibility.checkMany([ELIGIBLE, ELIGIBLE])).map(({ outcome }) => outcome)).toEqual([
      'INELIGIBLE',
      'INELIGIBLE',
    ])
    await proxy.close()
  })

  it('when filtered', async () => {
    const proxy = await startProxy(server.url, 'pass', { rewrite })
    const { eligibility } = clientOf(proxy, 'dev-auditor')
    const options = { dataUse: ELIGIBLE.dataUse, chunkSize: 1 }
    const given: string[] = []
    for await (const item of eligibility.filter([ELIGIBLE.item, ELIGIBLE.item], options)) given.push(item)
    expect(given).toEqual([ELIGIBLE.item])
    await proxy.close()
  })
})

it('the reasons that allow are those of the rules, and each of them is known', () => {
  for (const code of ALLOWING_REASONS) expect(isEligible({ outcome: 'ELIGIBLE', reasons: [{ code }] })).toBe(true)
  for (const code of BLOCKING_REASONS) {
    expect(isEligible({ outcome: 'ELIGIBLE', reasons: [{ code: 'NOT_OBJECTED' }, { code }] })).toBe(false)
  }
  expect(isEligible({ outcome: 'INELIGIBLE', reasons: [{ code: 'NOT_OBJECTED' }] })).toBe(false)
})

it('answers that are too few are thrown, and none is taken for that to another question', async () => {
  const rewrite = (answer: string): string =>
    answer.replace(/"decisions":\[\{.*?\},\{"outcome"/, '"decisions":[{"outcome"')
  const proxy = await startProxy(server.url, { rewrite })
  const { eligibility } = clientOf(proxy, 'dev-auditor')
  const asking = eligibility.checkMany([ELIGIBLE, { ...ELIGIBLE, item: 'de-objected-post-1' }])
  await expect(asking).rejects.toMatchObject({ name: 'DemurProtocolError', code: 'UNEXPECTED_ANSWER' })
  await proxy.close()
})

describe('a result that this client does not know is no success', () => {
  it('of an act: it says what the server calls it', async () => {
    const rewrite = (answer: string): string => answer.replace('"SetOptOutSuccess"', '"SetOptOutPending"')
    const proxy = await startProxy(server.url, { rewrite })
    const result = await clientOf(proxy, 'dev-member:us-plain').settings.object('genai-improvement')
    expect(result).toEqual({
      ok: false,
      error: {
        __typename: 'UnknownError',
        typename: 'SetOptOutPending',
        code: 'UNKNOWN',
        message: expect.stringContaining('SetOptOutPending'),
      },
    })
    await proxy.close()
  })

  it('of an act: it has the code and the words of a refusal', async () => {
    const rewrite = (answer: string): string => answer.replace('"ForbiddenError"', '"SuspendedError"')
    const proxy = await startProxy(server.url, { rewrite })
    const { settings } = clientOf(proxy, 'dev-service')
    const result = await settings.withdraw('genai-improvement', { member: 'us-plain', expectedVersion: 0 })
    expect(result).toMatchObject({ ok: false, error: { typename: 'SuspendedError', code: 'FORBIDDEN' } })
    await proxy.close()
  })

  it('of a run and of a rulebook', async () => {
    const rewrite = (answer: string): string => answer.replace('"ForbiddenError"', '"QuotaError"')
    const proxy = await startProxy(server.url, { rewrite })
    const client = clientOf(proxy, 'dev-auditor')
    const unknown = { ok: false, error: { __typename: 'UnknownError', typename: 'QuotaError' } }
    expect(await client.runs.open({ key: 'r', dataUse: 'genai.training' })).toMatchObject(unknown)
    expect(await client.runs.seal('r')).toMatchObject(unknown)
    expect(await client.rulebook.publish({})).toMatchObject(unknown)
    await proxy.close()
  })
})
