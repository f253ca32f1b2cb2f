import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulebookDocument, SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'
import { newDatabase } from './support/register.ts'

const samplePath = String(SAMPLE_REGISTER_PATH)
const entries = sampleRegister().length

/** The ways in which a command reaches a register: each opens one and gives the flags and variables that name it. */
const WAYS = {
  'the embedded database': async () => ({ flags: ['--data', newFolder()], env: {} }),
  Postgres: async () => ({ flags: [], env: { DATABASE_URL: (await newDatabase('postgres')).url ?? '' } }),
  'a running server': async () => {
    const { url } = await serve(['--data', newFolder()], { DEMUR_LOG_LEVEL: 'silent' })
    return { flags: ['--url', url, '--token', 'dev-operator'], env: {} }
  },
} as const

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
    expect(await run('check', 'de-plain-post-1', '--use', 'genai.training')).toMatchObject({
      code: 0,
      stdout: 'ELIGIBLE NOT_OBJECTED\n',
    })
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
