import { connect } from 'node:net'
import { type Instant, instantOf } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'
import { type OpenRegister, registerFor } from '@demur/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FactsLoader } from '../src/register/facts-loader.ts'
import { DATABASES, importJson, newRegister } from './support/register.ts'
import { startServer } from './support/server.ts'
import { countStatements } from './support/statements.ts'
import { member, mentioning, objection, post, RULEBOOK } from './support/world.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const never = new AbortController().signal
const service: Viewer = { subject: 'service', roles: ['SERVICE'], member: null }
const asMember = (key: string): Viewer => ({ subject: key, roles: ['MEMBER'], member: key })

describe.each(DATABASES)('facts of requests that come together, on %s', (kind) => {
  let register: OpenRegister
  const now: Instant = instantOf(NOW)
  beforeAll(async () => {
    register = await newRegister(kind)
    await importJson(register, [
      RULEBOOK,
      ...['ada', 'ben', 'cleo'].flatMap(member),
      post('of-ada', 'ada'),
      post('of-ben', 'ben'),
      mentioning('of-ada-with-ben', 'ada', 'ben'),
      objection('ben'),
    ])
    // Rulebooks are read once a process, and are no facts.
    await registerFor(register, service, now, never).policy(null)
  })
  afterAll(() => register.close())

  const about = (key: string) => ({ item: { key }, dataUse: 'genai.training', at: null, asKnownAt: null })
  const described = (...people: string[]) => ({
    item: {
      descriptor: {
        subjects: people.map((key) => ({ member: key, role: 'AUTHOR' as const })),
        kind: 'POST' as const,
        visibility: 'PUBLIC' as const,
        createdAt: now,
        sensitiveSource: false,
      },
    },
    dataUse: 'genai.training',
    at: null,
    asKnownAt: null,
  })
  const everything = [about('of-ada'), about('of-ben'), about('of-ada-with-ben'), about('nothing'), described('ben')]
  const viewers = [service, asMember('ada'), asMember('ben'), asMember('cleo'), asMember('nobody')]
  const reasons = async (viewer: Viewer, question: (typeof everything)[number]) => {
    const [answer] = await registerFor(register, viewer, now, never).decide([question], null)
    return answer?.decision.reasons.map(({ code }) => code)
  }

  it('are loaded by one statement, and every viewer is answered as if alone', async () => {
    const pairs = viewers.flatMap((viewer) => everything.map((question) => [viewer, question] as const))
    const alone = []
    for (const [viewer, question] of pairs) alone.push(await reasons(viewer, question))
    const count = countStatements(register)
    const together = await Promise.all(pairs.map(([viewer, question]) => reasons(viewer, question)))
    expect(count()).toBe(1)
    expect(together).toEqual(alone)
  })

  it('show nobody what came along for somebody else', async () => {
    const [ofBen, toAda, byAda] = await Promise.all([
      reasons(asMember('ben'), about('of-ben')),
      reasons(asMember('ada'), about('of-ben')),
      reasons(asMember('ada'), described('ben')),
    ])
    expect(ofBen).toEqual(['OBJECTED'])
    expect(toAda).toEqual(['UNKNOWN_ITEM'])
    expect(byAda).not.toContain('OBJECTED')
  })

  it('are only those that each asked for', async () => {
    const loader = new FactsLoader(register.connection)
    const [first, second, third] = await Promise.all([
      loader.load({ items: ['of-ada-with-ben'] }),
      loader.load({ items: ['of-ben'], members: ['cleo'] }),
      loader.load({}),
    ])
    const keys = ({ items, members }: typeof first) => [[...items.keys()].toSorted(), [...members.keys()].toSorted()]
    expect([first, second, third].map(keys)).toEqual([
      [['of-ada-with-ben'], ['ada', 'ben']],
      [['of-ben'], ['ben', 'cleo']],
      [[], []],
    ])
  })

  it('are lost to nobody because the database refuses what another asked for', async () => {
    const loader = new FactsLoader(register.connection)
    const [good, bad] = await Promise.allSettled([loader.load({ items: ['of-ada'] }), loader.load({ items: ['\0'] })])
    expect(good).toMatchObject({ status: 'fulfilled' })
    expect(bad).toMatchObject({ status: 'rejected' })
  })

  it('hold what was committed before they were asked for, however busy the loader is', async () => {
    for (let round = 0; round < 20; round += 1) {
      const busy = Promise.all(Array.from({ length: 10 }, () => reasons(service, about('of-ada'))))
      await importJson(register, [post(`late-${round}`, 'ada')])
      const late = await reasons(service, about(`late-${round}`))
      expect(late).not.toContain('UNKNOWN_ITEM')
      await busy
    }
  })
})

describe('requests over HTTP', () => {
  it('that come together share statements', async () => {
    const server = await startServer(await newRegister('postgres'))
    await importJson(server.register, [RULEBOOK, ...member('ada'), post('of-ada', 'ada')])
    const query = '{ decision(question: {item: {key: "of-ada"}, dataUse: "genai.training"}) { outcome } }'
    await server.ask('dev-service', query)
    const count = countStatements(server.register)
    const answers = await pipelined(server.url, query, 50)
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('{"data":{"decision":{"outcome":"')
    expect(count()).toBeLessThan(50)
    await server.close()
  })
})

/** Sends a query so many times in one write, so that they come together whatever else the machine does. */
async function pipelined(url: string, query: string, count: number): Promise<string[]> {
  const { hostname, port } = new URL(url)
  const body = JSON.stringify({ query })
  const head = [
    'POST /graphql HTTP/1.1',
    `Host: ${hostname}`,
    'Authorization: Bearer dev-service',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`.repeat(count))
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    const answers = text.match(/^\{"data".*\}$/gm) ?? []
    if (answers.length === count) return answers
  }
  throw new Error(`only this was answered: ${text}`)
}
