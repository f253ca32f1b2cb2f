import { namedCases } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseRunner } from './support/case-runner.ts'
import { DATABASES, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const cases = [...namedCases().values()]
/** A case that finds no rulebook, and asks, must run before any that publishes one, or alone. */
const unruled = cases.filter(({ rulebook, ask }) => rulebook === null && ask.length > 0)
const publishing = unruled.filter(({ given, publish = [] }) => {
  return publish.length > 0 || given.some(({ type }) => type === 'RulebookPublished')
})
const bare = unruled.filter((namedCase) => !publishing.includes(namedCase))
const others = cases.filter((namedCase) => !unruled.includes(namedCase))

describe.each(DATABASES)('through GraphQL and the listing on %s', (kind) => {
  let server: TestServer
  let runner: CaseRunner

  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    runner = new CaseRunner(server)
  })
  afterAll(() => server.close())

  it.each([...bare, ...others].map((namedCase) => [namedCase.guarantee, namedCase] as const))(
    '%s',
    async (_, namedCase) => {
      const { actual, expected } = await runner.run(namedCase)
      expect(actual).toEqual(expected)
    },
  )

  it.each(publishing.map((namedCase) => [namedCase.guarantee, namedCase] as const))('%s', async (_, namedCase) => {
    const alone = await startServer(await newRegister(kind))
    try {
      const { actual, expected } = await new CaseRunner(alone).run(namedCase)
      expect(actual).toEqual(expected)
    } finally {
      await alone.close()
    }
  })
})
