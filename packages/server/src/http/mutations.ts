import { getOperationAST } from 'graphql'
import { parseWithinLimits } from './document-limits.ts'
import type { GraphQLBody } from './lane/lane.ts'

/** How many documents are remembered. Clients have few. */
const MOST = 500

/** Tells mutations from everything else that is sent to GraphQL. */
export class Mutations {
  /** By operation and document; the oldest first. */
  readonly #known = new Map<string, boolean>()

  includes({ query, operationName }: GraphQLBody): boolean {
    // Nothing is a mutation without the word, and most requests are told by that.
    if (!query.includes('mutation')) return false
    const name = typeof operationName === 'string' ? operationName : null
    const key = `${name ?? ''} ${query}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = isMutation(query, name)
    this.#known.set(key, found)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
    return found
  }
}

function isMutation(query: string, operationName: string | null): boolean {
  try {
    return getOperationAST(parseWithinLimits(query), operationName)?.operation === 'mutation'
  } catch {
    // What is no document is refused wherever it is sent.
    return false
  }
}
