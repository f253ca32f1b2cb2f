import { createHash } from 'node:crypto'
import { positionOf } from '@demur/eligibility'
import { sampleRegister } from '@demur/fixtures'
import { importEntries } from '@demur/server'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { keptEntries } from '../src/evidence/kept-entry.ts'
import { entriesOfLines } from '../src/evidence/kept-lines.ts'
import { verifyLedger } from '../src/evidence/verify-ledger.ts'
import { tilesOf } from '../src/evidence/verify-tiles.ts'
import { exportEntries } from '../src/ledger/export.ts'
import { restoreLedger } from '../src/ledger/restore.ts'
import { readHead } from '../src/register/ledger.ts'
import { command, newFolder } from './support/command.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const ERASE = `mutation ($member: String!) {
  eraseMember(input: { member: { key: $member } }) {
    __typename
    ... on EraseMemberSuccess { position erasedEntries unchanged }
  }
}`
const WHY = `query ($item: String!) {
  decision(question: { item: { key: $item }, dataUse: "genai.training" }) { decisiveReason }
}`
const CHOICE = `query ($member: String!) {
  member(by: { key: $member }) { optOutSetting(setting: "genai-improvement") { choice version } }
}`

/** The keys of a member and of everything they wrote. */
function keysOf(member: string): string[] {
  const written = sampleRegister().flatMap((entry) =>
    entry.type === 'ContentRegistered' &&
    entry.subjects.some((subject) => subject.member === member && (subject.role ?? 'AUTHOR') === 'AUTHOR')
      ? [entry.item]
      : [],
  )
  return [member, ...written]
}

/** Where a text stands in any column of any table, as a whole value or inside one. */
async function placesOf({ register }: TestServer, texts: readonly string[]): Promise<string[]> {
  const { db } = register.connection
  const columns = await rows<{ table_name: string; column_name: string }>(
    db,
    sql`SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'demur' AND data_type IN ('text', 'jsonb', 'json', 'character varying', 'ARRAY')`,
  )
  const places: string[] = []
  for (const { table_name: table, column_name: column } of columns) {
    for (const text of texts) {
      const whole = `(^|[^A-Za-z0-9-])${text}($|[^A-Za-z0-9-])`
      const [found] = await rows<{ count: number }>(
        db,
        sql`SELECT count(*)::float8 AS count FROM ${sql.raw(`demur.${table}`)} WHERE ${sql.raw(`"${column}"`)}::text ~ ${whole}`,
      )
      if (found !== undefined && found.count > 0) places.push(`${table}.${column}: ${text}`)
    }
  }
  return places
}

async function exported({ register }: TestServer): Promise<string[]> {
  const { db } = register.connection
  const lines: string[] = []
  for await (const chunk of exportEntries(db, positionOf(0), await readHead(db), { evidence: true }))
    lines.push(...chunk)
  return lines
}

async function* given(lines: readonly string[]) {
  yield* lines
}

async function verified({ register }: TestServer) {
  const { db } = register.connection
  const head = await readHead(db)
  return verifyLedger(keptEntries(db, positionOf(0), head), { tree: tilesOf(db) })
}

describe.each(DATABASES)('an erased member on %s', (kind) => {
  let server: TestServer
  let member = ''
  let erasedEntries = 0
  /** Items of others that the member appears in. */
  let others: string[] = []
  // One who objected, wrote something, and appears in what others wrote.
  const objected = new Set(sampleRegister().flatMap((entry) => (entry.type === 'Objected' ? [entry.member] : [])))
  beforeAll(async () => {
    server = await startServer(await newRegister(kind))
    await importJson(server.register, sampleRegister())
    const appearing = await rows<{ key: string }>(
      server.register.connection.db,
      sql`SELECT DISTINCT m.key FROM demur.content_subject s JOIN demur.member m ON m.id = s.member_id
          WHERE EXISTS (SELECT FROM demur.content_item i WHERE i.author_id = m.id) ORDER BY 1`,
    )
    member = appearing.map(({ key }) => key).find((key) => objected.has(key)) ?? ''
    others = sampleRegister().flatMap((entry) =>
      entry.type === 'ContentRegistered' &&
      entry.subjects.some((subject) => subject.member === member && subject.role !== 'AUTHOR')
        ? [entry.item]
        : [],
    )
    return () => server.close()
  })

  it('is erased by operators alone', async () => {
    for (const token of ['dev-service', 'dev-auditor', `dev-member:${member}`]) {
      const { data } = await server.ask(token, ERASE, { member })
      expect(data, token).toEqual({ eraseMember: { __typename: 'ForbiddenError' } })
    }
    expect((await server.ask('dev-operator', ERASE, { member: 'nobody' })).data).toEqual({
      eraseMember: { __typename: 'NotFoundError' },
    })
  })

  it('is in no table any more, and neither is anything they wrote', async () => {
    const keys = keysOf(member)
    expect(keys.length).toBeGreaterThan(1)
    expect(await placesOf(server, keys)).not.toEqual([])
    const { data } = await server.ask<{ eraseMember: { position: string; erasedEntries: number } }>(
      'dev-operator',
      ERASE,
      { member },
    )
    erasedEntries = data?.eraseMember.erasedEntries ?? 0
    expect(data?.eraseMember).toMatchObject({ position: String(sampleRegister().length + 1), unchanged: false })
    expect(erasedEntries).toBeGreaterThan(keys.length)
    expect(await placesOf(server, keys)).toEqual([])
    const [item = ''] = keys.slice(1)
    expect((await server.ask('dev-auditor', WHY, { item })).data).toEqual({
      decision: { decisiveReason: 'UNKNOWN_ITEM' },
    })
    expect((await server.ask('dev-auditor', CHOICE, { member })).data).toEqual({ member: null })
  })

  it('leaves items of others in which they appeared closed', async () => {
    expect(others).not.toEqual([])
    for (const item of others) {
      const query = `query ($item: String!) {
        decision(question: { item: { key: $item }, dataUse: "genai.training" }) { outcome reasons { code } }
      }`
      const { data } = await server.ask<{ decision: { reasons: { code: string }[] } }>('dev-auditor', query, { item })
      expect(
        data?.decision.reasons.map(({ code }) => code),
        item,
      ).toContain('UNKNOWN_MEMBER')
    }
  })

  it('is erased once', async () => {
    const { data } = await server.ask('dev-operator', ERASE, { member })
    expect(data).toEqual({
      eraseMember: {
        __typename: 'EraseMemberSuccess',
        position: String(sampleRegister().length + 1),
        erasedEntries: 0,
        unchanged: true,
      },
    })
  })

  it('leaves a ledger that still verifies, as a database, as a file, and restored', async () => {
    expect(await verified(server)).toMatchObject({ problem: null, erased: erasedEntries })
    const lines = await exported(server)
    expect(await verifyLedger(entriesOfLines(given(lines)), {})).toMatchObject({ problem: null, erased: erasedEntries })
    const copy = await startServer(await newRegister(kind))
    await restoreLedger(copy.register.connection.db, given(lines))
    expect(await exported(copy)).toEqual(lines)
    expect(await verified(copy)).toMatchObject({ problem: null, erased: erasedEntries })
    await copy.close()
    // Imported, entries get new hashes, and erased ones keep their place and commitment.
    const moved = await startServer(await newRegister(kind))
    await importJson(moved.register, lines)
    expect(await verified(moved)).toMatchObject({ problem: null, entries: lines.length, erased: erasedEntries })
    await moved.close()
  })

  it('is still objected when they register again, until they choose again', async () => {
    await importJson(server.register, [{ type: 'MemberRegistered', member }])
    expect((await server.ask('dev-auditor', CHOICE, { member })).data).toEqual({
      member: { optOutSetting: { choice: 'OBJECTED', version: 1 } },
    })
    const withdraw = `mutation { setOptOut(input: { setting: "genai-improvement", act: WITHDRAW_OBJECTION, expectedVersion: 1 }) {
      ... on SetOptOutSuccess { setting { choice } } } }`
    expect((await server.ask(`dev-member:${member}`, withdraw)).data).toEqual({
      setOptOut: { setting: { choice: 'DEFAULT' } },
    })
    // Erased again, now without an objection: nothing is kept.
    await server.ask('dev-operator', ERASE, { member })
    await importJson(server.register, [{ type: 'MemberRegistered', member, channel: 'again' }])
    expect((await server.ask('dev-auditor', CHOICE, { member })).data).toEqual({
      member: { optOutSetting: { choice: 'DEFAULT', version: 0 } },
    })
  })

  it('stays in the manifest of a sealed run, which still verifies, and by nothing but a commitment', async () => {
    const run = `mutation { openRun(input: { key: "before", dataUse: "genai.training" }) { __typename }
      sealRun(input: { run: "before" }) { ... on SealRunSuccess { run { itemCount } } } }`
    await server.ask('dev-operator', run)
    const author = 'hk-plain'
    await server.ask('dev-operator', ERASE, { member: author })
    const verify = '{ verifyRun(run: "before") { verdict erasedItemCount differingItems { __typename } } }'
    const { data } = await server.ask<{ verifyRun: { erasedItemCount: number } }>('dev-auditor', verify)
    expect(data?.verifyRun).toMatchObject({ verdict: 'MATCHES', differingItems: [] })
    expect(data?.verifyRun.erasedItemCount).toBeGreaterThan(0)
    expect(await placesOf(server, keysOf(author))).toEqual([])
  })

  it('cannot be found out by the digest of a file that they were imported with, which is still recognised', async () => {
    const line = JSON.stringify({ type: 'MemberRegistered', member: 'guessed' })
    const digest = createHash('sha256').update(`${line}\n`).digest('hex')
    const importIt = () => importEntries(server.register.connection, server.register, given([line]), 'test')
    const { firstPosition } = await importIt()
    expect(await placesOf(server, [digest])).toEqual([`imported_file.digest: ${digest}`])
    await server.ask('dev-operator', ERASE, { member: 'guessed' })
    expect(await placesOf(server, [digest])).toEqual([])
    expect(await importIt()).toMatchObject({ repeated: true, firstPosition })
  })

  it('is not forgotten where the secret is another: then nobody registers', async () => {
    const { connection, clock, random } = server.register
    const attempt = importEntries(
      connection,
      { clock, random, pseudonyms: null },
      given(['{"type":"MemberRegistered","member":"newcomer"}']),
      'test',
    )
    await expect(attempt).rejects.toThrow(/DEMUR_ERASURE_SECRET is not the secret/)
  })
})

describe('demur erase', () => {
  it('asks whether it is meant, erases, and says what became of it', async () => {
    const folder = newFolder()
    const sample = sampleRegister().map((entry) => `${JSON.stringify(entry)}\n`)
    await command(['import', '-', '--data', folder], {}, sample.join(''))
    expect(await command(['erase', 'de-plain', '--data', folder])).toMatchObject({ code: 2 })
    const erased = await command(['erase', 'de-plain', '--yes', '--data', folder, '--json'])
    expect(erased).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(erased.stdout)).toMatchObject({ position: String(sample.length + 1), unchanged: false })
    expect(await command(['verify', '--data', folder])).toMatchObject({ code: 0 })
  })
})
