import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rulebookDocument } from '@demur/fixtures'
import { DemurError } from '@demur/sdk'
import { createGate, type Gate, type GateItem, type GateOptions, type SnapshotSource } from '@demur/sdk/gate'
import { readPublicKeys, snapshotFile } from '@demur/sdk/gate/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { member, RULEBOOK } from '../../server/test/support/world.ts'
import { ImpatientClock, ManualClock } from './support/clock.ts'
import { clientOf } from './support/server.ts'

const USE = 'genai.training'
const SETTING = 'genai-improvement'
let server: TestServer
let keys: readonly string[] = []
const gates: Gate[] = []
beforeAll(async () => {
  const register = await newRegister('postgres', { heartbeat: 200 })
  keys = register.notary.verifiers
  await importJson(register, [RULEBOOK, ...['ada', 'bob', 'eve', 'zoe'].flatMap(member)])
  server = await startServer(register)
})
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close()
})
afterAll(() => server.close())

type Fetch = typeof fetch
interface Given extends Partial<Omit<GateOptions, 'server'>> {
  readonly auth?: string
  readonly fetch?: Fetch
}

function gateOf({ auth = 'dev-service', fetch, ...options }: Given = {}): Gate {
  const url = `${server.url}/graphql`
  const gate = createGate({
    dataUse: USE,
    maxStaleness: 600_000,
    publicKeys: keys,
    ...options,
    server: { url, auth, random: () => 0.5, ...(fetch === undefined ? {} : { fetch }) },
  })
  gates.push(gate)
  return gate
}

function post(author: string): GateItem {
  return { member: author, kind: 'POST', visibility: 'PUBLIC', createdAt: '2025-01-01T00:00:00Z' }
}

/** An item in which somebody appears beside its author. */
function twoOf(author: string): GateItem {
  const { member: _, ...item } = post(author)
  return { ...item, subjects: [{ member: author }, { member: 'bob', role: 'MENTIONED' }] }
}

const codes = (gate: Gate, author: string): string[] => gate.decide(post(author)).reasons.map(({ code }) => code)

async function snapshotBytes(use = USE, token = 'dev-service'): Promise<Response> {
  return fetch(`${server.url}/snapshot?dataUse=${use}`, { headers: { authorization: `Bearer ${token}` } })
}

async function object(who: string): Promise<string> {
  const result = await clientOf(server, 'dev-operator').settings.object(SETTING, { member: who })
  if (!result.ok) throw new Error('the objection was refused')
  return result.position
}

/** A `fetch` that polls, because streams are refused, and alters the text of what comes to its `n`-th poll. */
function polling(alter: (answer: string, poll: number) => string): Fetch {
  let polls = 0
  return async (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : ''
    if (body.includes('subscription')) return new Response(null, { status: 406 })
    const response = await fetch(input, init)
    if (!body.includes('ledgerBatch(')) return response
    polls += 1
    return new Response(alter(await response.text(), polls), { status: response.status, headers: response.headers })
  }
}

