import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageResponse } from '@demur/web/page'
import { sql } from 'drizzle-orm'
import type { YogaServerInstance } from 'graphql-yoga'
import type { Authenticate } from '../auth/viewer.ts'
import { rows } from '../database/database.ts'
import { BadRequest, readForm } from '../http/body.ts'
import type { RequestContext } from '../http/graphql.ts'
import type { Engine } from '../register/engine.ts'
import { fetchAs } from './in-process.ts'
import type { Pages } from './pages.ts'
import { goOn, protect, sendFile, sendHtml } from './respond.ts'
import { isFollowedFromElsewhere, isFrom, memberAlone, type Session, Sessions } from './session.ts'

export interface SettingsPageOptions {
  readonly engine: Engine
  readonly authenticate: Authenticate
  readonly graphql: YogaServerInstance<RequestContext, object>
  readonly pages: Pages
  /** Whether somebody who is not signed in may choose who to be. */
  readonly development: boolean
  readonly accountUrl: string | null
}

const SESSION = { path: '/settings', name: 'demur-session', viewerOf: memberAlone }
/** A form has a few short fields. Bytes. */
const LARGEST_FORM = 20_000
/** How many members development offers to be. */
const OFFERED = 200

/** Everything under `/settings`. */
export class SettingsPage {
  readonly #options: SettingsPageOptions
  readonly #sessions: Sessions

  constructor(options: SettingsPageOptions) {
    this.#options = options
    this.#sessions = new Sessions(options.authenticate, options.development, SESSION)
  }

  /**
   * The viewer of a call from the page itself.
   * @throws BadRequest where it comes from elsewhere or nobody is signed in
   */
  viewerOf(request: IncomingMessage): Promise<Session['viewer']> {
    return this.#sessions.viewerFromPage(request)
  }

  /** Answers a request for a page or a file. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const file = this.#options.pages.files.get(path.replace(/^\/settings\//, ''))
    if (file !== undefined && request.method === 'GET') return sendFile(request, response, file)
    protect(response)
    if (path === '/settings' && request.method === 'GET') return this.#show(request, response, signal)
    if (request.method !== 'POST') throw new BadRequest(404, 'There is nothing here.')
    const form = await readForm(request, LARGEST_FORM)
    switch (path) {
      case '/settings':
        return this.#record(request, response, form, signal)
      case '/settings/session':
        return this.#begin(request, response, form.get('token') ?? '', queryOf(form.get('locale')))
      case '/settings/session/end':
        return this.#end(request, response, form)
      default:
        throw new BadRequest(404, 'There is nothing here.')
    }
  }

  async #show(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://page.invalid').searchParams
    const token = query.get('token')
    // The address with the token goes no further: the page that follows has another one, in its place in the history.
    if (token !== null) return this.#begin(request, response, token, queryOf(query.get('locale')))
    const session = await this.#sessions.of(request)
    if (session === null && isFollowedFromElsewhere(request)) return this.#bounce(request, response, query)
    return this.#respond(request, response, { session, query, form: new URLSearchParams(), signal })
  }

  async #record(
    request: IncomingMessage,
    response: ServerResponse,
    form: URLSearchParams,
    signal: AbortSignal,
  ): Promise<void> {
    const session = await this.#sessions.of(request)
    const query = queryOf(form.get('locale'))
    if (session !== null && !isFrom(session, form.get('csrf'))) {
      query.set('forged', '')
      return goOn(response, `/settings?${query}`)
    }
    return this.#respond(request, response, { session, query, form, signal })
  }

  /** Begins a session, and goes on to the page from here, so that the browser sends the cookie. */
  async #begin(
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
    query: URLSearchParams,
  ): Promise<void> {
    await this.#sessions.begin(token, response)
    return this.#bounce(request, response, query)
  }

  async #end(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): Promise<void> {
    const session = await this.#sessions.of(request)
    if (session !== null && isFrom(session, form.get('csrf'))) this.#sessions.end(response)
    return goOn(response, `/settings?${queryOf(form.get('locale'))}`)
  }

  #bounce(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const { pages } = this.#options
    const kept = queryOf(query.get('locale'))
    const goTo = kept.size > 0 ? `/settings?${kept}` : '/settings'
    const from = { acceptLanguage: request.headers['accept-language'] ?? '', query: kept, assets: pages.assets }
    send(response, { status: 200, location: null, html: pages.renderBounce(from, goTo), download: null })
  }

  async #respond(
    request: IncomingMessage,
    response: ServerResponse,
    { session, query, form, signal }: Asked,
  ): Promise<void> {
    const { pages, graphql, development, accountUrl } = this.#options
    const requestId = String(response.getHeader('x-request-id'))
    const answer = await pages.respond({
      method: request.method === 'POST' ? 'POST' : 'GET',
      query,
      form,
      acceptLanguage: request.headers['accept-language'] ?? '',
      session: session && { csrf: session.csrf, fetch: fetchAs(graphql, session.viewer, requestId, signal) },
      assets: pages.assets,
      accountUrl,
      members: development && session === null ? await this.#members() : null,
      publicKeys: this.#options.engine.notary.verifiers,
      nonce: randomUUID(),
    })
    send(response, answer)
  }

  /** Members to try the page out as. */
  async #members(): Promise<string[]> {
    const found = await rows<{ key: string }>(
      this.#options.engine.connection.db,
      sql`SELECT key FROM demur.member WHERE position IS NOT NULL ORDER BY key LIMIT ${OFFERED}`,
    )
    return found.map(({ key }) => key)
  }
}

interface Asked {
  readonly session: Session | null
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly signal: AbortSignal
}

/** What of an address goes along to the next one. */
function queryOf(locale: string | null): URLSearchParams {
  return new URLSearchParams(locale !== null && /^[a-zA-Z-]{2,35}$/.test(locale) ? { locale } : {})
}

function send(response: ServerResponse, { status, location, html, download }: PageResponse): void {
  if (location !== null) return goOn(response, location)
  if (download !== null) {
    response.setHeader('content-type', 'application/json')
    response.setHeader('content-disposition', `attachment; filename="${download.name}"`)
    response.writeHead(200).end(download.json)
    return
  }
  sendHtml(response, status, html)
}
