import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { newFolder } from './support/command.ts'
import { newRegister } from './support/register.ts'
import { startServer } from './support/server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const page = readFileSync(`${root}docs/runs.md`, 'utf8')

/** The commands of the page, each with what is printed below it. */
const SAMPLES = [...page.matchAll(/```console\n(.*?)```/gs)].flatMap(([, block = '']) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((sample) => {
      const [line = '', ...output] = sample.split('\n')
      return { line, output: output.join('\n') }
    }),
)

/** What the page leaves out by “…” may be anything. */
function asPattern(output: string): RegExp {
  const parts = output.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+?')}$`)
}

it('the page about runs shows what the commands print, in its order', { timeout: 300_000 }, async () => {
  expect(SAMPLES.length).toBeGreaterThan(10)
  const server = await startServer(await newRegister('embedded'))
  const folder = newFolder()
  const cli = `${process.execPath} --conditions=source ${root}packages/server/src/cli.ts`
  const demur = `demur() { ${cli} "$@" --url ${server.url} --token dev-operator; }`
  const run = async (line: string): Promise<string> => {
    const script = `${demur}\n${line.replace('packages/fixtures', `${root}packages/fixtures`)}`
    return (await promisify(execFile)('bash', ['-c', script], { cwd: folder })).stdout
  }
  let last = ''
  for (const { line, output } of SAMPLES) {
    last = await run(line)
    expect(last, line).toMatch(asPattern(output))
  }
  expect(await run('demur run show first')).toContain(`sha256:${last.slice(0, 64)}`)
  await server.close()
})
