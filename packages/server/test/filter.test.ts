import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterItems } from '../src/commands/filter.ts'
import { FilterOutputs } from '../src/filter/outputs.ts'
import { command } from './support/command.ts'
import { DESCRIBED, type Filtering, openFiltering } from './support/filtering.ts'

let world: Filtering
beforeAll(async () => {
  world = await openFiltering()
})
afterAll(() => world.close())

const described = (author: string, nth: number): string =>
  JSON.stringify({ author, kind: 'POST', visibility: 'PUBLIC', at: '2025-01-01T00:00:00Z', nth })
const linesOf = (name: string): string[] => world.read(name).split('\n').slice(0, -1)

/** Why a file is refused, in the process of the test. Nobody is asked about what cannot be read, so there is no server. */
async function refusalOf(name: string, text: string): Promise<unknown> {
  writeFileSync(world.file(name), text)
  const columns = name.endsWith('.csv') ? {} : { described: true, member: 'author', createdAt: 'at' }
  const options = { use: 'genai.training', out: world.file(`${name}.out`), url: 'http://127.0.0.1:9', ...columns }
  const refusal = await filterItems([world.file(name)], options).catch((error: unknown) => error)
  rmSync(world.file(`${name}.out.progress`), { force: true })
  return refusal
}

describe('lines of JSON', () => {
  it('takes what may be used, in its order and unchanged, and gives the reasons of everything else', async () => {
    const ids = ['i1', 'i3', 'nothing', 'i2'].map((id) => JSON.stringify({ text: 'a, "b"', key: id }))
    const ended = await world.filter(
      ['--id', 'key', '--out', world.file('ids'), '--rejected', world.file('ids.rejected')],
      `${ids.join('\n')}\n`,
    )

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^2 of 4 items may be used for genai\.training/)
    expect(linesOf('ids')).toEqual([ids[0], ids[3]])
    expect(linesOf('ids.rejected').map((line) => JSON.parse(line) as object)).toEqual([
      { line: 2, reasons: ['OBJECTED'], item: JSON.parse(ids[1] ?? '') },
      { line: 3, reasons: ['UNKNOWN_ITEM'], item: JSON.parse(ids[2] ?? '') },
    ])
    expect(existsSync(world.file('ids.progress'))).toBe(false)
    expect(existsSync(world.file('ids.partial'))).toBe(false)
  })

  it('keeps numbers that no program of JavaScript can hold, reads packed files, and knows nobody who is not named', async () => {
    const lines = [
      '{"author":"m1","kind":"POST","at":"2025-01-01T00:00:00Z","n":12345678901234567890.123}\r',
      '{"author":null,"kind":"POST","at":"2025-01-01T00:00:00Z"}',
      '{"author":"m2","kind":"POST","at":"2025-01-01T00:00:00Z","n":9007199254740993}',
    ]
    writeFileSync(world.file('packed.jsonl.gz'), gzipSync(`\uFEFF${lines.slice(0, 2).join('\n')}\n`))
    writeFileSync(world.file('plain.jsonl'), lines[2] ?? '')
    const [out, rejected] = [world.file('both'), world.file('both.rejected')]
    const files = [world.file('packed.jsonl.gz'), world.file('plain.jsonl')]
    const flags = ['--default', 'visibility=PUBLIC', '--out', out, '--rejected', rejected, '--progress', ...files]
    const ended = await world.filter([...DESCRIBED, ...flags])

    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stderr).toMatch(/3\/3 items \| \d+\/s \| 67 % pass/)
    expect(world.read('both')).toBe(`${lines[0]}\n${lines[2]}\n`)
    expect(linesOf('both.rejected')).toEqual([`{"line":2,"reasons":["UNKNOWN_MEMBER"],"item":${lines[1]}}`])
  })

  it.each([
    ['{"author":"m1","kind":"POSTE","visibility":"PUBLIC","at":"2025-01-01T00:00:00Z"}', '“kind” must be one of'],
    ['{"author":7,"kind":"POST","visibility":"PUBLIC","at":"2025-01-01T00:00:00Z"}', '“author” must be a string'],
    ['{"author":"m1","kind":"POST","visibility":"PUBLIC","at":"yesterday"}', '“at” must be an RFC 3339 instant'],
    ['[]', 'is no JSON object'],
  ])('names the line and the field of %s, and ends with 2', async (line, message) => {
    expect(await refusalOf('wrong.jsonl', `${described('m1', 0)}\n${line}\n`)).toMatchObject({
      code: 2,
      message: expect.stringContaining(`wrong.jsonl, line 2: ${message}`) as string,
    })
    expect(existsSync(world.file('wrong.jsonl.out'))).toBe(false)
  })

  it('does not end well where it cannot know: no server, a forecast, another question, files of something else', async () => {
    const input = `${described('m1', 0)}\n`
    const away = ['filter', '--url', 'http://127.0.0.1:9', '--use', 'genai.training', ...DESCRIBED]
    expect(await command([...away, '--out', world.file('away')], {}, input)).toMatchObject({ code: 4 })
    const later = await world.filter(
      [...DESCRIBED, '--at', '2999-01-01T00:00:00Z', '--out', world.file('later')],
      input,
    )
    expect(later).toMatchObject({ code: 2, stderr: 'demur: “--at” lies in the future.\n' })
    const other = await world.filter([...DESCRIBED, '--out', world.file('later')], input)
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('is of another question')
    writeFileSync(world.file('taken'), 'mine')
    expect(await world.filter([...DESCRIBED, '--out', world.file('taken')], input)).toMatchObject({ code: 2 })
    expect(readFileSync(world.file('taken'), 'utf8')).toBe('mine')
  })
})

