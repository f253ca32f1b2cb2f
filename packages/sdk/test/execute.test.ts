import type { DocumentTypeDecoration, TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type DocumentNode, parse, print, visit } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { printDocument } from '../src/on-demand/print.ts'
import { clientOf, startSampleServer } from './support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

interface Data {
  readonly member: { readonly key: string; readonly country: string }
}
interface Variables {
  readonly key: string
}

const TEXT = 'query Where($key: String!) { member(by: { key: $key }) { key country } }'

/** What code generators make of a document in string mode. */
class TypedDocumentString<Result, Input> extends String implements DocumentTypeDecoration<Result, Input> {
  __apiType?: NonNullable<DocumentTypeDecoration<Result, Input>['__apiType']>
}

describe('an operation of the caller is sent', () => {
  it.each([
    ['as text', TEXT],
    ['as a typed document string', new TypedDocumentString<Data, Variables>(TEXT)],
    ['as a typed document node', parse(TEXT) as TypedDocumentNode<Data, Variables>],
  ])('%s', async (_, document) => {
    const { member } = await clientOf(server, 'dev-auditor').execute<Data, Variables>(document, { key: 'fr-plain' })
    expect(member).toEqual({ key: 'fr-plain', country: 'FR' })
  })

  it('without variables where it takes none', async () => {
    const client = clientOf(server, 'dev-auditor')
    expect(await client.execute('{ ledgerHead }')).toEqual({ ledgerHead: await client.ledger.head() })
  })
})

const DOCUMENTS = [
  '{ a }',
  'query Q { a: b(c: 1, d: -2.5e3, e: "x\\"y\\n\\u00e9", f: """block\n  "text" """, g: true, h: null, i: ENUM) }',
  'query ($a: [Int!]! = [1, 2], $b: In = {c: "d", e: [{f: 1.5}]}) @x(y: 1) { a(b: [$b, {c: $a}]) @skip(if: $c) @include(if: true) { c } }',
  'mutation M($input: In!) { m(input: $input) { __typename ... on A { a } ... @include(if: $c) { b } ...F @x } } fragment F on A @y { c { d } }',
  'subscription { s(after: "0") { position } }',
  'query A { a } query B { b }',
]

describe('a parsed document is written as it was', () => {
  it.each(DOCUMENTS)('%s', (text) => {
    const document = parse(text)
    expect(print(parse(printDocument(document)))).toBe(print(plain(document)))
  })
})

/** Block strings are written as ordinary ones: their value is the same. */
function plain(document: DocumentNode): DocumentNode {
  return visit(document, { StringValue: (node) => ({ ...node, block: false }) })
}
