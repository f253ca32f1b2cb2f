import { rulebookDocument } from '@demur/fixtures'
import { type DatabaseSettings, openRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf } from '../src/register/batched.ts'
import { dropOpenManifests, keepManifests } from '../src/register/erase-manifests.ts'
import { writeManifest } from '../src/register/manifest.ts'
import { selectRuns } from '../src/register/runs.ts'
import { DATABASES, importJson, newDatabase } from './support/register.ts'
import { RunClient } from './support/runs.ts'
import { startServer, type TestServer } from './support/server.ts'
import { asSuperuser } from './support/superuser.ts'
import { member, mentioning, objection, post, RULEBOOK } from './support/world.ts'

describe.each(DATABASES)('a sealed run on %s', (kind) => {
  let server: TestServer
  let settings: DatabaseSettings
  let runs: RunClient
  /** In a condition on rows of manifests. */
  const run = "run = (SELECT opened_position FROM demur.run WHERE key = 'run')"
  const positionOf = (item: string) => `(SELECT position FROM demur.content_item WHERE key = '${item}')`

  beforeAll(async () => {
    settings = await newDatabase(kind)
    server = await startServer(await openRegister(settings))
    runs = new RunClient(server)
    const items = ['a1', 'a2', 'a3', 'b1', 'b2'].map((item) => post(item, item.slice(0, 1)))
    await importJson(server.register, [RULEBOOK, ...['a', 'b', 'c'].flatMap(member), ...items, post('c1', 'c')])
    await importJson(server.register, [objection('c')])
    await runs.open('run')
    await runs.seal('run')
  })
  afterAll(() => server.close())

  /** Changes something behind the back of the register, looks, and puts it back. */
  async function tampered(change: readonly string[], back: readonly string[]) {
    await asSuperuser(server.register, settings, change)
    try {
      return await runs.verify('run')
    } finally {
      await asSuperuser(server.register, settings, back)
      expect(await runs.verify('run')).toMatchObject({ verdict: 'MATCHES' })
    }
  }

  it('is derived anew and found as it was sealed, also after policy edits, deletions and corrections', async () => {
    const matches = {
      verdict: 'MATCHES',
      written: true,
      projected: true,
      firstDifferingChunk: null,
      differingItems: [],
    }
    const before = await runs.verify('run')
    expect(before).toMatchObject({ ...matches, recorded: { itemCount: 5 } })
    expect(before.derived).toEqual(before.recorded)
    const document = rulebookDocument('change-2025-11-03') as { rules: { dataUse: string }[] }
    const rules = document.rules.filter(({ dataUse }) => dataUse !== 'genai.training')
    await importJson(server.register, [
      { type: 'RulebookPublished', rulebook: { ...document, version: 'without training', rules } },
      { type: 'ContentDeleted', item: 'a1' },
      // Recorded late, and effective before the run: a letter, a move, and a deletion.
      { ...objection('a'), effectiveAt: '2025-12-01T00:00:00Z' },
      { type: 'ResidenceRecorded', member: 'b', country: 'CN', effectiveAt: '2024-06-01T00:00:00Z' },
      { type: 'ContentDeleted', item: 'b2', effectiveAt: '2025-06-01T00:00:00Z' },
    ])
    expect(await runs.verify('run')).toEqual(before)
  })

  it('differs where a row of its manifest is taken out, and the item is named', async () => {
    const found = await tampered(
      [`DELETE FROM demur.run_item WHERE ${run} AND ordinal = 1`],
      [
        `INSERT INTO demur.run_item (run, ordinal, item) SELECT opened_position, 1, ${positionOf('a2')} FROM demur.run WHERE key = 'run'`,
      ],
    )
    expect(found).toMatchObject({
      verdict: 'DIFFERS',
      firstDifferingChunk: { ordinal: 0 },
      derivedOnlyCount: 1,
      writtenOnlyCount: 0,
      differingItems: [{ key: 'a2', side: 'DERIVED', decision: { reasons: [{ code: 'NOT_OBJECTED' }] } }],
    })
  })

  it('differs where an item is put in that was not eligible, and the reason is named', async () => {
    const found = await tampered(
      [
        `INSERT INTO demur.run_item (run, ordinal, item) SELECT opened_position, 5, ${positionOf('c1')} FROM demur.run WHERE key = 'run'`,
      ],
      [`DELETE FROM demur.run_item WHERE ${run} AND ordinal = 5`],
    )
    expect(found).toMatchObject({
      verdict: 'DIFFERS',
      writtenOnlyCount: 1,
      derivedOnlyCount: 0,
      differingItems: [{ key: 'c1', side: 'WRITTEN', decision: { reasons: [{ code: 'OBJECTED' }] } }],
    })
  })

  it('differs where an item takes the place of another, in its order or altogether', async () => {
    const put = (ordinal: number, item: string) =>
      `UPDATE demur.run_item SET item = ${item} WHERE ${run} AND ordinal = ${ordinal}`
    const swapped = await tampered(
      [put(0, positionOf('a2')), put(1, positionOf('a1'))],
      [put(0, positionOf('a1')), put(1, positionOf('a2'))],
    )
    expect(swapped).toMatchObject({ verdict: 'DIFFERS', firstDifferingChunk: { ordinal: 0 } })
    const foreign = await tampered([put(4, '1')], [put(4, positionOf('b2'))])
    expect(foreign).toMatchObject({
      verdict: 'DIFFERS',
      differingItems: [
        { key: '(position 1)', side: 'WRITTEN' },
        { key: 'b2', side: 'DERIVED' },
      ],
    })
  })

  it('differs where a digest is changed beside it, in its row, or in the ledger itself', async () => {
    const chunk = await tampered(
      [`UPDATE demur.run_chunk SET digest = reverse(digest) WHERE ${run}`],
      [`UPDATE demur.run_chunk SET digest = reverse(digest) WHERE ${run}`],
    )
    expect(chunk).toMatchObject({ verdict: 'DIFFERS', firstDifferingChunk: { ordinal: 0 }, differingItems: [] })
    const count = (by: number) => [`UPDATE demur.run SET item_count = item_count + ${by} WHERE key = 'run'`]
    expect(await tampered(count(1), count(-1))).toMatchObject({ verdict: 'DIFFERS', projected: false })
    const pin = (by: number) => [`UPDATE demur.run SET as_known_at = as_known_at + ${by} WHERE key = 'run'`]
    expect(await tampered(pin(-1), pin(1))).toMatchObject({ verdict: 'DIFFERS', projected: false })
    const entry = (by: number) => [
      `UPDATE demur.ledger_entry SET body = jsonb_set(body, '{itemCount}', to_jsonb((body ->> 'itemCount')::integer + ${by})) WHERE type = 'RunSealed'`,
    ]
    expect(await tampered(entry(1), entry(-1))).toMatchObject({ verdict: 'DIFFERS', recorded: { itemCount: 6 } })
    const commitment = [
      `UPDATE demur.ledger_entry SET commitment = decode(reverse(encode(commitment, 'hex')), 'hex') WHERE item = 'b1'`,
    ]
    expect(await tampered(commitment, commitment)).toMatchObject({
      verdict: 'DIFFERS',
      firstDifferingChunk: { ordinal: 0 },
    })
  })

  it('differs where a fact that it rests on is changed, and what no longer follows is named', async () => {
    const move = (by: string) => [
      `UPDATE demur.notice_served SET effective_at = effective_at ${by} interval '10 years' WHERE member_id = (SELECT id FROM demur.member WHERE key = 'b')`,
    ]
    expect(await tampered(move('+'), move('-'))).toMatchObject({
      verdict: 'DIFFERS',
      writtenOnlyCount: 2,
      differingItems: [
        { key: 'b1', side: 'WRITTEN', decision: { reasons: [{ code: 'NOTICE_NOT_SERVED' }] } },
        { key: 'b2', side: 'WRITTEN' },
      ],
    })
  })

  it('is nothing to verify before it is sealed, and nothing for members', async () => {
    await importJson(server.register, [{ ...RULEBOOK, rulebook: { ...RULEBOOK.rulebook, version: 'again' } }])
    await runs.open('open')
    expect(await runs.verify('open')).toMatchObject({ verdict: 'NOT_SEALED', recorded: null, derived: null })
    expect(await runs.verify('nothing')).toBeNull()
    const { data } = await server.ask('dev-member:a', '{ verifyRun(run: "run") { verdict } }')
    expect(data).toEqual({ verifyRun: null })
  })
})

