import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import { type Authenticate, Unauthenticated } from '../auth/viewer.ts'
import type { Engine } from '../register/engine.ts'
import { REPORT_PATHS, serveReport } from '../report/report-route.ts'
import { CONSOLE_VIEWS, ConsolePage } from '../web/console-page.ts'
import type { Pages } from '../web/pages.ts'
import { SettingsPage } from '../web/settings-page.ts'
import { Site } from '../web/site.ts'
import { BadRequest } from './body.ts'
import { serveCheckpoint } from './checkpoint-route.ts'
import { serveExport } from './export-route.ts'
import { logFault, maskedFault } from './faults.ts'
import { GraphQLRoute, type GraphQLSettings } from './graphql-route.ts'
import { sendJson, serveLedger } from './ledger-route.ts'
import { checkHost, handleOrigin } from './origin.ts'
import { Playground } from './playground.ts'
import { isRunPath, serveRuns } from './runs-route.ts'
import { sendErrors } from './send-errors.ts'
import { serveSnapshot } from './snapshot-route.ts'

export interface HttpSettings extends GraphQLSettings {
  readonly host: string
  readonly port: number
  /** The hosts that requests may name; null: any. */
  readonly hosts: readonly string[] | null
  /** The origins whose pages may read answers. */
  readonly origins: readonly string[]
  /** How long running requests may take to finish when the server stops; milliseconds. */
  readonly stopTimeout: number
  /** Whether the playground carries development tokens, and the settings page lets people choose who to be. */
  readonly development: boolean
  /** The pages for people. Default: none are served. */
  readonly pages?: Pages
  /** Where members sign in and correct where they live; null: not said. */
  readonly accountUrl?: string | null
  /** The path of a socket to listen on instead of host and port. */
  readonly socketPath?: string
}

/** The register over HTTP. */
export class HttpServer {
  readonly #engine: Engine
  readonly #authenticate: Authenticate
  readonly #settings: HttpSettings
  readonly #log: Logger
  readonly #graphql: GraphQLRoute
  readonly #playground: Playground
  readonly #settingsPage: SettingsPage | null
  readonly #site: Site | null
  readonly #consolePage: ConsolePage | null
  readonly #server: Server
  readonly #stopping = new AbortController()

  constructor(engine: Engine, authenticate: Authenticate, settings: HttpSettings, log: Logger) {
    this.#engine = engine
    this.#authenticate = authenticate
    this.#settings = settings
    this.#log = log
    this.#graphql = new GraphQLRoute(engine, settings, log, this.#stopping.signal)
    this.#playground = new Playground(settings.development)
    const { pages, development, accountUrl = null } = settings
    const { graphql } = this.#graphql
    const options = pages === undefined ? null : { engine, authenticate, graphql, pages, development, accountUrl }
    this.#settingsPage = options === null ? null : new SettingsPage(options)
    this.#consolePage = options === null ? null : new ConsolePage(options)
    this.#site = pages === undefined ? null : new Site(engine, pages, development)
    // An import may take long to arrive; GraphQL bodies have a limit of their own.
    this.#server = createServer({ requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 65_000 })
    this.#server.on('request', (request, response) => void this.#handle(request, response))
  }

