import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { rows } from '../src/database/database.ts'
import { newRegister } from './support/register.ts'

/** By what a table could be spread over machines: what stands in each of its unique keys, besides which it stays whole. */
type Spread = 'member' | 'item' | 'run' | 'nothing'

/** A column that says whom or what a row belongs to. */
const BELONGS: Readonly<Record<string, Spread>> = { member_id: 'member', item_id: 'item', run: 'run' }

/** The columns of every primary key and unique index, by table, as the migrations made them. */
async function uniqueKeys(): Promise<Map<string, string[][]>> {
  const register = await newRegister('embedded')
  try {
    const found = await rows<{ table: string; columns: string[] | null }>(
      register.connection.db,
      sql`SELECT t.relname AS table, array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL) AS columns
          FROM pg_class t
          LEFT JOIN pg_index x ON x.indrelid = t.oid AND x.indisunique
          LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
          WHERE t.relnamespace = 'demur'::regnamespace AND t.relkind IN ('r', 'p') AND t.relname <> 'migration'
          GROUP BY t.relname, x.indexrelid ORDER BY t.relname`,
    )
    const keys = new Map<string, string[][]>()
    for (const { table, columns } of found) keys.set(table, [...(keys.get(table) ?? []), columns ?? []])
    return keys
  } finally {
    await register.close()
  }
}

function spreadOf(keys: readonly string[][]): Spread {
  const [first = [], ...others] = keys
  const column = first.find((name) => name in BELONGS && others.every((key) => key.includes(name)))
  return BELONGS[column ?? ''] ?? 'nothing'
}

it('docs/scale.md lists by what each table can be spread, as its keys allow', async () => {
  const keys = await uniqueKeys()
  const found = Object.fromEntries([...keys].map(([table, all]) => [table, spreadOf(all)]))
  const page = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8')
  const [, list = ''] = /<!-- keys -->\n([\s\S]*?)<!-- \/keys -->/.exec(page) ?? []
  const listed = [...list.matchAll(/^\| ([a-z]+) +\| (.*?) *\|$/gm)].flatMap(([, spread = '', tables = '']) =>
    [...tables.matchAll(/`(\w+)`/g)].map(([, table = '']) => [table, spread] as const),
  )
  expect(Object.fromEntries(listed)).toEqual(found)
  expect(listed.length).toBe(keys.size)
})
