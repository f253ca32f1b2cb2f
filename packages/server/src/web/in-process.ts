import type { Viewer } from '@demur/schema'
import type { YogaServerInstance } from 'graphql-yoga'
import type { RequestContext } from '../http/graphql.ts'

/**
 * A `fetch` that asks the GraphQL endpoint of this process as somebody. Pages that are rendered here ask as any app does,
 * and nothing goes over a network.
 */
export function fetchAs(
  graphql: YogaServerInstance<RequestContext, object>,
  viewer: Viewer,
  requestId: string,
  signal: AbortSignal,
): typeof fetch {
  return async (input, init = {}) => {
    const request = new Request(new URL('/graphql', 'http://register.invalid'), {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: typeof init.body === 'string' ? init.body : null,
    })
    if (!(input instanceof URL || typeof input === 'string')) throw new Error('pages ask by address')
    return graphql.fetch(request, { viewer, requestId, signal })
  }
}
