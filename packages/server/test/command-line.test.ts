import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { rulebookDocument, SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { Progress } from '../src/commands/progress.ts'
import { command, type Ended, newFolder, serve, start } from './support/command.ts'
import { newDatabase } from './support/register.ts'

const samplePath = String(SAMPLE_REGISTER_PATH)
const entries = sampleRegister().length

/** The ways in which a command reaches a register: each opens one and gives the flags and variables that name it. */
const WAYS = {
  'the embedded database': () => migrated(['--data', newFolder()], {}),
  Postgres: async () => migrated([], { DATABASE_URL: (await newDatabase('postgres')).url ?? '' }),
  'a running server': async () => {
    const { url } = await serve(['--data', newFolder()], { DEMUR_LOG_LEVEL: 'silent' })
    return { flags: ['--url', url, '--token', 'dev-operator'], env: {} }
  },
} as const

async function migrated(flags: string[], env: Record<string, string>) {
  expect(await command(['migrate', ...flags], env)).toMatchObject({ code: 0 })
  return { flags, env }
}

describe.each(Object.entries(WAYS))('on %s', (_, open) => {
  it('a file is imported, asked, objected to, and exported', async () => {
    const { flags, env } = await open()
    const run = (...args: string[]): Promise<Ended> => command([...args, ...flags], env)
    expect(await run('import', samplePath)).toMatchObject({
      code: 0,
      stdout: `Imported ${entries} entries, up to position ${entries}.\n`,
      stderr: '',
    })
    expect((await run('import', samplePath)).stdout).toContain('nothing changed')
    const objected = await run('object', 'de-plain', 'genai-improvement', '--json')
    expect(objected.code).toBe(0)
    expect(JSON.parse(objected.stdout)).toMatchObject({ position: String(entries + 1), unchanged: false })
    const explained = await run('check', 'de-plain-post-1', '--use', 'genai.training', '--explain', '--locale', 'de')
    expect(explained.code).toBe(3)
    expect(explained.stdout).toContain('Dieser Inhalt darf nicht verwendet werden.')
    const then = await run(
      'check',
      'de-plain-post-1',
      '--use',
      'genai.training',
      '--as-known-at',
      String(entries),
      '--json',
    )
    expect(then.code).toBe(0)
    expect(JSON.parse(then.stdout)).toMatchObject({ outcome: 'ELIGIBLE', position: String(entries) })
    const exported = await run('export')
    expect(exported.code).toBe(0)
    expect(exported.stdout.trim().split('\n')).toHaveLength(entries + 1)
    const tail = await run('export', '--after', String(entries))
    expect(JSON.parse(tail.stdout)).toMatchObject({
      position: entries + 1,
      type: 'Objected',
      member: 'de-plain',
      channel: 'command line',
    })
  })

  it('a file that is refused names its line, changes nothing, and ends with 3', async () => {
    const { flags, env } = await open()
    const file = join(newFolder(), 'bad.jsonl')
    writeFileSync(file, '{"type":"MemberRegistered","member":"a"}\n{"type":"Objected","member":"b","setting":"s"}\n')
    const refused = await command(['import', file, ...flags], env)
    expect(refused).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'demur: line 2: member there is no member “b”. Nothing was imported.\n',
    })
    const asJson = await command(['import', '-', '--json', ...flags], env, readFileSync(file, 'utf8'))
    expect(JSON.parse(asJson.stderr)).toMatchObject({ line: 2, problems: [{ path: ['member'] }] })
    expect((await command(['export', ...flags], env)).stdout).toBe('')
  })

  it('what is refused or unknown ends with 3, and a wrong instant with 2', async () => {
    const { flags, env } = await open()
    expect(await command(['object', 'nobody', 'genai-improvement', ...flags], env)).toMatchObject({
      code: 3,
      stderr: 'demur: There is no such member.\n',
    })
    expect(await command(['check', 'nothing', '--use', 'x', ...flags], env)).toMatchObject({
      code: 3,
      stdout: 'INELIGIBLE UNKNOWN_ITEM UNKNOWN_DATA_USE\n',
    })
    expect((await command(['check', 'nothing', '--use', 'x', '--at', 'yesterday', ...flags], env)).code).toBe(2)
  })
})

describe('where there is no register', () => {
  const questions = [
    ['verify'],
    ['rebuild', '--check'],
    ['export'],
    ['check', 'de-plain-post-1', '--use', 'genai.training'],
    ['object', 'de-plain', 'genai-improvement'],
  ]

  it.each(questions)('no answer is made up, nor a register: %s', async (...question) => {
    const folder = join(newFolder(), 'misspelt')
    const embedded = await command([...question, '--data', folder])
    expect(embedded).toEqual({
      code: 4,
      stdout: '',
      stderr: `demur: There is no register in the folder ${folder}: “demur migrate”, “import” or “serve” makes one.\n`,
    })
    expect(existsSync(folder)).toBe(false)
  })

  it('nor in a database of Postgres, which stays as it was', async () => {
    const env = { DATABASE_URL: (await newDatabase('postgres')).url ?? '' }
    for (const question of questions) {
      expect(await command(question, env)).toMatchObject({
        code: 4,
        stdout: '',
        stderr: expect.stringContaining('There is no register in the database that DATABASE_URL names'),
      })
    }
    expect((await command(['migrate'], env)).stdout).toContain('the ledger stands at 0')
  })
})

