import { formatInstant, reasonsOf } from '@demur/eligibility'
import { openRegister, rebuild } from '@demur/server'
import pg from 'pg'
import { expect, it } from 'vitest'
import { BulkItems } from '../src/bulk/bulk-items.ts'
import { answer } from '../src/register/ask.ts'
import { importJson, newDatabase, SIGNED } from './support/register.ts'
import { allows, callersTables, codesOf, manyWorlds, questionsAbout } from './support/warehouse-world.ts'

/** Those that docs/scale.md says can be spread by member. */
const BY_MEMBER = ['account_status', 'age_signal', 'birth_date', 'choice_event', 'notice_served', 'residence']
const OPERATOR = { subject: 'test', roles: ['OPERATOR' as const], member: null }

/** What docs/scale.md tells to do, on every one of the tables. */
function partition(table: string): string {
  const parts = [0, 1, 2, 3].map(
    (part) =>
      `CREATE TABLE demur.${table}_${part} PARTITION OF demur.${table} FOR VALUES WITH (MODULUS 4, REMAINDER ${part});`,
  )
  return `ALTER TABLE demur.${table} RENAME TO ${table}_whole;
    CREATE TABLE demur.${table} (LIKE demur.${table}_whole INCLUDING ALL) PARTITION BY HASH (member_id);
    ${parts.join('\n')}
    INSERT INTO demur.${table} SELECT * FROM demur.${table}_whole;
    DROP TABLE demur.${table}_whole;`
}

/** Changes one partition of two tables, and of each only some rows: the others have rows at the same places. */
async function tamper(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`UPDATE demur.residence_1 SET country = 'US' WHERE member_id % 3 = 0;
    DELETE FROM demur.choice_event_2 WHERE member_id % 2 = 0`)
  await client.end()
}

it('a register whose facts are partitioned by member answers as one in which they are not, and is repaired alike', async () => {
  const { entries, ledger } = manyWorlds(30, 29)
  const settings = await newDatabase('postgres')
  const half = Math.floor(entries.length / 2)
  const whole = await openRegister(settings, { checkpoints: SIGNED })
  await importJson(whole, entries.slice(0, half))
  await whole.close()
  const client = new pg.Client({ connectionString: settings.url ?? '' })
  await client.connect()
  await client.query(`BEGIN; ${BY_MEMBER.map(partition).join('\n')} COMMIT`)
  await client.end()

  const register = await openRegister(settings, { checkpoints: SIGNED })
  try {
    await importJson(register, entries.slice(half))
    for (const question of questionsAbout(ledger, 6, 29)) {
      const { expected } = callersTables(ledger, question)
      const keys = [...ledger.items.keys()].filter((key) => expected.has(key))
      const { dataUse, at, position } = question
      const asked = keys.map((key) => ({ item: { key }, dataUse, at, asKnownAt: position }))
      const answers = await answer(register, OPERATOR, at, asked, null)
      const single = answers.map(({ decision }, nth) => [keys[nth], codesOf(decision)])
      const about = `${dataUse} at ${formatInstant(at)}, position ${position}`
      expect({ about, answers: single }).toEqual({ about, answers: keys.map((key) => [key, expected.get(key)]) })

      const rulebook = (await register.policies.upTo(position, register.connection.db)).at(position)?.rulebook ?? null
      const bulk = await BulkItems.prepare(register.connection, { dataUse, at, position, rulebook })
      const found = new Map<string, string>()
      for (const wanted of ['eligible', 'ineligible'] as const) {
        for await (const { rows } of bulk.items(wanted)) {
          for (let row = 0; row < rows.count; row += 1) found.set(rows.key(row), reasonsOf(rows.mask(row)).join(' '))
        }
      }
      const blocked = keys.map((key) => [key, expected.get(key) ?? ''] as const)
      expect(found).toEqual(new Map(blocked.map(([key, reasons]) => [key, allows(reasons) ? '' : reasons])))
    }
    await tamper(settings.url ?? '')
    const { db } = register.connection
    const { differences, replaced } = await rebuild(db, { check: false })
    expect([differences.map(({ table }) => table), replaced]).toEqual([['residence', 'choice_event'], true])
    expect((await rebuild(db, { check: true })).differences).toEqual([])
  } finally {
    await register.close()
  }
})
