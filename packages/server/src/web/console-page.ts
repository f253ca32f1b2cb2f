import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ConsoleRequest } from '@demur/web/page'
import type { Authenticate } from '../auth/viewer.ts'
import { BadRequest, readForm } from '../http/body.ts'
import { serveLedger } from '../http/ledger-route.ts'
import type { Engine } from '../register/engine.ts'
import { serveReport } from '../report/report-route.ts'
import type { Pages } from './pages.ts'
import { goOn, protect, sendFile, sendHtml } from './respond.ts'
import { isFollowedFromElsewhere, isFrom, operatorOrAuditor, type Session, Sessions } from './session.ts'

/** The views of the console besides the one it begins with. Their addresses are promised: people keep them. */
export const CONSOLE_VIEWS = ['why', 'rulebooks', 'evidence', 'report'] as const

export interface ConsolePageOptions {
  readonly engine: Engine
  readonly authenticate: Authenticate
  readonly pages: Pages
  /** Whether somebody who is not signed in may choose who to be. */
  readonly development: boolean
  readonly accountUrl: string | null
}

/** A form has a few short fields. Bytes. */
const LARGEST_FORM = 20_000
const SESSION = { path: '/console', name: 'demur-console', viewerOf: operatorOrAuditor }
/** Who somebody may be in development; the second operator is there to approve what the first proposes. */
const TOKENS = ['dev-operator', 'dev-operator:second-operator', 'dev-auditor']
const VIEW = new RegExp(`^/console(/(${CONSOLE_VIEWS.join('|')}))?$`)

/** Everything under `/console`. The views are made in the browser; the server knows who may see them. */
export class ConsolePage {
  readonly #options: ConsolePageOptions
  readonly #sessions: Sessions

  constructor(options: ConsolePageOptions) {
    this.#options = options
    this.#sessions = new Sessions(options.authenticate, options.development, SESSION)
  }

  /**
   * The viewer of a call from the console itself.
   * @throws BadRequest where it comes from elsewhere or nobody is signed in
   */
  viewerOf(request: IncomingMessage): Promise<Session['viewer']> {
    return this.#sessions.viewerFromPage(request)
  }

  /** Answers a request for a page or a file. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = this.#options.pages.files.get(path.replace(/^\/console\//, ''))
    if (file !== undefined && request.method === 'GET') return sendFile(request, response, file)
    protect(response)
    if (request.method === 'GET') return this.#show(path, request, response)
    if (request.method !== 'POST') throw new BadRequest(404, 'There is nothing here.')
    const form = await readForm(request, LARGEST_FORM)
    if (path === '/console/session') return this.#begin(response, form.get('token') ?? '', addressOf(form.get('to')))
    if (path === '/console/session/end') return this.#end(request, response, form)
    throw new BadRequest(404, 'There is nothing here.')
  }

  async #show(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === '/console/ledger') return this.#download(request, response)
    if (path.startsWith('/console/report.')) {
      const { viewer } = await this.#sessions.required(request)
      return serveReport(this.#options.engine, viewer, path, request, response)
    }
    if (!VIEW.test(path)) throw new BadRequest(404, 'There is nothing here.')
    const query = new URL(request.url ?? '/', 'http://page.invalid').searchParams
    const token = query.get('token')
    query.delete('token')
    const goTo = query.size > 0 ? `${path}?${query}` : path
    // The address with the token goes no further: the page that follows has another one, in its place in the history.
    if (token !== null) return this.#begin(response, token, goTo)
    const session = await this.#sessions.of(request)
    if (session === null && isFollowedFromElsewhere(request)) return this.#send(response, 'moving', goTo)
    return this.#send(response, session === null ? 'signed-out' : 'signed-in', goTo, session)
  }

  async #begin(response: ServerResponse, token: string, goTo: string): Promise<void> {
    const begun = await this.#sessions.begin(token, response)
    return this.#send(response, begun === 'not for them' ? 'forbidden' : 'moving', goTo)
  }

  async #end(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): Promise<void> {
    const session = await this.#sessions.of(request)
    if (session !== null && isFrom(session, form.get('csrf'))) this.#sessions.end(response)
    return goOn(response, '/console')
  }

  /** The ledger as a file to keep. */
  async #download(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { viewer } = await this.#sessions.required(request)
    response.setHeader('content-disposition', 'attachment; filename="demur-ledger.jsonl"')
    return serveLedger(this.#options.engine, viewer, request, response)
  }

  #send(response: ServerResponse, state: ConsoleRequest['state'], goTo: string, session: Session | null = null): void {
    const { pages, accountUrl, development } = this.#options
    const html = pages.console.render({
      state,
      goTo,
      session: session && { ...session.viewer, csrf: session.csrf },
      assets: pages.console.assets,
      accountUrl,
      tokens: development ? TOKENS : null,
    })
    sendHtml(response, STATUS[state], html)
  }
}

const STATUS = { 'signed-in': 200, moving: 200, 'signed-out': 401, forbidden: 403 } as const

/** Where a form leads to: a view of the console and nowhere else. */
function addressOf(to: string | null): string {
  const url = URL.parse(to ?? '', 'http://page.invalid')
  return url !== null && url.host === 'page.invalid' && VIEW.test(url.pathname) ? url.pathname + url.search : '/console'
}
