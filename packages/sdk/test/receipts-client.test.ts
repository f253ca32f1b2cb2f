import { completeReceipt, verifyReceipt } from '@demur/sdk/receipts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, publishCheckpoint, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

/** Everything that an iterator gives. */
async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

describe('receipts of a register', () => {
  it('come with a choice, are completed after the next checkpoint, and verify offline', async () => {
    const client = clientOf(server, 'dev-member:fr-plain')
    const result = await client.settings.object('genai-improvement', { channel: 'settings' })
    if (!result.ok) throw new Error('refused')
    const { document } = result.event.receipt
    const pending = await verifyReceipt(document, { publicKeys: [] })
    expect(pending).toMatchObject({
      status: 'PENDING',
      claims: {
        act: 'OBJECT',
        member: 'fr-plain',
        setting: 'genai-improvement',
        position: result.position,
        effectiveAt: result.event.effectiveAt,
        recordedAt: result.event.recordedAt,
        channel: 'settings',
        notice: { notice: expect.any(String), version: expect.any(String) },
      },
    })
    expect(await completeReceipt(client, document)).toEqual({ status: 'PENDING', document })

    await publishCheckpoint(server)
    const completed = await completeReceipt(client, document)
    if (completed.status !== 'COMPLETE') throw new Error(completed.status)
    const publicKeys = (await client.receipts.keys()).map(({ verifier }) => verifier)
    const verified = await verifyReceipt(completed.document, { publicKeys })
    expect(verified).toMatchObject({
      status: 'VERIFIED',
      proves: pending.status === 'PENDING' ? pending.claims : {},
      signedBy: publicKeys,
    })
    expect(await client.receipts.get(result.position)).toEqual({
      entry: result.position,
      status: 'COMPLETE',
      document: completed.document,
    })
  })

  it('are all a member’s, the latest first, however few are fetched at once', async () => {
    const client = clientOf(server, 'dev-member:no-plain')
    await client.settings.object('genai-improvement')
    await client.settings.objectToEverything()
    await publishCheckpoint(server)
    const whole = await all(client.receipts.list())
    expect(whole.length).toBeGreaterThan(3)
    expect(await all(client.receipts.list({ pageSize: 2 }))).toEqual(whole)
    expect(await all(clientOf(server, 'dev-auditor').receipts.list({ member: 'no-plain' }))).toEqual(whole)
    const positions = whole.map(({ entry }) => Number(entry))
    expect(positions).toEqual(positions.toSorted((a, b) => b - a))
    const publicKeys = (await client.receipts.keys()).map(({ verifier }) => verifier)
    for (const { document } of whole) {
      expect(await verifyReceipt(document, { publicKeys })).toMatchObject({
        status: 'VERIFIED',
        proves: { member: 'no-plain', act: 'OBJECT' },
      })
    }
  })

  it('are nobody else’s to see', async () => {
    const [own] = await all(clientOf(server, 'dev-member:no-plain').receipts.list())
    const other = clientOf(server, 'dev-member:fr-plain')
    expect(await other.receipts.get(own?.entry ?? '')).toBeNull()
    expect(await all(other.receipts.list({ member: 'no-plain' }))).toEqual([])
    expect(await all(other.receipts.list({ member: 'nobody-registered' }))).toEqual([])
    expect(await clientOf(server, 'dev-auditor').receipts.get('999999')).toBeNull()
    expect(await completeReceipt(other, own?.document ?? '')).toMatchObject({ status: 'REFUSED', code: 'NOT_FOUND' })
  })
})
