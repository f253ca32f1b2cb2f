import { generateKeyPairSync } from 'node:crypto'
import { instantOf } from '@demur/eligibility'
import {
  fromBase64,
  leafHash,
  readSignedNote,
  sha256,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '@demur/eligibility/evidence'
import { type CheckpointSettings, openRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { publishCheckpoint } from '../src/evidence/checkpoints.ts'
import { openNotary } from '../src/evidence/notary.ts'
import { DATABASES, importJson, newDatabase, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const PUBLISH = `mutation { publishCheckpoint { __typename
  ... on PublishCheckpointSuccess { isNew checkpoint { origin size root note } } ... on Error { code } } }`
interface Published {
  readonly __typename: string
  readonly isNew: boolean
  readonly checkpoint: { readonly origin: string; readonly size: string; readonly root: string; readonly note: string }
}

const newKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

describe.each(DATABASES)('checkpoints on %s', (kind) => {
  let server: TestServer
  let members = 0
  const record = (count = 1) =>
    importJson(
      server.register,
      Array.from({ length: count }, () => {
        members += 1
        return { type: 'MemberRegistered', member: `m${members}` }
      }),
    )
  const publish = async () =>
    (await server.ask<{ publishCheckpoint: Published }>('dev-auditor', PUBLISH)).data.publishCheckpoint
  const keys = async () => {
    const { data } = await server.ask<{ checkpointKeys: { verifier: string; current: boolean }[] }>(
      'dev-member:nobody',
      '{ checkpointKeys { verifier current } }',
    )
    return data.checkpointKeys
  }

  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
  })
  afterAll(() => server.close())

  it('are refused of an empty ledger, and published at an address that needs no token once there is one', async () => {
    expect((await publish()).__typename).toBe('NotFoundError')
    expect((await fetch(`${server.url}/checkpoint`)).status).toBe(404)
    await record(3)
    const { isNew, checkpoint } = await publish()
    expect([isNew, checkpoint.size]).toEqual([true, '3'])
    expect(await (await fetch(`${server.url}/checkpoint`)).text()).toBe(checkpoint.note)
    const published = (await (await fetch(`${server.url}/checkpoint-keys`)).text()).trim().split('\n')
    expect(published).toEqual((await keys()).map(({ verifier }) => verifier))
    const verified = await verifyCheckpoint(checkpoint.note, { publicKeys: published })
    expect(verified).toMatchObject({ ok: true, checkpoint: { origin: checkpoint.origin, size: 3 } })
  })

  it('are published again only where something was recorded since', async () => {
    await record()
    const first = await publish()
    expect(await publish()).toEqual({ ...first, isNew: false })
    await record()
    expect(Number((await publish()).checkpoint.size)).toBe(Number(first.checkpoint.size) + 1)
  })

  it.each(['dev-service', 'dev-member:m1'])('are not published by %s', async (token) => {
    const { data } = await server.ask<{ publishCheckpoint: Published }>(token, PUBLISH)
    expect(data.publishCheckpoint.__typename).toBe('ForbiddenError')
  })

  it('are one for each size, however many processes publish at once', async () => {
    await record()
    const { connection, notary, clock } = server.register
    const results = await Promise.all(
      Array.from({ length: 8 }, () => publishCheckpoint(connection.db, notary, clock())),
    )
    expect(results.filter((result) => result?.isNew)).toHaveLength(1)
    expect(new Set(results.map((result) => result?.checkpoint.note)).size).toBe(1)
    await record()
    const recently = instantOf((results[0]?.checkpoint.publishedAt ?? 0) - 1)
    const shared = await publishCheckpoint(connection.db, notary, clock(), recently)
    expect(shared?.isNew, 'where another process published within the interval').toBe(false)
  })

  it('show that the later ledger continues the earlier one, and has each entry at its place', async () => {
    await record(300)
    const before = (await publish()).checkpoint
    await record(300)
    const after = (await publish()).checkpoint
    const query = `query ($first: Position!, $second: Position!, $position: Position!) {
      consistencyProof(first: $first, second: $second) { root hashes }
      inclusionProof(position: $position) { size root hashes } }`
    const position = 7
    const { data } = await server.ask<Record<string, { size: string; root: string; hashes: string[] }>>(
      'dev-member:nobody',
      query,
      { first: before.size, second: after.size, position: String(position) },
    )
    const [consistency, inclusion] = [data.consistencyProof, data.inclusionProof]
    expect([consistency?.root, inclusion?.root, inclusion?.size]).toEqual([after.root, after.root, after.size])
    const [first, second] = [before, after].map(({ size, root }) => ({ size: Number(size), root: bytes(root) }))
    if (first === undefined || second === undefined) throw new Error('unreachable')
    expect(verifyConsistency(first, second, (consistency?.hashes ?? []).map(bytes), sha256)).toBe(true)
    const [entry] = await rows<{ hash: string }>(
      server.register.connection.db,
      sql`SELECT encode(hash, 'base64') AS hash FROM demur.ledger_entry WHERE position = ${position}`,
    )
    const proof = { index: position - 1, size: second.size, path: (inclusion?.hashes ?? []).map(bytes) }
    expect(verifyInclusion(leafHash(bytes(entry?.hash ?? ''), sha256), proof, second.root, sha256)).toBe(true)
    // A path has as many hashes as the tree has levels, and no more.
    expect(proof.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(second.size)))
  })

  it.each([
    '{ inclusionProof(position: "0") { root } }',
    '{ inclusionProof(position: "5", size: "4") { root } }',
    '{ inclusionProof(position: "1", size: "999999") { root } }',
    '{ consistencyProof(first: "5", second: "4") { root } }',
  ])('refuse to prove what cannot be: %s', async (query) => {
    const { errors } = await server.ask('dev-auditor', query)
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('are listed as of an instant: those that were published by then', async () => {
    const query = `query ($publishedBy: DateTime) { checkpoints(publishedBy: $publishedBy) { nodes { size publishedAt } } }`
    interface Listed {
      readonly checkpoints: { readonly nodes: { readonly size: string; readonly publishedAt: string }[] }
    }
    const listed = async (publishedBy: string | null) =>
      (await server.ask<Listed>('dev-auditor', query, { publishedBy })).data.checkpoints.nodes
    const { connection, notary } = server.register
    await record()
    await publishCheckpoint(connection.db, notary, instantOf(Date.parse('2100-01-01T00:00:00Z')))
    const all = await listed(null)
    expect(all[0]?.publishedAt).toBe('2100-01-01T00:00:00.000Z')
    expect(await listed('2100-01-01T00:00:00Z')).toEqual(all)
    expect(await listed('2099-12-31T23:59:59.999Z')).toEqual(all.slice(1))
    expect(await listed('2020-01-01T00:00:00Z')).toEqual([])
  })

  it('are listed, the latest first, page by page', async () => {
    const query = `query ($after: String) { checkpoints(first: 2, after: $after) {
      nodes { size } pageInfo { hasNextPage endCursor } } }`
    interface Listed {
      readonly checkpoints: {
        readonly nodes: { size: string }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    }
    const sizes: number[] = []
    for (let after: string | null = null, more = true; more; ) {
      const page: Listed = (await server.ask<Listed>('dev-auditor', query, { after })).data
      sizes.push(...page.checkpoints.nodes.map(({ size }) => Number(size)))
      ;({ hasNextPage: more, endCursor: after } = page.checkpoints.pageInfo)
    }
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(sizes.length).toBeGreaterThan(4)
    const { data } = await server.ask<{ checkpoint: { size: string } }>(
      'dev-auditor',
      `{ checkpoint(covering: "${sizes.at(-1)}") { size } }`,
    )
    expect(Number(data.checkpoint.size)).toBe(sizes.at(-1))
  })

  it.each([
    'UPDATE demur.checkpoint SET note = note',
    'DELETE FROM demur.checkpoint',
    'TRUNCATE demur.checkpoint',
    'DELETE FROM demur.checkpoint_key',
  ])('refuse “%s” to the serving role and to the owner of the table', async (statement) => {
    for (const role of ['demur_server', 'NONE']) {
      const attempt = server.register.connection.db.transaction(async (tx) => {
        await tx.execute(sql.raw(`SET LOCAL ROLE ${role}`))
        await tx.execute(sql.raw(statement))
      })
      await expect(attempt, role).rejects.toMatchObject({ cause: { code: '42501' } })
    }
  })

  it('outlive a change of keys: both sign while it lasts, and what the old one signed stays verifiable', async () => {
    const [old, next] = [newKey(), newKey()]
    const settings = (keys: string[]): CheckpointSettings => ({ origin: 'log.example/demur', keys, development: false })
    const { connection, clock } = server.register
    const signed = async (keys: string[]) => {
      await record()
      const notary = await openNotary(connection, settings(keys))
      return (await publishCheckpoint(connection.db, notary, clock()))?.checkpoint.note ?? ''
    }
    const [alone, both, after] = [await signed([old]), await signed([next, old]), await signed([next])]
    const [current] = (await keys()).filter((key) => key.current).map(({ verifier }) => verifier)
    const all = (await keys()).map(({ verifier }) => verifier)
    const before = all.filter((key) => key !== current && key.startsWith('log.example/demur'))
    expect(before).toHaveLength(1)
    for (const note of [alone, both]) {
      expect(await verifyCheckpoint(note, { publicKeys: before })).toMatchObject({ ok: true })
    }
    for (const note of [both, after]) {
      expect(await verifyCheckpoint(note, { publicKeys: [current ?? ''] })).toMatchObject({ ok: true })
    }
    expect(await verifyCheckpoint(after, { publicKeys: before })).toMatchObject({ ok: false, code: 'KEY_UNKNOWN' })
    expect(readSignedNote(both).note?.signatures).toHaveLength(2)
  })

  it('are not signed over a history that was rewritten', async () => {
    const other = await newRegister(kind)
    try {
      const { connection, notary, clock } = other
      await importJson(other, [
        { type: 'MemberRegistered', member: 'a' },
        { type: 'MemberRegistered', member: 'b' },
      ])
      await publishCheckpoint(connection.db, notary, clock())
      await connection.db.transaction(async (tx) => {
        await tx.execute(sql`SET LOCAL ROLE NONE`)
        await tx.execute(sql`ALTER TABLE demur.ledger_entry DISABLE TRIGGER only_erased`)
        await tx.execute(sql`UPDATE demur.ledger_entry SET hash = commitment WHERE position = 2`)
        await tx.execute(sql`ALTER TABLE demur.ledger_entry ENABLE ALWAYS TRIGGER only_erased`)
      })
      await importJson(other, [{ type: 'MemberRegistered', member: 'c' }])
      await expect(publishCheckpoint(connection.db, notary, clock())).rejects.toMatchObject({ name: 'LedgerForked' })
    } finally {
      await other.close()
    }
  })

  it('are the same key and the same log after a restart in development mode, and none without a key', async () => {
    const settings = await newDatabase(kind)
    const development = { origin: null, keys: [], development: true }
    const register = await openRegister(settings, { checkpoints: development })
    try {
      expect((await openNotary(register.connection, development)).verifiers).toEqual(register.notary.verifiers)
      expect((await openNotary(register.connection, { ...development, development: false })).signers).toEqual([])
    } finally {
      await register.close()
    }
  })
})

function bytes(text: string): Uint8Array {
  return fromBase64(text.replaceAll('\n', '')) ?? new Uint8Array()
}
