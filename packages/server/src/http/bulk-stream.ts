import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { sendJson } from './ledger-route.ts'

/** How many streams of a kind a process sends at a time: each holds connections that others wait for. */
const MOST = 2

/** How a stream begins and goes on. */
interface Sending<Opened> {
  /** Null where the request was refused, and answered. Nothing is sent meanwhile, however long it takes. */
  open(): Promise<Opened | null>
  send(opened: Opened): Promise<void>
  /** For how long, in milliseconds, the other side may take nothing before it is cut off. */
  readonly stallTimeout: number
}

/** A kind of stream of much of the register, to services, operators and auditors. */
export class BulkStream {
  readonly #plural: string
  readonly #retryAfter: number
  readonly #running = new WeakMap<Engine, number>()

  /** `retryAfter`: seconds after which one that was refused may find room. */
  constructor(plural: string, retryAfter: number) {
    this.#plural = plural
    this.#retryAfter = retryAfter
  }

  /** Refuses what no stream is for: other methods than GET, and members. */
  admit(viewer: Viewer, request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET')
      throw new BadRequest(405, `The ${this.#plural} are asked for with GET.`)
    }
    if (!viewer.roles.some((role) => role !== 'MEMBER')) {
      throw new BadRequest(403, `Only services, operators and auditors get ${this.#plural}.`)
    }
  }

  async serve<Opened>(
    engine: Engine,
    request: IncomingMessage,
    response: ServerResponse,
    sending: Sending<Opened>,
  ): Promise<void> {
    const running = this.#running.get(engine) ?? 0
    if (running >= MOST) {
      response.setHeader('retry-after', String(this.#retryAfter))
      const message = `${MOST} ${this.#plural} are being made already.`
      return sendJson(response, 503, { errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] })
    }
    this.#running.set(engine, running + 1)
    const cutOff = (): void => void response.destroy()
    try {
      const opened = await sending.open()
      if (opened === null) return
      // Whoever stops reading would keep others from theirs.
      request.socket.setTimeout(sending.stallTimeout, cutOff)
      await sending.send(opened)
    } finally {
      request.socket.setTimeout(0, cutOff).removeListener('timeout', cutOff)
      this.#running.set(engine, (this.#running.get(engine) ?? 1) - 1)
    }
  }
}
