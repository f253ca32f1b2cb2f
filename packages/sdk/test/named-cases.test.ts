import { type NamedCase, namedCases } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { CaseRunner } from './support/case-runner.ts'
import { inMemory, onServer } from './support/case-stage.ts'

const cases = [...namedCases().values()]
/** A case that finds no rulebook, and asks, runs before any that publishes one; one that publishes later runs alone. */
const unruled = cases.filter(({ rulebook, ask }) => rulebook === null && ask.length > 0)
const alone = unruled.filter(
  ({ given, publish = [] }) => publish.length > 0 || given.some(({ type }) => type === 'RulebookPublished'),
)
const together = [
  ...unruled.filter((namedCase) => !alone.includes(namedCase)),
  ...cases.filter((namedCase) => !unruled.includes(namedCase)),
]
const titled = (some: readonly NamedCase[]) => some.map((one) => [one.guarantee, one] as const)

describe('through the SDK', () => {
  let server: TestServer
  let runner: CaseRunner
  beforeAll(async () => {
    server = await startServer(await newRegister('embedded'))
    runner = new CaseRunner(onServer(server))
  })
  afterAll(() => server.close())

  it.each(titled(together))('%s', async (_, namedCase) => {
    const { actual, expected } = await runner.run(namedCase)
    expect(actual).toEqual(expected)
  })

  it.each(titled(alone))('%s', async (_, namedCase) => {
    const own = await startServer(await newRegister('embedded'))
    try {
      const { actual, expected } = await new CaseRunner(onServer(own)).run(namedCase)
      expect(actual).toEqual(expected)
    } finally {
      await own.close()
    }
  })
})

describe('through the SDK on a register in memory', () => {
  it.each(titled(cases))('%s', async (_, namedCase) => {
    const { actual, expected } = await new CaseRunner(inMemory()).run(namedCase)
    expect(actual).toEqual(expected)
  })
})