describe('a gate', () => {
  it('lets nothing through until it is ready, then what the server lets through, for the same reasons', async () => {
    const gate = gateOf()
    expect(gate.status).toMatchObject({ shut: 'GATE_NOT_LOADED', position: null, members: 0 })
    expect(gate.decide(post('ada'))).toEqual({
      outcome: 'INELIGIBLE',
      decisiveReason: 'GATE_NOT_LOADED',
      reasons: [{ code: 'GATE_NOT_LOADED' }],
    })

    await gate.ready()

    expect(gate.status).toMatchObject({ shut: null, members: 4, problem: null })
    const { eligibility } = clientOf(server, 'dev-service')
    for (const author of ['ada', 'nobody']) {
      const descriptor = {
        subjects: [{ member: author }],
        kind: 'POST',
        visibility: 'PUBLIC',
        createdAt: '2025-01-01T00:00:00Z',
      } as const
      const { outcome, decisiveReason, reasons } = await eligibility.check({ item: { descriptor }, dataUse: USE })
      expect(gate.decide(post(author))).toEqual({
        outcome,
        decisiveReason,
        reasons: reasons.map(({ code }) => ({ code })),
      })
    }
  })

  it('stops what somebody objects to once it has reached their objection', async () => {
    const gate = gateOf()
    await gate.ready()
    expect(codes(gate, 'bob')).toEqual(['NOT_OBJECTED'])

    await gate.reached(await object('bob'))

    expect(codes(gate, 'bob')).toEqual(['OBJECTED'])
  })

  it('lets nothing through once what it knows is older than the limit, and again when it is told more', async () => {
    const clock = new ManualClock()
    const gate = gateOf({ clock, maxStaleness: 30_000 })
    await gate.ready()
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])

    clock.advance(30_001)
    expect(codes(gate, 'ada')).toEqual(['GATE_STALE'])

    await gate.reached(await object('zoe'))
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])
  })

  it('does not take an answer that was long under way for news', async () => {
    const old = new Date(Date.now() - 3_600_000).toISOString()
    const gate = gateOf({
      maxStaleness: 600_000,
      fetch: polling((answer) => answer.replace(/"readAt":"[^"]*"/, `"readAt":"${old}"`)),
      snapshot: new Uint8Array(await (await snapshotBytes()).arrayBuffer()),
      clock: new ImpatientClock(Date.now() + 700_000),
    })
    await gate.ready()

    expect(codes(gate, 'ada')).toEqual(['GATE_STALE'])
  })

  it.each([
    [
      'a gap',
      'GATE_GAP',
      (answer: string) => answer.replace(/"after":"(\d+)"/, (_, after) => `"after":"${Number(after) + 1}"`),
    ],
    [
      'an entry of an unknown type',
      'GATE_UNREADABLE',
      (answer: string) => answer.replaceAll('"type":"Objected"', '"type":"Exiled"'),
    ],
    [
      'an entry with unknown fields',
      'GATE_UNREADABLE',
      (answer: string) => answer.replaceAll('\\"setting\\"', '\\"settings\\"'),
    ],
    [
      'an erased entry without an erasure',
      'GATE_UNREADABLE',
      (answer: string) => answer.replace(/"body":"[^}]*}"/, '"body":null'),
    ],
  ])('is shut by %s until it has a new snapshot', async (_, reason, alter) => {
    const snapshot = new Uint8Array(await (await snapshotBytes()).arrayBuffer())
    await object('eve')
    const seen = new Set<string>()
    const gate: Gate = gateOf({
      snapshot,
      clock: new ImpatientClock(Date.now()),
      fetch: polling((answer, poll) => (poll === 1 ? alter(answer) : answer)),
      onChange: ({ shut }) => {
        if (shut === null || gate === undefined) return
        seen.add(shut)
        expect(codes(gate, 'ada')).toEqual([shut])
      },
    })
    await gate.ready()

    expect(seen).toContain(reason)
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])
    expect(codes(gate, 'eve')).toEqual(['OBJECTED'])
  })

  it('goes on by a rulebook that asks for nothing new, and loads anew for one that does', async () => {
    const { register } = server
    const seen = new Set<string | null>()
    const gate = gateOf({ onChange: ({ shut }) => void seen.add(shut), clock: new ImpatientClock(Date.now()) })
    await gate.ready()
    const { head } = await headOf()
    await importJson(register, [{ type: 'RulebookPublished', rulebook: rulebookDocument('other-platform') }])
    await gate.reached(String(head + 1))
    expect(codes(gate, 'ada')).toEqual(['UNKNOWN_DATA_USE'])

    await importJson(register, [RULEBOOK])
    await gate.reached(String(head + 2))
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])
    expect(seen).not.toContain('GATE_RULES_CHANGED')

    // Whether somebody was told in a version that no rule knew before is in no snapshot from before.
    const { notices, ...document } = rulebookDocument('change-2025-11-03') as { notices: readonly { key: string }[] }
    const more = [...notices, { ...notices.find(({ key }) => key === 'privacy-notice-europe'), version: '2026-02-01' }]
    await importJson(register, [
      { type: 'RulebookPublished', rulebook: { ...document, version: 'more', notices: more } },
    ])
    await gate.reached(String(head + 3))
    await gate.reached(await object('bob'))
    expect(seen).toContain('GATE_RULES_CHANGED')
    expect(gate.status.rulebookVersion).toBe('more')
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])
    await importJson(register, [RULEBOOK])
  })

  it('acknowledges what it has applied in the name of its consumer', async () => {
    const { consumers } = clientOf(server, 'dev-operator')
    await consumers.register({
      key: 'training',
      title: 'Training',
      subject: 'dev-service',
      settings: [{ setting: SETTING, deadline: 'P30D' }],
    })
    const gate = gateOf({ consumer: 'training', acknowledgeWithin: 0 })
    await gate.ready()
    const position = await object('zoe')
    await gate.reached(position)
    await gate.close()

    expect(Number((await consumers.get('training'))?.acknowledged)).toBeGreaterThanOrEqual(Number(position))
    expect(codes(gate, 'ada')).toEqual(['GATE_CLOSED'])
  })

  it('decides from a file alone, for as long as the file is young enough', async () => {
    const clock = new ManualClock()
    const response = await snapshotBytes()
    const gate = createGate({
      dataUse: USE,
      maxStaleness: 60_000,
      publicKeys: keys,
      snapshot: await response.blob(),
      clock,
    })
    await gate.ready()
    expect(codes(gate, 'ada')).toEqual(['NOT_OBJECTED'])
    expect(gate.status.position).toBe(response.headers.get('demur-position'))
    clock.advance(60_001)
    expect(codes(gate, 'ada')).toEqual(['GATE_STALE'])
    await gate.close()
  })

  describe('in Node', () => {
    const folder = mkdtempSync(join(tmpdir(), 'demur-gate-'))
    const path = (name: string): string => join(folder, name)
    const fileGate = async (snapshot: SnapshotSource): Promise<Gate> => {
      const publicKeys = await readPublicKeys(pathToFileURL(path('demur.keys')))
      return createGate({ dataUse: USE, maxStaleness: 600_000, publicKeys, snapshot })
    }
    beforeAll(async () => {
      writeFileSync(path('training.snapshot'), new Uint8Array(await (await snapshotBytes()).arrayBuffer()))
      writeFileSync(path('demur.keys'), `${keys.join('\n')}\n`)
      writeFileSync(path('empty.keys'), '\n')
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    it('decides from a snapshot in a file, as often as the file is asked for, by keys in another', async () => {
      const snapshot = snapshotFile(path('training.snapshot'))
      for (const _ of [1, 2]) {
        const gate = await fileGate(snapshot)
        await gate.ready()
        expect(gate.status).toMatchObject({ shut: null, members: 4 })
        expect([codes(gate, 'ada'), codes(gate, 'nobody')]).toEqual([['NOT_OBJECTED'], ['UNKNOWN_MEMBER']])
        await gate.close()
      }
    })

    it('names a file that is not there, and stays shut', async () => {
      const gate = await fileGate(snapshotFile(path('tranining.snapshot')))
      await expect(gate.ready()).rejects.toMatchObject({
        code: 'NO_FILE',
        message: expect.stringContaining('tranining.snapshot'),
      })
      expect(codes(gate, 'ada')).toEqual(['GATE_NOT_LOADED'])
      await gate.close()
      await expect(readPublicKeys(path('deumr.keys'))).rejects.toMatchObject({ code: 'NO_FILE' })
      await expect(readPublicKeys(path('empty.keys'))).rejects.toMatchObject({ code: 'NO_KEY' })
    })
  })

  it('knows the day on which somebody comes of age, whomever it was asked about last', async () => {
    const day = 86_400_000
    const comesOfAge = new Date(Math.ceil(Date.now() / day + 2) * day)
    const birthDate = `${comesOfAge.getUTCFullYear() - 18}${comesOfAge.toISOString().slice(4, 10)}`
    await importJson(server.register, [
      ...member('teen'),
      { type: 'BirthDateRecorded', member: 'teen', birthDate, verified: true },
    ])
    const clock = new ManualClock()
    const snapshot = await (await snapshotBytes()).blob()
    const gate = createGate({ dataUse: USE, maxStaleness: 100 * day, publicKeys: keys, snapshot, clock })
    await gate.ready()
    const minors = ['MINOR', 'CREATED_AS_MINOR']
    expect(codes(gate, 'teen')).toEqual(minors)
    clock.advance(comesOfAge.getTime() - 1 - clock.now())
    expect(codes(gate, 'teen')).toEqual(minors)
    clock.advance(1)
    expect(codes(gate, 'teen')).toEqual(['CREATED_AS_MINOR'])
    await gate.close()
  })

  it('names what is wrong with an item', async () => {
    const gate = gateOf()
    await gate.ready()
    const wrong = [
      { kind: 'POSTE' },
      { visibility: 'EVERYBODY' },
      { createdAt: 'yesterday' },
      { createdAt: Number.NaN },
      { member: undefined },
    ]
    for (const part of wrong) {
      expect(() => gate.decide({ ...post('ada'), ...part } as GateItem)).toThrow(/must be/)
      const many = [...Array.from({ length: 70 }, () => post('ada')), { ...post('ada'), ...part } as GateItem]
      const [name] = Object.keys(part)
      expect(() => gate.decideMany(many)).toThrow(expect.objectContaining({ path: ['70', name] }))
    }
  })

  it('decides about many items as about each of them, in their order, and is shut for all of them', async () => {
    const gate = gateOf()
    const authors = Array.from({ length: 150 }, (_, index) => ['ada', 'nobody', 'eve', 'zoe'][index % 4] ?? '')
    const items = authors.map((author, index) =>
      index % 9 === 0 ? { ...post(author), sensitiveSource: true } : index % 7 === 0 ? twoOf(author) : post(author),
    )
    expect(gate.decideMany(items).map(({ decisiveReason }) => decisiveReason)).toEqual(
      authors.map(() => 'GATE_NOT_LOADED'),
    )
    await gate.ready()

    expect(gate.decideMany(items)).toEqual(items.map((item) => gate.decide(item)))
    expect(new Set(gate.decideMany(items).map(({ decisiveReason }) => decisiveReason)).size).toBeGreaterThan(2)
    expect(gate.decideMany([])).toEqual([])
  })
})

