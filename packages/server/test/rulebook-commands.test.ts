import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rulebookDocument, SAMPLE_REGISTER_PATH } from '@demur/fixtures'
import { describe, expect, it } from 'vitest'
import { command, type Ended, newFolder, serve } from './support/command.ts'

const document = JSON.stringify(rulebookDocument('change-2025-11-03'))

const sample = String(SAMPLE_REGISTER_PATH)
const run = (flags: readonly string[], input: string, ...args: string[]): Promise<Ended> =>
  command(['rulebook', ...args, ...flags], {}, input)

describe('demur rulebook', () => {
  it('measures and publishes through a running server, and refuses with every problem', async () => {
    const { url } = await serve(['--data', newFolder(), '--sample', sample], { DEMUR_LOG_LEVEL: 'silent' })
    const flags = ['--url', url, '--token', 'dev-operator']
    const dry = await run(flags, document, 'publish', '-', '--dry-run')
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toContain('Nothing was written: 2025-11-03.1')
    expect(dry.stdout).toMatch(/^genai\.training +4 +7 +6$/m)
    expect(dry.stdout).toMatch(/^OUTSIDE_CONTENT_WINDOW +0 +4$/m)
    expect(dry.stdout).toMatch(/^feedback-after-new-notice +ELIGIBLE NOT_OBJECTED +INELIGIBLE KIND_NOT_IN_SCOPE$/m)
    const json = await run(flags, document, 'publish', '-', '--dry-run', '--json', '--samples', '1')
    expect(JSON.parse(json.stdout).effect[0]).toMatchObject({ dataUse: 'genai.training', samples: [{}] })
    const published = await run(flags, document, 'publish', '-', '--no-effect')
    expect(published.stdout).toMatch(/^Published 2025-11-03\.1 \(sha256:[0-9a-f]{64}\) at position 475\.\n$/)
    const history = await run(flags, '', 'history')
    expect(history.stdout.split('\n')[2]).toMatch(/^2025-11-03\.1 +475 +\S+ +dev-operator +sha256:/)
    const back = await run(flags, '', 'diff', '2026-08-21.1', '--fail-on-loosening')
    expect(back).toMatchObject({ code: 3, stdout: expect.stringContaining('From 2025-11-03.1 to 2026-08-21.1') })
    expect(await run(flags, '', 'diff', 'nothing')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nothing'),
    })
    const refused = await run(flags, JSON.stringify({ ...JSON.parse(document), notices: [] }), 'publish', '-', '--json')
    expect(refused.code).toBe(3)
    expect(JSON.parse(refused.stderr).problems.length).toBeGreaterThan(1)
    expect(await run(flags, '{', 'publish', '-')).toMatchObject({ code: 2, stderr: expect.stringContaining('no JSON') })
    expect((await run(flags, document, 'publish', '-', '--samples', 'many')).code).toBe(2)
  })

  it('does what its page shows', async () => {
    const root = new URL('../../../', import.meta.url)
    const page = readFileSync(new URL('docs/rulebooks.md', root), 'utf8')
    const [, line = '', output] = /```console\n\$ demur (.*)\n([^`]*)```/.exec(page) ?? []
    const args = line.split(' ').map((word) => (word.endsWith('.json') ? fileURLToPath(new URL(word, root)) : word))
    expect(await command(args)).toMatchObject({ code: 0, stdout: output })
  })

  it('compares two files without a register, in words', async () => {
    const folder = newFolder()
    const files = (['change-2025-11-03', 'change-2026-08-21'] as const).map((name) => {
      const file = join(folder, `${name}.json`)
      writeFileSync(file, JSON.stringify(rulebookDocument(name)))
      return file
    })
    const found = await command(['rulebook', 'diff', ...files, '--locale', 'de'])
    expect(found.code).toBe(0)
    expect(found.stdout).toContain('From 2025-11-03.1 to 2026-08-21.1: 14 change(s).\n\nlockert (4)\n')
    expect(found.stdout).toContain('  Nach der Regel „genai-training-eea“ (Training generativer KI) werden Inhalte aus')
    expect(found.stdout).toContain('    at rules.genai-training-eea.contentNotBefore')
    const same = await command(['rulebook', 'diff', String(files[0]), String(files[0]), '--json'])
    expect(await command(['rulebook', 'diff', String(files[0]), 'missing.json'])).toMatchObject({ code: 2 })
    expect(JSON.parse(same.stdout)).toEqual({ from: '2025-11-03.1', to: '2025-11-03.1', changes: [] })
  })

  it('publishes on a database of its own, and says what that makes eligible', async () => {
    const published = await run(['--data', newFolder()], document, 'publish', '-', '--json')
    expect(published.code).toBe(0)
    const nothing = { becomeEligible: 0, becomeIneligible: 0, changeReasons: 0, reasons: [], samples: [] }
    expect(JSON.parse(published.stdout)).toMatchObject({
      position: '1',
      asKnownAt: '0',
      effect: expect.arrayContaining([{ dataUse: 'genai.training', ...nothing }]),
    })
  })

  it('proposes where others have to approve, and publishes past them only on the machine, on the record', async () => {
    const env = { DEMUR_PUBLISH_APPROVALS: '1' }
    const flags = ['--data', newFolder()]
    const { url, process: server, ended } = await serve(flags, { ...env, DEMUR_LOG_LEVEL: 'silent' })
    const as = (name: string, input: string, ...args: string[]) =>
      run(['--url', url, '--token', `dev-operator:${name}`], input, ...args)
    const proposed = await as('anna', document, 'publish', '-', '--json', '--note', 'please')
    const { id } = JSON.parse(proposed.stdout).proposal
    expect(await as('anna', '', 'approve', id)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('themselves'),
    })
    const listed = await as('ben', '', 'proposals', '--status', 'open')
    expect(listed.stdout).toContain(id)
    const rejected = await as('ben', '', 'reject', id, '--note', 'no')
    expect(rejected.stdout).toContain('Status     REJECTED')
    expect(await as('ben', '', 'approve', id)).toMatchObject({ code: 3, stderr: expect.stringContaining('rejected') })
    expect((await as('anna', document, 'publish', '-', '--without-approval')).code).toBe(2)
    server.kill('SIGTERM')
    await ended
    const forced = await command(
      ['rulebook', 'publish', '-', '--without-approval', '--no-effect', ...flags],
      env,
      document,
    )
    expect(forced.stdout).toContain('Published 2025-11-03.1')
    const exported = await command(['export', ...flags])
    expect(JSON.parse(exported.stdout)).toMatchObject({ actor: 'command line', approvedBy: [] })
  })
})
