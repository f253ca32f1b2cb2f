import { rulebookDocument } from '@demur/fixtures'
import { type DatabaseSettings, openRegister } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, importJson, newDatabase } from './support/register.ts'
import { RunClient } from './support/runs.ts'
import { startServer, type TestServer } from './support/server.ts'
import { asSuperuser } from './support/superuser.ts'
import { member, objection, post, RULEBOOK } from './support/world.ts'

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
