import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '@demur/schema'
import { type Authenticate, Unauthenticated } from '../auth/viewer.ts'
import { BadRequest } from '../http/body.ts'

/** Somebody who is signed in to a page. */
export interface Session {
  /** What the page is for and nothing else, whatever more the token grants. */
  readonly viewer: Viewer
  /** What every form has to carry: made from the token, which no other page can read. */
  readonly csrf: string
}

/** Whom a page is for, and where its cookie goes along. */
export interface SessionKind {
  readonly path: string
  /** Of the cookie. */
  readonly name: string
  /** What of a viewer the page lets in; null: it is not for them. */
  readonly viewerOf: (viewer: Viewer) => Viewer | null
}

/** A member and nothing else. */
export function memberAlone({ subject, member }: Viewer): Viewer | null {
  return member === null ? null : { subject, roles: ['MEMBER'], member }
}

/** What may be seen of everybody. */
export function operatorOrAuditor({ subject, roles }: Viewer): Viewer | null {
  const granted = roles.filter((role) => role === 'OPERATOR' || role === 'AUDITOR')
  return granted.length === 0 ? null : { subject, roles: granted, member: null }
}

/** What became of a token. */
export type Begun = 'begun' | 'not accepted' | 'not for them'

/**
 * Sessions of the pages. The cookie holds the access token itself, so that nothing has to be kept here and nothing lives
 * longer than the token. No script can read it, and it goes along with requests from the pages themselves alone.
 */
export class Sessions {
  readonly #authenticate: Authenticate
  readonly #kind: SessionKind
  readonly #name: string
  readonly #attributes: string

  constructor(authenticate: Authenticate, development: boolean, kind: SessionKind) {
    this.#authenticate = authenticate
    this.#kind = kind
    // Over plain HTTP on loopback a browser keeps no secure cookie.
    this.#name = development ? kind.name : `__Secure-${kind.name}`
    this.#attributes = `Path=${kind.path}; HttpOnly; SameSite=Strict${development ? '' : '; Secure'}`
  }

  /** The session of a request; null where there is none, or none any more. */
  async of(request: IncomingMessage): Promise<Session | null> {
    const token = cookieNamed(this.#name, request.headers.cookie)
    const found = token === null ? null : await this.#read(token)
    return typeof found === 'string' ? null : found
  }

  /**
   * The session of a request that needs one.
   * @throws BadRequest where nobody is signed in
   */
  async required(request: IncomingMessage): Promise<Session> {
    const session = await this.of(request)
    if (session === null) throw new BadRequest(401, 'Nobody is signed in.')
    return session
  }

  /**
   * The viewer of a call from the page itself.
   * @throws BadRequest where it comes from elsewhere or nobody is signed in
   */
  async viewerFromPage(request: IncomingMessage): Promise<Viewer> {
    if (!isSameOrigin(request)) throw new BadRequest(403, 'Only the page itself may ask here.')
    return (await this.required(request)).viewer
  }

  /** Begins a session with a token. */
  async begin(token: string, response: ServerResponse): Promise<Begun> {
    const found = await this.#read(token)
    if (typeof found === 'string') return found
    response.appendHeader('set-cookie', `${this.#name}=${encodeURIComponent(token)}; ${this.#attributes}`)
    return 'begun'
  }

  end(response: ServerResponse): void {
    response.appendHeader('set-cookie', `${this.#name}=; Max-Age=0; ${this.#attributes}`)
  }

  async #read(token: string): Promise<Session | Exclude<Begun, 'begun'>> {
    try {
      const viewer = this.#kind.viewerOf(await this.#authenticate(`Bearer ${token}`))
      if (viewer === null) return 'not for them'
      const csrf = createHash('sha256').update('demur csrf\0').update(token).digest('base64url')
      return { viewer, csrf }
    } catch (error) {
      if (error instanceof Unauthenticated) return 'not accepted'
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
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  try {
    return new URL(headers.origin ?? '').host === headers.host
  } catch {
    return false
  }
}

/**
 * Whether a link on another site was followed, which brings no cookie along: asked for once more, from here, the same
 * page has it.
 */
export function isFollowedFromElsewhere({ headers }: IncomingMessage): boolean {
  return /^(cross|same)-site$/.test(String(headers['sec-fetch-site'] ?? ''))
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
