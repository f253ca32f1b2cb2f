import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import { type Authenticate, Unauthenticated } from '../auth/viewer.ts'

/** A member who is signed in to the pages. */
export interface Session {
  /** The member and nothing else, whatever more the token grants. */
  readonly viewer: Viewer
  /** What every form has to carry: made from the token, which no other page can read. */
  readonly csrf: string
}

/**
 * Sessions of the pages. The cookie holds the access token itself, so that nothing has to be kept here and nothing lives
 * longer than the token. No script can read it, and it goes along with requests from the pages themselves alone.
 */
export class Sessions {
  readonly #authenticate: Authenticate
  readonly #name: string
  readonly #attributes: string

  constructor(authenticate: Authenticate, development: boolean) {
    this.#authenticate = authenticate
    // Over plain HTTP on loopback a browser keeps no secure cookie.
    this.#name = development ? 'demur-session' : '__Secure-demur-session'
    this.#attributes = `Path=/settings; HttpOnly; SameSite=Strict${development ? '' : '; Secure'}`
  }

  /** The session of a request; null where there is none, or none any more. */
  async of(request: IncomingMessage): Promise<Session | null> {
    const token = cookieNamed(this.#name, request.headers.cookie)
    return token === null ? null : this.#read(token)
  }

  /** Begins a session with a token; false where the token is no member's. */
  async begin(token: string, response: ServerResponse): Promise<boolean> {
    if ((await this.#read(token)) === null) return false
    response.appendHeader('set-cookie', `${this.#name}=${encodeURIComponent(token)}; ${this.#attributes}`)
    return true
  }

  end(response: ServerResponse): void {
    response.appendHeader('set-cookie', `${this.#name}=; Max-Age=0; ${this.#attributes}`)
  }

  async #read(token: string): Promise<Session | null> {
    try {
      const { subject, member } = await this.#authenticate(`Bearer ${token}`)
      if (member === null) return null
      const csrf = createHash('sha256').update('demur csrf\0').update(token).digest('base64url')
      return { viewer: { subject, roles: ['MEMBER'], member }, csrf }
    } catch (error) {
      if (error instanceof Unauthenticated) return null
      throw error
    }
  }
}

/** Whether a form carries the token of the session. */
export function isFrom({ csrf }: Session, given: string | null): boolean {
  const [a, b] = [Buffer.from(csrf), Buffer.from(given ?? '')]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Whether a browser says that a request comes from a page of this server. Every browser says where a POST comes from; what
 * says nothing is none, and has no cookie of anybody either.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  try {
    return new URL(headers.origin ?? '').host === headers.host
  } catch {
    return false
  }
}

function cookieNamed(name: string, header = ''): string | null {
  for (const pair of header.split(';')) {
    const [key, value = ''] = pair.trim().split('=', 2)
    if (key !== name || value === '') continue
    try {
      return decodeURIComponent(value)
    } catch {
      return null
    }
  }
  return null
}
