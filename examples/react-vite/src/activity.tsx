import type { Client } from '@demur/sdk'
import { demurMutations, demurQueries } from '@demur/sdk/tanstack'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

/** The same through TanStack Query: what a mutation may have changed is asked for again. */
export function Activity({ client }: { readonly client: Client }) {
  const [queries, mutations] = useMemo(() => [demurQueries(client), demurMutations(client)], [client])
  const history = useQuery(queries.history('ads-profile'))
  const object = useMutation(mutations.object())
  return (
    <section id="activity">
      <h2>Ads by profile</h2>
      <button type="button" disabled={object.isPending} onClick={() => object.mutate({ setting: 'ads-profile' })}>
        Object
      </button>
      <ol>
        {history.data?.events.map(({ id, act, effectiveAt }) => (
          <li key={id}>
            {act} at <time>{effectiveAt}</time>
          </li>
        ))}
      </ol>
    </section>
  )
}
