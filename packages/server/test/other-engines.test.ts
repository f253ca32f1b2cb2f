import { join } from 'node:path'
import { instantOf, parseInstant } from '@demur/eligibility'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSnapshot } from '../src/snapshot/open-snapshot.ts'
import type { SqlEngine } from '../src/snapshot/sql-names.ts'
import { DEFAULT_NAMES, eligibilityStatement, type StatementNames } from '../src/snapshot/statement.ts'
import { writeSnapshot } from '../src/snapshot/write-snapshot.ts'
import {
  ENGINES,
  type Engine,
  ITEM_TABLE,
  PEOPLE_TABLE,
  type Row,
  temporaryFolder,
  writeTable,
} from './support/engines.ts'
import { importJson, newRegister } from './support/register.ts'
import { member, objection, RULEBOOK } from './support/world.ts'

const AT = parseInstant('2026-11-20T00:00:00Z') ?? instantOf(0)
const CREATED = parseInstant('2025-01-01T00:00:00Z')

/** A rule that spares what is older than an objection, and excludes what was created as a minor or long ago. */
const rules = RULEBOOK.rulebook.rules as readonly { readonly control: string }[]
const DATED = {
  ...RULEBOOK,
  rulebook: {
    ...RULEBOOK.rulebook,
    rules: rules.map((rule) => ({
      ...rule,
      contentNotBefore: '2010-01-01T00:00:00Z',
      contentCreatedAsMinor: 'EXCLUDE',
      ...(rule.control === 'OPT_OUT' ? { objectionScope: 'CONTENT_AFTER_OBJECTION' } : {}),
    })),
  },
}

type Item = Partial<Row<typeof ITEM_TABLE>>
type Person = Row<typeof PEOPLE_TABLE>

function post(values: Item): Row<typeof ITEM_TABLE> {
  const flags = { sensitive_source: false, deleted: false }
  return { item: 'i', author: 'ann', kind: 'POST', visibility: 'PUBLIC', created_at: CREATED, ...flags, ...values }
}

/** What a missing row of a join is filled with, and whether a column can be null, is up to whoever runs ClickHouse. */
const VARIANTS = {
  ...ENGINES,
  'ClickHouse with nulls for what a join did not find': async () => {
    const engine = await ENGINES.ClickHouse()
    await engine.run('SET join_use_nulls = 1')
    return engine
  },
  'ClickHouse with the snapshot in columns that cannot be null': async () => {
    const engine = await ENGINES.ClickHouse()
    const load = (name: string, files: string) =>
      engine.run(`CREATE OR REPLACE TABLE ${name} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM file('${files}', 'Parquet')
        SETTINGS schema_inference_make_columns_nullable = 0, input_format_null_as_default = 1`)
    return {
      ...engine,
      view: (name: string, files: string) => (name.startsWith('demur') ? load : engine.view)(name, files),
    }
  },
}

const folder = temporaryFolder()
let plain: string
let dated: string

beforeAll(async () => {
  const objected = { ...objection('cyd'), effectiveAt: '2025-12-01T00:00:00Z' }
  const people = [...member('ann'), ...member('bob'), ...member('cyd'), objected]
  const old = { type: 'Objected', member: 'bob', setting: 'genai-improvement', effectiveAt: '2025-06-01T00:00:00Z' }
  const born = ['ann', 'bob'].map((key) => {
    return { type: 'BirthDateRecorded', member: key, birthDate: '2000-01-01', effectiveAt: '2024-01-01T00:00:00Z' }
  })
  plain = await snapshotOf('snapshot-plain', [RULEBOOK, ...people])
  dated = await snapshotOf('snapshot-dated', [DATED, ...people, old, ...born])
})
afterAll(() => folder.remove())

