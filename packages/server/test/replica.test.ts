import { fileURLToPath } from 'node:url'
import { population } from '@demur/fixtures'
import { openRegister } from '@demur/server'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningPostgres, startPostgres } from './support/postgres-server.ts'
import { importJson, SIGNED } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { subscribe } from './support/subscription.ts'

const ERASURE_SECRET = fileURLToPath(new URL('support/erasure-secret.txt', import.meta.url))
const OPERATOR = 'dev-operator'

/** Everything that a page, an application or an auditor reads first. */
const READS = `query ($at: DateTime!) {
  dataUses { key title setting { key } }
  rulebook { version digest }
  member(by: { key: "member-3" }, at: $at) { key optOutSettings { setting { key } choice version inForce } }
  decisions(questions: [
    { item: { key: "item-3-1" }, dataUse: "genai.training", at: $at }
    { item: { key: "item-4-2" }, dataUse: "ads.affiliate-sharing", at: $at }
  ]) { outcome reasons { code } position }
  eligibleContentItems(dataUse: "genai.training", at: $at, first: 20) { nodes { key } pageInfo { endCursor } }
  statistics(at: $at) { memberCount choices { setting { key } objectedCount } eligibility(dataUse: "genai.training") { eligibleCount } }
  runs { nodes { key status } }
  checkpointKeys { verifier }
}`
const AT = '2026-11-01T00:00:00.000Z'

describe('a server on a replica', () => {
  let servers: RunningPostgres[]
  let primary: TestServer
  let replica: TestServer
  let admin: pg.Client

  beforeAll(async () => {
    const source = await startPostgres({ settings: [] })
    primary = await serve(source)
    await importJson(primary.register, population({ seed: 5, members: 40, itemsPerMember: 2, objected: 0.3 }))
    await importJson(primary.register, ['first', 'second', 'third', 'fourth'].flatMap(registered))
    const copy = await source.replicate()
    servers = [copy, source]
    replica = await serve(copy, 300)
    admin = new pg.Client({ connectionString: copy.url })
    await admin.connect()
  })
  afterAll(async () => {
    await Promise.all([primary.close(), replica.close()])
    for (const server of servers) server.stop()
  })

  it('answers as one on the primary', async () => {
    const [here, there] = await Promise.all([
      primary.ask(OPERATOR, READS, { at: AT }),
      replica.ask(OPERATOR, READS, { at: AT }),
    ])
    expect(here.errors).toBeUndefined()
    expect(there).toEqual(here)
    expect(replica.register.connection).toMatchObject({ readOnly: true, restricted: true })
  })

  it('exports what one on the primary exports', async () => {
    const exported = ({ url }: TestServer) =>
      fetch(`${url}/export/eligible?dataUse=genai.training&at=${AT}`, {
        headers: { authorization: `Bearer ${OPERATOR}` },
      }).then((response) => response.text())
    const there = await exported(replica)
    expect(there.split('\n').length).toBeGreaterThan(5)
    expect(there).toBe(await exported(primary))
  })

  it('waits for what was written on the primary, and says so where that does not come', async () => {
    expect(await reasonsOf('first', await object('first'))).toContain('OBJECTED')
    await admin.query('SELECT pg_wal_replay_pause()')
    const position = await object('second')
    expect(await reasonsOf('second', position)).toBe('POSITION_NOT_REACHED')
    await admin.query('SELECT pg_wal_replay_resume()')
    await expect.poll(() => reasonsOf('second', position)).toContain('OBJECTED')
  })

  it('refuses what writes, by its name, and writes nothing', async () => {
    const refused = await replica.ask(OPERATOR, OBJECT, { member: 'third' })
    expect(refused.errors).toMatchObject([
      { message: expect.stringMatching(/reads a replica .* server on the primary/), extensions: { code: 'READ_ONLY' } },
    ])
    const imported = await fetch(`${replica.url}/ledger`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify({ type: 'MemberRegistered', member: 'somebody' })}\n`,
    })
    expect([imported.status, imported.headers.get('allow')]).toEqual([405, 'GET'])
    expect(await reasonsOf('third', null)).not.toContain('OBJECTED')
  })

  it('tells subscribers of what the primary records', async () => {
    const changes = await subscribe<{ ledger: { position: string } }>(
      replica,
      OPERATOR,
      'subscription { ledger { position } }',
    )
    const position = await object('fourth')
    const seen = await changes.until(({ data }) => data?.ledger.position === position)
    expect(seen.at(-1)?.data?.ledger.position).toBe(position)
  })

  it('does not start before the primary has the schema that it needs', async () => {
    const [copy, source] = servers
    const client = new pg.Client({ connectionString: source?.url })
    await client.connect()
    await client.query('CREATE DATABASE bare')
    await client.end()
    const url = new URL(copy?.url ?? '')
    url.pathname = '/bare'
    await expect
      .poll(() => open(url.href).then(String, (error: Error) => error.message), { timeout: 10_000 })
      .toMatch(/replica that \d+ migrations of this version have not reached: run “demur migrate” on the primary/)
  })

  it('says that the register is away where the replica is, and is not ready', async () => {
    await admin.end()
    servers[0]?.stop()
    const [answered, ready] = await Promise.all([
      replica.ask(OPERATOR, READS, { at: AT }),
      fetch(`${replica.url}/readyz`),
    ])
    expect([answered.status, answered.errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'database unavailable' }])
  })

  async function object(member: string): Promise<string> {
    const { data } = await primary.ask<{ setOptOut: { position: string } }>(OPERATOR, OBJECT, { member })
    return data.setOptOut.position
  }

  async function reasonsOf(member: string, minPosition: string | null) {
    const { data, errors } = await replica.ask<Asked>(OPERATOR, ASK, { member, minPosition })
    return errors?.[0]?.extensions.code ?? data.decision.reasons.map(({ code }) => code)
  }
})

/** Somebody to whom a rule applies. */
function registered(member: string) {
  return [
    { type: 'MemberRegistered', member },
    { type: 'ResidenceRecorded', member, country: 'FR' },
    { type: 'BirthDateRecorded', member, birthDate: '1987-07-05', verified: true },
  ]
}

interface Asked {
  readonly decision: { readonly reasons: readonly { readonly code: string }[] }
}

const OBJECT = `mutation ($member: String!) {
  setOptOut(input: { member: { key: $member }, setting: "genai-improvement", act: OBJECT }) {
    ... on SetOptOutSuccess { position }
  }
}`
const ASK = `query ($member: String!, $minPosition: Position) {
  decision(
    question: {
      item: { descriptor: { subjects: [{ member: $member, role: AUTHOR }], kind: POST, visibility: PUBLIC, createdAt: "2025-01-01T00:00:00Z" } }
      dataUse: "genai.training"
    }
    minPosition: $minPosition
  ) { reasons { code } }
}`

function open(url: string, minPositionWait = 5000) {
  const settings = { url, folder: null, poolSize: 5, statementTimeout: 30_000, erasureSecret: ERASURE_SECRET }
  return openRegister(settings, { checkpoints: SIGNED, minPositionWait })
}

async function serve({ url }: RunningPostgres, minPositionWait?: number): Promise<TestServer> {
  return startServer(await open(url, minPositionWait))
}
