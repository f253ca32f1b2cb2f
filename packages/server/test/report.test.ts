import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { population } from '@demur/fixtures'
import { type DatabaseSettings, openRegister } from '@demur/server'
import { buildWeb } from '@demur/web/build'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barsOf } from '../src/report/report.ts'
import { reportCsv } from '../src/report/report-csv.ts'
import { loadPages } from '../src/web/pages.ts'
import { command, newFolder } from './support/command.ts'
import { DATABASES, importJson, newDatabase, SIGNED } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

const AT = '2026-11-01T00:00:00.000Z'

describe.each(DATABASES)('a report on %s', (kind) => {
  let server: TestServer
  let cookie: string
  let point: string
  let database: DatabaseSettings
  beforeAll(async () => {
    database = await newDatabase(kind)
    const register = await openRegister(database, { checkpoints: SIGNED })
    await importJson(register, population({ seed: 9, members: 80, itemsPerMember: 3, objected: 0.4 }))
    server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    cookie = await signIn(server, 'dev-auditor')
    const { data } = await server.ask<{ ledgerHead: string }>('dev-auditor', '{ ledgerHead }')
    point = `at=${AT}&asKnownAt=${data.ledgerHead}`
  })
  afterAll(() => server.close())

  const get = (format: string, query = point) =>
    fetch(`${server.url}/console/report.${format}?${query}`, { headers: { cookie } })

  it('has the same bytes when it is made again, in every format, whatever was recorded since', async () => {
    const formats = ['csv', 'html', 'pdf']
    const made = await Promise.all(formats.map(async (format) => (await get(format)).bytes()))
    await importJson(server.register, [{ type: 'MemberRegistered', member: 'came-later' }])
    for (const [nth, format] of formats.entries()) {
      const again = await (await get(format)).bytes()
      expect([format, Buffer.from(again).equals(Buffer.from(made[nth] ?? []))]).toEqual([format, true])
    }
  })

  it('has equal numbers in every format, and they are those of the register', async () => {
    const csv = rowsOf(await (await get('csv')).text())
    const html = await (await get('html')).text()
    const pdf = textOf(Buffer.from(await (await get('pdf')).bytes()))
    const query = `{ statistics(at: "${AT}", asKnownAt: "${point.split('=').at(-1)}") { memberCount
      choices { setting { key } objectedCount } eligibility(dataUse: "genai.training") { eligibleCount ineligibleCount } } }`
    const { data } = await server.ask<{ statistics: Statistics }>('dev-operator', query)
    const { memberCount, choices, eligibility } = data.statistics
    const valueOf = (table: string, row: string, column: string) =>
      csv.find((line) => line[0] === table && line[1] === row && line[2] === column)?.[3]
    expect(valueOf('Report', '', 'Members')).toBe(String(memberCount))
    expect(valueOf('Items by data use', 'genai.training', 'Eligible')).toBe(String(eligibility.eligibleCount))
    expect(valueOf('Items by data use', 'genai.training', 'Ineligible')).toBe(String(eligibility.ineligibleCount))
    for (const { setting, objectedCount } of choices) {
      expect(valueOf('Members by choice', setting.key, 'Object')).toBe(String(objectedCount))
    }
    expect(csv.length).toBeGreaterThan(100)
    for (const [table = '', row = '', , value = ''] of csv.slice(1)) {
      for (const text of [table === 'Report' ? '' : table, row, /^\d{4,}$/.test(value) ? '' : value]) {
        expect(html).toContain(text)
        expect(pdf).toContain(text.replaceAll(' ', ''))
      }
    }
  })

  it('draws what it counts, and carries no script', async () => {
    const response = await get('html')
    const html = await response.text()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|https?:\/\/| on[a-z]+="/)
    expect(html.match(/<rect /g)?.length).toBeGreaterThan(20)
  })

  it.each(['csv', 'html', 'pdf'])(
    'is the same %s from the command line, on the database and through a server',
    async (format) => {
      const expected = Buffer.from(await (await get(format)).bytes())
      const [, position = ''] = point.split('asKnownAt=')
      const args = ['report', '--at', AT, '--as-known-at', position]
      const file = join(newFolder(), `report.${format}`)
      const ways: [string[], Record<string, string>][] = [[['--url', server.url, '--token', 'dev-auditor'], {}]]
      if (database.url !== null) ways.push([[], { DATABASE_URL: database.url }])
      for (const [flags, env] of ways) {
        const written = await command([...args, ...flags, '--output', file], env)
        expect(written).toMatchObject({ code: 0, stdout: `Wrote the report to ${file}.\n` })
        expect(readFileSync(file).equals(expected)).toBe(true)
      }
      if (format === 'pdf') return
      const printed = await command([...args, '--url', server.url, '--token', 'dev-auditor', '--format', format])
      expect(printed).toEqual({ code: 0, stdout: expected.toString(), stderr: '' })
    },
  )

  it('is refused by the command line in words, and nothing is written', async () => {
    const to = ['--url', server.url, '--token']
    const file = join(newFolder(), 'report.csv')
    expect(await command(['report', ...to, 'dev-auditor', '--format', 'xls'])).toMatchObject({
      code: 2,
      stderr: 'demur: --format must be html, pdf, csv, not “xls”.\n',
    })
    expect(
      await command(['report', ...to, 'dev-auditor', '--as-known-at', '99999999', '--output', file]),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('99999999'),
    })
    const service = await command(['report', ...to, 'dev-service', '--output', file])
    expect(service).toMatchObject({ code: 4, stderr: 'demur: Reports are for operators and auditors.\n' })
    expect(existsSync(file)).toBe(false)
  })

  it('is refused where the point is none or nobody is signed in', async () => {
    expect((await get('csv', 'at=yesterday')).status).toBe(400)
    expect((await get('csv', 'asKnownAt=99999999')).status).toBe(400)
    expect((await get('xls')).status).toBe(404)
    expect((await fetch(`${server.url}/console/report.csv`)).status).toBe(401)
    expect(
      (await fetch(`${server.url}/console/report.csv`, { headers: { cookie: await signIn(server, 'dev-service') } }))
        .status,
    ).toBe(401)
  })
})

