import { positionOf } from '@demur/eligibility'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { type DatabaseSettings, exportEntries, openRegister } from '@demur/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask, command, newFolder, type Served, serve } from './support/command.ts'
import { newDatabase } from './support/register.ts'

const OBJECT =
  'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'
const DECISION =
  'query ($key: String!, $position: Position) { decision(question: {item: {key: $key}, dataUse: "genai.training"}, minPosition: $position) { position } }'
const PATIENT = { timeout: 60_000, interval: 50 }
const entries = sampleRegister().length

interface Line {
  readonly pid: number
  readonly msg: string
  readonly role?: string
  readonly worker?: number
}

/** What the processes of a server have logged. */
function logOf(server: Served): Line[] {
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Line)
}

/** The processes that became ready in a role. */
function ready(server: Served, role: string): number[] {
  return logOf(server).flatMap((line) => (line.role === role && line.worker !== undefined ? [line.worker] : []))
}

async function serveBySeveral(): Promise<{ server: Served; database: DatabaseSettings }> {
  const database = await newDatabase('postgres')
  const env = { DATABASE_URL: database.url ?? '', DEMUR_STOP_TIMEOUT_MS: '600000', DEMUR_POOL_SIZE: '4' }
  const server = await serve(['--workers', '2', '--sample', String(SAMPLE_REGISTER_PATH)], env)
  // Killing the first process takes the others with it, should a test end in the middle.
  onTestFinished(() => void server.process.kill('SIGKILL'))
  return { server, database }
}

/** Sends on a connection of its own, so that whichever process is next takes it. */
async function askAnybody<Data>(url: string, query: string, variables: object): Promise<Data | null> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer dev-service', connection: 'close' },
    body: JSON.stringify({ query, variables }),
  })
  const { data } = (await response.json()) as { data?: Data }
  return data ?? null
}

async function object(url: string, idempotencyKey: string): Promise<number | null> {
  const input = { member: { key: 'de-plain' }, setting: 'genai-improvement', act: 'OBJECT', idempotencyKey }
  const data = await askAnybody<{ setOptOut: { position: string } }>(url, OBJECT, { input })
  return data === null ? null : Number(data.setOptOut.position)
}

describe('several workers', () => {
  it('need Postgres, and say so before anything is started', async () => {
    const { code, stderr } = await command(['serve', '--workers', '2', '--data', newFolder()])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^demur: Several workers need Postgres: .*DATABASE_URL.*\n$/)
  })

  it('end with what one of them ended with where it cannot start', async () => {
    const { code, stderr } = await command(['serve', '--workers', '2', '--port', '0'], {
      DATABASE_URL: 'postgres://127.0.0.1:1/nothing',
    })
    expect([code, stderr]).toEqual([4, expect.stringContaining('ECONNREFUSED')])
  })

  it('answer side by side, write through one process in one sequence, and each sees what another was told', async () => {
    const { server } = await serveBySeveral()
    await expect.poll(() => [ready(server, 'worker').length, ready(server, 'writer').length], PATIENT).toEqual([2, 1])
    const positions = await Promise.all(Array.from({ length: 40 }, (_, index) => object(server.url, `key-${index}`)))
    expect(positions.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, index) => entries + index + 1),
    )
    const seen = await Promise.all(
      positions.map((position) =>
        askAnybody<{ decision: { position: string } }>(server.url, DECISION, { key: 'x', position: String(position) }),
      ),
    )
    expect(seen.map((data) => Number(data?.decision.position))).toEqual(Array(40).fill(entries + 40))
    const answered = () => new Set(logOf(server).flatMap(({ msg, pid }) => (msg === 'request' ? [pid] : [])))
    await expect.poll(answered, PATIENT).toEqual(new Set(ready(server, 'worker')))
  })

  it('pass imports on to the process that writes, and refusals back', async () => {
    const { server } = await serveBySeveral()
    const send = async (body: string) => {
      const headers = { 'content-type': 'application/x-ndjson', authorization: 'Bearer dev-operator' }
      const response = await fetch(`${server.url}/ledger`, { method: 'POST', headers, body })
      return [response.status, await response.json()]
    }
    const registered = JSON.stringify({ type: 'MemberRegistered', member: 'new', effectiveAt: '2025-01-01T00:00:00Z' })
    expect(await send(registered)).toEqual([200, expect.objectContaining({ entries: 1, firstPosition: entries + 1 })])
    expect(await send('{}')).toEqual([422, expect.objectContaining({ line: 1 })])
    const health = await fetch(`${server.url}/readyz`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ready' }])
  })

  it('are replaced when they are killed, the one that writes too', async () => {
    const { server } = await serveBySeveral()
    await expect.poll(() => ready(server, 'worker').length, PATIENT).toBe(2)
    const [worker = 0, writer = 0] = [ready(server, 'worker')[0], ready(server, 'writer')[0]]
    process.kill(worker, 'SIGKILL')
    process.kill(writer, 'SIGKILL')
    await expect.poll(() => ready(server, 'worker').length, PATIENT).toBe(3)
    await expect.poll(() => ready(server, 'writer').length, PATIENT).toBe(2)
    expect(await object(server.url, 'after')).toBe(entries + 1)
    expect(await ask(server.url, 'dev-service', DECISION, { key: 'x', position: String(entries + 1) })).toEqual({
      decision: { position: String(entries + 1) },
    })
  })

  it('stop on SIGTERM with 0, and lose nothing that was acknowledged', async () => {
    const { server, database } = await serveBySeveral()
    const acknowledged: string[] = []
    let stopped = false
    const write = async (writer: number): Promise<void> => {
      for (let number = 0; !stopped; number += 1) {
        const key = `${writer}-${number}`
        const position = await object(server.url, key).catch(() => null)
        if (position !== null) acknowledged.push(key)
      }
    }
    const writers = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)))
    await expect.poll(() => acknowledged.length, PATIENT).toBeGreaterThan(100)
    server.process.kill('SIGTERM')
    const { code } = await server.ended
    stopped = true
    await writers
    expect(code).toBe(0)
    const register = await openRegister(database)
    const { db } = register.connection
    const recorded = new Set<unknown>()
    for await (const lines of exportEntries(db, positionOf(entries), positionOf(Number.MAX_SAFE_INTEGER))) {
      for (const line of lines) recorded.add((JSON.parse(line) as { idempotencyKey?: string }).idempotencyKey)
    }
    await register.close()
    expect(acknowledged.filter((key) => !recorded.has(key))).toEqual([])
  })
})
