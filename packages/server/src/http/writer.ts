import { Agent, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as send } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { sendErrors } from './send-errors.ts'

/** How long a process that writes may take to be replaced before requests for it are refused; milliseconds. */
const PATIENCE = 5000
/** Between two attempts to reach it; milliseconds. */
const BREATH = 50

/** Headers that are about one connection, and do not travel on. */
const OF_A_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The process that writes, as the others reach it: over HTTP, through a socket of this machine. */
export class Writer {
  readonly #socketPath: string
  readonly #agent = new Agent({ keepAlive: true })

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /**
   * Passes a request on, and its answer back. The body is given where it was read already. Where the process is away, and
   * nothing was sent yet, it waits a while for the next one; where it goes away in between, nobody knows what came of it.
   */
  async forward(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    body: string | null,
  ): Promise<void> {
    try {
      const answer = await this.#reach(() => this.#send(request, response, requestId, body), body !== null)
      if (answer === null) return refuse(response, requestId, 'The process that writes is being replaced; try again.')
      response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers))
      await pipeline(answer, response)
    } catch {
      if (response.headersSent) return void response.destroy()
      const message =
        'The process that writes went away: it may have been recorded. Repeat it with its idempotency key.'
      refuse(response, requestId, message)
    }
  }

  /** Sends; again where nothing was sent because nobody listened. What cannot be sent twice asks first. */
  async #reach(attempt: () => Promise<IncomingMessage>, repeatable: boolean): Promise<IncomingMessage | null> {
    const until = performance.now() + PATIENCE
    if (!repeatable) return (await this.answers()) ? attempt() : null
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        const nobody =
          error instanceof Error && 'code' in error && ['ECONNREFUSED', 'ENOENT'].includes(String(error.code))
        if (!nobody) throw error
        if (performance.now() > until) return null
        await wait(BREATH)
      }
    }
  }

  /** Whether it answers, at once or within its patience. */
  async answers(patience = PATIENCE): Promise<boolean> {
    const until = performance.now() + patience
    while (!(await this.#isLive())) {
      if (performance.now() > until) return false
      await wait(BREATH)
    }
    return true
  }

  close(): void {
    this.#agent.destroy()
  }

  #isLive(): Promise<boolean> {
    return new Promise((resolve) => {
      const probe = send({ socketPath: this.#socketPath, agent: this.#agent, path: '/livez', headers: LOCAL })
      probe.once('response', (answer) => {
        answer.resume()
        // Whatever it answers, and be it that it does not know the host.
        resolve(true)
      })
      probe.once('error', () => resolve(false))
      probe.end()
    })
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    body: string | null,
  ): Promise<IncomingMessage> {
    const headers: OutgoingHttpHeaders = { ...passedOn(request.headers), 'x-request-id': requestId }
    if (body !== null) headers['content-length'] = Buffer.byteLength(body)
    const { method, url: path } = request
    const onward = send({ socketPath: this.#socketPath, agent: this.#agent, method, path, headers })
    response.once('close', () => {
      if (!response.writableFinished) onward.destroy()
    })
    return new Promise((resolve, reject) => {
      onward.once('response', resolve)
      onward.once('error', reject)
      if (body !== null) onward.end(body)
      else pipeline(request, onward).catch(reject)
    })
  }
}

const LOCAL = { host: 'localhost' }

function refuse(response: ServerResponse, requestId: string, message: string): void {
  response.setHeader('retry-after', '1')
  sendErrors(response, 503, 'UNAVAILABLE', message, requestId)
}

function passedOn(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_A_CONNECTION.includes(name)))
}
