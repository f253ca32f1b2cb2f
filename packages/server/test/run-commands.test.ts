import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'
import { newDatabase } from './support/register.ts'
import { member, post, RULEBOOK } from './support/world.ts'

/** The ways in which a command reaches a register. */
const WAYS = {
  Postgres: async () => ({ flags: [], env: { DATABASE_URL: (await newDatabase('postgres')).url ?? '' } }),
  'a running server': async () => {
    const { url } = await serve(['--data', newFolder()], { DEMUR_LOG_LEVEL: 'silent' })
    return { flags: ['--url', url, '--token', 'dev-operator'], env: {} }
  },
} as const

describe.each(Object.entries(WAYS))('on %s', (_, open) => {
  // Each of these is a process of its own.
  it('a run is opened, sealed, listed, shown, exported, verified, compared and given up', {
    timeout: 240_000,
  }, async () => {
    const { flags, env } = await open()
    const run = (...args: string[]): Promise<Ended> => command([...args, ...flags], env)
    const file = join(newFolder(), 'world.jsonl')
    const world = [RULEBOOK, ...member('a'), ...member('b'), post('a1', 'a'), post('b1', 'b'), post('b2', 'b')]
    writeFileSync(file, world.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    await run('import', file)
    const use = ['--use', 'genai.training']
    expect(await run('run', 'open', 'one', ...use, '--description', 'the first')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Opened one: genai.training at .*, as known at position 10\.\n$/),
    })
    expect((await run('run', 'verify', 'one')).code).toBe(3)
    await run('object', 'b', 'genai-improvement')
    expect(await run('run', 'late', 'one')).toMatchObject({ code: 0, stdout: 'b1  OBJECTED\nb2  OBJECTED\n' })
    expect(await run('run', 'seal', 'one')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Sealed one: 3 items, sha256:[0-9a-f]{64}\. 2 of them had become ineligible/),
    })
    expect(await run('run', 'seal', 'one')).toMatchObject({ code: 3, stderr: 'demur: The run is sealed.\n' })
    expect(await run('run', 'export', 'one', '--keys')).toMatchObject({ code: 0, stdout: 'a1\nb1\nb2\n' })
    const manifest = join(newFolder(), 'manifest.jsonl')
    expect((await run('run', 'export', 'one', '--output', manifest)).stdout).toContain('Exported 3 items')
    expect(JSON.parse(readFileSync(manifest, 'utf8').split('\n')[1] ?? '')).toEqual({
      leaf: expect.stringMatching(/^[0-9a-f]{64}$/),
      position: 9,
      item: 'b1',
    })
    expect(await run('run', 'verify', 'one')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('as it was sealed'),
    })
    await run('run', 'open', 'two', ...use)
    expect(await run('run', 'diff', 'one', 'two')).toMatchObject({
      code: 0,
      stdout: '- b1  OBJECTED\n- b2  OBJECTED\n0 added, 2 removed, 1 kept.\n  -        2  OBJECTED\n',
    })
    expect((await run('run', 'seal', 'two', '--json')).stdout).toContain('"itemCount":1')
    const used = await run('past-uses', 'b')
    expect(used.stdout).toMatch(
      /^Run one used 2 of your items for “.*”; you objected on .* UTC; not used from run two on\.\n/,
    )
    expect((await run('past-uses', 'b', '--locale', 'de')).stdout).toMatch(
      /^Lauf one hat 2 Ihrer Inhalte .* widersprochen; ab Lauf two/,
    )
    expect((await run('past-uses', 'b', '--as-known-at', '11')).stdout).toBe('No sealed run has used your content.\n')
    await run('run', 'open', 'three', ...use)
    expect((await run('run', 'abandon', 'three')).stdout).toMatch(/^Abandoned three\./)
    const listed = await run('run', 'list', '--json', '--status', 'sealed')
    expect(JSON.parse(listed.stdout)).toMatchObject([{ key: 'two' }, { key: 'one', itemCount: 3 }])
    expect((await run('run', 'list', '--as-known-at', '11')).stdout).toMatch(/^OPEN .* one\n$/)
    expect((await run('run', 'show', 'one')).stdout).toMatch(/late +2, not eligible any more/)
    for (const args of [
      ['show', 'none'],
      ['export', 'none'],
      ['verify', 'none'],
      ['seal', 'none'],
      ['diff', 'one', 'none'],
    ]) {
      expect(await run('run', ...args)).toMatchObject({ code: 3, stderr: 'demur: There is no such run.\n' })
    }
    expect((await run('run', 'list', '--as-known-at', 'yesterday')).code).toBe(2)
    const both = await run('check', 'b1', '--use', 'genai.training', '--then', '10')
    expect(both.code).toBe(3)
    expect(both.stdout).toMatch(
      /then {2}ELIGIBLE NOT_OBJECTED.*\nnow {3}INELIGIBLE OBJECTED.*\n {2}12 {2}Objected {2}recorded/,
    )
  })
})
