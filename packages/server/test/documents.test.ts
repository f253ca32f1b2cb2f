import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PLAYGROUND_TABS } from '../src/http/playground-tabs/index.ts'
import { VARIABLES } from '../src/variables.ts'
import { command, newFolder } from './support/command.ts'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const page = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

/** The code blocks of a page in one language, in their order. */
function blocks(path: string, language: string): string[] {
  return [...page(path).matchAll(/^```(\w*)\n(.*?)^```/gms)].flatMap(([, found, code = '']) =>
    found === language ? [code] : [],
  )
}

/** The commands of a page's terminals, and what each prints. */
function commands(path: string): (readonly [line: string, output: string])[] {
  return blocks(path, 'console').flatMap((block) =>
    [...block.matchAll(/^\$ demur (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(
      ([, line = '', output = '']) => [line, output] as const,
    ),
  )
}

let server: TestServer
beforeAll(async () => {
  server = await startServer(await newRegister('embedded'))
  await importJson(server.register, sampleRegister())
})
afterAll(() => server.close())

describe('the page on the decision model', () => {
  const checks = commands('docs/decision-model.md')

  it('has worked examples', () => {
    expect(checks.length).toBeGreaterThan(8)
    expect(checks.every(([line]) => line.startsWith('check '))).toBe(true)
  })

  it.each(checks)('prints what it shows: %s', async (line, output) => {
    const { stdout, stderr } = await command([...line.split(' '), '--url', server.url, '--token', 'dev-auditor'])
    expect([stdout, stderr]).toEqual([output, ''])
  })
})

describe('the page on operations', () => {
  it('prints what it shows', async () => {
    const folder = newFolder()
    await command(['import', String(SAMPLE_REGISTER_PATH), '--data', folder])
    const [[line, output] = ['', '']] = commands('docs/operations.md')
    expect(line).toMatch(/^migrate --data /)
    expect((await command(['migrate', '--data', folder])).stdout).toBe(output)
  })

  it('names no variable that does not exist', () => {
    const named = ['docs/operations.md', 'SECURITY.md', 'LIMITATIONS.md', 'README.md', 'docs/playground.md'].flatMap(
      (path) => [...(page(path).match(/\bDEMUR_[A-Z_]+/g) ?? [])],
    )
    expect(named.filter((name) => !Object.hasOwn(VARIABLES, name))).toEqual([])
  })

  it('like the other pages, names no command that does not exist', async () => {
    const { stdout } = await command(['--help'])
    const existing = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name)
    const paths = ['README.md', 'SECURITY.md', 'LIMITATIONS.md', 'docs/operations.md', 'docs/ledger-and-proof.md']
    const named = paths.flatMap((path) => [...page(path).matchAll(/^(?:\$ |npx (?:-y )?pnpm@12 )?demur ([a-z-]+)/gm)])
    expect(named.length).toBeGreaterThan(5)
    for (const [, name] of named) expect(existing).toContain(name)
  })
})

describe('the tour of the playground', () => {
  const shown = blocks('docs/playground.md', 'json').map((code) => JSON.parse(code))
  const query = (title: string): string => PLAYGROUND_TABS.find((tab) => tab.title === title)?.query ?? ''
  const ask = async (text: string, token = 'dev-operator'): Promise<unknown> => (await server.ask(token, text)).data

  it('shows the true answers, in the order in which it asks', async () => {
    expect(alike(await ask(query('Why is this item not eligible?')), shown[1])).toEqual(shown[1])
    const object = query('Object')
    expect(alike(await ask(object), shown[2])).toEqual(shown[2])
    expect(await ask(object)).toMatchObject({ setOptOut: { unchanged: true, setting: { version: 2 } } })
    const withdraw = object.replace('act: OBJECT', 'act: WITHDRAW_OBJECTION, expectedVersion: 2')
    expect(await ask(withdraw)).toEqual(shown[3])
    expect(await ask(withdraw.replace('Version: 2', 'Version: 1'), 'dev-member:de-plain')).toEqual(shown[4])
    expect(await ask(withdraw, 'dev-member:de-plain')).toMatchObject({ setOptOut: { setting: { choice: 'DEFAULT' } } })
    const changed = (await ask(query('What changed'))) as { ledger: unknown[] }
    expect(alike(changed.ledger[0], shown[5].ledger[0])).toEqual(shown[5].ledger[0])
    const { dataUse } = (await ask(query('Everything a rule says'))) as { dataUse: { rules: { key: string }[] } }
    expect(dataUse.rules.find(({ key }) => key === shown[6].key)).toMatchObject(shown[6])
  })
})

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A value as a page shows another: with the page's moments, and whatever stands where the page abridges. */
function alike(actual: unknown, shown: unknown): unknown {
  if (typeof shown === 'string' && typeof actual === 'string' && MOMENT.test(shown) && MOMENT.test(actual)) return shown
  if (JSON.stringify(shown)?.includes('…') && typeof shown !== 'object') return shown
  if (Array.isArray(shown) && Array.isArray(actual)) {
    if (shown.length === 1 && String(shown[0]).startsWith('…')) return shown
    return actual.map((value, index) => alike(value, shown[index]))
  }
  if (typeof shown !== 'object' || shown === null || typeof actual !== 'object' || actual === null) return actual
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [name, alike(value, (shown as Record<string, unknown>)[name])]),
  )
}

describe('the README of a package', () => {
  it.each(['eligibility', 'schema', 'server'])('shows a program that prints what it says: %s', async (name) => {
    const readme = `packages/${name}/README.md`
    const [code = ''] = blocks(readme, 'ts')
    const text = code.replaceAll('packages/fixtures/', `${root}packages/fixtures/`)
    const flags = ['--conditions=source', '--input-type=module-typescript', '-e', text]
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: `${root}packages/${name}` })
    expect(stdout).toBe(blocks(readme, 'text')[0])
  })
})

describe('the pages', () => {
  it('link to pages and headings that exist', () => {
    const paths = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LIMITATIONS.md']
    const others = ['decision-model', 'glossary', 'ledger-and-proof', 'operations', 'playground'].map(
      (name) => `docs/${name}.md`,
    )
    const readmes = ['eligibility', 'fixtures', 'schema', 'sdk', 'server'].map((name) => `packages/${name}/README.md`)
    const broken = [...paths, ...others, ...readmes].flatMap((path) =>
      [...page(path).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
        leads(path, target) ? [] : [`${path}: ${target}`],
      ),
    )
    expect(broken).toEqual([])
  })
})

/** Whether a link within the repository leads somewhere. */
function leads(from: string, target: string): boolean {
  if (/^https?:/.test(target)) return true
  const url = new URL(target, `file:///${from}`)
  const path = decodeURIComponent(url.pathname.slice(1))
  if (url.hash === '') return existsSync(`${root}${path}`)
  return [...page(path).matchAll(/^#+ (.*)$/gm)].some(([, title = '']) => anchor(title) === url.hash.slice(1))
}

/** The anchor that a heading gets. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
