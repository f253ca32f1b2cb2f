import type { TestServer } from './server.ts'

/** An event of a subscription: a result, or its end. */
export interface SubscriptionEvent<Data> {
  readonly data?: Data
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[]
}

export interface Subscription<Data> extends AsyncIterable<SubscriptionEvent<Data>> {
  /** The status of the answer. */
  readonly status: number
  /** Reads results until so many satisfy a condition, and leaves. */
  until(isEnough: (event: SubscriptionEvent<Data>) => boolean): Promise<SubscriptionEvent<Data>[]>
}

/** Subscribes over server-sent events, as any client does. */
export async function subscribe<Data>(
  { url }: Pick<TestServer, 'url'>,
  token: string,
  query: string,
  variables: object = {},
): Promise<Subscription<Data>> {
  const gone = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query, variables }),
    signal: gone.signal,
  })
  async function* events(): AsyncGenerator<SubscriptionEvent<Data>> {
    let rest = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const [, data] = /^event: next\ndata: (.*)$/s.exec(block) ?? []
          if (data !== undefined) yield JSON.parse(data)
        }
      }
    } finally {
      gone.abort()
    }
  }
  return {
    status: response.status,
    [Symbol.asyncIterator]: events,
    async until(isEnough) {
      const seen: SubscriptionEvent<Data>[] = []
      for await (const event of events()) {
        seen.push(event)
        if (isEnough(event)) break
      }
      return seen
    },
  }
}
