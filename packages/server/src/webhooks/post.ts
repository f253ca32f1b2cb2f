import { lookup as resolve } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type AllowedNetworks, isPublic } from './address.ts'

/** What came of a request. */
export interface PostOutcome {
  /** Null where no answer came. */
  readonly status: number | null
  /** Why none came, as a code. */
  readonly error: string | null
  /** How long the receiver asks to wait; milliseconds, null where it does not say. */
  readonly retryAfter: number | null
  /** Milliseconds. */
  readonly took: number
}

export interface PostSettings {
  /** Networks beside the public Internet. */
  readonly networks: AllowedNetworks
  /** For the whole request; milliseconds. */
  readonly timeout: number
}

/** Of an answer nothing is read but its head; so much of the rest is let pass for the sake of the connection. */
const MOST_BODY = 64_000

/**
 * Posts messages. Whoever may add an endpoint could otherwise reach what only this server reaches: addresses are judged
 * when the connection is made, after the name was resolved, and redirects are not followed.
 */
export class Poster {
  readonly #settings: PostSettings
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent }

  constructor(settings: PostSettings) {
    this.#settings = settings
    const options = { keepAlive: true, maxSockets: 100, timeout: settings.timeout }
    this.#agents = {
      http: new HttpAgent({ ...options, lookup: this.#lookup(true) }),
      https: new HttpsAgent({ ...options, lookup: this.#lookup(false) }),
    }
  }

  /** Why an address cannot be that of an endpoint; null where it can. What its name resolves to shows later. */
  urlProblem(text: string): string | null {
    const url = URL.parse(text)
    if (url === null || text.length > 2000) return 'must be an address'
    if (url.username !== '' || url.password !== '' || url.hash !== '') return 'must have no user name and no fragment'
    const isPlain = url.protocol === 'http:' && !this.#settings.networks.isEmpty
    if (url.protocol !== 'https:' && !isPlain) return 'must begin with https://'
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    return isIP(literal) !== 0 && !this.#mayReach(literal, isPlain) ? 'must not lead into a private network' : null
  }

  async post(text: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostOutcome> {
    const began = performance.now()
    const took = (): number => Math.round(performance.now() - began)
    const url = new URL(text)
    if (this.urlProblem(text) !== null) {
      return { status: null, error: 'FORBIDDEN_ADDRESS', retryAfter: null, took: 0 }
    }
    try {
      const { statusCode = 0, headers: answered } = await this.#send(url, headers, body)
      return { status: statusCode, error: null, retryAfter: readRetryAfter(answered['retry-after']), took: took() }
    } catch (error) {
      return { status: null, error: codeOf(error), retryAfter: null, took: took() }
    }
  }

  /** Closes idle connections. */
  close(): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }

  #send(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<IncomingMessage> {
    const isPlain = url.protocol === 'http:'
    const signal = AbortSignal.timeout(this.#settings.timeout)
    return new Promise((done, reject) => {
      const sending = (isPlain ? httpRequest : httpsRequest)(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: isPlain ? this.#agents.http : this.#agents.https,
        signal,
      })
      sending.once('error', (error) => reject(signal.aborted ? new PostError('TIMEOUT') : error))
      sending.once('response', (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MOST_BODY) response.destroy()
        })
        // The head has said it: what becomes of the rest is of no account.
        response.on('error', () => {})
        done(response)
      })
      sending.end(body)
    })
  }

  /** What is not encrypted goes only where somebody said that it may. */
  #mayReach(address: string, isPlain: boolean): boolean {
    return this.#settings.networks.has(address) || (!isPlain && isPublic(address))
  }

  /** Resolves a name, and refuses it where any address it has may not be reached. */
  #lookup(isPlain: boolean): LookupFunction {
    return (hostname, options, callback) => this.#resolve(hostname, isPlain, options, callback)
  }

  #resolve(hostname: string, isPlain: boolean, ...[options, callback]: Rest<LookupFunction>): void {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => this.#mayReach(address, isPlain))) {
        return callback(new PostError('FORBIDDEN_ADDRESS'), '', 0)
      }
      if (options.all === true) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}

/** The arguments after the name. */
type Rest<F> = F extends (name: string, ...rest: infer R) => unknown ? R : never

class PostError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Codes of errors, and never their messages: they may repeat what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'FAILED'
}

function readRetryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : null
}
