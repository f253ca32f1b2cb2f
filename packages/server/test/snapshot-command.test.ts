import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { instantOf, parseInstant } from '@demur/eligibility'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import type { SnapshotManifest } from '../src/snapshot/write-snapshot.ts'
import { command, newFolder } from './support/command.ts'
import { ENGINES, ITEM_TABLE, PEOPLE_TABLE, writeTable } from './support/engines.ts'
import { inMemory } from './support/random-world.ts'
import { callersTables } from './support/warehouse-world.ts'

const AT = '2026-11-20T00:00:00Z'
const flags = ['snapshot', '--use', 'genai.training', '--at', AT]

async function imported(): Promise<string> {
  const data = newFolder()
  expect((await command(['import', String(SAMPLE_REGISTER_PATH), '--data', data])).code).toBe(0)
  return data
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as SnapshotManifest

describe('demur snapshot', () => {
  it('writes files that a manifest describes, and a statement that answers with them as decisions do', async () => {
    const [data, work] = [await imported(), newFolder()]
    const out = join(work, 'new', 'snapshot')
    const names = [
      '--items',
      'posts',
      '--people',
      'tags',
      '--column',
      'item=post_id',
      '--column',
      'people.item=post_id',
    ]
    const written = await command([...flags, '--data', data, '--out', out, ...names])
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect(written.stdout).toMatch(
      /^Wrote \d+ members in 1 file\(s\) to .*, for genai\.training at 2026-11-20T00:00:00/,
    )
    expect(readdirSync(out).sort()).toEqual([
      'decision-table.parquet',
      'eligibility.sql',
      'manifest.json',
      'manifest.parquet',
      'members',
    ])

    const manifest = manifestOf(out)
    for (const { files, columns, rows } of [manifest.members, manifest.decisionTable, manifest.manifest]) {
      expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(rows)
      for (const { file, rows: count, bytes, sha256 } of files) {
        const content = readFileSync(join(out, file))
        const digest = createHash('sha256').update(content).digest('hex')
        expect({ bytes, sha256 }).toEqual({ bytes: content.length, sha256: digest })
        const { schema, num_rows } = await parquetMetadataAsync(await asyncBufferFromFile(join(out, file)))
        expect(num_rows).toBe(BigInt(count))
        expect(schema.slice(1).map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
        expect(schema.slice(1).map(({ repetition_type }) => repetition_type === 'OPTIONAL')).toEqual(
          columns.map(({ nullable }) => nullable),
        )
      }
    }
    const about = { snapshot: manifest.snapshot, data_use: 'genai.training', members: BigInt(manifest.members.rows) }
    const [row] = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'manifest.parquet')) })
    expect(row).toMatchObject({ ...about, position: BigInt(manifest.position), at: new Date(AT), projected: false })

    const ledger = inMemory(sampleRegister())
    const at = parseInstant(AT) ?? instantOf(0)
    const { items, people, expected } = callersTables(ledger, { dataUse: 'genai.training', at, position: ledger.head })
    const engine = await ENGINES.DuckDB()
    await engine.view('given_items', await writeTable(work, 'items.parquet', ITEM_TABLE, items))
    await engine.view('given_people', await writeTable(work, 'people.parquet', PEOPLE_TABLE, people))
    await engine.run('CREATE VIEW posts AS SELECT item AS post_id, * EXCLUDE (item) FROM given_items')
    await engine.run('CREATE VIEW tags AS SELECT item AS post_id, * EXCLUDE (item) FROM given_people')
    await engine.view('demur_members', join(out, 'members', '*.parquet'))
    await engine.view('demur_decision_table', join(out, 'decision-table.parquet'))
    const answers = await engine.ask(readFileSync(join(out, 'eligibility.sql'), 'utf8'))
    engine.close()
    expect(new Map(answers.map(({ item, reasons }) => [item, reasons]))).toEqual(expected)
    expect(answers.length).toBeGreaterThan(250)
  })

  it('is the same, byte by byte, of the same ledger at the same instant and position', async () => {
    const [data, work] = [await imported(), newFolder()]
    const [first, second] = [join(work, 'first'), join(work, 'second')]
    const once = await command([...flags, '--data', data, '--out', first, '--json'])
    const { position } = JSON.parse(once.stdout) as { position: number }
    expect((await command(['object', 'de-plain', 'genai-improvement', '--data', data])).code).toBe(0)
    await command([...flags, '--data', data, '--out', second, '--as-known-at', String(position)])
    for (const file of readdirSync(first, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue
      const path = join(file.parentPath, file.name)
      expect({ path, same: readFileSync(path).equals(readFileSync(path.replace(first, second))) }).toEqual({
        path,
        same: true,
      })
    }
    const later = join(work, 'later')
    await command([...flags, '--data', data, '--out', later])
    expect(manifestOf(later).snapshot).not.toBe(manifestOf(first).snapshot)
  })

  it('leaves a folder that holds something as it is, and replaces what an attempt that was ended left', async () => {
    const [data, work] = [await imported(), newFolder()]
    const [taken, out] = [join(work, 'taken'), join(work, 'out')]
    mkdirSync(taken)
    writeFileSync(join(taken, 'mine.txt'), 'mine')
    const refused = await command([...flags, '--data', data, '--out', taken])
    expect(refused).toMatchObject({ code: 2, stderr: `demur: ${taken} is not empty: choose another folder.\n` })
    expect(readdirSync(taken)).toEqual(['mine.txt'])
    mkdirSync(join(`${out}.partial`, 'members'), { recursive: true })
    writeFileSync(join(`${out}.partial`, 'members', 'part-00099.parquet'), 'cut off')
    expect((await command([...flags, '--data', data, '--out', out])).code).toBe(0)
    expect(readdirSync(join(out, 'members'))).toEqual(['part-00001.parquet'])
    expect(existsSync(`${out}.partial`)).toBe(false)
  })

  it('says what is wrong with what it was given, and writes nothing', async () => {
    const [data, out] = [await imported(), join(newFolder(), 'out')]
    const cases = [
      [['--use', 'genai.trainign'], 3, 'There is no data use “genai.trainign”.'],
      [['--at', 'yesterday'], 2, '--at must be an RFC 3339 instant, not “yesterday”.'],
      [['--as-known-at', '99999'], 2, '“asKnownAt” is 99999, beyond the head'],
      [['--column', 'id=post_id'], 2, '--column takes item, author'],
      [['--column', 'item=a', '--column', 'item=b'], 2, '--column names “item” twice.'],
      [
        ['--column', 'deleted=gone', '--no-deleted'],
        2,
        '--column names “deleted”, and --no-deleted says there is none.',
      ],
      [['--engine', 'oracle'], 2, '--engine must be duckdb, clickhouse, spark, trino, bigquery, not “oracle”.'],
      [['--items', 'my posts'], 2, '“my posts” has to be quoted, and each engine has quotes of its own'],
      [['--items', 'lake..posts'], 2, '“lake..posts” is no name of a table'],
      [['--column', 'item=a\nb', '--engine', 'spark'], 2, 'has characters that no name has'],
    ] as const
    for (const [wrong, code, message] of cases) {
      const ended = await command([...flags, '--data', data, '--out', out, ...wrong])
      expect({ wrong, code: ended.code, stderr: ended.stderr }).toEqual({
        wrong,
        code,
        stderr: expect.stringContaining(message),
      })
    }
    const remote = await command([...flags, '--url', 'http://localhost:9', '--out', out])
    expect(remote).toMatchObject({ code: 2, stderr: expect.stringContaining('made on the database itself') })
    expect(existsSync(out)).toBe(false)
  })
})
