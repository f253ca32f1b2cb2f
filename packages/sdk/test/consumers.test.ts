import { DemurInputError, DemurPermissionError, type LedgerEntry } from '@demur/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { ManualClock } from './support/clock.ts'
import { startProxy } from './support/proxy.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

const operator = () => clientOf(server, 'dev-operator')
const settings = [{ setting: 'genai-improvement', deadline: 'P30D' }]

async function register(key: string): Promise<void> {
  const result = await operator().consumers.register({ key, title: `The ${key}`, settings })
  if (!result.ok) throw new Error(result.error.message)
}

/** Reads so many entries and leaves. */
async function take(entries: AsyncIterable<LedgerEntry>, count: number): Promise<string[]> {
  const taken: string[] = []
  for await (const { position } of entries) if (taken.push(position) === count) break
  return taken
}

describe('consumers', () => {
  it('are registered, listed, read and deregistered', async () => {
    const { consumers } = operator()
    const registered = await consumers.register({ key: 'a', title: 'A', settings, dataUses: ['genai.training'] })
    expect(registered).toMatchObject({
      ok: true,
      unchanged: false,
      consumer: { key: 'a', subject: 'a', overdue: false },
    })
    expect(await consumers.register({ key: 'a', title: 'A', settings, dataUses: ['genai.training'] })).toMatchObject({
      unchanged: true,
    })
    const refused = await consumers.register({ key: 'b', title: 'B', settings: [] })
    expect(refused).toMatchObject({ ok: false, error: { __typename: 'InvalidInputError', path: ['settings'] } })
    expect((await consumers.list()).map(({ key }) => key)).toEqual(['a'])
    expect(await consumers.get('a')).toMatchObject({ acknowledged: '0', settings: [{ deadline: 'P30D' }] })
    expect(await consumers.deregister('a')).toMatchObject({ ok: true })
    expect(await consumers.deregister('a')).toMatchObject({ ok: false, error: { __typename: 'NotFoundError' } })
    expect(await consumers.get('a')).toBeNull()
  })

  it('acknowledge with their own token, and are told where they may not', async () => {
    await register('own')
    const { consumers } = clientOf(server, 'dev-service:own')
    expect(await consumers.acknowledge('own', '5')).toMatchObject({ ok: true, unchanged: false, entry: null })
    expect(await consumers.acknowledge('own', '4')).toMatchObject({ ok: true, unchanged: true })
    expect(await consumers.acknowledge('own', '999999')).toMatchObject({ ok: false, error: { path: ['position'] } })
    expect(await clientOf(server, 'dev-service').consumers.acknowledge('own', '6')).toMatchObject({
      ok: false,
      error: { __typename: 'ForbiddenError' },
    })
    await operator().consumers.deregister('own')
  })

  it('show a member who has applied what they chose', async () => {
    await register('shown')
    const member = clientOf(server, 'dev-member:de-objected')
    const applied = await member.consumers.applications()
    expect(applied?.find(({ setting }) => setting === 'genai-improvement')).toMatchObject({
      choice: 'OBJECTED',
      appliedBy: [{ consumer: 'shown', title: 'The shown', status: 'PENDING' }],
    })
    await operator().consumers.acknowledge('shown', await operator().ledger.head())
    const later = await operator().consumers.applications({ member: 'de-objected' })
    expect(later?.flatMap(({ appliedBy }) => appliedBy.map(({ status }) => status))).toEqual(['APPLIED'])
    expect(await operator().consumers.applications({ member: 'nobody' })).toBeNull()
    await operator().consumers.deregister('shown')
  })
})

describe('a consumer that follows the ledger', () => {
  it('acknowledges what it has taken, in batches, and goes on from there the next time', async () => {
    await register('batches')
    const proxy = await startProxy(server.url)
    const { consumers } = clientOf(proxy, 'dev-service:batches')
    const options = { batchSize: 50, acknowledgeEvery: 30, acknowledgeWithin: Infinity }
    // The entry that was being applied when the loop was left does not count.
    expect(await take(consumers.consume('batches', options), 101)).toHaveLength(101)
    const sent = proxy.seen.flatMap(({ body }) => (body.query.includes('mutation') ? [body.variables.input] : []))
    expect(sent).toEqual(['30', '60', '90', '100'].map((position) => ({ consumer: 'batches', position })))
    expect(await take(consumers.consume('batches', options), 1)).toEqual(['101'])
    await proxy.close()
  })

  it('acknowledges after a while also where little comes, and what it may not see', async () => {
    await register('quiet')
    const head = await operator().ledger.head()
    const clock = new ManualClock()
    const { consumers } = clientOf(server, 'dev-service:quiet', { clock })
    const controller = new AbortController()
    const entries = consumers.consume('quiet', { after: String(Number(head) - 3), signal: controller.signal })
    await entries.next()
    clock.advance(10_001)
    await entries.next()
    expect(await consumers.get('quiet')).toMatchObject({ acknowledged: String(Number(head) - 2) })
    await entries.next()
    const pending = entries.next()
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'ABORTED' })
    expect(await consumers.get('quiet')).toMatchObject({ acknowledged: head })
  })

  it('begins where any of its settings still needs it', async () => {
    await register('more')
    await operator().consumers.acknowledge('more', '100')
    const both = [...settings, { setting: 'ads-profile', deadline: 'P1D' }]
    await operator().consumers.register({ key: 'more', title: 'More', settings: both })
    expect(await take(clientOf(server, 'dev-service:more').consumers.consume('more'), 1)).toEqual(['1'])
  })

  it('reads on while it cannot acknowledge, and acknowledges later', async () => {
    await register('patient')
    const proxy = await startProxy(server.url, 'pass', 'pass', { status: 503 }, 'pass')
    const { consumers } = clientOf(proxy, 'dev-service:patient', { retries: 0 })
    const options = { batchSize: 1000, acknowledgeEvery: 10, acknowledgeWithin: Infinity }
    expect(await take(consumers.consume('patient', options), 25)).toHaveLength(25)
    expect(await consumers.get('patient')).toMatchObject({ acknowledged: '24' })
    await proxy.close()
  })

  it('ends with an error where there is no such consumer, or the token may not acknowledge', async () => {
    await register('closed')
    await expect(operator().consumers.consume('nobody').next()).rejects.toBeInstanceOf(DemurInputError)
    const { consumers } = clientOf(server, 'dev-service')
    const taking = take(consumers.consume('closed', { acknowledgeEvery: 5 }), 10)
    await expect(taking).rejects.toBeInstanceOf(DemurPermissionError)
  })
})
