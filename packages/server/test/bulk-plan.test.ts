import { decisionTable, type Instant, instantOf, positionOf } from '@demur/eligibility'
import { population } from '@demur/fixtures'
import type { OpenRegister } from '@demur/server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkItems } from '../src/bulk/bulk-items.ts'
import { walkByKey } from '../src/bulk/keyed-items.ts'
import { BULK_SETTINGS, type Connection, ORDERED_SETTINGS, rows } from '../src/database/database.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'

const AT: Instant = instantOf(Date.parse('2026-10-01T00:00:00Z'))

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly Plan[]
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

/** A connection that notes the bulk statements that run over it. */
function listening(connection: Connection, asked: string[]): Connection {
  return {
    ...connection,
    readBulk: (work, settings) =>
      connection.readBulk(
        (copy) =>
          work((query, columns, visit) => {
            asked.push(query)
            return copy(query, columns, visit)
          }),
        settings,
      ),
  }
}

/** The bulk statements that a page of a listing takes. */
async function pageStatements({ connection, policies }: OpenRegister): Promise<string[]> {
  const asked: string[] = []
  const position = positionOf(1_000_000)
  const rulebook = (await policies.upTo(position, connection.db)).at(position)?.rulebook ?? null
  const tables = [decisionTable(rulebook, 'genai.training', AT)]
  const walk = { tables, vantage: { at: AT, position }, after: null, firstStep: 100, toEnd: false }
  for await (const _ of walkByKey(listening(connection, asked), walk)) break
  return asked
}

/** Every bulk statement that deciding all items takes, in the order in which they run. */
async function statements({ connection, policies }: OpenRegister): Promise<string[]> {
  const asked: string[] = []
  const position = positionOf(1_000_000)
  const rulebook = (await policies.upTo(position, connection.db)).at(position)?.rulebook ?? null
  const bulk = await BulkItems.prepare(listening(connection, asked), {
    dataUse: 'genai.training',
    at: AT,
    position,
    rulebook,
  })
  for await (const _ of bulk.items('ineligible')) continue
  return asked
}

/** How a statement is planned, with the settings that it runs with. */
function planOf(
  { connection }: OpenRegister,
  query: string,
  settings: readonly string[] = BULK_SETTINGS,
): Promise<Plan> {
  return connection.db.transaction(async (tx) => {
    for (const setting of settings) await tx.execute(sql.raw(setting))
    const [explained] = await rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(tx, sql.raw(`EXPLAIN (FORMAT JSON) ${query}`))
    if (explained === undefined) throw new Error('nothing was explained')
    return explained['QUERY PLAN'][0].Plan
  })
}

describe.each(DATABASES)('the bulk statements on %s', (kind) => {
  let register: OpenRegister
  beforeAll(async () => {
    register = await newRegister(kind)
    await importJson(register, population({ members: 300, itemsPerMember: 10 }))
  })
  afterAll(() => register.close())

  it.each(['before the tables were looked over', 'with what ANALYZE says of them'])(
    'are one scan after the other, without a join, %s',
    async (when) => {
      if (when.includes('ANALYZE')) await register.connection.db.execute(sql`ANALYZE`)
      const plans = await Promise.all((await statements(register)).map((query) => planOf(register, query)))
      const nodes = plans.map(nodesOf)
      const kinds = new Set(nodes.flat().map((node) => node['Node Type']))
      expect([...kinds].filter((node) => /Join|Nested Loop|Sort|Gather|Materialize/.test(node))).toEqual([])
      const scansOf = (table: string) =>
        nodes.flat().flatMap((node) => (node['Relation Name'] === table ? [node['Node Type']] : []))
      expect(new Set(scansOf('content_item'))).toEqual(new Set(['Tid Range Scan']))
      for (const table of ['member', 'residence', 'birth_date', 'notice_served', 'choice_event', 'content_change']) {
        expect(new Set(scansOf(table))).toEqual(new Set(['Bitmap Heap Scan']))
      }
      // By the key that the range is of, never by another index that leads to the rows of everybody.
      const indexes = new Set(nodes.flat().flatMap((node) => node['Index Name'] ?? []))
      expect([...indexes].filter((name) => !name.endsWith('_pk') && !name.endsWith('_pkey'))).toEqual([])
    },
  )

  it.each(['before the tables were looked over', 'with what ANALYZE says of them'])(
    'of a page walk the index of the keys and look up what the items on it need, and no more, %s',
    async (when) => {
      if (when.includes('ANALYZE')) await register.connection.db.execute(sql`ANALYZE`)
      const queries = await pageStatements(register)
      const plans = await Promise.all(queries.map((query) => planOf(register, query, ORDERED_SETTINGS)))
      const nodes = plans.flatMap(nodesOf)
      const kinds = new Set(nodes.map((node) => node['Node Type']))
      expect([...kinds].filter((node) => /Join|Nested Loop|Sort|Gather|Materialize|Seq Scan/.test(node))).toEqual([])
      const items = nodes.filter((node) => node['Relation Name'] === 'content_item')
      expect(items.map((node) => [node['Node Type'], node['Index Name']])).toEqual([
        ['Index Scan', 'content_item_key_unique'],
      ])
      const others = nodes
        .flatMap((node) => node['Index Name'] ?? [])
        .filter((name) => !name.startsWith('content_item'))
      expect(others.filter((name) => !name.endsWith('_pk') && !name.endsWith('_pkey'))).toEqual([])
    },
  )
})