/** Writes a snapshot of a register with such entries, and gives its name. */
async function snapshotOf(name: string, entries: readonly object[]): Promise<string> {
  const register = await newRegister('embedded')
  try {
    await importJson(register, entries)
    const snapshot = await openSnapshot(register, AT, { dataUse: 'genai.training', at: AT, asKnownAt: null })
    await writeSnapshot(
      join(folder.path, name),
      snapshot,
      () => ({}),
      () => {},
    )
    return snapshot.head.id
  } finally {
    await register.close()
  }
}

/** The tables of the snapshots hold the rows of both. */
async function openWithSnapshots(open: () => Promise<Engine>): Promise<Engine> {
  const engine = await open()
  await engine.view('demur_members', join(folder.path, 'snapshot-*', 'members', '*.parquet'))
  await engine.view('demur_decision_table', join(folder.path, 'snapshot-*', 'decision-table.parquet'))
  return engine
}

describe.each(Object.entries(VARIANTS))('the statement on %s', (name, open) => {
  let tables = 0
  let engine: Engine
  beforeAll(async () => {
    engine = await openWithSnapshots(open)
  })
  afterAll(() => engine.close())

  async function reasonsOf(
    id: string,
    items: readonly Item[],
    people: readonly Person[] = [],
    names: StatementNames = DEFAULT_NAMES,
  ): Promise<Record<string, string>> {
    tables += 1
    const rows = items.map(post)
    await engine.view('items', await writeTable(folder.path, `${name}-items-${tables}.parquet`, ITEM_TABLE, rows))
    await engine.view('people', await writeTable(folder.path, `${name}-people-${tables}.parquet`, PEOPLE_TABLE, people))
    const answers = await engine.ask(eligibilityStatement(id, names, null))
    for (const { eligible, reasons } of answers) expect(eligible).toBe(reasons === 'NOT_OBJECTED')
    expect(answers.length).toBe(items.length)
    return Object.fromEntries(answers.map(({ item, reasons }) => [item ?? 'null', reasons]))
  }

  it('answers that nobody objected, and who did', async () => {
    const items = [{ item: 'a' }, { item: 'b', author: 'cyd' }, { item: 'c' }, { item: 'd' }]
    const people = [
      { item: 'c', member: 'cyd', role: 'MENTIONED' },
      { item: 'c', member: 'bob', role: 'TAGGED' },
      { item: 'd', member: 'bob', role: 'CO_AUTHOR' },
    ]
    expect(await reasonsOf(plain, items, people)).toEqual({
      a: 'NOT_OBJECTED',
      b: 'OBJECTED',
      c: 'OBJECTED_BY_OTHER',
      d: 'NOT_OBJECTED',
    })
  })

  it('holds whoever is null or unknown to be unknown', async () => {
    const items = [
      { item: 'null', author: null },
      { item: 'empty', author: '' },
      { item: 'stranger', author: 'dee' },
      { item: 'by null', author: 'ann' },
      { item: 'by a stranger' },
      { item: 'with strangers' },
    ]
    const people = [
      { item: 'by null', member: null, role: 'CO_AUTHOR' },
      { item: 'by a stranger', member: 'dee', role: 'CO_AUTHOR' },
      { item: 'with strangers', member: 'dee', role: 'MENTIONED' },
      { item: 'with strangers', member: null, role: 'TAGGED' },
    ]
    expect(await reasonsOf(plain, items, people)).toEqual({
      null: 'UNKNOWN_MEMBER',
      empty: 'UNKNOWN_MEMBER',
      stranger: 'UNKNOWN_MEMBER',
      'by null': 'UNKNOWN_MEMBER',
      'by a stranger': 'UNKNOWN_MEMBER',
      // As “decide” has it: whoever merely appears and is nobody here objects to nothing.
      'with strangers': 'NOT_OBJECTED',
    })
  })

  it('holds a role that it does not know to be that of a co-author', async () => {
    const people = ['GUEST', null, '', 'mentioned'].map((role) => ({ item: String(role), member: 'dee', role }))
    const items = people.map(({ item }) => ({ item }))
    expect(Object.values(await reasonsOf(plain, items, people))).toEqual(items.map(() => 'UNKNOWN_MEMBER'))
  })

  it('holds a kind and a visibility that it does not know to be out of scope', async () => {
    const items = [
      { item: 'no kind', kind: null },
      { item: 'kind', kind: 'HOLOGRAM' },
      { item: 'wildcard', kind: '*', visibility: '*' },
      { item: 'case', kind: 'post' },
      { item: 'no visibility', visibility: null },
      { item: 'visibility', visibility: 'FOLLOWERS' },
      { item: 'never', kind: 'SALARY', visibility: null },
      { item: 'both', author: 'cyd', kind: null, visibility: null },
    ]
    expect(await reasonsOf(plain, items)).toEqual({
      'no kind': 'KIND_NOT_IN_SCOPE',
      kind: 'KIND_NOT_IN_SCOPE',
      wildcard: 'KIND_NOT_IN_SCOPE',
      case: 'KIND_NOT_IN_SCOPE',
      'no visibility': 'VISIBILITY_NOT_IN_SCOPE',
      visibility: 'VISIBILITY_NOT_IN_SCOPE',
      never: 'KIND_NEVER KIND_NOT_IN_SCOPE',
      both: 'KIND_NOT_IN_SCOPE OBJECTED',
    })
  })

  it('takes a flag that is null to be set, and an item without an id to be unknown', async () => {
    const items = [
      { item: 'deleted', deleted: true },
      { item: 'perhaps deleted', deleted: null },
      { item: 'sensitive', sensitive_source: true },
      { item: 'perhaps sensitive', sensitive_source: null },
      { item: null },
    ]
    expect(await reasonsOf(plain, items)).toEqual({
      deleted: 'ITEM_DELETED',
      'perhaps deleted': 'ITEM_DELETED',
      sensitive: 'SENSITIVE_SOURCE',
      'perhaps sensitive': 'SENSITIVE_SOURCE',
      null: 'UNKNOWN_ITEM',
    })
  })

  it('compares dates as instants, and takes one that is null to be on the side that blocks', async () => {
    const at = (text: string) => parseInstant(text)
    const items = [
      { item: 'before the window', created_at: at('2009-12-31T23:59:59.999Z') },
      { item: 'at its start, as a minor', created_at: at('2010-01-01T00:00:00Z') },
      { item: 'the last as a minor', created_at: at('2017-12-31T23:59:59.999Z') },
      { item: 'of age', created_at: at('2018-01-01T00:00:00Z') },
      { item: 'before the objection', author: 'bob', created_at: at('2025-05-31T23:59:59.999Z') },
      { item: 'at the objection', author: 'bob', created_at: at('2025-06-01T00:00:00Z') },
      { item: 'null', created_at: null },
      { item: 'null of who objected', author: 'bob', created_at: null },
      { item: 'null with who objected', created_at: at('2025-07-01T00:00:00Z') },
    ]
    const people = [
      { item: 'before the objection', member: 'bob', role: 'MENTIONED' },
      { item: 'null with who objected', member: 'bob', role: 'MENTIONED' },
    ]
    expect(await reasonsOf(dated, items, people)).toEqual({
      'before the window': 'OUTSIDE_CONTENT_WINDOW CREATED_AS_MINOR',
      'at its start, as a minor': 'CREATED_AS_MINOR',
      'the last as a minor': 'CREATED_AS_MINOR',
      'of age': 'NOT_OBJECTED',
      'before the objection': 'NOT_OBJECTED',
      'at the objection': 'OBJECTED',
      null: 'OUTSIDE_CONTENT_WINDOW CREATED_AS_MINOR',
      'null of who objected': 'OUTSIDE_CONTENT_WINDOW CREATED_AS_MINOR OBJECTED',
      'null with who objected': 'OBJECTED_BY_OTHER',
    })
  })

  it('answers for nobody whose rows were loaded twice, or not at all, or belong to another snapshot', async () => {
    expect(await reasonsOf('0'.repeat(32), [{}])).toEqual({ i: 'UNKNOWN_MEMBER' })
    for (const name of ['members', 'decision_table'] as const) {
      await engine.run(
        `CREATE OR REPLACE VIEW twice AS SELECT * FROM demur_${name} UNION ALL SELECT * FROM demur_${name}`,
      )
      await engine.run(`CREATE OR REPLACE VIEW none AS SELECT * FROM demur_${name} WHERE snapshot = ''`)
      for (const table of ['twice', 'none']) {
        const key = name === 'members' ? 'members' : 'decisionTable'
        expect(await reasonsOf(plain, [{}], [], { ...DEFAULT_NAMES, [key]: table })).toEqual({ i: 'UNKNOWN_MEMBER' })
      }
    }
  })

  it('needs neither people nor flags where a warehouse has none', async () => {
    const items = { ...DEFAULT_NAMES.items, deleted: null, sensitiveSource: null }
    const names = { ...DEFAULT_NAMES, items, people: null }
    expect(
      await reasonsOf(plain, [{ item: 'a' }, { item: 'b', author: 'cyd' }, { item: 'c', author: null }], [], names),
    ).toEqual({
      a: 'NOT_OBJECTED',
      b: 'OBJECTED',
      c: 'UNKNOWN_MEMBER',
    })
  })

  it('gives for each part of the items what it gives for the whole', async () => {
    const items = Array.from({ length: 40 }, (_, nth) => ({
      item: `i${nth}`,
      author: ['ann', 'cyd', null][nth % 3] ?? null,
    }))
    const people = items.map(({ item }, nth) => ({ item, member: nth % 4 === 0 ? 'cyd' : 'bob', role: 'MENTIONED' }))
    const whole = await reasonsOf(plain, items, people)
    const parts = []
    for (const part of [0, 1, 2]) {
      parts.push(
        await reasonsOf(
          plain,
          items.filter((_, nth) => nth % 3 === part),
          people,
        ),
      )
    }
    expect(Object.assign({}, ...parts)).toEqual(whole)
    expect(new Set(Object.values(whole)).size).toBeGreaterThan(3)
  })
})