it('keeps a second filter from writing the same files', async () => {
  const first = await FilterOutputs.open(world.file('locked'), undefined, '{}')
  await expect(FilterOutputs.open(world.file('locked'), undefined, '{}')).rejects.toMatchObject({
    name: 'FolderLocked',
  })
  await first.close()
  await (await FilterOutputs.open(world.file('locked'), undefined, '{}')).close()
  expect(existsSync(world.file('locked.lock'))).toBe(false)
})

describe('a folder of outputs', () => {
  it('has one for each input, goes on where it ended, and takes more inputs later', async () => {
    const lines = (...authors: string[]) => authors.map((author, nth) => `${described(author, nth)}\n`).join('')
    writeFileSync(world.file('a.jsonl'), lines('m1', 'm3'))
    writeFileSync(world.file('b.jsonl.gz'), gzipSync(lines('m2', 'm4', 'm6')))
    const into = ['--out', world.file('kept/'), '--rejected', world.file('others/')]
    const run = (...names: string[]) => world.filter([...DESCRIBED, ...into, ...names.map(world.file), '--json'])

    expect(JSON.parse((await run('a.jsonl')).stdout)).toMatchObject({ rows: 2, passed: 1 })
    writeFileSync(world.file('b.jsonl'), '{}\n')
    const wrong = await run('a.jsonl', 'b.jsonl')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('b.jsonl, line 1: ')
    // What it had begun is of another input.
    for (const name of ['kept/b.jsonl.progress', 'kept/b.jsonl.partial', 'others/b.jsonl.partial'])
      rmSync(world.file(name))
    expect(JSON.parse((await run('a.jsonl', 'b.jsonl.gz')).stdout)).toMatchObject({ rows: 5, passed: 3 })
    expect(world.read('kept/a.jsonl')).toBe(lines('m1'))
    expect(linesOf('kept/b.jsonl').map((line) => (JSON.parse(line) as { author: string }).author)).toEqual(['m2', 'm4'])
    expect(linesOf('others/b.jsonl')).toHaveLength(1)
    expect(readdirSync(world.file('kept')).toSorted()).toEqual(['a.jsonl', 'b.jsonl', 'filter.json'])

    // What was done is not done any more where an output is gone.
    rmSync(world.file('kept/a.jsonl'))
    expect((await run('a.jsonl', 'b.jsonl.gz')).stderr).toContain('others/a.jsonl')
    rmSync(world.file('others/a.jsonl'))
    expect(JSON.parse((await run('a.jsonl', 'b.jsonl.gz')).stdout)).toMatchObject({ rows: 5, passed: 3 })
    expect(world.read('kept/a.jsonl')).toBe(lines('m1'))
  })
})

describe('CSV', () => {
  const HEADER = '\uFEFFtext,author,"kind",visibility,at,sensitiveSource,empty\r\n'
  const row = (text: string, author: string, flag = ''): string =>
    `${text},${author},POST,PUBLIC,2025-01-01T00:00:00Z,${flag},\r\n`
  const rows = [
    row('"said ""no"", and\r\nwent, away"', 'm1'),
    row('objected', 'm3'),
    row('', '"m2"', 'false'),
    row('nobody', ''),
    row('"ünï😀\n\n"', 'm4', 'true'),
  ]

  it('passes fields on as they are written, whatever is in them', async () => {
    writeFileSync(world.file('posts.csv'), `${HEADER}${rows.join('')}\r\n${row('last', 'm5').trimEnd()}`)
    const [out, rejected] = [world.file('out.csv'), world.file('rejected.csv')]
    const ended = await world.filter([...DESCRIBED, '--out', out, '--rejected', rejected, world.file('posts.csv')])

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(world.read('out.csv')).toBe(`${HEADER}${rows[0]}${rows[2]}${row('last', 'm5')}`)
    const plain = HEADER.slice(1)
    expect(world.read('rejected.csv')).toBe(
      `\uFEFFdemur_row,demur_reasons,${plain}2,OBJECTED,${rows[1]}4,UNKNOWN_MEMBER,${rows[3]}5,SENSITIVE_SOURCE,${rows[4]}`,
    )
  })

  it('comes over standard input, with another delimiter', async () => {
    const text = 'key;text\ni1;"a;b"\ni3;c\n'
    const ended = await world.filter(
      ['--format', 'csv', '--delimiter', ';', '--id', 'key', '--out', world.file('semicolons')],
      text,
    )
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(world.read('semicolons')).toBe('key;text\ni1;"a;b"\n')
  })

  it.each([
    ['id\n"i1\n', ', row 1: a quote is opened, and never closed'],
    ['id,n\ni1\n', ', row 1: has 1 fields, and the header 2'],
    ['id,n\ni1,a"b"\n', ', row 1: field 2 has a quote, and is not in quotes'],
    ['key,n\ni1,1\n', ' has no column “id”. It has key, n.'],
    ['', ' has no header'],
  ])('ends with 2 at %j, and says why', async (text, message) => {
    expect(await refusalOf('wrong.csv', text)).toMatchObject({
      code: 2,
      message: expect.stringContaining(`wrong.csv${message}`) as string,
    })
  })
})
