import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command, start } from './support/command.ts'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'
import { member, objection, post, RULEBOOK } from './support/world.ts'

const MEMBERS = 40
const LINES = 12_000
const folder = mkdtempSync(join(tmpdir(), 'demur-filter-'))
const file = (name: string): string => join(folder, name)
let server: TestServer

/** Every third member has objected. */
beforeAll(async () => {
  const register = await newRegister('postgres')
  const numbers = Array.from({ length: MEMBERS }, (_, number) => number)
  await importJson(register, [
    RULEBOOK,
    ...numbers.flatMap((number) => member(`m${number}`)),
    ...numbers.map((number) => post(`i${number}`, `m${number}`)),
    ...numbers.filter((number) => number % 3 === 0).map((number) => objection(`m${number}`)),
  ])
  server = await startServer(register)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

function filter(args: readonly string[], input?: string) {
  return command(
    ['filter', '--url', server.url, '--token', 'dev-service', '--use', 'genai.training', ...args],
    {},
    input,
  )
}

const described = (author: string, nth: number): string =>
  JSON.stringify({ author, kind: 'POST', visibility: 'PUBLIC', at: '2025-01-01T00:00:00Z', nth })
const DESCRIBED = ['--described', '--member', 'author', '--created-at', 'at']
const linesOf = (name: string): string[] => readFileSync(file(name), 'utf8').split('\n').slice(0, -1)

it('takes what may be used, in its order and unchanged, and gives the reasons of everything else', async () => {
  const ids = ['i1', 'i3', 'nothing', 'i2'].map((id) => JSON.stringify({ text: 'a, "b"', key: id }))
  const ended = await filter(
    ['--id', 'key', '--out', file('ids'), '--rejected', file('ids.rejected')],
    `${ids.join('\n')}\n`,
  )

  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/^2 of 4 items may be used for genai\.training/)
  expect(linesOf('ids')).toEqual([ids[0], ids[3]])
  expect(linesOf('ids.rejected').map((line) => JSON.parse(line) as object)).toEqual([
    { line: 2, reasons: ['OBJECTED'], item: JSON.parse(ids[1] ?? '') },
    { line: 3, reasons: ['UNKNOWN_ITEM'], item: JSON.parse(ids[2] ?? '') },
  ])
  expect(existsSync(file('ids.progress'))).toBe(false)
})

it('goes on after a kill without losing a line or giving one twice', async () => {
  const lines = Array.from({ length: LINES }, (_, nth) => described(`m${nth % MEMBERS}`, nth))
  writeFileSync(file('input'), `${lines.join('\n')}\n`)
  const args = [...DESCRIBED, '--out', file('out'), '--rejected', file('rejected'), file('input')]
  const done = (): number => {
    const kept = existsSync(file('out.progress')) ? readFileSync(file('out.progress'), 'utf8') : '{"lines":0}'
    return (JSON.parse(kept) as { lines: number }).lines
  }
  for (const atLeast of [1, 2000, 5000]) {
    const running = start(['filter', '--url', server.url, '--token', 'dev-service', '--use', 'genai.training', ...args])
    while (done() < atLeast) await new Promise(setImmediate)
    running.process.kill('SIGKILL')
    expect((await running.ended).code).not.toBe(0)
    expect(done()).toBeLessThan(LINES)
  }
  const ended = await filter(args)

  expect(ended.code).toBe(0)
  const isOut = (nth: number): boolean => (nth % MEMBERS) % 3 !== 0
  expect(linesOf('out')).toEqual(lines.filter((_, nth) => isOut(nth)))
  expect(linesOf('rejected').map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
    lines.flatMap((_, nth) => (isOut(nth) ? [] : [nth + 1])),
  )
})

it.each([
  ['{"author":"m1","kind":"POSTE","visibility":"PUBLIC","at":"2025-01-01T00:00:00Z"}', 'Line 2: “kind” must be one of'],
  ['{"author":7,"kind":"POST","visibility":"PUBLIC","at":"2025-01-01T00:00:00Z"}', 'Line 2: “author” must be a string'],
  ['{"author":"m1","kind":"POST","visibility":"PUBLIC","at":"yesterday"}', 'Line 2: “at” must be an RFC 3339 instant'],
  ['[]', 'Line 2: is no JSON object'],
])('names the line and the field of %s, and ends with 2', async (line, message) => {
  const out = file(`wrong-${Math.abs(line.length * 31 + message.length)}`)
  const ended = await filter([...DESCRIBED, '--out', out], `${described('m1', 0)}\n${line}\n`)

  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain(message)
})

it('does not end well where it cannot know: no server, a forecast, another question, files of something else', async () => {
  const input = `${described('m1', 0)}\n`
  const away = ['filter', '--url', 'http://127.0.0.1:9', '--use', 'genai.training', ...DESCRIBED]
  expect(await command([...away, '--out', file('away')], {}, input)).toMatchObject({ code: 4 })
  const later = await filter([...DESCRIBED, '--at', '2999-01-01T00:00:00Z', '--out', file('later')], input)
  expect(later).toMatchObject({ code: 2, stderr: 'demur: “--at” lies in the future.\n' })
  const other = await filter([...DESCRIBED, '--out', file('later')], input)
  expect(other.code).toBe(2)
  expect(other.stderr).toContain('is of another question')
  writeFileSync(file('taken'), 'mine')
  expect(await filter([...DESCRIBED, '--out', file('taken')], input)).toMatchObject({ code: 2 })
  expect(readFileSync(file('taken'), 'utf8')).toBe('mine')
})