describe.each(DATABASES)('a run with somebody in it who was erased, on %s', (kind) => {
  /** What erasing a member does to their entries and to what is projected of them. */
  const erased = (key: string) => [
    `UPDATE demur.ledger_entry SET body = jsonb_set(body, '{subjects}', (SELECT jsonb_agg(CASE WHEN s ->> 'member' = '${key}' THEN s - 'member' || '{"commitment":"00"}' ELSE s END) FROM jsonb_array_elements(body -> 'subjects') s)) WHERE type = 'ContentRegistered' AND member <> '${key}'`,
    `DELETE FROM demur.content_subject WHERE member_id = (SELECT id FROM demur.member WHERE key = '${key}')`,
    `DELETE FROM demur.content_item WHERE author_id = (SELECT id FROM demur.member WHERE key = '${key}')`,
    `UPDATE demur.ledger_entry SET salt = NULL, subject_salts = NULL, effective_at = NULL, actor = NULL, channel = NULL, idempotency_key = NULL, member = NULL, item = NULL, body = NULL WHERE member = '${key}'`,
    `INSERT INTO demur.ledger_entry (position, recorded_at, type, commitment, hash, salt, effective_at, actor, body) SELECT position + 1, recorded_at, 'MemberErased', hash, hash, '\\x00', recorded_at, 'test', '{}' FROM demur.ledger_head`,
    'UPDATE demur.ledger_head SET position = position + 1',
  ]

  it('verifies from the commitments that the ledger keeps, and is sealed without them where it was open', async () => {
    const settings = await newDatabase(kind)
    const server = await startServer(await openRegister(settings))
    const runs = new RunClient(server)
    const { register } = server
    const { db } = register.connection
    const world = [RULEBOOK, ...['a', 'b', 'd'].flatMap(member), post('a1', 'a'), post('b1', 'b'), post('b2', 'b')]
    await importJson(register, [...world, mentioning('about d', 'a', 'd'), objection('d')])
    for (const key of ['sealed', 'open']) await runs.open(key)
    await runs.seal('sealed')
    await importJson(register, [
      {
        type: 'RunOpened',
        run: 'imported',
        dataUse: 'genai.training',
        at: (await runs.read('sealed')).at,
        asKnownAt: 15,
      },
      {
        type: 'RunSealed',
        run: 'imported',
        dataUse: 'genai.training',
        at: (await runs.read('sealed')).at,
        asKnownAt: 15,
        itemCount: 3,
        manifestDigest: (await runs.read('sealed')).manifestDigest,
      },
    ])
    const [open] = await selectRuns(db, sql`r.key = 'open'`)
    if (open === undefined) throw new Error('the run was not opened')
    await outcomeOf(writeManifest(register, open))
    for (const key of ['b', 'd']) {
      await keepManifests(register)
      await db.transaction((tx) => dropOpenManifests(tx, key))
      await asSuperuser(register, settings, erased(key))
    }
    for (const key of ['sealed', 'imported']) {
      const found = { verdict: 'MATCHES', erasedItemCount: 2, undecidableItemCount: 1, recorded: { itemCount: 3 } }
      expect(await runs.verify(key)).toMatchObject(found)
      expect((await runs.manifest(key)).map(({ item }) => item)).toEqual(['a1', null, null])
      expect(await runs.pages(key, 10)).toEqual([['a1']])
    }
    await asSuperuser(register, settings, [`DELETE FROM demur.run_item WHERE ordinal = 2`])
    expect(await runs.verify('sealed')).toMatchObject({ verdict: 'DIFFERS', firstDifferingChunk: { ordinal: 0 } })
    await runs.seal('open')
    expect((await runs.manifest('open')).map(({ item }) => item)).not.toContain(null)
    await server.close()
  })
})
