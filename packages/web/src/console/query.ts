import { type Client, DemurError } from '@demur/sdk'
import { createContext, useCallback, useContext, useEffect, useState } from 'react'
import type { TypedDocumentString } from './generated/graphql.ts'

export const ClientContext = createContext<Client | null>(null)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === null) throw new Error('a part of the console stands outside of it')
  return client
}

/** Where a query stands. `data` is only there for the variables that were asked for. */
export interface Query<Data> {
  readonly data: Data | null
  readonly error: string | null
  readonly loading: boolean
  /** Asks again, whatever is known. */
  readonly refresh: () => void
}

interface Settled<Data> {
  readonly key: string
  readonly data: Data | null
  readonly error: string | null
}

/** Answers at a settled point never change: they are kept while the page is open. */
const answers = new Map<string, unknown>()
const MOST_KEPT = 200

/** Asks the register; null: nothing is asked yet. */
export function useQuery<Data, Variables extends object>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | null,
): Query<Data> {
  const client = useClient()
  const key = variables === null ? '' : `${document.toString()} ${JSON.stringify(variables)}`
  const [settled, setSettled] = useState<Settled<Data> | null>(null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (key === '') return undefined
    const known = answers.get(key)
    if (known !== undefined) {
      setSettled({ key, data: known as Data, error: null })
      return undefined
    }
    const ended = new AbortController()
    // The variables are in the key, as they go over the wire.
    const asked = JSON.parse(key.slice(document.toString().length + 1)) as Variables
    client.execute<Data, Variables>(document, asked, { signal: ended.signal }).then(
      (data) => {
        keep(key, data)
        if (!ended.signal.aborted) setSettled({ key, data, error: null })
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setSettled({ key, data: null, error: messageOf(error) })
      },
    )
    return () => ended.abort()
  }, [client, document, key, turn])
  const refresh = useCallback(() => {
    answers.delete(key)
    // What is on the screen stays until there is something newer; an error has nothing to show.
    setSettled((last) => (last?.error === null ? last : null))
    setTurn((last) => last + 1)
  }, [key])
  const current = settled?.key === key ? settled : null
  return {
    data: current?.data ?? null,
    error: current?.error ?? null,
    loading: key !== '' && current === null,
    refresh,
  }
}

function keep(key: string, data: unknown): void {
  answers.set(key, data)
  for (const oldest of answers.keys()) {
    if (answers.size <= MOST_KEPT) return
    answers.delete(oldest)
  }
}

/** What a person is told of an error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof DemurError)) return 'Something went wrong in this page. Load it again.'
  if (error.code === 'UNAUTHENTICATED') return 'Your session has ended. Sign in again.'
  if (error.code === 'BAD_USER_INPUT')
    return 'The register does not take this: look at what you gave, and at the address.'
  const id = error.requestId === null ? '' : ` (request ${error.requestId})`
  return `${error.message}${id}`
}
