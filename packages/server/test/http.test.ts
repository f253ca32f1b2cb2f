import { request } from 'node:http'
import { rulebookDocument, sampleRegister } from '@demur/fixtures'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PLAYGROUND_TABS } from '../src/http/playground-tabs/index.ts'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer(await newRegister('embedded'), { bodyLimit: 400_000, origins: ['https://app.example'] })
  await importJson(server.register, sampleRegister())
})
afterAll(() => server.close())

/** A request with headers that `fetch` would not send. */
function raw(options: { method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer }) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const { body, ...rest } = options
    const sent = request({ hostname, port, path: '/graphql', ...rest }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const auditor = { authorization: 'Bearer dev-auditor' }
const json = { ...auditor, 'content-type': 'application/json' }
const post = (body: string | Buffer, headers: Record<string, string> = json) => raw({ method: 'POST', headers, body })
const ask = (query: string) => server.ask('dev-auditor', query)

describe('GraphQL over HTTP', () => {
  it('follows the specification', async () => {
    const audits = serverAudits({
      url: `${server.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...auditor, ...(init.headers as Record<string, string>) } }),
    })
    const results = await Promise.all(audits.map((audit) => audit.fn()))
    expect(results.filter(({ status }) => status !== 'ok').map(({ name, status }) => `${status} ${name}`)).toEqual([])
  })

  it('answers a full batch of 1,000 questions and a full page of 10,000 items, and not more', async () => {
    const questions = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        item: { key: `${'x'.repeat(60)}${index}` },
        dataUse: 'genai.training',
      }))
    const query =
      'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { outcome decisiveReason reasons { code message } rule { key controller } validUntil explanation } }'
    const full = await server.ask<{ decisions: unknown[] }>('dev-service', query, { questions: questions(1000) })
    expect(full.data.decisions).toHaveLength(1000)
    expect(await server.ask('dev-service', query, { questions: questions(1001) })).toMatchObject({
      errors: [{ message: expect.stringContaining('at most 1000') }],
    })
    const page =
      '{ eligibleContentItems(dataUse: "genai.training", first: 10000) { nodes { id key kind visibility createdAt author { key } decision(dataUse: "genai.training") { outcome } } } }'
    expect((await ask(page)).errors).toBeUndefined()
    expect(await ask(page.replace('10000', '10001'))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })
})

describe('a request out of proportion is refused before it costs anything', () => {
  it.each([
    ['a body that is too large', JSON.stringify({ query: `{ viewer { subject } } #${'x'.repeat(400_000)}` }), 413],
    ['a body that is no JSON', '{"query":', 400],
    ['a body that is no object', '["{ ledgerHead }"]', 400],
    ['a batch of operations', '[{"query":"{ ledgerHead }"},{"query":"{ ledgerHead }"}]', 400],
    ['a body without a query', '{}', 400],
    ['a string with NUL', '{"query":"{ ledgerHead }","variables":{"a":"\\u0000"}}', 400],
    ['a string with a lone surrogate', '{"query":"{ ledgerHead }","variables":{"a":"\\ud800"}}', 400],
    ['a member __proto__', '{"query":"{ ledgerHead }","variables":{"__proto__":{}}}', 400],
    ['bytes that are no UTF-8', Buffer.from('7b227175657279223a22ff227d', 'hex'), 400],
  ])('%s', async (_, body, status) => {
    const answer = await post(body)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }],
    })
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '',
  ])('a mutation sent as “%s”', async (type) => {
    const answer = await post('{"query":"mutation { __typename }"}', {
      ...auditor,
      ...(type ? { 'content-type': type } : {}),
    })
    expect(answer.status).toBe(415)
  })

  it.each([
    ['too deep', `{ ${'dataUses { rules { dataUse { '.repeat(8)} key ${'} } }'.repeat(8)} }`],
    ['too many aliases', `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: ledgerHead`).join(' ')} }`],
    ['too many fields at the root', `{ ${'ledgerHead '.repeat(51)} }`],
    ['too many tokens', `{ ${'ledgerHead '.repeat(20_001)} }`],
    [
      'values in values, which errors about them would print',
      `{ node(id: ${'['.repeat(51)}${']'.repeat(51)}) { id } }`,
    ],
    ['too many directives', `{ ledgerHead ${'@a '.repeat(101)} }`],
    ['more nesting than a stack holds', `{ ${'a { '.repeat(6000)}b${' }'.repeat(6000)} }`],
    [
      'a thousand times a thousand rows',
      `{ nodes(ids: [${'"TWVtYmVyOmRlLXBsYWlu" '.repeat(1000)}]) { ... on Member { contentItems(first: 1000) { nodes { key } } } } }`,
    ],
    ['more ids than a call gives objects for', `{ nodes(ids: [${'"TWVtYmVyOmRlLXBsYWlu" '.repeat(1001)}]) { id } }`],
    [
      'a million rows',
      '{ member(by: {key: "de-plain"}) { contentItems(first: 1000) { nodes { author { contentItems(first: 1000) { nodes { key } } } } } } }',
    ],
  ])('a document with %s', async (_, query) => {
    const { errors } = await ask(query)
    expect(errors?.[0]?.message).toMatch(/at most|more than|too deep/)
    expect(errors?.[0]?.extensions.code).not.toBe('INTERNAL')
  })

  it('fragments that spread out to millions of fields, in no time', async () => {
    const fragments = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on Query { ${`...F${index + 1} `.repeat(8)} }`,
    )
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F20 on Query { ledgerHead }`
    const { errors } = await ask(query)
    expect(errors?.[0]?.extensions.code).toBe('DOCUMENT_TOO_LARGE')
  })

  it('a variable of the wrong type', async () => {
    const answer = await server.ask('dev-auditor', 'query ($first: Int) { ledger(first: $first) { type } }', {
      first: 'x',
    })
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('an id that names no object names nothing, alone or among others', async () => {
    const ids = ['nonsense', '', 'Tm9kZTox', 'UXVlcnk6MQ==', 'TWVtYmVyOg==']
    for (const id of ids) expect(await ask(`{ node(id: "${id}") { id } }`)).toMatchObject({ data: { node: null } })
    const known = 'TWVtYmVyOmRlLXBsYWlu'
    const { data, errors } = await ask(`{ nodes(ids: ${JSON.stringify([...ids, known, ...ids])}) { id } }`)
    const nothing = ids.map(() => null)
    expect([data, errors]).toEqual([{ nodes: [...nothing, { id: known }, ...nothing] }, undefined])
  })

  it('fragments in a circle', async () => {
    const { errors } = await ask('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')
    expect(errors?.[0]?.message).toContain('Cannot spread fragment')
  })
})

describe('where a request comes from', () => {
  it.each([
    ['evil.example', 421],
    ['a b', 400],
    ['127.0.0.1:1', 200],
    ['LOCALHOST', 200],
  ])('a request for host “%s” is answered %i', async (host, status) => {
    expect((await raw({ path: '/livez', headers: { host } })).status).toBe(status)
  })

  it('pages of listed origins may read answers, and no others', async () => {
    const from = (origin: string, method: string) =>
      raw({
        method,
        headers: { origin, ...json, 'access-control-request-method': 'POST' },
        ...(method === 'POST' ? { body: '{"query":"{ ledgerHead }"}' } : {}),
      })
    const listed = await from('https://app.example', 'OPTIONS')
    expect(listed).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-headers': expect.stringContaining('authorization'),
      },
    })
    expect((await from('https://app.example', 'POST')).headers['access-control-allow-origin']).toBe(
      'https://app.example',
    )
    for (const method of ['OPTIONS', 'POST']) {
      const { headers } = await from('https://evil.example', method)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(listed.headers['access-control-allow-credentials']).toBeUndefined()
  })
})

describe('a fault', () => {
  it('is masked, and stands in the log under the id that the caller was given, without variables, tokens or keys', async () => {
    const broken = await startServer(await newRegister('embedded'))
    await importJson(broken.register, [
      { type: 'RulebookPublished', rulebook: rulebookDocument('change-2025-11-03') },
      { type: 'MemberRegistered', member: 'canary-member' },
    ])
    const { db } = broken.register.connection
    await db.execute('RESET ROLE')
    await db.execute('DROP TABLE demur.residence CASCADE')
    const query = 'query ($key: String!) { member(by: {key: $key}) { country } }'
    const answer = await broken.ask('dev-member:canary-member', query, { key: 'canary-member' })
    expect(answer.errors?.[0]).toMatchObject({
      message: 'Something went wrong on our side.',
      extensions: { code: 'INTERNAL', requestId: expect.any(String) },
    })
    const id = answer.errors?.[0]?.extensions.requestId as string
    const logged = broken.log.filter((line) => line.includes(id))
    expect(logged.some((line) => line.includes('"sqlState":"42P01"'))).toBe(true)
    expect(broken.log.join('\n')).not.toMatch(/canary|dev-member|Bearer/)
    await broken.register.connection.close()
  })

  it('in a request keeps the id that the caller gave it', async () => {
    const given = await raw({ path: '/livez', headers: { 'x-request-id': 'abc-123' } })
    expect(given.headers['x-request-id']).toBe('abc-123')
    const forged = await raw({ path: '/livez', headers: { 'x-request-id': 'a "b' } })
    expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('the playground', () => {
  it('is one page that loads nothing from elsewhere, and is allowed to', async () => {
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html.match(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:|\$\{)[^"]*"/g)).toBeNull()
    expect(html).toContain('"shouldPersistHeaders":false')
    const again = await fetch(`${server.url}/graphql`, {
      headers: { accept: 'text/html', 'if-none-match': page.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  it.each(PLAYGROUND_TABS.map((tab) => [tab.title, tab] as const))(
    'has a tab “%s” that runs as it is',
    async (_, { query }) => {
      const { status, data, errors } = await server.ask('dev-operator', query)
      expect(errors).toBeUndefined()
      expect(status).toBe(200)
      expect(JSON.stringify(data)).not.toMatch(/UNKNOWN_ITEM|UNKNOWN_MEMBER|Error"|:null,"position"|\[\]}$/)
    },
  )
})