describe('the values of a report', () => {
  const report = (key: string) => ({
    at: 0 as never,
    position: 0 as never,
    facts: [],
    tables: [{ title: 'T', columns: ['Run', 'Items'], rows: [[key, 2]], drawn: [1] }],
  })

  it('are quoted in CSV, and none becomes a formula', () => {
    expect(reportCsv(report('a,"b"'))).toBe('table,row,column,value\r\nT,"a,""b""",Items,2\r\n')
    expect(reportCsv(report('=1+1'))).toBe("table,row,column,value\r\nT,'=1+1,Items,2\r\n")
  })

  it('are drawn in proportion to the greatest of their table', () => {
    const table = {
      title: '',
      columns: [],
      drawn: [1, 2],
      rows: [
        ['a', 1, 3],
        ['b', 2, 0],
      ],
    }
    expect(barsOf(table)).toEqual([
      [0.25, 0.75],
      [0.5, 0],
    ])
    expect(barsOf({ ...table, rows: [['a', 0, 0]] })).toEqual([[0, 0]])
  })
})

interface Statistics {
  readonly memberCount: number
  readonly choices: readonly { setting: { key: string }; objectedCount: number }[]
  readonly eligibility: { eligibleCount: number; ineligibleCount: number }
}

async function signIn(server: TestServer, token: string): Promise<string> {
  const response = await fetch(`${server.url}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }),
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** None of the values here holds a comma. */
const rowsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))

/** The text of a PDF whose fonts are the standard ones, without spaces. */
function textOf(pdf: Buffer): string {
  let text = ''
  const latin = pdf.toString('latin1')
  for (const { index, 0: head } of latin.matchAll(/stream\r?\n/g)) {
    if (latin.slice(index - 3, index) === 'end') continue
    const end = latin.indexOf('endstream', index)
    const shown = inflateSync(pdf.subarray(index + head.length, end)).toString('latin1')
    for (const [hex] of shown.matchAll(/<([0-9a-f]+)>/g))
      text += Buffer.from(hex.slice(1, -1), 'hex').toString('latin1')
  }
  return text.replaceAll(' ', '')
}
