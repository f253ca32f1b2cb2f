import { sampleRegister } from '@demur/fixtures'
import { type ChoiceResult, createClient, type Decision, type OptOutSetting } from '@demur/sdk'
import { demurKeys, demurMutations, demurQueries } from '@demur/sdk/tanstack'
import { createTestRegister } from '@demur/sdk/testing'
import { MutationObserver, QueryClient, QueryObserver, useMutation, useQuery } from '@tanstack/react-query'
import { describe, expect, expectTypeOf, it } from 'vitest'

const SETTING = 'genai-improvement'

describe('with TanStack Query', () => {
  it('reads through the cache, and reads anew what an act has changed', async () => {
    const register = createTestRegister({ entries: sampleRegister(), now: '2026-11-20T12:00:00.000Z' })
    const client = register.asMember('de-plain')
    const [queries, mutations] = [demurQueries(client), demurMutations(client)]
    const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
    const question = { item: 'de-plain-post-1', dataUse: 'genai.training' }
    const choice = async () =>
      (await cache.ensureQueryData(queries.settings()))?.find(({ setting }) => setting.key === SETTING)?.choice
    expect(await choice()).toBe('DEFAULT')
    const watching = new QueryObserver(cache, queries.settings()).subscribe(() => {})
    const asking = new QueryObserver(cache, queries.eligibility(question)).subscribe(() => {})
    const object = new MutationObserver(cache, mutations.object())
    expect(await object.mutate({ setting: SETTING, channel: 'settings' })).toMatchObject({ ok: true })
    expect(await choice()).toBe('OBJECTED')
    expect(await cache.ensureQueryData(queries.eligibility(question))).toMatchObject({ decisiveReason: 'OBJECTED' })
    watching()
    asking()
    cache.clear()
  })

  it('keeps members, languages and questions apart', () => {
    const queries = demurQueries(createTestRegister().as('SERVICE'))
    const keys = [
      queries.settings(),
      queries.settings({ member: 'a' }),
      queries.settings({ member: 'a', locale: 'de' }),
      queries.overview({ member: 'a' }),
      queries.history(SETTING, { member: 'a' }),
      queries.pastUses({ member: 'a' }),
      queries.noticesDue({ member: 'a' }),
      queries.eligibility({ item: 'i', dataUse: 'u' }),
      queries.eligibility({ item: 'i', dataUse: 'v' }),
    ].map(({ queryKey }) => JSON.stringify(queryKey))
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) expect(JSON.parse(key).slice(0, 1)).toEqual(demurKeys.all)
  })

  it('answers a refusal as a value and a failure as an error', async () => {
    const register = createTestRegister({ entries: sampleRegister() })
    const { withdraw, object } = demurMutations(register.asMember('de-objected'))
    expect(await withdraw().mutationFn({ setting: SETTING, expectedVersion: 7 })).toMatchObject({ ok: false })
    register.disconnect()
    await expect(object().mutationFn({ setting: SETTING })).rejects.toThrow(/cannot be reached/)
  })

  it('is of the types of its hooks', () => {
    const client = createClient({ url: 'https://demur.example/graphql', auth: 'x' })
    const queries = () => useQuery(demurQueries(client).settings())
    expectTypeOf<ReturnType<typeof queries>['data']>().toEqualTypeOf<readonly OptOutSetting[] | null | undefined>()
    const decision = () => useQuery(demurQueries(client).eligibility({ item: 'i', dataUse: 'u' }))
    expectTypeOf<ReturnType<typeof decision>['data']>().toEqualTypeOf<Decision | undefined>()
    const mutation = () => useMutation(demurMutations(client).object())
    expectTypeOf<ReturnType<typeof mutation>['data']>().toEqualTypeOf<ChoiceResult | undefined>()
  })
})
