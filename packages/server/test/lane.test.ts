import { request as httpRequest } from 'node:http'
import { sampleRegister } from '@demur/fixtures'
import { schema } from '@demur/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lane } from '../src/http/lane/lane.ts'
import { importJson, newRegister } from './support/register.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer(await newRegister('embedded', { minPositionWait: 20 }))
  await importJson(server.register, sampleRegister())
})
afterAll(() => server.close())

interface Sent {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly body: string
}

function send(body: object, accept: string, token = 'dev-service'): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept,
      authorization: `Bearer ${token}`,
      'x-request-id': 'one',
    }
    const request = httpRequest(`${server.url}/graphql`, { method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode, type: response.headers['content-type'], body: text }),
      )
    })
    request.once('error', reject)
    request.end(JSON.stringify(body))
  })
}

const items = sampleRegister().flatMap((entry) => (entry.type === 'ContentRegistered' ? [entry.item] : []))
const [item = ''] = items
const at = '2025-12-01T00:00:00Z'
const question = { item: { key: item }, dataUse: 'genai.training', at }
const questions = items.slice(0, 40).map((key) => ({ item: { key }, dataUse: 'genai.training', at }))
const one = 'query One($question: QuestionInput!) { decision(question: $question)'

/** Requests, and what they are an example of. The first ones are for the lane. */
const FOR_THE_LANE = [
  ['the fields of a decision', { query: `${one} { outcome decisiveReason legalBasis controller at position } }` }],
  ['every reason in words', { query: `${one} { reasons { code decisive message(locale: "de") } explanation } }` }],
  [
    'the rule, and what it says',
    { query: `${one} { rule { key places phases { from until status } notice { key } } } }` },
  ],
  ['aliases, and one field under two names', { query: `${one} { a: outcome b: outcome t: __typename } }` }],
  [
    'fragments that overlap',
    {
      query: `${one} { ...F reasons { code } } } fragment F on Decision { outcome ... on Decision { reasons { decisive } } }`,
    },
  ],
  [
    'variables within fields',
    {
      query:
        'query ($question: QuestionInput!, $l: Locale) { decision(question: $question) { explanation(locale: $l) } }',
      variables: { question, l: 'de' },
    },
  ],
  [
    'values written into the document',
    { query: `{ decision(question: {item: {key: "${item}"}, dataUse: "genai.training", at: "${at}"}) { outcome } }` },
  ],
  [
    'several root fields',
    {
      query: `query ($question: QuestionInput!, $questions: [QuestionInput!]!) {
        x: decision(question: $question) { outcome } decisions(questions: $questions) { outcome validUntil } }`,
      variables: { question, questions },
    },
  ],
  ['a name of its operation', { query: `${one} { outcome } }`, operationName: 'One' }],
  [
    'a variable that is refused',
    { query: `${one} { outcome } }`, variables: { question: { ...question, at: 'soon' } } },
  ],
  ['a variable that is missing', { query: `${one} { outcome } }`, variables: {} }],
  [
    'a field of a variable that there is not',
    { query: `${one} { outcome } }`, variables: { question: { ...question, x: 1 } } },
  ],
  [
    'a position that is not reached',
    {
      query: `query ($question: QuestionInput!) { d: decision(question: $question, minPosition: "99999") { outcome } }`,
    },
  ],
  [
    'a known time beyond the head',
    { query: `${one} { outcome } }`, variables: { question: { ...question, asKnownAt: '99999' } } },
  ],
  [
    'too many questions',
    {
      query: 'query ($questions: [QuestionInput!]!) { decisions(questions: $questions) { outcome } }',
      variables: { questions: Array.from({ length: 1001 }, () => question) },
    },
  ],
  [
    'an operation that is too complex',
    {
      query: `query ($questions: [QuestionInput!]!) { decisions(questions: $questions) {
        ${Array.from({ length: 40 }, (_, index) => `r${index}: rule { phases { from } scope { kind visibilities } }`).join(' ')} } }`,
      variables: { questions: Array.from({ length: 1000 }, () => question) },
    },
  ],
] as const

const FOR_NOBODY_ELSE = [
  ['a directive', { query: `${one} { outcome @include(if: true) } }` }],
  ['several operations', { query: `${one} { outcome } } query Two { __typename }`, operationName: 'One' }],
  ['the name of another operation', { query: `${one} { outcome } }`, operationName: 'decision' }],
  ['a field that there is not', { query: `${one} { outcomes } }` }],
  ['no document', { query: `${one} {` }],
  [
    'another root field beside',
    {
      query: `query One($question: QuestionInput!) { viewer { __typename } decision(question: $question) { outcome } }`,
    },
  ],
  ['a member that there is not', { query: `${one} { outcome } }`, queries: [] }],
  ['variables that are no object', { query: `${one} { outcome } }`, variables: [1] }],
] as const

describe('the lane for decisions', () => {
  it.each(FOR_THE_LANE)('takes %s', (_, request) => {
    expect(new Lane(schema, ['decision', 'decisions']).find(request)).not.toBeNull()
  })

  it.each(FOR_NOBODY_ELSE.slice(0, 7))('leaves to the general executor: %s', (_, request) => {
    expect(new Lane(schema, ['decision', 'decisions']).find(request)).toBeNull()
  })

  it.each([...FOR_THE_LANE, ...FOR_NOBODY_ELSE])(
    'answers as the general executor does, byte for byte: %s',
    async (_, request) => {
      const body = { variables: { question }, ...request }
      // Whoever names a character set is answered by the general executor.
      const general = await send(body, 'application/json; charset=utf-8')
      expect(await send(body, 'application/json')).toEqual(general)
      expect(await send(body, '*/*')).toEqual(general)
      expect((await send(body, 'application/json')).body).toBe(general.body)
      const strict = await send(body, 'application/graphql-response+json; charset=utf-8')
      expect(await send(body, 'application/graphql-response+json, application/json;q=0.9')).toEqual(strict)
    },
  )

  it('shows a member no more than the general executor does', async () => {
    const body = { query: `${one} { outcome reasons { code message } rule { key } } }`, variables: { question } }
    const general = await send(body, 'application/json; charset=utf-8', 'dev-member:nobody-here')
    expect(general.body).toContain('UNKNOWN_ITEM')
    expect(await send(body, 'application/json', 'dev-member:nobody-here')).toEqual(general)
  })

  it('keeps no more documents than it says, whatever clients send', () => {
    const lane = new Lane(schema, ['decision'])
    const query = (number: number) => `{ a${number}: decision(question: {item: {key: "x"}, dataUse: "y"}) { outcome } }`
    const first = lane.find({ query: query(0) })
    expect(lane.find({ query: query(0) })).toBe(first)
    for (let number = 1; number <= 500; number += 1) lane.find({ query: query(number) })
    expect(lane.find({ query: query(0) })).not.toBe(first)
    expect(lane.find({ query: `${query(0)}${' '.repeat(10_000)}` })).toBeNull()
  })
})