  /** Begins to listen; gives the port, which is the one of the settings where it listens on a socket. */
  listen(): Promise<number> {
    const { host, port, socketPath } = this.#settings
    const where = socketPath === undefined ? { host, port } : { path: socketPath, exclusive: true }
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(where, () => {
        const address = this.#server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  /** Stops: no new request is taken, running ones finish, subscriptions end. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#stopping.abort()
    this.#engine.wakeup.ring()
    this.#server.closeIdleConnections()
    const impatience = setTimeout(() => this.#server.closeAllConnections(), this.#settings.stopTimeout)
    await closed
    clearTimeout(impatience)
    await this.#graphql.graphql.dispose()
    this.#settings.writer?.close()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now()
    const requestId = requestIdOf(request)
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    response.setHeader('x-request-id', requestId)
    response.setHeader('x-content-type-options', 'nosniff')
    if (this.#stopping.signal.aborted) response.setHeader('connection', 'close')
    response.once('close', () => {
      const took = Math.round(performance.now() - began)
      this.#log.info(
        { requestId, method: request.method, path: knownPath(path), status: response.statusCode, took },
        'request',
      )
      // A connection that is kept open for more requests would hold up the stop for as long as it may last.
      if (this.#stopping.signal.aborted) setImmediate(() => this.#server.closeIdleConnections())
    })
    try {
      checkHost(request, this.#settings.hosts)
      if (!handleOrigin(request, response, this.#settings.origins))
        await this.#route(path, request, response, requestId)
    } catch (error) {
      this.#fail(error, response, requestId)
    }
  }

  async #route(path: string, request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { writer } = this.#settings
    // Of what is sent to GraphQL most asks and does not write: it is told apart once it is read.
    if (writer !== undefined && request.method === 'POST' && !GRAPHQL_PATHS.includes(path)) {
      return writer.forward(request, response, requestId, null)
    }
    switch (path) {
      case '/livez':
        return sendJson(response, 200, { status: 'live' })
      case '/readyz':
        return this.#ready(response)
      case '/':
        if (this.#site !== null) return this.#site.serve(path, request, response)
        response.setHeader('location', '/graphql')
        response.writeHead(302).end()
        return
      case '/graphql':
        if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
          return this.#playground.serve(request, response)
        }
        return this.#graphql.serve(
          request,
          response,
          requestId,
          await this.#authenticate(request.headers.authorization),
        )
      case '/checkpoint':
      case '/checkpoint-keys':
        return serveCheckpoint(this.#engine, path, request, response)
      case '/export/eligible': {
        const viewer = await this.#authenticate(request.headers.authorization)
        return serveExport(this.#engine, viewer, request, response, this.#settings.stallTimeout)
      }
      case '/snapshot': {
        const viewer = await this.#authenticate(request.headers.authorization)
        return serveSnapshot(this.#engine, viewer, request, response, this.#settings.stallTimeout)
      }
      case '/ledger':
        return serveLedger(this.#engine, await this.#authenticate(request.headers.authorization), request, response)
      default:
        if (REPORT_PATHS.includes(path)) {
          const viewer = await this.#authenticate(request.headers.authorization)
          return serveReport(this.#engine, viewer, path, request, response)
        }
        if (isRunPath(path)) {
          const viewer = await this.#authenticate(request.headers.authorization)
          return serveRuns(path, this.#engine, viewer, request, response)
        }
        return this.#servePage(path, request, response, requestId)
    }
  }

  async #servePage(path: string, request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    if (this.#site !== null && /^\/(reference$|docs$|docs\/|assets\/)/.test(path))
      return this.#site.serve(path, request, response)
    const [, name] = /^\/(settings|console)(?:\/|$)/.exec(path) ?? []
    const page = name === 'settings' ? this.#settingsPage : name === 'console' ? this.#consolePage : null
    if (page === null) throw new BadRequest(404, 'There is nothing here.')
    if (path === `/${name}/graphql` && request.method === 'POST') {
      return this.#graphql.serve(request, response, requestId, await page.viewerOf(request))
    }
    await page.serve(path, request, response, this.#stopping.signal)
  }

  async #ready(response: ServerResponse): Promise<void> {
    if (this.#stopping.signal.aborted) return sendJson(response, 503, { status: 'stopping' })
    try {
      await this.#engine.connection.db.execute(sql`SELECT position FROM demur.ledger_head`)
      const writes = (await this.#settings.writer?.answers(0)) ?? true
      sendJson(response, writes ? 200 : 503, { status: writes ? 'ready' : 'writer unavailable' })
    } catch (error) {
      logFault(this.#log, error, String(response.getHeader('x-request-id')))
      sendJson(response, 503, { status: 'database unavailable' })
    }
  }

  #fail(error: unknown, response: ServerResponse, requestId: string): void {
    if (response.headersSent) {
      // The status is out: breaking the stream is what is left to tell that it is not complete.
      response.destroy()
      return logFault(this.#log, error, requestId)
    }
    if (error instanceof Unauthenticated) {
      response.setHeader('www-authenticate', 'Bearer')
      return sendErrors(response, 401, 'UNAUTHENTICATED', error.message, requestId)
    }
    if (error instanceof BadRequest) {
      const code = error.status === 403 ? 'FORBIDDEN' : 'BAD_REQUEST'
      // What is left of a body that was refused half-read would be taken for the next request.
      response.setHeader('connection', 'close')
      return sendErrors(response, error.status, code, error.message, requestId)
    }
    logFault(this.#log, error, requestId)
    const { message, extensions } = maskedFault(error, requestId)
    const code = String(extensions.code)
    if (code === 'UNAVAILABLE') response.setHeader('retry-after', '1')
    if (code === 'READ_ONLY') response.setHeader('allow', 'GET')
    sendErrors(response, STATUS_OF_FAULT.get(code) ?? 500, code, message, requestId)
  }
}

const STATUS_OF_FAULT: ReadonlyMap<string, number> = new Map([
  ['UNAVAILABLE', 503],
  ['READ_ONLY', 405],
])

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}

const GRAPHQL_PATHS = ['/graphql', '/settings/graphql', '/console/graphql']

/** Paths as the log may have them: whatever else was asked for could carry anything. */
function knownPath(path: string): string {
  return KNOWN_PATHS.includes(path) || isRunPath(path) ? path : '(other)'
}

const KNOWN_PATHS = [
  '/',
  '/checkpoint',
  '/checkpoint-keys',
  '/console',
  '/console/graphql',
  '/console/session',
  ...CONSOLE_VIEWS.map((view) => `/console/${view}`),
  '/docs',
  '/export/eligible',
  '/graphql',
  '/ledger',
  '/livez',
  '/readyz',
  '/reference',
  ...REPORT_PATHS,
  '/settings',
  '/settings/graphql',
  '/settings/session',
  '/snapshot',
]
