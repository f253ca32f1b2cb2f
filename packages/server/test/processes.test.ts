import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { ask, command, newFolder, serve } from './support/command.ts'
import { newDatabase } from './support/register.ts'

/** Quiet, and patient: what a process may wait for under load is not what is tested. */
const QUIET = {
  DEMUR_LOG_LEVEL: 'silent',
  DEMUR_MIN_POSITION_WAIT_MS: '60000',
  DEMUR_REQUEST_TIMEOUT_MS: '90000',
  // Longer than a test may take: no stop may need it.
  DEMUR_STOP_TIMEOUT_MS: '600000',
}
const sample = ['--sample', String(SAMPLE_REGISTER_PATH)]
const OBJECT =
  'mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { ... on SetOptOutSuccess { position } } }'
const entries = sampleRegister().length
/** Polls until a machine under load has got there. */
const PATIENT = { timeout: 30_000, interval: 100 }

async function object(url: string, idempotencyKey: string): Promise<number> {
  const input = { member: { key: 'de-plain' }, setting: 'genai-improvement', act: 'OBJECT', idempotencyKey }
  const { setOptOut } = await ask<{ setOptOut: { position: string } }>(url, 'dev-service', OBJECT, { input })
  return Number(setOptOut.position)
}

describe('several processes on one Postgres', () => {
  it('start at once on an empty database, migrate it once, load the sample once, and number their writes together', async () => {
    const env = { ...QUIET, DATABASE_URL: (await newDatabase('postgres')).url ?? '' }
    const [one, two, three] = await Promise.all([serve(sample, env), serve(sample, env), serve(sample, env)])
    const heads = await Promise.all(
      [one, two, three].map(({ url }) => ask<{ ledgerHead: string }>(url, 'dev-auditor', '{ ledgerHead }')),
    )
    expect(heads.map(({ ledgerHead }) => Number(ledgerHead))).toEqual([entries, entries, entries])
    const urls = [one.url, two.url, three.url]
    const positions = await Promise.all(
      Array.from({ length: 45 }, (_, index) => object(urls[index % 3] ?? '', `k${index}`)),
    )
    expect(positions.sort((a, b) => a - b)).toEqual(positions.map((_, index) => entries + 1 + index))
  })

  it('show what one has recorded in the other at once, and to a reader that waits for its position', async () => {
    const env = { ...QUIET, DATABASE_URL: (await newDatabase('postgres')).url ?? '' }
    const one = await serve(sample, env)
    const two = await serve([], env)
    const query =
      'query ($minPosition: Position) { decision(question: {item: {key: "de-plain-post-1"}, dataUse: "genai.training"}, minPosition: $minPosition) { decisiveReason position } }'
    const ahead = ask<{ decision: { decisiveReason: string; position: string } }>(two.url, 'dev-service', query, {
      minPosition: String(entries + 1),
    })
    const position = await object(one.url, 'k')
    expect(await ahead).toEqual({ decision: { decisiveReason: 'OBJECTED', position: String(position) } })
    expect(await ask(two.url, 'dev-service', query)).toMatchObject({ decision: { decisiveReason: 'OBJECTED' } })
  })

  it('outlive a backend that dies under them', async () => {
    const { url } = await newDatabase('postgres')
    const served = await serve(sample, { ...QUIET, DATABASE_URL: url ?? '' })
    const client = new pg.Client({ connectionString: url ?? '' })
    await client.connect()
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    // What met a dead connection may fail; the process stays and answers, and listens again.
    await Promise.allSettled(Array.from({ length: 12 }, () => ask(served.url, 'dev-auditor', '{ ledgerHead }')))
    await expect
      .poll(() => ask(served.url, 'dev-auditor', '{ ledgerHead }').catch((error: Error) => error.message), PATIENT)
      .toEqual({ ledgerHead: String(entries) })
    const listeners =
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'demur listen'"
    await expect.poll(async () => (await client.query(listeners)).rows, PATIENT).toEqual([{ count: 1 }])
    await client.end()
  })
})

describe('the embedded database', () => {
  it('is in the hands of one process at a time: the second is told whom to ask', async () => {
    const folder = newFolder()
    const served = await serve(['--data', folder], QUIET)
    const second = await command(['export', '--data', folder])
    expect(second.code).toBe(4)
    expect(second.stderr).toMatch(new RegExp(`in use by process ${served.process.pid}.*--url`))
  })

  it('keeps everything acknowledged when its process is killed, and opens again by itself', async () => {
    const folder = newFolder()
    const served = await serve(['--data', folder, ...sample], QUIET)
    const positions = await Promise.all(Array.from({ length: 20 }, (_, index) => object(served.url, `k${index}`)))
    served.process.kill('SIGKILL')
    await served.ended
    const again = await serve(['--data', folder, ...sample], QUIET)
    const { ledger } = await ask<{ ledger: { position: string; type: string }[] }>(
      again.url,
      'dev-auditor',
      `{ ledger(after: "${entries}", first: 1000) { position type } }`,
    )
    expect(ledger.map(({ position }) => Number(position))).toEqual(positions.sort((a, b) => a - b))
  })

  it('is served empty when asked to be, and a register that holds anything is not given the sample', async () => {
    const folder = newFolder()
    const empty = await serve(['--data', folder, ...sample, '--empty'], QUIET)
    expect(await ask(empty.url, 'dev-auditor', '{ ledgerHead dataUses { key } }')).toEqual({
      ledgerHead: '0',
      dataUses: [],
    })
    empty.process.kill('SIGTERM')
    expect((await empty.ended).code).toBe(0)
    await command(['import', '-', '--data', folder], {}, '{"type":"MemberRegistered","member":"a"}\n')
    const again = await serve(['--data', folder, ...sample], QUIET)
    expect(await ask(again.url, 'dev-auditor', '{ ledgerHead }')).toEqual({ ledgerHead: '1' })
  })
})

describe('a server that is told to stop', () => {
  it('finishes what runs, ends subscriptions cleanly, loses nothing acknowledged, and ends with 0', async () => {
    const folder = newFolder()
    const served = await serve(['--data', folder, ...sample], QUIET)
    const subscription = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'Bearer dev-auditor' },
      body: JSON.stringify({ query: 'subscription { ledger(after: "470") { position } }' }),
    })
    const writes = Array.from({ length: 30 }, (_, index) => object(served.url, `k${index}`).catch(() => null))
    await writes[0]
    served.process.kill('SIGTERM')
    const acknowledged = (await Promise.all(writes)).filter((position) => position !== null)
    expect(await subscription.text()).toContain('event: complete')
    expect((await served.ended).code).toBe(0)
    const exported = await command(['export', '--data', folder, '--after', String(entries)])
    const positions = exported.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).position as number)
    expect(positions).toEqual(expect.arrayContaining(acknowledged))
  })

  it('answers for its health until it is gone', async () => {
    const served = await serve(['--data', newFolder()], QUIET)
    expect((await fetch(`${served.url}/livez`)).status).toBe(200)
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200)
    served.process.kill('SIGINT')
    await served.ended
    await expect(fetch(`${served.url}/readyz`)).rejects.toThrow()
  })
})
