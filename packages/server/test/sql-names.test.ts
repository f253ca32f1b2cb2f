import { describe, expect, it } from 'vitest'
import { BadSqlName, columnName, ENGINES, tableName } from '../src/snapshot/sql-names.ts'

describe('names in a statement', () => {
  it('stand as they are where every engine reads them so', () => {
    for (const engine of [null, ...ENGINES]) {
      expect(columnName('created_at', engine)).toBe('created_at')
      expect(tableName('lake.posts.Items_2', engine)).toBe('lake.posts.Items_2')
    }
  })

  it('are quoted as the engine does it, part by part', () => {
    const odd = 'a"b`c\\d'
    expect(ENGINES.map((engine) => columnName(odd, engine))).toEqual([
      '"a""b`c\\d"',
      '`a"b\\`c\\\\d`',
      '`a"b``c\\d`',
      '"a""b`c\\d"',
      '`a"b\\`c\\\\d`',
    ])
    expect(tableName('my-project.raw.posts', 'bigquery')).toBe('`my-project`.raw.posts')
    expect(tableName('lake."posts.v2"."a""b"', 'trino')).toBe('lake."posts.v2"."a""b"')
    expect(columnName('Select', 'spark')).toBe('`Select`')
  })

  it('that need quotes are refused where nobody said which', () => {
    for (const name of ['my posts', 'order', 'GROUP', '1st', 'ünï', "x' OR ''='", 'a;b', 'a--b']) {
      expect(() => columnName(name, null)).toThrow(BadSqlName)
    }
  })

  it('that no engine has are refused everywhere', () => {
    for (const engine of [null, ...ENGINES]) {
      for (const name of ['', 'a\nb', 'a\0b', '\ud800']) expect(() => columnName(name, engine)).toThrow(BadSqlName)
      for (const name of ['', '.', 'a.', '.a', 'a..b', '"a', 'a"b"', '""']) {
        expect(() => tableName(name, engine)).toThrow(BadSqlName)
      }
    }
  })
})
