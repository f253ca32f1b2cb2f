import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { binary, type Ended, PACKAGE, Project, pack, run } from './support/project.ts'
import { PUBLIC_KEY, RECEIPT } from './support/receipt.ts'
import { startSampleServer } from './support/server.ts'

/** A program of somebody else: it uses each part of the client once. */
const PROGRAM = `
import { createClient, DemurError, type Decision, type OptOutSetting } from '@demur/sdk'
import { type ReceiptVerification, verifyReceipt } from '@demur/sdk/receipts'

const [url = '', token = '', receipt = '', publicKeys = ''] = process.argv.slice(2)
const client = createClient({ url, auth: token })
const settings: readonly OptOutSetting[] | null = await client.settings.list({ member: 'fr-plain' })
const question = { item: 'fr-plain-post-1', dataUse: 'genai.training' }
const decision: Decision = await client.eligibility.check(question)
const many = await client.eligibility.checkMany(Array.from({ length: 1001 }, () => question))
const through: string[] = []
for await (const item of client.eligibility.filter(['fr-plain-post-1', 'nothing'], { dataUse: question.dataUse })) through.push(item)
const refused = await client.runs.open({ key: 'r', dataUse: 'genai.training' })
let followed = ''
for await (const { position } of client.ledger.subscribe({ after: '4' })) {
  followed = position
  break
}
const failure = await client.ledger.list({ first: 0 }).catch((error: unknown) => error)
const code = failure instanceof DemurError ? failure.code : null
const verified: ReceiptVerification = await verifyReceipt(receipt, { publicKeys })
console.log(
  JSON.stringify([settings?.length, decision.outcome, many.length, through, refused.ok, followed, code, verified.status]),
)
declare const process: { argv: string[] }
`

/** A page of somebody else: it uses each part that has a path of its own. */
const PAGE = `
import type { SettingsOverview } from '@demur/sdk'
import { SetOptOutDocument, type SetOptOutMutation, possibleTypes } from '@demur/sdk/documents'
import { DemurProvider, type Messages, NoticeBanner, OptOutSettings, useOptOut } from '@demur/sdk/react'
import { ar, de } from '@demur/sdk/react/locales'
import { demurMutations, demurQueries } from '@demur/sdk/tanstack'
import { createTestRegister } from '@demur/sdk/testing'
import { renderToString } from 'react-dom/server'

const rulebook = {
  version: '1',
  dataUses: [{ key: 'u', title: { en: 'Use' }, description: { en: 'A use.' }, setting: 's' }],
  settings: [{ key: 's', title: { en: 'Setting' }, description: { en: 'A setting.' } }],
  rules: [],
}
const register = createTestRegister({ rulebook, entries: [{ type: 'MemberRegistered', member: 'ada' }] })
const client = register.asMember('ada')
const texts: Messages = { ...de, label: 'Erlauben' }
const overview: SettingsOverview | null = await client.settings.overview()
const Row = () => <p>{useOptOut('s').offered ? 'offered' : 'not offered'}</p>
const html = renderToString(
  <DemurProvider client={client} messages={texts} initialData={{ overview }}>
    <OptOutSettings form={{ action: '/settings', fields: () => ({}) }} />
    <NoticeBanner settingsHref="/settings" />
    <Row />
  </DemurProvider>,
)
const signal = new AbortController().signal
const settings = await demurQueries(client).settings().queryFn({ signal })
const result = await demurMutations(client).object().mutationFn({ setting: 's' })
const typed: SetOptOutMutation['setOptOut']['__typename'] = 'SetOptOutSuccess'
const kinds = [SetOptOutDocument.kind, typed, possibleTypes['SetOptOutResult']?.includes(typed), ar.direction]
console.log(JSON.stringify([html.includes('Setting'), html.includes('not offered'), settings?.length, result.ok, kinds]))
`

let server: TestServer
let tarball: string
let packed: Ended
let installed: Ended
const project = new Project()

beforeAll(async () => {
  server = await startSampleServer()
  packed = await pack(PACKAGE, project.folder)
  tarball = join(project.folder, readdirSync(project.folder).find((file) => file.endsWith('.tgz')) ?? '')
  // Without a network, and without a cache that could stand in for one.
  const flags = ['--offline', '--no-audit', '--no-fund', '--cache', join(project.folder, 'cache'), '--loglevel=error']
  installed = await run('npm', ['install', ...flags, tarball], project.folder)
  project.write('program.ts', PROGRAM)
  project.write('page.tsx', PAGE)
})

/** What a project that uses React and parsed documents has besides. */
function addPeers(): void {
  for (const name of ['react', 'react-dom', '@types/react', '@types/react-dom', 'graphql']) {
    project.borrow(name)
  }
}
afterAll(async () => {
  project.remove()
  await server.close()
})

