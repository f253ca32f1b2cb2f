import { positionOf } from '@demur/eligibility'
import { completeReceipt, readReceipt, verifyReceipt } from '@demur/eligibility/evidence'
import { sampleRegister } from '@demur/fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const SETTING = 'genai-improvement'
const OBJECT = `mutation ($input: SetOptOutInput!) { setOptOut(input: $input) { __typename ... on SetOptOutSuccess {
  position event { receipt { entry status document } } } } }`
const RECEIPT = 'query ($position: Position!) { receipt(position: $position) { entry status document } }'

interface Receipt {
  readonly entry: string
  readonly status: string
  readonly document: string
}

describe.each(DATABASES)('receipts on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, sampleRegister())
  })
  afterAll(() => server.close())

  const object = async (member: string, channel = 'settings') => {
    const { data } = await server.ask<{ setOptOut: { position: string; event: { receipt: Receipt } } }>(
      `dev-member:${member}`,
      OBJECT,
      { input: { setting: SETTING, act: 'OBJECT', channel } },
    )
    return data.setOptOut
  }
  const receiptOf = async (position: string, token: string) =>
    (await server.ask<{ receipt: Receipt | null }>(token, RECEIPT, { position })).data.receipt
  const publish = () => server.ask('dev-operator', 'mutation { publishCheckpoint { __typename } }')
  const publicKeys = async () => (await (await fetch(`${server.url}/checkpoint-keys`)).text()).trim().split('\n')

  it('are given with the act, pending, and complete under the next checkpoint for the public key alone', async () => {
    const { position, event } = await object('de-plain')
    expect(event.receipt).toMatchObject({ entry: position, status: 'PENDING' })
    expect(await verifyReceipt(event.receipt.document, { publicKeys: [] })).toMatchObject({
      status: 'PENDING',
      claims: { position: Number(position), act: 'OBJECT', member: 'de-plain', setting: SETTING, channel: 'settings' },
    })
    await publish()
    const complete = await receiptOf(position, 'dev-member:de-plain')
    expect(complete).toMatchObject({ entry: position, status: 'COMPLETE' })
    const verified = await verifyReceipt(complete?.document, { publicKeys: await publicKeys() })
    expect(verified).toMatchObject({
      status: 'VERIFIED',
      proves: { position: Number(position), act: 'OBJECT', member: 'de-plain', setting: SETTING, actor: 'de-plain' },
    })
    const [pending, newer] = [readReceipt(event.receipt.document).receipt, readReceipt(complete?.document).receipt]
    if (pending === null || newer === null) throw new Error('no receipt')
    expect(completeReceipt(pending, newer)).toEqual(newer)
  })

  it('name the notice about the setting that the member had been shown last, and none that came later', async () => {
    const notice = (member: string, version: string, key = 'privacy-notice-europe') => ({
      type: 'NoticeServed',
      member,
      notice: key,
      version,
      channel: 'email',
    })
    const shown = await importJson(server.register, [
      { type: 'MemberRegistered', member: 'shown' },
      { type: 'ResidenceRecorded', member: 'shown', country: 'DE' },
      notice('shown', 'about something else', 'no-notice-of-any-rule'),
    ])
    const before = await object('shown')
    const served = await importJson(server.register, [notice('shown', '1')])
    const after = await object('shown')
    await importJson(server.register, [notice('shown', '2')])
    await publish()
    const noticeOf = async (position: string) => {
      const document = (await receiptOf(position, 'dev-auditor'))?.document
      const verified = await verifyReceipt(document, { publicKeys: await publicKeys() })
      if (verified.status !== 'VERIFIED') throw new Error(JSON.stringify(verified))
      return verified.proves.notice
    }
    expect(shown.entries).toBe(3)
    expect(await noticeOf(before.position)).toBeNull()
    expect(await noticeOf(after.position)).toMatchObject({ position: served.lastPosition, version: '1' })
  })

  it('are all there for the member, the latest first, page by page, and each verifies', async () => {
    await importJson(server.register, [{ type: 'MemberRegistered', member: 'busy' }])
    const positions: string[] = []
    for (const channel of ['settings', 'phone', 'letter']) positions.unshift((await object('busy', channel)).position)
    await publish()
    const query = `query ($after: String) { viewer { member { receipts(first: 2, after: $after) {
      nodes { entry document } pageInfo { hasNextPage endCursor } } } } }`
    const page = async (after: string | null) =>
      (await server.ask<Receipts>('dev-member:busy', query, { after })).data.viewer.member.receipts
    const first = await page(null)
    const second = await page(first.pageInfo.endCursor)
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    const receipts = [...first.nodes, ...second.nodes]
    expect(receipts.map(({ entry }) => entry)).toEqual(positions)
    for (const { document } of receipts) {
      expect(await verifyReceipt(document, { publicKeys: await publicKeys() })).toMatchObject({ status: 'VERIFIED' })
    }
  })

  it('of somebody else, and of what does not exist, look alike to a member', async () => {
    const { position } = await object('de-plain')
    expect(await receiptOf(position, 'dev-member:at-plain')).toBeNull()
    expect(await receiptOf('999999', 'dev-member:at-plain')).toBeNull()
    expect(await receiptOf(position, 'dev-auditor')).not.toBeNull()
  })

  it('of an item name other people in it by hashes only', async () => {
    const { lastPosition } = await importJson(server.register, [
      {
        type: 'ContentRegistered',
        item: 'with-others',
        kind: 'POST',
        visibility: 'PUBLIC',
        createdAt: '2025-01-01T00:00:00Z',
        subjects: [{ member: 'de-plain' }, { member: 'somebody-else', role: 'MENTIONED' }],
      },
    ])
    await publish()
    const receipt = await receiptOf(String(lastPosition), 'dev-member:de-plain')
    expect(receipt?.document).toContain('with-others')
    expect(receipt?.document).not.toContain('somebody-else')
    expect(await verifyReceipt(receipt?.document, { publicKeys: await publicKeys() })).toMatchObject({
      status: 'VERIFIED',
      proves: { position: positionOf(lastPosition), type: 'ContentRegistered' },
    })
  })

  it('cost as many statements for a hundred entries as for one, and rows that grow with the levels of the tree', async () => {
    const { db } = server.register.connection
    let [statements, read] = [0, 0]
    const execute = db.execute.bind(db)
    db.execute = (statement: Parameters<typeof execute>[0]) => {
      statements += 1
      const result = execute(statement)
      void result.then((answer) => {
        read += (answer as { rows: unknown[] }).rows.length
      })
      return result
    }
    const cost = async (work: () => Promise<unknown>) => {
      ;[statements, read] = [0, 0]
      await work()
      return { statements, read }
    }
    try {
      const query = (count: number) =>
        `{ ${Array.from({ length: count }, (_, at) => `r${at}: receipt(position: "${at + 100}") { entry }`).join('\n')} }`
      const [one, many] = [
        await cost(() => server.ask('dev-auditor', query(1))),
        await cost(() => server.ask('dev-auditor', query(40))),
      ]
      expect(many.statements).toBeLessThanOrEqual(one.statements + 3)
      const proof = '{ inclusionProof(position: "5") { hashes } consistencyProof(first: "300") { hashes } }'
      const small = await cost(() => server.ask('dev-auditor', proof))
      await importJson(
        server.register,
        Array.from({ length: 4000 }, (_, at) => ({ type: 'MemberRegistered', member: `filler ${at}` })),
      )
      await publish()
      const large = await cost(() => server.ask('dev-auditor', proof))
      expect(large.statements).toBe(small.statements)
      expect(large.read, 'a few rows for each doubling').toBeLessThanOrEqual(small.read + 40)
    } finally {
      db.execute = execute
    }
  })
})

interface Receipts {
  readonly viewer: {
    readonly member: {
      readonly receipts: {
        readonly nodes: { readonly entry: string; readonly document: string }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    }
  }
}
