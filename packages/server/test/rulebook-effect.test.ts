import { BLOCKING_REASONS as BLOCKING } from '@demur/eligibility'
import { rulebookDocument, sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const PUBLISH = /* GraphQL */ `
  mutation ($input: PublishRulebookInput!, $samples: Int!) {
    publishRulebook(input: $input) {
      ... on PublishRulebookSuccess {
        position at asKnownAt
        effect(samples: $samples) {
          dataUse becomeEligible becomeIneligible changeReasons
          reasons { reason blocksNewly blocksNoLonger }
          samples {
            item { key }
            before { outcome reasons { code } rulebookVersion }
            after { outcome reasons { code } rulebookVersion projected rule { key } }
          }
        }
      }
    }
  }
`
const DECIDE = 'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { outcome reasons { code } } }'

interface Answer {
  readonly outcome: string
  readonly reasons: readonly { readonly code: string }[]
}
interface Effect {
  readonly dataUse: string
  readonly becomeEligible: number
  readonly becomeIneligible: number
  readonly changeReasons: number
  readonly reasons: readonly { reason: string; blocksNewly: number; blocksNoLonger: number }[]
  readonly samples: readonly {
    readonly item: { readonly key: string }
    readonly before: Answer & { readonly rulebookVersion: string | null }
    readonly after: Answer & { readonly rulebookVersion: string; readonly projected: boolean }
  }[]
}
interface Published {
  readonly position: string | null
  readonly at: string
  readonly asKnownAt: string
  readonly effect: readonly Effect[]
}

const next = rulebookDocument('change-2025-11-03')
const items = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [String(entry.item)] : []))
const uses = (next.dataUses as readonly { key: string }[]).map(({ key }) => key)
const at = '2026-11-20T00:00:00.000Z'

