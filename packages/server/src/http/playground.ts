import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PLAYGROUND_TABS } from './playground-tabs/index.ts'

interface Page {
  readonly gzipped: Buffer
  readonly etag: string
}

/**
 * GraphiQL, served from the package itself: nothing is fetched from elsewhere, and the policy of the page forbids it.
 * Nine megabytes, so it is made once, at the first request.
 */
export class Playground {
  readonly #development: boolean
  #page: Promise<Page> | null = null

  /** In development the page sends a development token unless the headers name another; else they are left to fill in. */
  constructor(development: boolean) {
    this.#development = development
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#page ??= this.#render()
    const { gzipped, etag } = await this.#page
    response.setHeader('etag', etag)
    response.setHeader('cache-control', 'no-cache')
    response.setHeader('vary', 'accept, accept-encoding')
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    response.setHeader('referrer-policy', 'no-referrer')
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end()
      return
    }
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-encoding', 'gzip')
    response.writeHead(200).end(gzipped)
  }

  async #render(): Promise<Page> {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
    const html = renderGraphiQL({
      title: 'Demur playground',
      // Beside the title: the way back.
      logo: '<a href="/" aria-label="The first page of this server">⌂</a>',
      endpoint: '/graphql',
      // A token that is pasted stays in the page and goes with it.
      shouldPersistHeaders: false,
      defaultTabs: PLAYGROUND_TABS.map(({ query }) => ({ query })),
      ...(this.#development
        ? { additionalHeaders: { authorization: 'Bearer dev-operator' } }
        : { defaultHeaders: JSON.stringify({ authorization: 'Bearer …' }, null, 2) }),
    })
    const gzipped = await promisify(gzip)(html)
    return { gzipped, etag: `"${createHash('sha256').update(html).digest('base64url')}"` }
  }
}

/** Everything from the page itself; workers are made of blobs that it carries. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
