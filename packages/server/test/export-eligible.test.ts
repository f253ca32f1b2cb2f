import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE_REGISTER_PATH, sampleRegister } from '@demur/fixtures'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command, newFolder, serve, start } from './support/command.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

/** Keys that no format can write as they are. */
const AWKWARD = ['comma, "quote"', 'line\nfeed', 'back\\slash', 'ünï😀', ' space ', 'tab\t']
const AT = '2026-11-20T00:00:00Z'

const awkwardItems = AWKWARD.map((item) => ({
  type: 'ContentRegistered',
  item,
  kind: 'POST',
  visibility: 'PUBLIC',
  createdAt: '2025-10-01T00:00:00Z',
  subjects: [{ member: 'de-plain' }],
}))

interface Row {
  readonly item: string
  readonly reasons?: readonly string[]
}

function linesOf(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** Reads RFC 4180, as far as these exports go. */
function csvOf(text: string): Row[] {
  const records = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(?:,([A-Z_ ]*))?\n/g)]
  return records.slice(1).map(([, quoted, plain = '', reasons]) => ({
    item: quoted?.replaceAll('""', '"') ?? plain,
    ...(reasons === undefined ? {} : { reasons: reasons.split(' ') }),
  }))
}

async function parquetOf(bytes: Uint8Array): Promise<Row[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  return (await parquetReadObjects({ file })) as unknown as Row[]
}

describe.each(DATABASES)('an export over HTTP on %s', (kind) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(await newRegister(kind), {})
    await importJson(server.register, [...sampleRegister(), ...awkwardItems])
  })
  afterAll(() => server.close())

  const get = (query: Record<string, string>, accept = 'application/x-ndjson', token = 'dev-service') =>
    fetch(`${server.url}/export/eligible?${new URLSearchParams({ dataUse: 'genai.training', at: AT, ...query })}`, {
      headers: { authorization: `Bearer ${token}`, accept },
    })

  it('holds every item that the listing holds, and no other', async () => {
    const query = `{ eligibleContentItems(dataUse: "genai.training", at: "${AT}", first: 10000) { nodes { key } position } }`
    const { data } = await server.ask<{ eligibleContentItems: { nodes: { key: string }[]; position: string } }>(
      'dev-service',
      query,
    )
    const response = await get({})
    const rows = linesOf(await response.text())
    expect(rows.map(({ item }) => item).sort()).toEqual(data.eligibleContentItems.nodes.map(({ key }) => key).sort())
    expect(rows.length).toBeGreaterThan(90)
    expect(response.headers.get('demur-position')).toBe(data.eligibleContentItems.position)
    expect(response.headers.get('demur-at')).toBe('2026-11-20T00:00:00.000Z')
  })

  it('says for each of the other items what decisions say', async () => {
    const rows = linesOf(await (await get({ ineligible: 'true' })).text())
    const questions = rows.map(({ item }) => ({ item: { key: item }, dataUse: 'genai.training', at: AT }))
    const { data } = await server.ask<{ decisions: { reasons: { code: string }[] }[] }>(
      'dev-service',
      'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { reasons { code } } }',
      { questions },
    )
    expect(rows.length).toBeGreaterThan(150)
    expect(data.decisions.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual(
      rows.map(({ reasons }) => reasons),
    )
    const eligible = linesOf(await (await get({})).text())
    expect(new Set([...rows, ...eligible].map(({ item }) => item)).size).toBe(rows.length + eligible.length)
  })

  it.each(['false', 'true'])(
    'is the same in lines of JSON, CSV and Parquet, whatever is in a key (ineligible: %s)',
    async (ineligible) => {
      const lines = linesOf(await (await get({ ineligible })).text())
      const csv = await get({ ineligible }, 'text/csv')
      const parquet = await get({ ineligible }, 'application/vnd.apache.parquet')
      expect(csv.headers.get('content-type')).toBe('text/csv')
      expect(csvOf(await csv.text())).toEqual(lines)
      expect(await parquetOf(new Uint8Array(await parquet.arrayBuffer()))).toEqual(lines)
      if (ineligible === 'false') expect(lines.map(({ item }) => item)).toEqual(expect.arrayContaining(AWKWARD))
    },
  )

  it('stays what it was at a position, whatever is recorded afterwards', async () => {
    const before = await get({})
    const text = await before.text()
    const asKnownAt = before.headers.get('demur-position') ?? ''
    const object =
      'mutation { setOptOut(input: {member: {key: "de-plain"}, setting: "genai-improvement", act: OBJECT, effectiveAt: "2026-11-01T00:00:00Z"}) { __typename } }'
    expect((await server.ask('dev-operator', object)).data).toEqual({ setOptOut: { __typename: 'SetOptOutSuccess' } })
    expect(await (await get({ asKnownAt })).text()).toBe(text)
    expect(await (await get({})).text()).not.toBe(text)
  })

  it('goes on after any item, and only in the storage whose order it was in', async () => {
    const whole = await get({})
    const rows = linesOf(await whole.text()).map(({ item }) => item)
    const [asKnownAt, storage] = [whole.headers.get('demur-position') ?? '', whole.headers.get('demur-storage') ?? '']
    for (const after of [0, 41, rows.length - 1]) {
      const rest = await get({ asKnownAt, storage, after: rows[after] ?? '' })
      expect(linesOf(await rest.text()).map(({ item }) => item)).toEqual(rows.slice(after + 1))
    }
    const elsewhere = await get({ storage: '1.1', after: rows[0] ?? '' })
    expect(elsewhere.status).toBe(409)
    expect(await elsewhere.json()).toMatchObject({ errors: [{ extensions: { code: 'STORAGE_CHANGED' } }] })
  })

  it('is refused with what is wrong, and never empty where something is misspelt', async () => {
    const refusals = [
      [await get({ dataUse: 'genai.trainign' }), 404, 'There is no data use “genai.trainign”.'],
      [await get({ asKnownAt: '99999' }), 400, '“asKnownAt” is 99999, beyond the head'],
      [await get({ asknownat: '3' }), 400, '“asknownat” is no parameter'],
      [await get({ at: 'yesterday' }), 400, '“at” is no RFC 3339 instant'],
      [await get({ after: 'nothing' }), 400, 'there is no such item'],
      [await get({}, 'image/png'), 406, 'Exports are given as'],
      [await get({}, '*/*', 'dev-member:de-plain'), 403, 'Only services, operators and auditors'],
    ] as const
    for (const [response, status, message] of refusals) {
      expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringContaining(message) }] })
      expect(response.status).toBe(status)
    }
  })
})

