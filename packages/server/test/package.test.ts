import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { binary, type Ended, Project, pack, pnpm, run } from '../../sdk/test/support/project.ts'
import { ask, serveWith } from './support/command.ts'

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url))
/** What the server package is made of, in the project of somebody who installs nothing but their tarballs. */
const PARTS = ['eligibility', 'schema', 'sdk', 'server']
const sample = String(SAMPLE_REGISTER_PATH)
const entries = sampleRegister().length

/** A program that keeps a register in its own process. */
const PROGRAM = `
import { authenticateDevelopment, HttpServer, importEntries, linesOf, openRegister, readDatabaseSettings } from '@demur/server'
import { createReadStream } from 'node:fs'

const [file = ''] = process.argv.slice(2)
const register = await openRegister({ ...readDatabaseSettings({}), folder: null })
const { lastPosition } = await importEntries(register.connection, register, linesOf(createReadStream(file)), 'program')
console.log(lastPosition, typeof HttpServer, typeof authenticateDevelopment)
await register.close()
`

const project = new Project()
let packed: Ended[]
let installed: Ended

beforeAll(async () => {
  packed = await Promise.all(PARTS.map((part) => pack(join(PACKAGES, part), project.folder)))
  const tarballs = new Map(
    readdirSync(project.folder).flatMap((file) => {
      const [, part] = /^demur-([a-z]+)-.*\.tgz$/.exec(file) ?? []
      return part === undefined ? [] : [[`@demur/${part}`, `file:${file}`] as const]
    }),
  )
  const manifest = { name: 'somebody-elses', private: true, type: 'module' }
  project.write(
    'package.json',
    JSON.stringify({ ...manifest, dependencies: { '@demur/server': tarballs.get('@demur/server') } }),
  )
  // Not published yet, so what the server depends on comes from beside it.
  const overrides = [...tarballs].map(([name, file]) => `  "${name}": "${file}"`)
  project.write('pnpm-workspace.yaml', ['overrides:', ...overrides, ''].join('\n'))
  installed = await pnpm(['install', '--prefer-offline'], project.folder)
})
afterAll(() => project.remove())

const demur = (...args: string[]): Promise<Ended> =>
  run(join(project.folder, 'node_modules/.bin/demur'), args, project.folder)

describe('the package, installed from its tarball into an empty project', () => {
  it('brings the command line, its migrations, and everything that they need', async () => {
    expect([...packed, installed]).toMatchObject([...PARTS, 'project'].map(() => ({ status: 0 })))
    const files = readdirSync(join(project.folder, 'node_modules/@demur/server'), { recursive: true }).map(String)
    expect(files).toEqual(expect.arrayContaining(['dist/cli.js', 'migrations/0001_guards.sql', 'README.md', 'LICENSE']))
    expect(files.filter((file) => file.startsWith('src') || file.includes('test'))).toEqual([])
  })

  it('keeps a register from the command line', async () => {
    expect(await demur('migrate', '--data', 'register')).toEqual({
      status: 0,
      output: 'Up to date (embedded, in the serving role); the ledger stands at 0.\n',
    })
    expect(await demur('import', sample, '--data', 'register')).toMatchObject({ status: 0 })
    const question = ['check', 'de-objected-post-1', '--use', 'genai.training', '--data', 'register']
    expect(await demur(...question)).toEqual({ status: 3, output: 'INELIGIBLE OBJECTED\n' })
  })

  it('serves it, playground included, until it is told to stop', async () => {
    const bin = join(project.folder, 'node_modules/@demur/server/dist/cli.js')
    const data = join(project.folder, 'served')
    const served = await serveWith([bin], ['--data', data, '--sample', sample], { DEMUR_LOG_LEVEL: 'silent' })
    expect(await ask(served.url, 'dev-auditor', '{ ledgerHead }')).toEqual({ ledgerHead: String(entries) })
    const page = await fetch(`${served.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('Demur playground')
    expect(await (await fetch(`${served.url}/docs/gate`)).text()).toContain('<h1 id="the-gate">The gate</h1>')
    served.process.kill('SIGTERM')
    expect((await served.ended).code).toBe(0)
  })

  it('filters a file through a gate, with the SDK that it brings along', async () => {
    const bin = join(project.folder, 'node_modules/@demur/server/dist/cli.js')
    const data = join(project.folder, 'filtered')
    const served = await serveWith([bin], ['--data', data, '--sample', sample], { DEMUR_LOG_LEVEL: 'silent' })
    const there = ['--url', served.url, '--token', 'dev-operator']
    expect(await demur('checkpoint', ...there)).toMatchObject({ status: 0 })
    project.write('demur.keys', (await demur('checkpoint', '--keys', ...there)).output)
    const rows = ['de-plain', 'de-objected', 'nobody'].map((author) => `${author},2025-01-01T00:00:00Z`)
    project.write('posts.csv', `author,at\n${rows.join('\n')}\n`)
    const described = ['--described', '--member', 'author', '--created-at', 'at']
    const defaults = ['--default', 'kind=POST', '--default', 'visibility=PUBLIC']
    const through = ['--gate', '--key', 'demur.keys', '--max-staleness', '60s', '--url', served.url]
    const out = ['--use', 'genai.training', '--out', 'may.csv', '--rejected', 'may-not.csv', '--token', 'dev-service']
    const filtered = await demur('filter', 'posts.csv', ...described, ...defaults, ...through, ...out)
    expect(filtered).toEqual({ status: 0, output: expect.any(String) })
    const read = (file: string): string => readFileSync(join(project.folder, file), 'utf8')
    expect(read('may.csv')).toBe(`author,at\n${rows[0]}\n`)
    expect(read('may-not.csv')).toBe(
      `demur_row,demur_reasons,author,at\n2,OBJECTED,${rows[1]}\n3,UNKNOWN_MEMBER,${rows[2]}\n`,
    )
    served.process.kill('SIGTERM')
    expect((await served.ended).code).toBe(0)
  })

  it('is a library of the right types, which keeps a register in the process of its user', async () => {
    project.write('program.ts', PROGRAM)
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      // The types of the embedded database are not sound by themselves.
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [binary('@types')],
      outDir: 'out',
    }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }))
    expect(await run(process.execPath, [binary('typescript/bin/tsc'), '-p', '.'], project.folder)).toEqual({
      status: 0,
      output: '',
    })
    expect(await run(process.execPath, ['out/program.js', sample], project.folder)).toEqual({
      status: 0,
      output: `${entries} function function\n`,
    })
  })
})
