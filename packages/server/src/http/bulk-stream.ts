import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import { GraphQLError } from 'graphql'
import { BulkRefused } from '../bulk/settled-question.ts'
import type { Engine } from '../register/engine.ts'
import { BadRequest } from './body.ts'
import { sendJson } from './ledger-route.ts'

/** How many streams of a kind a process sends at a time: each holds connections that others wait for. */
const MOST = 2

const STATUS_OF_REFUSAL = { NOT_FOUND: 404, BAD_USER_INPUT: 400, STORAGE_CHANGED: 409, NOT_CONFIGURED: 501 } as const

/** How a stream begins and goes on. */
interface Sending<Opened> {
  /** Nothing is sent meanwhile, however long it takes. Throws `BulkRefused`, which is answered. */
  open(): Promise<Opened>
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
      const found = await opened(response, sending)
      if (found === null) return
      // Whoever stops reading would keep others from theirs.
      request.socket.setTimeout(sending.stallTimeout, cutOff)
      await sending.send(found)
    } finally {
      request.socket.setTimeout(0, cutOff).removeListener('timeout', cutOff)
      this.#running.set(engine, (this.#running.get(engine) ?? 1) - 1)
    }
  }
}

/** Null where the request was refused, and answered. */
async function opened<Opened>(response: ServerResponse, sending: Sending<Opened>): Promise<Opened | null> {
  try {
    return await sending.open()
  } catch (error) {
    if (error instanceof GraphQLError) throw new BadRequest(400, error.message)
    if (!(error instanceof BulkRefused)) throw error
    const { code, message } = error
    sendJson(response, STATUS_OF_REFUSAL[code], { errors: [{ message, extensions: { code } }] })
    return null
  }
}
