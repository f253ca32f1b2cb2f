import { sampleRegister } from '@demur/fixtures'
import { rebuild } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { KEPT, PROJECTIONS } from '../src/database/tables/projections.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

/** What somebody with every right over the database does to each projection. */
const CORRUPTIONS: Readonly<Record<string, readonly string[]>> = {
  member: [
    `UPDATE demur.member SET key = 'somebody else' WHERE key = 'de-objected'`,
    `UPDATE demur.member SET position = NULL WHERE key = 'de-plain'`,
    `DELETE FROM demur.member WHERE key = 'fr-minor'`,
    `INSERT INTO demur.member (key) VALUES ('nobody')`,
  ],
  content_item: [
    `UPDATE demur.content_item SET author_id = (SELECT id FROM demur.member WHERE key = 'de-plain') WHERE key = 'de-objected-post-1'`,
    `DELETE FROM demur.content_item WHERE key = 'de-plain-post-1'`,
  ],
  content_subject: [`DELETE FROM demur.content_subject`],
  content_change: [`UPDATE demur.content_change SET deleted = NOT deleted`],
  residence: [`UPDATE demur.residence SET country = 'US'`],
  birth_date: [`UPDATE demur.birth_date SET birth_date = '1970-01-01', verified = true`],
  age_signal: [`UPDATE demur.age_signal SET believed_minor = NOT believed_minor`],
  account_status: [`DELETE FROM demur.account_status`],
  notice_served: [`UPDATE demur.notice_served SET effective_at = effective_at - interval '1 year'`],
  choice_event: [`DELETE FROM demur.choice_event WHERE act = 'OBJECT'`],
  rulebook: [`UPDATE demur.rulebook SET document = jsonb_set(document, '{rules}', '[]')`],
  run: [`UPDATE demur.run SET as_known_at = 1`, `DELETE FROM demur.run WHERE key = 'run 2'`],
  consumer_registration: [`DELETE FROM demur.consumer_registration`],
  consumer_acknowledgement: [`UPDATE demur.consumer_acknowledgement SET through = through + 1`],
}

describe.each(DATABASES)('the projections on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    const register = await newRegister(kind)
    server = await startServer(register)
    await importJson(register, [...sampleRegister(), ...runs(), ...consumers()])
  })
  afterAll(() => server.close())

  /** Runs a statement with the rights of whoever owns the tables, as no request does. */
  const asOwner = (statement: string) =>
    server.register.connection.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL ROLE NONE`)
      await tx.execute(sql.raw(statement))
    })

  const check = () => rebuild(server.register.connection.db, { check: true })
  const DECISIONS =
    'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { outcome decisiveReason } }'
  const items = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [String(entry.item)] : []))
  const decisions = async () => {
    const questions = items.map((key) => ({ item: { key }, dataUse: 'genai.training', at: '2026-11-20T00:00:00Z' }))
    return (await server.ask('dev-auditor', DECISIONS, { questions })).data
  }

  it('say what the ledger says, and are all declared', async () => {
    expect(await check()).toMatchObject({ differences: [], replaced: false })
    const found = await rows<{ name: string }>(
      server.register.connection.db,
      sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'demur' AND table_type = 'BASE TABLE'`,
    )
    const declared = [...PROJECTIONS.map(({ table }) => table), ...Object.keys(KEPT)]
    expect(found.map(({ name }) => name).sort()).toEqual(declared.sort())
    expect(Object.keys(CORRUPTIONS)).toEqual(PROJECTIONS.map(({ table }) => table))
  })

  it.each(PROJECTIONS.map(({ table }) => table))('%s is found to be corrupt, named, and made good', async (table) => {
    const before = await decisions()
    for (const statement of CORRUPTIONS[table] ?? []) await asOwner(statement)
    const found = await check()
    expect(found.differences.map((difference) => difference.table)).toContain(table)
    expect(found.differences.find((difference) => difference.table === table)?.samples.length).toBeGreaterThan(0)
    expect(found.replaced).toBe(false)
    expect((await check()).differences).toEqual(found.differences)
    const rebuilt = await rebuild(server.register.connection.db, { check: false })
    expect(rebuilt).toMatchObject({ differences: found.differences, replaced: true })
    expect(await check()).toMatchObject({ differences: [], replaced: false })
    expect(await decisions()).toEqual(before)
  })

  it('are made good all at once, while others write', async () => {
    for (const statements of Object.values(CORRUPTIONS)) for (const statement of statements) await asOwner(statement)
    const writes = Array.from({ length: 20 }, (_, index) =>
      importJson(server.register, [{ type: 'MemberRegistered', member: `new ${index}` }]),
    )
    const [rebuilt] = await Promise.all([rebuild(server.register.connection.db, { check: false }), ...writes])
    expect(rebuilt.differences.map(({ table }) => table)).toEqual(PROJECTIONS.map(({ table }) => table))
    expect(await check()).toMatchObject({ differences: [] })
  })
})

function runs(): object[] {
  const fields = { dataUse: 'genai.training', at: '2026-11-01T00:00:00Z', asKnownAt: 1 }
  const digest = `sha256:${'0'.repeat(64)}`
  return [
    { type: 'RunOpened', run: 'run 1', ...fields },
    { type: 'RunOpened', run: 'run 2', ...fields },
    { type: 'RunSealed', run: 'run 1', ...fields, itemCount: 0, manifestDigest: digest },
  ]
}

function consumers(): object[] {
  return [
    {
      type: 'ConsumerRegistered',
      consumer: 'pipeline',
      title: 'Pipeline',
      subject: 'pipeline',
      dataUses: ['genai.training'],
      settings: [{ setting: 'genai-improvement', deadline: 'P30D' }],
    },
    { type: 'ConsumerAcknowledged', consumer: 'pipeline', through: 1 },
  ]
}
