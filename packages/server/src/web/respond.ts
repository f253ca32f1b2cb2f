/** What pages have in common on their way out. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Asset } from './pages.ts'

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.writeHead(status).end(html)
}

export function goOn(response: ServerResponse, location: string): void {
  response.setHeader('location', location)
  response.writeHead(303).end()
}

export function sendFile({ headers }: IncomingMessage, response: ServerResponse, { type, gzipped, etag }: Asset): void {
  response.setHeader('etag', etag)
  // The name of a file says what is in it.
  response.setHeader('cache-control', 'public, max-age=31536000, immutable')
  if (headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  response.setHeader('content-type', type)
  response.setHeader('content-encoding', 'gzip')
  response.writeHead(200).end(gzipped)
}

/** Everything from this server, nothing inline, in no frame, kept by nobody. */
export function protect(response: ServerResponse): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=()')
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
