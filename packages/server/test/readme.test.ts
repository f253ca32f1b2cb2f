import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

interface Sample {
  readonly token: string
  readonly query: string
  readonly answer: unknown
}

/** The GraphQL samples of the README: who asks, what, and the answer that is printed below it. */
function graphqlSamples(readme: string): Sample[] {
  const pattern = /As `(dev-[^`]+)`[^`]*```graphql\n(.*?)```\s*```json\n(.*?)```/gs
  return [...readme.matchAll(pattern)].map(([, token = '', query = '', answer = '']) => ({
    token,
    query,
    answer: JSON.parse(answer),
  }))
}

describe('the README', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const samples = graphqlSamples(readme)
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister('embedded'))
    await importJson(server.register, sampleRegister())
  })
  afterAll(() => server.close())

  it('has a query and an objection', () => {
    expect(samples.map(({ query }) => query.split(' ', 1)[0])).toEqual(['query', 'mutation'])
  })

  // In the order of the page: the objection is what the SDK sees afterwards.
  it.each(samples)('shows the true answer to $query', async ({ token, query, answer }) => {
    const { data, errors } = await server.ask(token, query)
    expect(errors).toBeUndefined()
    expect(data).toEqual(answer)
  })

  it('names every command, and says which work on the database alone', async () => {
    const helpOf = async (...command: string[]) => {
      const args = ['--conditions=source', `${root}packages/server/src/cli.ts`, ...command, '--help']
      return (await promisify(execFile)(process.execPath, args)).stdout
    }
    const commands = [...(await helpOf()).matchAll(/^ {2}([a-z][a-z-]+)(?= |$)/gm)].map(([, name = '']) => name)
    expect(commands.length).toBeGreaterThan(15)
    for (const command of commands.filter((name) => name !== 'help')) expect(readme).toContain(`\`${command}\``)
    const [, alone = ''] = /`--token`; (.*?) work on the\s+database alone/s.exec(readme) ?? []
    for (const [, name = ''] of alone.matchAll(/`(.*?)`/g)) expect(await helpOf(name)).not.toContain('--url')
    expect(await helpOf('report')).toContain('--url')
  })

  it('shows an SDK call that runs and prints what it says', async () => {
    const [, code = '', output = ''] = /```ts\n(.*?)```\s*```text\n(.*?)```/s.exec(readme) ?? []
    const file = `${root}readme-sample.ts`
    writeFileSync(file, code.replace('http://localhost:4000', server.url))
    try {
      const run = await promisify(execFile)(process.execPath, ['--conditions=source', file], { cwd: root })
      expect(run).toEqual({ stdout: output, stderr: '' })
    } finally {
      rmSync(file)
    }
  })
})
