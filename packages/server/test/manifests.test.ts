import { createHash } from 'node:crypto'
import { positionOf } from '@demur/eligibility'
import { exportEntries } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { writeManifest } from '../src/register/manifest.ts'
import { readRuns } from '../src/register/runs.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { RunClient } from './support/runs.ts'
import { startServer, type TestServer } from './support/server.ts'
import { member, objection, post, RULEBOOK } from './support/world.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const inByteOrder = (keys: readonly string[]) =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** Keys whose order in bytes is neither that of UTF-16 nor that of a dictionary, and more than a chunk of them. */
const KEYS = ['𝔷', 'z', 'é', '￿', 'Z', ' ']
const MANY = Array.from({ length: 10_020 }, (_, index) => `post ${index}`)

const AUDITOR = { subject: 'auditor', roles: ['AUDITOR'], member: null } as const

describe.each(DATABASES)('a manifest on %s', (kind) => {
  let server: TestServer
  let runs: RunClient
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    runs = new RunClient(server)
    const items = [...KEYS, ...MANY].map((key, index) => post(key, index % 2 === 0 ? 'a' : 'b'))
    await importJson(server.register, [RULEBOOK, ...member('a'), ...member('b'), ...member('c'), ...items])
    await importJson(server.register, [post('of c', 'c')])
    await runs.open('whole')
    await importJson(server.register, [objection('c')])
    await runs.seal('whole')
  })
  afterAll(() => server.close())

  it('is sorted by bytes, in chunks, and its digest can be computed from its export with nothing but SHA-256', async () => {
    const lines = await runs.manifest('whole')
    expect(lines.map(({ item }) => item)).toEqual(inByteOrder([...KEYS, ...MANY, 'of c']))
    const leaves = lines.map(({ leaf }) => `${leaf}\n`)
    const chunks = [leaves.slice(0, 10_000), leaves.slice(10_000)].map((chunk) => sha256(chunk.join('')))
    const run = await runs.read('whole')
    expect(run).toMatchObject({
      status: 'SEALED',
      itemCount: lines.length,
      manifestDigest: `sha256:${sha256(`${chunks.join('\n')}\n`)}`,
      lateItemCount: 1,
      manifestChunks: {
        nodes: [
          { ordinal: 0, firstKey: lines[0]?.item, itemCount: 10_000, digest: chunks[0] },
          { ordinal: 1, firstKey: lines[10_000]?.item, itemCount: lines.length - 10_000, digest: chunks[1] },
        ],
      },
    })
  })

  it('has for leaves the commitments of the entries that registered its items', async () => {
    const [{ leaf, position, item } = { leaf: '', position: 0, item: '' }] = await runs.manifest('whole')
    const found = await rows(
      server.register.connection.db,
      sql`SELECT encode(commitment, 'hex') AS leaf, item, type FROM demur.ledger_entry WHERE position = ${position}`,
    )
    expect(found).toEqual([{ leaf, item, type: 'ContentRegistered' }])
  })

  it('is listed page by page up to 10,000 items, the same while it is open and when it is sealed', async () => {
    const sealed = await runs.pages('whole', 10_000)
    expect(sealed.map((page) => page.length)).toEqual([10_000, KEYS.length + MANY.length + 1 - 10_000])
    expect(sealed.flat()).toEqual(inByteOrder([...KEYS, ...MANY, 'of c']))
    await runs.open('again')
    const open = await runs.pages('again', 7000)
    expect(open.flat()).toEqual(inByteOrder([...KEYS, ...MANY]))
    expect((await runs.manifest('again')).map(({ item }) => item)).toEqual(open.flat())
    await runs.abandon('again')
    expect((await runs.pages('again', 10_000)).flat()).toEqual(open.flat())
    await expect(runs.pages('whole', 10_001)).rejects.toThrow('“first” must be from 1 to 10000')
  })

  it('names what became ineligible between pin and seal, with the reasons', async () => {
    expect(await runs.late('whole')).toEqual([{ item: { key: 'of c' }, decision: { reasons: [{ code: 'OBJECTED' }] } }])
    await runs.open('early')
    expect(await runs.late('early')).toEqual([])
  })

  it('is the same where sealing broke off in between, and where two seal it at once', async () => {
    const { at, asKnownAt } = await runs.read('whole')
    const opened = { type: 'RunOpened', dataUse: 'genai.training', at, asKnownAt: Number(asKnownAt) }
    await importJson(
      server.register,
      ['twin', 'broken', 'shared'].map((run) => ({ ...opened, run })),
    )
    const twin = await runs.seal('twin')
    const [pinned] = await readRuns(server.register, AUDITOR, server.register.clock(), [
      { key: 'broken', at: null, asKnownAt: null },
    ])
    if (!pinned) throw new Error('the run was not imported')
    // The process dies after the first chunk: nobody asks the generator for more.
    const writing = writeManifest(server.register, pinned)
    expect([await writing.next(), await writing.next()]).toMatchObject([{ value: 0 }, { value: 10_000 }])
    const broken = await runs.seal('broken')
    expect(broken).toMatchObject({ run: { manifestDigest: twin.run?.manifestDigest, itemCount: twin.run?.itemCount } })
    const outcomes = await Promise.all([runs.seal('shared'), runs.seal('shared')])
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['RunNotOpenError', 'SealRunSuccess'])
    expect(await runs.read('shared')).toMatchObject({ manifestDigest: twin.run?.manifestDigest })
    expect(twin.run?.manifestDigest).toBe(((await runs.read('whole')) as { manifestDigest: string }).manifestDigest)
  })

  it('of an imported run is derived when somebody asks, so that past uses outlast an export', async () => {
    const { db } = server.register.connection
    const lines: string[] = []
    const head = (await server.ask<{ ledgerHead: string }>('dev-auditor', '{ ledgerHead }')).data.ledgerHead
    for await (const some of exportEntries(db, positionOf(0), positionOf(Number(head)))) lines.push(...some)
    const restored = await startServer(await newRegister(kind))
    try {
      await importJson(restored.register, lines)
      const copy = new RunClient(restored)
      expect((await copy.pages('whole', 10_000)).flat()).toEqual(inByteOrder([...KEYS, ...MANY, 'of c']))
      expect(await copy.late('whole')).toEqual([
        { item: { key: 'of c' }, decision: { reasons: [{ code: 'OBJECTED' }] } },
      ])
      for (const key of ['a', 'c']) expect(await copy.pastUses(key)).toEqual(await runs.pastUses(key))
      expect(await copy.pastUses('c')).toHaveLength(4)
    } finally {
      await restored.close()
    }
  })
})