describe('names', () => {
  const quoted: Record<string, SqlEngine> = { DuckDB: 'duckdb', ClickHouse: 'clickhouse' }

  it.each(Object.entries(ENGINES))('that have to be quoted are, on %s, whatever is in them', async (name, open) => {
    const engine = await openWithSnapshots(open)
    const quote = (text: string) =>
      name === 'DuckDB'
        ? `"${text.replaceAll('"', '""')}"`
        : `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
    const odd = ['my items', 'the "item"; DROP TABLE x --', 'select', "o'clock", 'back\\slash', 'tick`', 'ünï.cödé']
    await engine.view('plain', await writeTable(folder.path, `${name}.parquet`, ITEM_TABLE, [post({})]))
    const [table = '', item = '', author = '', kind = '', visibility = '', createdAt = '', deleted = ''] = odd
    const renamed = Object.entries({ item, author, kind, visibility, created_at: createdAt, deleted })
    await engine.run(
      `CREATE VIEW ${quote(table)} AS SELECT ${renamed.map(([from, to]) => `${from} AS ${quote(to)}`).join(', ')} FROM plain`,
    )
    const items = { table, item, author, kind, visibility, createdAt, deleted, sensitiveSource: null }
    const names = { ...DEFAULT_NAMES, items, people: null }
    const statement = eligibilityStatement(plain, names, quoted[name] ?? null)
    expect(await engine.ask(statement)).toEqual([{ item: 'i', eligible: true, reasons: 'NOT_OBJECTED' }])
    engine.close()
  })
})
