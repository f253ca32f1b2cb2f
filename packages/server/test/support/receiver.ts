import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message that arrived. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly message: { readonly type: string; readonly data: { readonly position: string; readonly member: string } }
}

/** What a message is answered with: a status, more than that, or nothing ever. */
export type Reply = number | 'hang' | { readonly status: number; readonly headers: Record<string, string> }

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** What comes next is answered so, the last for all others. */
  reply(...replies: readonly Reply[]): void
  /** The positions that arrived, in order. */
  positions(): number[]
  /** Answers what hangs. */
  release(): void
  arrival(count: number): Promise<void>
  close(): Promise<void>
}

/** A receiver of webhooks on a real port. */
export async function startReceiver(...first: readonly Reply[]): Promise<Receiver> {
  const received: Received[] = []
  const hanging: ServerResponse[] = []
  const waiting: { readonly count: number; readonly wake: () => void }[] = []
  let replies: Reply[] = [...first]
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body, message: JSON.parse(body) })
      for (const { count, wake } of waiting) if (received.length >= count) wake()
      const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? 204
      if (reply === 'hang') return void hanging.push(response)
      const { status, headers } = typeof reply === 'number' ? { status: reply, headers: {} } : reply
      response.writeHead(status, headers).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    reply: (...next) => {
      replies = [...next]
    },
    positions: () => received.map(({ message }) => Number(message.data.position)),
    release: () => {
      for (const response of hanging.splice(0)) response.writeHead(204).end()
    },
    arrival: (count) =>
      new Promise((wake) => {
        if (received.length >= count) wake()
        else waiting.push({ count, wake })
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