describe('an export', () => {
  it('ends quietly when its reader stops reading', async () => {
    const folder = newFolder()
    await command(['import', samplePath, '--data', folder])
    const { process, ended } = start(['export', '--data', folder])
    process.stdout.once('data', () => process.stdout.destroy())
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('into a file is whole or not there at all', async () => {
    const folder = newFolder()
    const { url } = await serve(['--data', newFolder(), '--sample', samplePath], { DEMUR_LOG_LEVEL: 'silent' })
    const there = ['--url', url, '--token', 'dev-auditor']
    const file = join(folder, 'ledger.jsonl')
    const exported = await command(['export', ...there, '--output', file, '--json'])
    expect(JSON.parse(exported.stdout)).toEqual({ entries, file })
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(entries)
    const early = (await command(['export', ...there, '--as-known-at', '3'])).stdout
    expect(
      early
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).position),
    ).toEqual([1, 2, 3])
    expect(await command(['export', ...there, '--as-known-at', '2020-01-01T00:00:00Z'])).toMatchObject({
      code: 0,
      stdout: '',
    })
    expect(await command(['export', ...there, '--as-known-at', '999999'])).toMatchObject({ code: 2 })
    expect(await command(['export', ...there, '--output', folder])).toMatchObject({ code: 2 })
    await using broken = await servingLess()
    const refused = await command(['export', '--url', broken.url, '--output', file])
    expect(refused).toMatchObject({ code: 1, stderr: 'demur: The stream broke off after 1 of 2 lines.\n' })
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(entries)
    expect(readdirSync(folder).filter((name) => name.startsWith('ledger'))).toEqual(['ledger.jsonl'])
  })
})

/** A server that promises two entries and sends one. */
async function servingLess(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_, response) => response.setHeader('demur-entries', '2').end('{"position":1}\n'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

describe('the progress of an import or export', () => {
  const drawn = (isTTY: boolean, quiet: boolean): string => {
    const terminal = Object.assign(new PassThrough(), { isTTY })
    const progress = new Progress(10, 'entries', quiet, terminal)
    progress.advance(10)
    progress.stop()
    return String(terminal.read() ?? '')
  }

  it('is drawn on a terminal, and nowhere else', () => {
    expect(drawn(true, false)).toContain('10/10 entries')
    expect(drawn(true, true)).toBe('')
    expect(drawn(false, false)).toBe('')
  })
})

describe('a command', () => {
  it('that is not understood ends with 2 and says so', async () => {
    expect(await command(['check', 'x'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--use') })
    expect(await command(['frobnicate'])).toMatchObject({ code: 2 })
    expect(await command(['import', '/does/not/exist'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such file'),
    })
    expect(await command(['migrate'], { DEMUR_TYPO: 'x' })).toMatchObject({
      code: 2,
      stderr: 'demur: DEMUR_TYPO is no variable of Demur.\n',
    })
    expect(await command(['migrate'], { DATABASE_URL: 'secret' })).toMatchObject({
      code: 2,
      stderr: 'demur: DATABASE_URL must begin with postgres:// or postgresql://.\n',
    })
  })

  it('that reaches no register ends with 4', async () => {
    expect(await command(['export', '--url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('cannot be reached'),
    })
    const { url } = await serve(['--data', newFolder()], { DEMUR_LOG_LEVEL: 'silent' })
    expect(await command(['export', '--url', url, '--token', 'wrong'])).toMatchObject({ code: 4 })
    expect(await command(['export', '--url', url, '--token', 'dev-service'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Only operators and auditors export'),
    })
  })

  it('that may not open its database ends with 4, and is told why', async () => {
    const url = new URL((await newDatabase('postgres')).url ?? '')
    url.pathname = '/no_such_database'
    expect(await command(['migrate'], { DATABASE_URL: url.href })).toMatchObject({
      code: 4,
      stderr: 'demur: database "no_such_database" does not exist\n',
    })
  })

  it('that serves says where it answers, as JSON if asked to', async () => {
    const { output } = await serve(['--data', newFolder(), '--json'], { DEMUR_LOG_LEVEL: 'silent' })
    expect(JSON.parse(output())).toMatchObject({
      playground: expect.stringMatching(/^http:\/\/localhost:\d+\/graphql$/),
      settings: expect.stringMatching(/^http:\/\/localhost:\d+\/settings$/),
      health: expect.stringMatching(/\/readyz$/),
      developmentTokens: expect.arrayContaining(['dev-operator']),
    })
  })

  it('that checks a rulebook needs no register and names every problem', async () => {
    const sound = await command(['rulebook', 'check', '-'], {}, JSON.stringify(rulebookDocument('change-2025-11-03')))
    expect(sound).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Sound: version 2025-11-03/) })
    const broken = { ...rulebookDocument('change-2025-11-03'), notices: [], settings: [] }
    const refused = await command(['rulebook', 'check', '-', '--json'], {}, JSON.stringify(broken))
    expect(refused.code).toBe(3)
    expect(JSON.parse(refused.stdout).problems.length).toBeGreaterThan(5)
  })

  it('prints help and its version without touching a register', async () => {
    expect(await command(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    const help = await command(['--help'])
    expect(help.code).toBe(0)
    for (const name of ['serve', 'migrate', 'import', 'export', 'check', 'object', 'rulebook'])
      expect(help.stdout).toContain(name)
  })
})
