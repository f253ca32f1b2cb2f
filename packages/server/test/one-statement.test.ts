import { sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { countStatements } from './support/statements.ts'

describe.each(DATABASES)('on %s', (kind) => {
  let server: TestServer
  const items = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [entry.item] : []))
  beforeAll(async () => {
    server = await startServer(await newRegister(kind), {})
    await importJson(server.register, sampleRegister())
  })
  afterAll(() => server.close())

  it('a batch of 1,000 questions loads its facts in one statement, whatever the mix, and spoils no answer by a bad one', async () => {
    const uses = ['genai.training', 'ads.affiliate-sharing', 'affiliate.ai-training', 'unheard.of']
    const references = [
      (index: number) => ({ key: items[index % items.length] }),
      (index: number) => ({ key: `nothing ${index}` }),
      (index: number) => ({
        descriptor: {
          subjects: [{ member: 'de-plain' }, { member: `m${index}`, role: 'TAGGED' }],
          kind: 'POST',
          visibility: 'PUBLIC',
          createdAt: '2024-05-05T00:00:00Z',
        },
      }),
      () => ({ key: 'x'.repeat(300) }),
      () => ({ id: 'no global id' }),
    ]
    const questions = Array.from({ length: 1000 }, (_, index) => ({
      item: references[index % references.length]?.(index),
      dataUse: uses[index % uses.length],
      ...(index % 3 === 0 ? { at: `202${index % 7}-06-01T00:00:00Z` } : {}),
      ...(index % 4 === 0 ? { asKnownAt: String(index % 470) } : {}),
    }))
    const query =
      'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { outcome reasons { code } position } }'
    // The rulebooks never change and are read once a process; they are no facts of the questions.
    await server.ask('dev-service', '{ dataUses { key } }')
    const count = countStatements(server.register)
    const { data } = await server.ask<{ decisions: { outcome: string }[] }>('dev-service', query, { questions })
    expect(count()).toBe(1)
    expect(data.decisions).toHaveLength(1000)
    expect(new Set(data.decisions.map(({ outcome }) => outcome))).toEqual(new Set(['ELIGIBLE', 'INELIGIBLE']))
    const single =
      'query ($question: QuestionInput!) { decision(question: $question) { outcome reasons { code } position } }'
    for (const index of [0, 5, 12, 333, 801, 999]) {
      const alone = await server.ask<{ decision: unknown }>('dev-service', single, { question: questions[index] })
      expect(alone.data.decision).toEqual(data.decisions[index])
    }
  })

  it('the decisions and authors of a whole page are loaded together', async () => {
    const query =
      '{ eligibleContentItems(dataUse: "genai.training", first: 50) { nodes { author { key country } decision(dataUse: "genai.training") { outcome } } } }'
    const count = countStatements(server.register)
    const { data } = await server.ask<{ eligibleContentItems: { nodes: { decision: { outcome: string } }[] } }>(
      'dev-service',
      query,
    )
    expect(data.eligibleContentItems.nodes.map(({ decision }) => decision.outcome)).toEqual(Array(50).fill('ELIGIBLE'))
    expect(count()).toBeLessThanOrEqual(4)
  })

  it('a question about 5,000 people in one item is one statement and one reason', async () => {
    const subjects = [
      { member: 'de-plain', role: 'AUTHOR' },
      ...Array.from({ length: 5000 }, (_, index) => ({ member: `n${index}`, role: 'MENTIONED' })),
      { member: 'de-objected', role: 'MENTIONED' },
    ]
    await importJson(server.register, [
      {
        type: 'ContentRegistered',
        item: 'crowd',
        kind: 'POST',
        visibility: 'PUBLIC',
        createdAt: '2025-01-01T00:00:00Z',
        subjects,
      },
    ])
    const count = countStatements(server.register)
    const query = '{ decision(question: {item: {key: "crowd"}, dataUse: "genai.training"}) { reasons { code } } }'
    expect((await server.ask('dev-service', query)).data).toEqual({
      decision: { reasons: [{ code: 'OBJECTED_BY_OTHER' }] },
    })
    expect(count()).toBe(1)
  })
})

describe('known time', () => {
  it('waits for a position that has not arrived, within a limit, and then fails clearly', async () => {
    const server = await startServer(await newRegister('embedded', { minPositionWait: 50 }))
    const query = '{ decision(question: {item: {key: "x"}, dataUse: "y"}, minPosition: "3") { position } }'
    expect(await server.ask('dev-service', query)).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('Position 3 was not reached within 50 ms'),
          extensions: { code: 'POSITION_NOT_REACHED' },
        },
      ],
    })
    await server.close()
  })

  it('beyond the head of the ledger is no known time', async () => {
    const server = await startServer(await newRegister('embedded'))
    const fields = [
      'decision(question: {item: {key: "x"}, dataUse: "y", asKnownAt: "9"}) { outcome }',
      'eligibleContentItems(dataUse: "y", asKnownAt: "9") { nodes { key } }',
      'member(by: {key: "x"}, asKnownAt: "9") { key }',
      'contentItem(by: {key: "x"}, asKnownAt: "9") { key }',
      'dataUses(asKnownAt: "9") { key }',
    ]
    for (const field of fields) {
      expect(await server.ask('dev-service', `{ ${field} }`)).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      })
    }
    await server.close()
  })

  it('never lags behind what is recorded, though the clock of this process does', async () => {
    const register = await newRegister('embedded')
    const server = await startServer({
      ...register,
      clock: () => (register.clock() - 60_000) as ReturnType<typeof register.clock>,
    })
    await importJson(register, sampleRegister())
    const object =
      'mutation { setOptOut(input: {member: {key: "de-plain"}, setting: "genai-improvement", act: OBJECT}) { __typename } }'
    await server.ask('dev-service', object)
    const query =
      '{ decision(question: {item: {key: "de-plain-post-1"}, dataUse: "genai.training"}) { decisiveReason projected } }'
    expect((await server.ask('dev-service', query)).data).toEqual({
      decision: { decisiveReason: 'OBJECTED', projected: false },
    })
    await server.close()
  })
})

