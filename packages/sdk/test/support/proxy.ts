import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that reached the proxy. */
export interface Seen {
  readonly headers: IncomingMessage['headers']
  readonly body: { readonly query: string; readonly variables: Record<string, unknown> }
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
}

/** What becomes of a request. */
export type Fate =
  | 'pass'
  /** The connection is cut, and the server never sees the request. */
  | 'drop'
  /** The server does its work, and the answer is lost. */
  | 'lose the answer'
  /** Nothing is ever answered. */
  | 'hang'
  /** The head of the answer comes through, and half of its body. */
  | 'cut in half'
  /** An event stream is cut after so many events. */
  | { readonly cutAfter: number }
  /** An event stream goes silent after so many events. */
  | { readonly silentAfter: number }
  /** The events of a stream come through altered; `''` for one that does not come through. Counted from 0, pings left out. */
  | { readonly alter: (event: string, index: number) => string }
  /** The answer comes through with some of its text replaced, as that of a newer server. */
  | { readonly rewrite: (answer: string) => string }
  /** Answered by the proxy itself. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** A request for an event stream is answered by the proxy itself with this status; any other comes through. */
  | { readonly streamStatus: number }

export interface Proxy {
  readonly url: string
  readonly seen: readonly Seen[]
  /** Waits until so many requests have arrived. */
  arrival(count: number): Promise<void>
  close(): Promise<void>
}

/** Stands before a server on a real port and does to each request what its fate says; the last fate is that of all others. */
export async function startProxy(target: string, ...fates: readonly Fate[]): Promise<Proxy> {
  const seen: Seen[] = []
  const waiting: { readonly count: number; readonly wake: () => void }[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request)
    const fate = fates[Math.min(seen.length, fates.length - 1)] ?? 'pass'
    const closed = once(response, 'close').then(() => {})
    seen.push({ headers: request.headers, body: JSON.parse(text), closed })
    for (const { count, wake } of waiting) if (seen.length >= count) wake()
    if (fate === 'hang') return
    if (fate === 'drop') return void request.socket.destroy()
    if (typeof fate === 'object' && 'status' in fate) {
      response.writeHead(fate.status, fate.headers).end(fate.body)
      return
    }
    if (typeof fate === 'object' && 'streamStatus' in fate) {
      if (!request.headers.accept?.includes('event-stream')) forward(target, request, text, response, 'pass')
      else response.writeHead(fate.streamStatus).end()
      return
    }
    forward(target, request, text, response, fate)
  }
  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    arrival: (count) =>
      new Promise((wake) => {
        if (seen.length >= count) wake()
        else waiting.push({ count, wake })
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

type Forwarding = Exclude<Fate, 'hang' | 'drop' | { readonly status: number } | { readonly streamStatus: number }>

function forward(
  target: string,
  { url, method, headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
  fate: Forwarding,
): void {
  const upstream = send(`${target}${url}`, { method, headers: { ...headers, host: new URL(target).host } })
  response.once('close', () => upstream.destroy())
  upstream.once('error', () => response.destroy())
  const answered = async (answer: IncomingMessage): Promise<void> => {
    if (fate === 'lose the answer') {
      await textOf(answer)
      return void response.destroy()
    }
    if (typeof fate === 'object' && 'rewrite' in fate) {
      const { 'content-length': _, ...rest } = answer.headers
      return void response.writeHead(answer.statusCode ?? 502, rest).end(fate.rewrite(await textOf(answer)))
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    if (fate === 'cut in half') {
      const whole = await textOf(answer)
      return void response.write(whole.slice(0, whole.length / 2), () => response.socket?.destroySoon())
    }
    if (fate === 'pass') return void answer.pipe(response)
    if ('alter' in fate) {
      let index = 0
      for await (const event of eventsOf(answer, Infinity)) {
        const altered = event.startsWith('event: next') ? fate.alter(event, index++) : event
        if (altered !== '') response.write(altered)
      }
      return void response.end()
    }
    const most = 'cutAfter' in fate ? fate.cutAfter : fate.silentAfter
    for await (const event of eventsOf(answer, most)) response.write(event)
    // What is written so far still arrives.
    if ('cutAfter' in fate) response.socket?.destroySoon()
  }
  // What breaks on one side breaks on the other.
  upstream.once('response', (answer) => void answered(answer).catch(() => response.destroy()))
  upstream.end(body)
}

/** The events of a stream as they stand in it, pings among them, until so many have brought something. */
async function* eventsOf(stream: AsyncIterable<Buffer>, most: number): AsyncGenerator<string> {
  let rest = ''
  let events = 0
  for await (const chunk of stream) {
    rest += chunk.toString()
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const event = rest.slice(0, end + 2)
      rest = rest.slice(end + 2)
      if (event.startsWith('event: next') && ++events > most) return
      yield event
    }
  }
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
