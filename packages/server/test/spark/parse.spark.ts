import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { MEMBER_COLUMNS, TABLE_COLUMNS } from '../../src/snapshot/relations.ts'
import type { SqlEngine } from '../../src/snapshot/sql-names.ts'
import { DEFAULT_NAMES, eligibilityStatement, type StatementNames } from '../../src/snapshot/statement.ts'
import { ITEM_TABLE, PEOPLE_TABLE } from '../support/engines.ts'
import { runPython } from './ask.ts'

const SNAPSHOT = 'a'.repeat(32)

/** As sqlglot calls the types; it knows what each dialect makes of them. */
const TYPES = {
  STRING: 'varchar',
  INTEGER: 'int',
  LONG: 'bigint',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamptz',
} as const

const typesOf = (columns: readonly { readonly name: string; readonly type: keyof typeof TYPES }[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, TYPES[type]]))
const given = (table: Readonly<Record<string, keyof typeof TYPES>>) =>
  typesOf(Object.entries(table).map(([name, type]) => ({ name, type })))

const tables = {
  demur_members: typesOf(MEMBER_COLUMNS),
  demur_decision_table: typesOf(TABLE_COLUMNS),
  items: given(ITEM_TABLE),
  people: given(PEOPLE_TABLE),
}

const bare: StatementNames = {
  ...DEFAULT_NAMES,
  items: { ...DEFAULT_NAMES.items, deleted: null, sensitiveSource: null },
  people: null,
}

function parse(dialects: readonly SqlEngine[], statements: readonly string[]): Promise<string> {
  const all = dialects.flatMap((dialect) => statements.map((sql) => ({ dialect, sql })))
  const script = fileURLToPath(new URL('parse.py', import.meta.url))
  return runPython([script], JSON.stringify({ tables, statements: all }))
}

describe('sqlglot', () => {
  it('finds nothing in the statement that Trino or BigQuery would not understand, nor one of the other engines', async () => {
    const dialects = ['trino', 'bigquery', 'spark', 'duckdb', 'clickhouse'] as const
    const statements = [DEFAULT_NAMES, bare].map((names) => eligibilityStatement(SNAPSHOT, names, null))
    const lines = (await parse(dialects, statements)).trim().split('\n')
    const found = lines.map((line) => JSON.parse(line) as { dialect: string; columns: Record<string, string> })
    expect(found.map(({ dialect }) => dialect)).toEqual(dialects.flatMap((dialect) => [dialect, dialect]))
    for (const { columns } of found) {
      expect(Object.keys(columns)).toEqual(['item', 'eligible', 'reasons'])
      expect(columns.eligible).toMatch(/^bool/i)
    }
  })

  it('would find a column that is not there, and a function that the engine does not have', async () => {
    const statement = eligibilityStatement(SNAPSHOT, bare, null)
    await expect(parse(['trino'], [statement.replace('m.class', 'm.klass')])).rejects.toThrow(/klass/)
    await expect(parse(['bigquery'], [statement.replace('concat(', 'joined_up(')])).rejects.toThrow(/joined_up/i)
    await expect(parse(['trino'], [statement.replace('GROUP BY', 'GROUP BE')])).rejects.toThrow(/ParseError/)
  })
})
