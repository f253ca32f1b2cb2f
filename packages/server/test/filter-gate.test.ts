import { writeFileSync } from 'node:fs'
import { instantOf } from '@demur/eligibility'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readRequest } from '../src/commands/filter-request.ts'
import { openGateDecider } from '../src/filter/gate-decider.ts'
import { command, type Ended } from './support/command.ts'
import { DESCRIBED, type Filtering, openFiltering } from './support/filtering.ts'
import { importJson } from './support/register.ts'
import { objection } from './support/world.ts'

let world: Filtering
/** The public key of the register, in a file. */
let key: string
beforeAll(async () => {
  let behind = 7_200_000
  world = await openFiltering({ clock: () => instantOf(Date.now() - behind) })
  key = world.file('register.keys')
  writeFileSync(key, world.server.register.notary.verifiers.join('\n'))
  await keepSnapshot('old.snapshot')
  behind = 0
  await keepSnapshot('training.snapshot')
})
afterAll(() => world.close())

async function keepSnapshot(name: string): Promise<void> {
  const authorization = 'Bearer dev-service'
  const response = await fetch(`${world.server.url}/snapshot?dataUse=genai.training`, { headers: { authorization } })
  writeFileSync(world.file(name), new Uint8Array(await response.arrayBuffer()))
}

const line = (author: string): string =>
  `${JSON.stringify({ author, kind: 'POST', visibility: 'PUBLIC', at: '2025-01-01T00:00:00Z' })}\n`

/** Without a server: nothing but files is there to decide by. */
function offline(snapshot: string, args: readonly string[], input?: string): Promise<Ended> {
  const flags = ['filter', '--use', 'genai.training', '--snapshot', world.file(snapshot), '--key', key]
  return command([...flags, ...args], {}, input)
}

it('decides by a snapshot without a server, with the reasons that the register gives', async () => {
  const input = ['m1', 'm3', 'nobody', 'm2'].map(line).join('')
  const flags = (name: string) => [
    ...DESCRIBED,
    '--out',
    world.file(name),
    '--rejected',
    world.file(`${name}.rejected`),
  ]
  const ended = await offline('training.snapshot', [...flags('offline'), '--max-staleness', '1h'], input)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/^2 of 4 items may be used for genai\.training, as known at position \d+/)
  expect(await world.filter(flags('asked'), input)).toMatchObject({ code: 0 })

  expect(world.read('offline')).toBe(`${line('m1')}${line('m2')}`)
  expect(world.read('offline')).toBe(world.read('asked'))
  expect(world.read('offline.rejected')).toBe(world.read('asked.rejected'))
})

it('follows the server from an older snapshot on: who has objected since is not in what passes', async () => {
  await importJson(world.server.register, [objection('m4')])
  const input = ['m4', 'm5'].map(line).join('')
  for (const begun of [['--gate'], ['--snapshot', world.file('training.snapshot')]]) {
    const out = world.file(`followed-${begun.length}`)
    const gate = [...begun, '--key', key, '--max-staleness', '60s', ...DESCRIBED, '--out', out]
    expect(await world.filter(gate, input)).toMatchObject({ code: 0, stderr: '' })
    expect(world.read(`followed-${begun.length}`)).toBe(line('m5'))
  }
})

it('claims nothing where it cannot know: a snapshot that is too old, or of before what is written', async () => {
  const out = ['--out', world.file('stale'), ...DESCRIBED]
  const stale = await offline('old.snapshot', [...out, '--max-staleness', '1h'], line('m1'))
  expect(stale.code).toBe(4)
  expect(stale.stderr).toContain('The gate is shut (GATE_STALE)')
  expect(() => world.read('stale')).toThrow('ENOENT')

  const kept = JSON.parse(world.read('stale.progress')) as object
  writeFileSync(world.file('stale.progress'), JSON.stringify({ ...kept, position: '100000' }))
  const before = await offline('training.snapshot', [...out, '--max-staleness', '1h'], line('m1'))
  expect(before.code).toBe(2)
  expect(before.stderr).toContain('and what is written reflects 100000: take a later one')
})

it('decides nothing more once what it knows is too old, though it did before', async () => {
  let passed = 0
  const clock = { now: () => Date.now() + passed, after: () => () => {} }
  const dataUse = 'genai.training'
  const source = { dataUse, maxStaleness: 3_600_000, publicKeys: world.server.register.notary.verifiers }
  const decider = await openGateDecider(
    { ...source, origin: undefined, snapshot: world.file('training.snapshot'), server: undefined },
    clock,
  )
  const rest = { kind: 'POST', visibility: 'PUBLIC', createdAt: instantOf(0), sensitiveSource: false } as const
  const items = { count: 1, item: () => ({ ...rest, subjects: [{ member: 'm1', role: 'AUTHOR' } as const] }) }
  expect(await decider.decide(items)).toEqual([null])
  passed = 3_600_001
  await expect(decider.decide(items)).rejects.toMatchObject({ code: 4, details: { reason: 'GATE_STALE' } })
  await decider.close()
})

it.each([
  [{ snapshot: import.meta.filename, key: ['k'] }, 'Give --described'],
  [{ snapshot: import.meta.filename, key: ['k'], described: true }, 'A gate needs --max-staleness'],
  [{ snapshot: import.meta.filename, maxStaleness: '1h', described: true }, 'A gate needs the public --key'],
  [{ gate: true, key: ['k'], maxStaleness: '1h', described: true }, '--gate needs the server of --url'],
  [
    { snapshot: import.meta.filename, key: ['k'], maxStaleness: 'soon', described: true },
    '--max-staleness must be a number with s',
  ],
  [{ snapshot: import.meta.filename, data: 'b' }, 'A gate follows a server: give --url, not --data'],
  [{ snapshot: import.meta.filename, at: '2025-01-01T00:00:00Z' }, 'A gate decides about the present'],
  [{ snapshot: 'a', described: true }, 'There is no file “a”'],
  [{ maxStaleness: '1h' }, '--max-staleness goes with --gate or --snapshot'],
])('says what a gate lacks with %j', (flags, message) => {
  expect(() => readRequest([], { use: 'genai.training', out: 'out', ...flags })).toThrow(message)
})