describe('exports', () => {
  it('are made for two readers at a time, so that requests find a connection', async () => {
    const register = await newRegister('embedded')
    await importJson(register, sampleRegister())
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const { promise: bothBegun, resolve: begun } = Promise.withResolvers<void>()
    let waiting = 0
    const connection: typeof register.connection = {
      ...register.connection,
      async readBulk(work) {
        waiting += 1
        // Each looks at the members first, in one range.
        if (waiting === 2) begun()
        await opened
        return register.connection.readBulk(work)
      },
    }
    const server = await startServer({ ...register, connection })
    const get = () =>
      fetch(`${server.url}/export/eligible?dataUse=genai.training`, {
        headers: { authorization: 'Bearer dev-service' },
      })
    const readers = [get(), get()]
    await bothBegun
    const third = await get()
    expect(third).toMatchObject({ status: 503 })
    expect(third.headers.get('retry-after')).toBe('30')
    open()
    for (const reader of readers) expect((await reader).status).toBe(200)
    await Promise.all(readers.map(async (reader) => (await reader).text()))
    expect((await get()).status).toBe(200)
    await server.close()
  })
})

describe('demur export-eligible', () => {
  const imported = async (): Promise<string> => {
    const data = newFolder()
    expect((await command(['import', String(SAMPLE_REGISTER_PATH), '--data', data])).code).toBe(0)
    return data
  }
  const flags = ['export-eligible', '--use', 'genai.training', '--at', AT]
  const partsOf = (folder: string) =>
    JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      complete: boolean
      asKnownAt: number
      parts: { file: string; items: number; bytes: number; sha256: string }[]
    }
  const written = (folder: string) => partsOf(folder).parts.map(({ file }) => readFileSync(join(folder, file), 'utf8'))

  it('gives the same from the database, from a server, and in parts', async () => {
    const data = await imported()
    const direct = await command([...flags, '--data', data])
    expect(direct.stderr).toMatch(
      /^Exported \d+ eligible items, at 2026-11-20T00:00:00.000Z, as known at position \d+\.\n$/,
    )
    const folder = join(newFolder(), 'export')
    const parts = await command([...flags, '--data', data, '--out', folder, '--part-size', '25', '--json'])
    expect(JSON.parse(parts.stdout)).toMatchObject({ items: linesOf(direct.stdout).length, parts: 4 })
    expect(written(folder).join('')).toBe(direct.stdout)
    expect(written(folder).map((text) => linesOf(text).length)).toEqual([
      25,
      25,
      25,
      linesOf(direct.stdout).length - 75,
    ])
    for (const { file, bytes, sha256 } of partsOf(folder).parts) {
      const content = readFileSync(join(folder, file))
      expect({ bytes, sha256 }).toEqual({
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      })
    }
    const { url } = await serve(['--data', data], { DEMUR_LOG_LEVEL: 'silent' })
    const remote = ['--url', url, '--token', 'dev-service']
    expect((await command([...flags, ...remote])).stdout).toBe(direct.stdout)
    const other = join(newFolder(), 'export')
    await command([...flags, ...remote, '--out', other, '--part-size', '25'])
    expect(written(other)).toEqual(written(folder))
    const ineligible = await command([...flags, ...remote, '--ineligible', '--format', 'csv'])
    expect(ineligible.stdout).toMatch(/^item,reasons\n/)
    expect(csvOf(ineligible.stdout).length).toBeGreaterThan(150)
  })

  it('goes on after it was killed, at its position, without loss or repeat', async () => {
    const data = await imported()
    const whole = (await command([...flags, '--data', data])).stdout
    const folder = join(newFolder(), 'export')
    const call = [...flags, '--data', data, '--out', folder, '--part-size', '1']
    const running = start(call)
    // As soon as a few parts are there, whatever it is doing.
    while (!existsSync(join(folder, 'part-00003.ndjson'))) await new Promise(setImmediate)
    running.process.kill('SIGKILL')
    await running.ended
    const before = partsOf(folder)
    expect(before.complete).toBe(false)
    expect(before.parts.length).toBeGreaterThan(1)
    const object = ['object', 'de-plain', 'genai-improvement', '--effective-at', '2026-11-01T00:00:00Z', '--data', data]
    expect((await command(object)).code).toBe(0)
    const resumed = await command(call)
    expect(resumed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Exported: /) })
    const after = partsOf(folder)
    expect(after).toMatchObject({ complete: true, asKnownAt: before.asKnownAt })
    expect(after.parts.slice(0, before.parts.length)).toEqual(before.parts)
    expect(written(folder).join('')).toBe(whole)
    const names = readdirSync(folder).sort()
    expect(names).toEqual(['manifest.json', ...after.parts.map(({ file }) => file)].sort())
    expect((await command(call)).stdout).toMatch(/^Complete already: /)
  })

  it('is not called complete where a part is gone or was changed', async () => {
    const data = await imported()
    const folder = join(newFolder(), 'export')
    const call = [...flags, '--data', data, '--out', folder, '--part-size', '50']
    await command(call)
    const part = join(folder, 'part-00002.ndjson')
    const { length } = readFileSync(part)
    writeFileSync(part, 'x')
    expect(await command(call)).toEqual({
      code: 2,
      stdout: '',
      stderr: `demur: ${part} has 1 bytes, and was written with ${length}: choose another folder.\n`,
    })
    rmSync(part)
    expect((await command(call)).stderr).toContain(`${part} is gone, and was written with ${length}`)
  })

  it('leaves a folder alone that holds something else', async () => {
    const data = await imported()
    const folder = join(newFolder(), 'export')
    await command([...flags, '--data', data, '--out', folder])
    const other = await command([...flags, '--data', data, '--out', folder, '--ineligible', '--format', 'csv'])
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is of an export of eligible items, the format ndjson: choose another folder.'),
    })
    const full = join(newFolder(), 'papers')
    mkdirSync(full)
    writeFileSync(join(full, 'thesis.txt'), 'x')
    expect(await command([...flags, '--data', data, '--out', full])).toMatchObject({ code: 2 })
    expect(readdirSync(full)).toEqual(['thesis.txt'])
  })

  it.each([
    [['--format', 'xml'], '--format must be ndjson, csv, parquet, not “xml”.'],
    [['--part-size', '0', '--out', 'x'], '--part-size must be a whole number from 1, not “0”.'],
    [['--part-size', '5'], '--part-size goes with --out.'],
    [['--at', 'noon'], '--at must be an RFC 3339 instant, not “noon”.'],
  ])('refuses %j before it writes anything', async (args, message) => {
    const data = newFolder()
    const refused = await command(['export-eligible', '--use', 'genai.training', '--data', data, ...args])
    expect(refused).toEqual({ code: 2, stdout: '', stderr: `demur: ${message}\n` })
    expect(existsSync('x')).toBe(false)
  })
})
