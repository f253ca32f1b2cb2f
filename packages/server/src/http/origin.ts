import type { IncomingMessage, ServerResponse } from 'node:http'
import { BadRequest } from './body.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses a request whose `Host` is malformed or not among those the server answers to. On loopback this keeps pages of
 * other sites from reaching it under a name that they point there.
 */
export function checkHost(request: IncomingMessage, allowed: readonly string[] | null): void {
  const host = request.headers.host ?? ''
  const [, name] = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host) ?? []
  if (name === undefined) throw new BadRequest(400, 'The Host header is malformed.')
  if (allowed !== null && !allowed.includes(name.toLowerCase())) {
    throw new BadRequest(421, 'This server does not answer to that host.')
  }
}

/** The names that a server on loopback answers to. */
export function loopbackHosts(): readonly string[] {
  return LOOPBACK
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || host === '::1' || host.startsWith('127.')
}

/** Lets pages of listed origins read answers; true where the request was a preflight and is answered. */
export function handleOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers
  response.setHeader('vary', 'origin')
  const listed = origin !== undefined && origins.includes(origin)
  if (listed) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', 'x-request-id, retry-after, demur-entries')
  }
  if (request.method !== 'OPTIONS') return false
  if (listed) {
    response.setHeader('access-control-allow-methods', 'GET, POST')
    response.setHeader('access-control-allow-headers', 'authorization, content-type, x-request-id')
    response.setHeader('access-control-max-age', '600')
  }
  response.writeHead(204).end()
  return true
}