describe('the package', () => {
  it('installs without a network: it is alone', () => {
    expect([packed, installed]).toMatchObject([{ status: 0 }, { status: 0 }])
    const modules = join(project.folder, 'node_modules')
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['@demur'])
    expect(readdirSync(join(modules, '@demur'))).toEqual(['sdk'])
  })

  it('has what is needed to use it, and nothing of how it is made', () => {
    const folder = join(project.folder, 'node_modules/@demur/sdk')
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    expect(manifest).not.toHaveProperty('dependencies')
    expect(JSON.stringify(manifest.exports)).not.toContain('source')
    const files = readdirSync(folder, { recursive: true }).map(String)
    expect(
      files.filter(
        (file) =>
          !/^(dist(\/[a-z0-9-]+(\.d\.ts|\.js))?|package\.json|react\.css(\.d\.ts)?|README\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([])
    expect(files).toContain('README.md')
    for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
      const imported = [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|export) .*?from ["'](.+?)["']/gm),
      ]
      const peers = { 'dist/react.d.ts': ['react'], 'dist/documents.d.ts': ['graphql'] }[file] ?? []
      const others = imported.map(([, name = '']) => name).filter((name) => !name.startsWith('./'))
      expect([file, others]).toEqual([file, peers])
    }
  })

  it.each([
    ['TypeScript 5.9', binary('typescript-5-9/bin/tsc', 'sdk')],
    ['TypeScript 7', binary('typescript/bin/tsc')],
  ])('is of the right types for %s, whatever the project demands', async (_, tsc) => {
    for (const [module, moduleResolution, demanding] of [
      ['nodenext', 'nodenext', true],
      ['esnext', 'bundler', false],
    ] as const) {
      const compilerOptions = {
        module,
        moduleResolution,
        exactOptionalPropertyTypes: demanding,
        noUncheckedIndexedAccess: demanding,
        target: 'es2022',
        lib: ['es2023', 'dom'],
        types: [],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
      }
      project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }))
      expect(await run(process.execPath, [tsc, '-p', '.'], project.folder)).toEqual({ status: 0, output: '' })
    }
  })

  it('needs React and graphql only in the parts that are about them', () => {
    const modules = readdirSync(join(project.folder, 'node_modules'))
    expect(modules.filter((name) => /react|graphql/.test(name))).toEqual([])
  })

  it.each(['this Node', 'the Node of the machine'])('works on %s against a real server', async (which) => {
    const compiler = [binary('typescript/bin/tsc'), '-p', 'tsconfig.build.json']
    const compilerOptions = { module: 'nodenext', target: 'es2022', lib: ['es2023', 'dom'], types: [], outDir: 'out' }
    project.write('tsconfig.build.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }))
    expect(await run(process.execPath, compiler, project.folder)).toMatchObject({ status: 0 })
    const node = which === 'this Node' ? process.execPath : await machineNode()
    const { status, output } = await run(
      node,
      ['out/program.js', `${server.url}/graphql`, 'dev-auditor', RECEIPT, PUBLIC_KEY],
      project.folder,
    )
    const settings = expect.any(Number)
    expect(JSON.parse(output)).toEqual([
      settings,
      'ELIGIBLE',
      1001,
      ['fr-plain-post-1'],
      false,
      '5',
      'BAD_USER_INPUT',
      'VERIFIED',
    ])
    expect(status).toBe(0)
  })

  it.each([
    ['TypeScript 5.9', binary('typescript-5-9/bin/tsc', 'sdk')],
    ['TypeScript 7', binary('typescript/bin/tsc')],
  ])('has parts for apps that are of the right types for %s, and work', async (_, tsc) => {
    addPeers()
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      jsx: 'react-jsx',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: false,
      outDir: 'out',
    }
    project.write('tsconfig.page.json', JSON.stringify({ compilerOptions, files: ['page.tsx'] }))
    expect(await run(process.execPath, [tsc, '-p', 'tsconfig.page.json'], project.folder)).toEqual({
      status: 0,
      output: '',
    })
    const { output } = await run(process.execPath, ['out/page.js'], project.folder)
    expect(JSON.parse(output)).toEqual([true, true, 1, true, ['Document', 'SetOptOutSuccess', true, 'rtl']])
  })

  it('is found sound by publint and by attw', async () => {
    expect(await run(binary('.bin/publint'), ['--strict', tarball], project.folder)).toMatchObject({ status: 0 })
    expect(
      await run(
        binary('.bin/attw'),
        ['--profile', 'esm-only', tarball, '--exclude-entrypoints', 'react.css'],
        project.folder,
      ),
    ).toMatchObject({
      status: 0,
    })
  })
})

/** A Node beside the one that runs the tests, where the machine has one that the package supports; else this one. */
async function machineNode(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  for (const node of folders.map((folder) => join(folder, 'node'))) {
    const { status, output } = await run(node, ['--version'], project.folder)
    if (status === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= 20) return node
  }
  return process.execPath
}
