/**
 * Every operation of this client as a `TypedDocumentNode`, with the types of its data and variables: for urql, Apollo
 * and whatever else takes parsed documents.
 *
 * @example
 * ```ts
 * import { SetOptOutDocument, ViewerOptOutSettingsDocument } from '@demur/sdk/documents'
 * import { Client, fetchExchange } from '@urql/core'
 *
 * const headers = { authorization: 'Bearer dev-member:fr-plain' }
 * const urql = new Client({
 *   url: 'http://127.0.0.1:4000/graphql',
 *   exchanges: [fetchExchange],
 *   fetchOptions: { headers },
 *   preferGetMethod: false,
 * })
 * const { data } = await urql.query(ViewerOptOutSettingsDocument, { locale: 'fr' })
 * console.log(data?.viewer.member?.optOutSettings.map(({ choice }) => choice))
 * await urql.mutation(SetOptOutDocument, { input: { setting: 'genai-improvement', act: 'OBJECT' } })
 * ```
 *
 * @example Apollo has to be told which types stand behind the result unions:
 * ```ts
 * import { InMemoryCache } from '@apollo/client'
 * import { possibleTypes } from '@demur/sdk/documents'
 *
 * export const cache = new InMemoryCache({ possibleTypes })
 * ```
 * @module @demur/sdk/documents
 */
export * from './generated/graphql.ts'
export { possibleTypes } from './generated/possible-types.ts'
export type { TypedDocumentNode } from './typed-document.ts'
