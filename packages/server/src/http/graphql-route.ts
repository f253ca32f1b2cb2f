import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Viewer } from '@demur/schema'
import type { YogaServerInstance } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { Engine } from '../register/engine.ts'
import { BadRequest, readJson } from './body.ts'
import { createGraphQL, type RequestContext } from './graphql.ts'
import { DecisionLane, isReady } from './lane/decision-lane.ts'
import type { GraphQLBody } from './lane/lane.ts'
import { Mutations } from './mutations.ts'
import { sendErrors } from './send-errors.ts'
import type { Writer } from './writer.ts'

/** What a server says of how GraphQL is served. */
export interface GraphQLSettings {
  /** Of a request; bytes. */
  readonly bodyLimit: number
  /** How long a request may take; milliseconds. */
  readonly requestTimeout: number
  /** How long a subscriber may leave what was sent unread; milliseconds. */
  readonly stallTimeout: number
  /** The process that writes, where it is another one. */
  readonly writer?: Writer
}

/** Requests for GraphQL, whoever asks them and from whichever page. */
export class GraphQLRoute {
  /** Executes whatever there is no lane for. */
  readonly graphql: YogaServerInstance<RequestContext, object>
  readonly #decisions: DecisionLane
  readonly #mutations = new Mutations()
  readonly #settings: GraphQLSettings
  readonly #log: Logger
  readonly #stopping: AbortSignal

  constructor(engine: Engine, settings: GraphQLSettings, log: Logger, stopping: AbortSignal) {
    this.graphql = createGraphQL(engine, log)
    this.#decisions = new DecisionLane(engine)
    this.#settings = settings
    this.#log = log
    this.#stopping = stopping
  }

  async serve(request: IncomingMessage, response: ServerResponse, requestId: string, viewer: Viewer): Promise<void> {
    const body = await this.#body(request, response)
    const { writer } = this.#settings
    if (writer !== undefined && body !== null && this.#mutations.includes(body)) {
      return writer.forward(request, response, requestId, JSON.stringify(body))
    }
    const deadline = setTimeout(() => this.#expire(response, requestId), this.#settings.requestTimeout)
    // A subscription has answered once its head is written, and goes on for as long as it is read.
    response.once('close', () => clearTimeout(deadline))
    const ready = body === null ? null : await this.#decisions.answer(body, request.headers.accept, viewer)
    if (response.headersSent) return
    if (isReady(ready)) return void response.writeHead(200, { 'content-type': ready.mediaType }).end(ready.json)
    if (body !== null) Object.assign(request, { body })
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const signal = AbortSignal.any([gone.signal, this.#stopping])
    await this.graphql(request, response, { viewer, requestId, signal, ready })
    if (!response.writableEnded) this.#cutOffWhereStalled(request.socket, response, requestId)
  }

  /** The body of a question; null where it is asked with GET. */
  async #body(request: IncomingMessage, response: ServerResponse): Promise<GraphQLBody | null> {
    if (request.method === 'GET') return null
    if (request.method !== 'POST') {
      response.setHeader('allow', 'GET, POST')
      throw new BadRequest(405, 'GraphQL is asked with POST.')
    }
    const body = await readJson(request, this.#settings.bodyLimit)
    if (typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string') {
      return body as GraphQLBody
    }
    throw new BadRequest(400, 'The body must be an object with “query”.')
  }

  /**
   * A subscriber that stopped reading holds its connection for as long as it likes, and would never be told from one that
   * is slow. Whoever reads at all is heard of with every heartbeat.
   */
  #cutOffWhereStalled(socket: Socket, response: ServerResponse, requestId: string): void {
    const cutOff = (): void => {
      this.#log.warn({ requestId }, 'a subscriber does not read: cut off')
      response.destroy()
    }
    socket.setTimeout(this.#settings.stallTimeout, cutOff)
    response.once('close', () => socket.setTimeout(0, cutOff).removeListener('timeout', cutOff))
  }

  #expire(response: ServerResponse, requestId: string): void {
    if (response.headersSent || response.writableEnded) return
    this.#log.warn({ requestId }, 'request timed out')
    response.setHeader('retry-after', '1')
    sendErrors(response, 503, 'TIMEOUT', `No answer within ${this.#settings.requestTimeout} ms.`, requestId)
  }
}
