import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { schema } from '@demur/schema'
import * as documents from '@demur/sdk/documents'
import {
  possibleTypes,
  RecordNoticeServedDocument,
  SetOptOutDocument,
  ViewerOptOutSettingsDocument,
} from '@demur/sdk/documents'
import { cacheExchange, fetchExchange, Client as UrqlClient } from '@urql/core'
import { type DocumentNode, Kind, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { TestServer } from '../../server/test/support/server.ts'
import { clientOf, startSampleServer } from './support/server.ts'

const SETTING = 'genai-improvement'
const headers = (member: string) => ({ authorization: `Bearer dev-member:${member}` })
const operations = Object.entries(documents).filter(([name]) => name.endsWith('Document')) as [string, DocumentNode][]

let server: TestServer
beforeAll(async () => {
  server = await startSampleServer()
})
afterAll(() => server.close())

describe('every document', () => {
  it.each(operations)('%s is valid against the schema of the server', (_, document) => {
    expect(validate(schema, document)).toEqual([])
    const found = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    expect(found).toHaveLength(1)
  })

  it('is there', () => {
    expect(operations.length).toBeGreaterThan(20)
  })
})

describe('with urql', () => {
  it('reads and changes settings, typed', async () => {
    const urql = new UrqlClient({
      url: `${server.url}/graphql`,
      exchanges: [cacheExchange, fetchExchange],
      fetchOptions: () => ({ headers: headers('fr-plain') }),
      preferGetMethod: false,
    })
    const { data } = await urql.query(ViewerOptOutSettingsDocument, { locale: 'de' })
    expectTypeOf(data).toExtend<documents.ViewerOptOutSettingsQuery | undefined>()
    expect(data?.viewer.member?.optOutSettings.find(({ setting }) => setting.key === SETTING)).toMatchObject({
      choice: 'DEFAULT',
    })
    const changed = await urql.mutation(SetOptOutDocument, { input: { setting: SETTING, act: 'OBJECT' } })
    expect(changed.data?.setOptOut).toMatchObject({ __typename: 'SetOptOutSuccess', setting: { choice: 'OBJECTED' } })
  })
})

describe('with Apollo', () => {
  it('reads and changes settings, typed', async () => {
    const apollo = new ApolloClient({
      link: ApolloLink.from([new HttpLink({ uri: `${server.url}/graphql`, headers: headers('fr-never-told') })]),
      cache: new InMemoryCache({ possibleTypes }),
    })
    const { data } = await apollo.query({ query: ViewerOptOutSettingsDocument, variables: { locale: 'de' } })
    expectTypeOf(data).toExtend<documents.ViewerOptOutSettingsQuery | undefined>()
    expect(data?.viewer.member?.optOutSettings.length).toBeGreaterThan(3)
    const changed = await apollo.mutate({
      mutation: SetOptOutDocument,
      variables: { input: { setting: SETTING, act: 'OBJECT' } },
    })
    expect(changed.data?.setOptOut).toMatchObject({ __typename: 'SetOptOutSuccess', setting: { choice: 'OBJECTED' } })
    const served = await apollo.mutate({
      mutation: RecordNoticeServedDocument,
      variables: { input: { notice: 'privacy-notice-europe', version: '2026-08-21' } },
    })
    expect(served.data?.recordNoticeServed).toMatchObject({ unchanged: false })
  })
})

describe('with this client', () => {
  it('goes through `execute`', async () => {
    const client = clientOf(server, 'dev-member:de-plain')
    const { viewer } = await client.execute(ViewerOptOutSettingsDocument, { locale: 'de' })
    expect(viewer.member?.optOutSettings.length).toBeGreaterThan(3)
  })
})