describe('a listing', () => {
  it('is complete under one position however many pages are read while others write', async () => {
    const server = await startServer(await newRegister('embedded'))
    await importJson(server.register, sampleRegister())
    const query =
      'query ($after: String) { eligibleContentItems(dataUse: "genai.training", first: 7, after: $after) { position nodes { key } pageInfo { hasNextPage hasPreviousPage endCursor } } }'
    type Page = {
      position: string
      nodes: { key: string }[]
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string }
    }
    const whole = (
      await server.ask<{ eligibleContentItems: { nodes: { key: string }[] } }>(
        'dev-service',
        '{ eligibleContentItems(dataUse: "genai.training", first: 10000) { nodes { key } } }',
      )
    ).data.eligibleContentItems.nodes
    const pages: Page[] = []
    for (let after: string | null = null; pages.length === 0 || pages.at(-1)?.pageInfo.hasNextPage; ) {
      const answer: { data: { eligibleContentItems: Page } } = await server.ask<{ eligibleContentItems: Page }>(
        'dev-service',
        query,
        { after },
      )
      pages.push(answer.data.eligibleContentItems)
      after = answer.data.eligibleContentItems.pageInfo.endCursor
      await server.ask(
        'dev-service',
        `mutation { setOptOut(input: {member: {key: "de-plain"}, setting: "genai-improvement", act: OBJECT}) { __typename } }`,
      )
    }
    expect(pages.flatMap(({ nodes }) => nodes)).toEqual(whole)
    expect(new Set(pages.map(({ position }) => position)).size).toBe(1)
    expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual(pages.map((_, index) => index > 0))
    await server.close()
  })

  it.each(DATABASES)(
    'is complete on %s although a page ends where enough was looked at, and says so until nothing follows',
    async (kind) => {
      const server = await startServer(await newRegister(kind, { mostLooked: 1 }))
      await importJson(server.register, sampleRegister())
      // Behind everything that is eligible: more that is not than a page looks at.
      const late = Array.from({ length: 300 }, (_, index) => ({
        type: 'ContentRegistered',
        item: `zz-${index}`,
        kind: 'PRIVATE_MESSAGE',
        visibility: 'PRIVATE',
        createdAt: '2024-05-05T00:00:00Z',
        subjects: [{ member: 'de-plain', role: 'AUTHOR' }],
      }))
      await importJson(server.register, late)
      interface Page {
        nodes: { key: string }[]
        pageInfo: { hasNextPage: boolean; endCursor: string | null }
      }
      const query =
        'query ($first: Int!, $after: String) { eligibleContentItems(dataUse: "genai.training", first: $first, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } } }'
      const read = async (first: number) => {
        const pages: Page[] = []
        for (let after: string | null = null; pages.at(-1)?.pageInfo.hasNextPage ?? true; ) {
          const answer: { data: { eligibleContentItems: Page } } = await server.ask<{ eligibleContentItems: Page }>(
            'dev-service',
            query,
            { first, after },
          )
          pages.push(answer.data.eligibleContentItems)
          expect(after).not.toBe(answer.data.eligibleContentItems.pageInfo.endCursor)
          after = answer.data.eligibleContentItems.pageInfo.endCursor
        }
        return pages
      }
      const small = await read(30)
      const [whole] = await read(10_000)
      expect(small.flatMap(({ nodes }) => nodes)).toEqual(whole?.nodes)
      expect(whole?.nodes.length).toBeGreaterThan(30)
      // An empty page in the middle still has the cursor that goes on.
      expect(small.some(({ nodes, pageInfo }) => nodes.length === 0 && pageInfo.endCursor !== null)).toBe(true)
      await server.close()
    },
  )

  it('refuses a cursor that belongs to another listing', async () => {
    const server = await startServer(await newRegister('embedded'))
    await importJson(server.register, sampleRegister())
    const list = (args: string) =>
      server.ask<{ eligibleContentItems: { pageInfo: { endCursor: string } } }>(
        'dev-service',
        `{ eligibleContentItems(first: 2, ${args}) { pageInfo { endCursor } } }`,
      )
    const { endCursor } = (await list('dataUse: "genai.training"')).data.eligibleContentItems.pageInfo
    for (const args of [
      `dataUse: "ads.affiliate-sharing", after: "${endCursor}"`,
      `dataUse: "genai.training", asKnownAt: "3", after: "${endCursor}"`,
      'dataUse: "genai.training", after: "x"',
    ]) {
      expect(await list(args)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    }
    await server.close()
  })
})