describe.each(DATABASES)('the effect of a rulebook on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, sampleRegister())
  })
  afterAll(() => server.close())

  const publish = async (input: object, samples = 3) =>
    server.ask<{ publishRulebook: Published }>('dev-operator', PUBLISH, {
      input: { rulebook: next, ...input },
      samples,
    })

  /** Every decision on every item, as anybody would ask for it. */
  const decisions = async (): Promise<Map<string, Answer>> => {
    const found = new Map<string, Answer>()
    for (const dataUse of uses) {
      const questions = items.map((key) => ({ item: { key }, dataUse, at }))
      const { data } = await server.ask<{ decisions: Answer[] }>('dev-auditor', DECIDE, { questions })
      for (const [index, answer] of data.decisions.entries()) found.set(`${dataUse} ${items[index]}`, answer)
    }
    return found
  }

  it('says which decisions turn and for which reasons, exactly as asking about every item before and after does', async () => {
    const before = await decisions()
    const dry = (await publish({ dryRun: true, at })).data.publishRulebook
    expect(await decisions()).toEqual(before)
    const real = (await publish({ at })).data.publishRulebook
    // What was published is measured against what answered right before it.
    expect(real).toEqual({ ...dry, position: String(Number(dry.asKnownAt) + 1) })
    expect(real.effect.map((effect) => ({ ...effect, samples: [] }))).toEqual(expectedEffect(before, await decisions()))
    expect(real.effect.some(({ becomeEligible }) => becomeEligible > 0)).toBe(true)
    expect(real.effect.some(({ becomeIneligible }) => becomeIneligible > 0)).toBe(true)
  })

  it('shows items of as many kinds of change as there are places, with both decisions', async () => {
    const previous = rulebookDocument('change-2026-08-21')
    const input = { rulebook: { ...previous, version: 'samples' }, dryRun: true, at }
    const training = async (samples: number) =>
      (await publish(input, samples)).data.publishRulebook.effect.find(({ dataUse }) => dataUse === 'genai.training')
    const effect = await training(100)
    const turned = (effect?.becomeEligible ?? 0) + (effect?.becomeIneligible ?? 0)
    expect(effect?.samples).toHaveLength(turned)
    const kindOf = ({ before, after }: Effect['samples'][number]) => JSON.stringify([before.reasons, after.reasons])
    const kinds = new Set(effect?.samples.map(kindOf)).size
    expect(kinds).toBeGreaterThan(2)
    const few = await training(kinds)
    expect(new Set(few?.samples.map(kindOf)).size).toBe(kinds)
    for (const { before, after } of few?.samples ?? []) {
      expect([before.outcome, after.outcome].sort()).toEqual(['ELIGIBLE', 'INELIGIBLE'])
      expect([before.rulebookVersion, after.rulebookVersion]).toEqual([next.version, 'samples'])
    }
    expect((await training(0))?.samples).toEqual([])
    expect((await publish(input, 101)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('can be asked for an instant that has not come, and says so', async () => {
    const rules = (next.rules as readonly object[]).map((rule) => ({
      ...rule,
      phases: [{ from: '2999-01-01T00:00:00Z', status: 'IN_FORCE' }],
    }))
    const later = { rulebook: { ...next, version: 'later', rules }, dryRun: true }
    const now = (await publish(later)).data.publishRulebook.effect
    expect(now.reduce((sum, { becomeIneligible }) => sum + becomeIneligible, 0)).toBeGreaterThan(0)
    expect(now.every(({ becomeEligible }) => becomeEligible === 0)).toBe(true)
    const then = (await publish({ ...later, at: '2999-01-02T00:00:00Z' })).data.publishRulebook
    expect(then.at).toBe('2999-01-02T00:00:00.000Z')
    expect(then.effect.every(({ samples }) => samples.every(({ after }) => after.projected))).toBe(true)
  })

  it('counts everything where no rulebook was published before', async () => {
    const empty = await startServer(await newRegister(kind))
    try {
      const entries = sampleRegister().filter(({ type }) => type !== 'RulebookPublished')
      await importJson(empty.register, entries)
      const variables = { input: { rulebook: next, dryRun: true, at }, samples: 1 }
      const { data } = await empty.ask<{ publishRulebook: Published }>('dev-operator', PUBLISH, variables)
      const training = data.publishRulebook.effect.find(({ dataUse }) => dataUse === 'genai.training')
      expect(training).toMatchObject({
        becomeIneligible: 0,
        reasons: [{ reason: 'UNKNOWN_DATA_USE', blocksNewly: 0, blocksNoLonger: training?.becomeEligible }],
      })
      expect(training?.samples[0]?.before).toMatchObject({ rulebookVersion: null })
    } finally {
      await empty.close()
    }
  })
})

/** What the effect must be, counted from the decisions themselves. */
function expectedEffect(before: ReadonlyMap<string, Answer>, after: ReadonlyMap<string, Answer>): Effect[] {
  return uses.map((dataUse) => {
    const pairs = items.map((key) => [before.get(`${dataUse} ${key}`), after.get(`${dataUse} ${key}`)] as const)
    const turned = pairs.filter(([was, is]) => was?.outcome !== is?.outcome)
    const blocking = (answer: Answer | undefined) =>
      answer?.outcome === 'INELIGIBLE' ? answer.reasons.map(({ code }) => code) : []
    const reasons = BLOCKING.flatMap((reason) => {
      const blocksNewly = turned.filter(([, is]) => blocking(is).includes(reason)).length
      const blocksNoLonger = turned.filter(([was]) => blocking(was).includes(reason)).length
      return blocksNewly + blocksNoLonger === 0 ? [] : [{ reason, blocksNewly, blocksNoLonger }]
    })
    return {
      dataUse,
      becomeEligible: turned.filter(([, is]) => is?.outcome === 'ELIGIBLE').length,
      becomeIneligible: turned.filter(([, is]) => is?.outcome === 'INELIGIBLE').length,
      changeReasons: pairs.filter(
        ([was, is]) =>
          blocking(was).length > 0 && blocking(is).length > 0 && String(blocking(was)) !== String(blocking(is)),
      ).length,
      reasons,
      samples: [],
    }
  })
}
