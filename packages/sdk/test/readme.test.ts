import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { binary, PACKAGE, Project, run } from './support/project.ts'
import { publishCheckpoint, startSampleServer } from './support/server.ts'

const SAMPLES = [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(/## ([^\n]+)\n\n```ts\n(.+?)```/gs)].map(
  ([, title, code]) => [title ?? '', code ?? ''] as const,
)

let server: TestServer
const project = new Project()
beforeAll(async () => {
  project.link()
  server = await startSampleServer('embedded')
  await publishCheckpoint(server)
})
afterAll(async () => {
  project.remove()
  await server.close()
})

describe('every sample of the README', () => {
  it('is found', () => {
    expect(SAMPLES).toHaveLength(7)
  })

  it('is complete and of the right types', async () => {
    SAMPLES.forEach(([, code], index) => project.write(`sample-${index}.ts`, code))
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'dom', 'dom.asynciterable'],
      module: 'nodenext',
      customConditions: ['source'],
      types: [],
      noEmit: true,
      strict: true,
      allowImportingTsExtensions: true,
    }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['sample-*.ts'] }))
    expect(await run(binary('.bin/tsc'), ['-p', '.'], project.folder)).toEqual({ status: 0, output: '' })
  })

  it.each(SAMPLES)('runs: %s', async (title, code) => {
    const file = project.write('sample.ts', code.replaceAll('http://127.0.0.1:4000', server.url))
    const { status, output } = await run(process.execPath, ['--conditions=source', file], project.folder)
    expect(output).toMatch(
      {
        'A member objects': /OBJECTED with receipt \d+/,
        'May this be used?': /INELIGIBLE OBJECTED/,
        'Only what may be used': /^hk-plain-post-1 Hello\n$/,
        'A run, and what it used': /^hk-plain-post-1$[^]*^sha256:[0-9a-f]{64} late: 0\nMATCHES\n$/m,
        'What changed': /\d+ Objected/,
        'A receipt, to keep': /^OBJECT \d{4}-\d\d-\d\dT/,
        'When there is no answer': /sign in again/,
      }[title] ?? /a sample that nobody looked at/,
    )
    expect(status).toBe(0)
  })
})
