import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { OPERATION_LIMITS, schema } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { BadRequest } from '../http/body.ts'
import type { Engine } from '../register/engine.ts'
import type { Asset, Pages } from './pages.ts'
import { referenceOf } from './reference.ts'

/** An item of the sample register that the first page asks about. */
const SAMPLE_ITEM = 'de-objected-post-1'

/** The pages that everybody may see: the first one, the documentation, and the reference of the schema. Nothing of the register is on them. */
export class Site {
  readonly #engine: Engine
  readonly #pages: Pages
  readonly #development: boolean
  /** Pages that are the same for everybody, once they were asked for. */
  readonly #rendered = new Map<string, Promise<Asset>>()

  constructor(engine: Engine, pages: Pages, development: boolean) {
    this.#engine = engine
    this.#pages = pages
    this.#development = development
  }

  /** Answers a request for `/`, `/docs/…`, `/reference` or `/assets/…`. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new BadRequest(404, 'There is nothing here.')
    if (path === '/') return this.#home(request, response)
    const file = this.#pages.site.files.get(path)
    if (file === undefined) {
      protect(response)
      return sendRevalidated(request, response, await this.#page(path))
    }
    // What is under `/assets/` is named by its content.
    if (!path.startsWith('/assets/')) return sendRevalidated(request, response, file)
    response.setHeader('cache-control', 'public, max-age=31536000, immutable')
    return send(request, response, file)
  }

  #page(path: string): Promise<Asset> {
    const known = this.#rendered.get(path)
    if (known !== undefined) return known
    const html = this.#htmlOf(path)
    if (html === null) throw new BadRequest(404, 'There is nothing here.')
    const page = assetOf(html)
    this.#rendered.set(path, page)
    return page
  }

  #htmlOf(path: string): string | null {
    const { guides, renderGuide, renderGuides, renderReference, styles } = this.#pages.site
    if (path === '/docs') return renderGuides({ guides, styles })
    if (path === '/reference') {
      return renderReference({ reference: referenceOf(schema), costLimit: OPERATION_LIMITS.complexity, styles })
    }
    const guide = guides.find((one) => `/docs/${one.path}` === path)
    return guide === undefined ? null : renderGuide({ guide, styles })
  }

  async #home(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { site } = this.#pages
    const html = site.renderHome({
      origin: originOf(request),
      development: this.#development,
      sample: await this.#hasSample(),
      styles: site.styles,
    })
    protect(response)
    sendRevalidated(request, response, await assetOf(html))
  }

  async #hasSample(): Promise<boolean> {
    const { db } = this.#engine.connection
    const found = await rows(db, sql`SELECT 1 FROM demur.content_item WHERE key = ${SAMPLE_ITEM} LIMIT 1`)
    return found.length > 0
  }
}

/** Where the server was reached, as a proxy says or as it was asked. The host has been checked before. */
function originOf({ headers }: IncomingMessage): string {
  const secure = headers['x-forwarded-proto'] === 'https'
  return `${secure ? 'https' : 'http'}://${headers.host}`
}

async function assetOf(html: string): Promise<Asset> {
  return {
    type: 'text/html; charset=utf-8',
    gzipped: await promisify(gzip)(html),
    etag: `"${createHash('sha256').update(html).digest('base64url')}"`,
  }
}

function sendRevalidated(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
  response.setHeader('cache-control', 'no-cache')
  send(request, response, asset)
}

function send({ headers, method }: IncomingMessage, response: ServerResponse, { type, gzipped, etag }: Asset): void {
  response.setHeader('etag', etag)
  if (headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  response.setHeader('content-type', type)
  response.setHeader('content-encoding', 'gzip')
  response.writeHead(200).end(method === 'HEAD' ? undefined : gzipped)
}

/** No script at all; styles and pictures from this server; in no frame. */
function protect(response: ServerResponse): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  response.setHeader('referrer-policy', 'no-referrer')
}