describe('a snapshot', () => {
  it.each([
    ['a member', 'dev-member:ada', 403],
    ['nobody', '', 401],
  ])('is not for %s', async (_, token, status) => {
    expect((await snapshotBytes(USE, token)).status).toBe(status)
  })

  it('is refused for a data use that there is not, and for a parameter that there is not', async () => {
    expect((await snapshotBytes('unheard.of')).status).toBe(404)
    expect((await snapshotBytes(`${USE}&asKnownAt=3`)).status).toBe(400)
  })

  it('counts only as a whole, unchanged, signed by a known key and for the data use asked about', async () => {
    const bytes = new Uint8Array(await (await snapshotBytes()).arrayBuffer())
    const other = `localhost/other+00000000+${'A'.repeat(44)}`
    const codeOf = async (snapshot: Uint8Array, options: Partial<GateOptions> = {}): Promise<string> => {
      const gate = createGate({ dataUse: USE, maxStaleness: 600_000, publicKeys: keys, snapshot, ...options })
      const error = await gate.ready().then(
        () => null,
        (reason: unknown) => reason,
      )
      if (error !== null) expect(codes(gate, 'ada')).toEqual(['GATE_NOT_LOADED'])
      await gate.close()
      return error instanceof DemurError ? error.code : 'none'
    }
    expect(await codeOf(bytes)).toBe('none')
    expect(await codeOf(bytes, { dataUse: 'ads.sharing' })).toBe('BAD_SNAPSHOT')
    expect(await codeOf(bytes, { publicKeys: [other] })).toMatch(/KEY_/)
    expect(await codeOf(bytes, { origin: 'elsewhere.example' })).toBe('ORIGIN_MISMATCH')
    expect(await codeOf(bytes, { revokedKeys: keys })).toBe('KEY_REVOKED')
    for (let cut = 0; cut < bytes.length; cut += 97) expect(await codeOf(bytes.slice(0, cut))).toBe('BAD_SNAPSHOT')
    for (let at = 0; at < bytes.length; at += 41) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect([at, await codeOf(changed)]).not.toEqual([at, 'none'])
    }
  })
})

async function headOf(): Promise<{ head: number }> {
  return { head: Number(await clientOf(server, 'dev-auditor').ledger.head()) }
}
