import type { LedgerEntry } from '../ledger-entry.ts'
import type { Timestamp } from '../vocabulary.ts'

/** A message: what happened, when, and the entry of the ledger. `webhook.test` has another `data`. */
export interface WebhookEvent<Data = LedgerEntry> {
  /** The id of the message, the same however often it is sent: keep it, to know what was done before. */
  readonly id: string
  /** The type of the entry, such as `Objected`. */
  readonly type: string
  readonly timestamp: Timestamp
  readonly data: Data
}

/** Headers as `fetch` gives them, or as Node does. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

export interface VerifyOptions {
  /** By how many seconds the message may be older or newer than the clock. Default: 300. */
  readonly tolerance?: number | undefined
  /** For tests: milliseconds since 1970. Default: the clock of the machine. */
  readonly now?: (() => number) | undefined
}

/** A message that is not to be believed. Nothing of it is in the error. */
export class WebhookRefusedError extends Error {
  override readonly name = 'WebhookRefusedError'
  readonly code: 'HEADERS_MISSING' | 'TIMESTAMP' | 'SIGNATURE' | 'BODY' | 'SECRET'

  constructor(code: WebhookRefusedError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Verifies a message and gives what it says.
 * @param payload the body as it arrived: parsed and written anew it would be another one
 * @param secret `whsec_…`; several while one takes over from another
 * @throws WebhookRefusedError
 * @example
 * ```ts
 * import { verifyWebhook, WebhookRefusedError } from '@demur/sdk/webhooks'
 *
 * export async function receive(request: Request): Promise<Response> {
 *   try {
 *     const event = await verifyWebhook(await request.text(), request.headers, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
 *     console.log(event.type, event.data.position)
 *     return new Response(null, { status: 204 })
 *   } catch (error) {
 *     if (error instanceof WebhookRefusedError) return new Response(error.code, { status: 400 })
 *     throw error
 *   }
 * }
 * ```
 */
export async function verifyWebhook<Data = LedgerEntry>(
  payload: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { tolerance = 300, now = Date.now }: VerifyOptions = {},
): Promise<WebhookEvent<Data>> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => header(headers, `webhook-${name}`))
  if (!id || !timestamp || !signatures) throw new WebhookRefusedError('HEADERS_MISSING', 'The headers are not there.')
  const age = now() / 1000 - Number(timestamp)
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > tolerance)
    throw new WebhookRefusedError('TIMESTAMP', 'The message is too old, or from the future.')
  const body = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  const given = signatures.split(' ').flatMap((each) => (each.startsWith('v1,') ? [decoded(each.slice(3))] : []))
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (!(await isSignedByAny(secrets, given, signed)))
    throw new WebhookRefusedError('SIGNATURE', 'No signature is that of a secret.')
  try {
    return { id, ...JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) }
  } catch {
    throw new WebhookRefusedError('BODY', 'The body is no JSON.')
  }
}

/** Each signature is compared by the platform, which takes as long for one that is nearly right as for any other. */
async function isSignedByAny(
  secrets: readonly string[],
  signatures: readonly (Bytes | null)[],
  signed: Bytes,
): Promise<boolean> {
  for (const secret of secrets) {
    const raw = decoded(secret.replace(/^whsec_/, ''))
    if (raw === null || raw.length === 0)
      throw new WebhookRefusedError('SECRET', 'A secret is not “whsec_” and base64.')
    const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    for (const signature of signatures) {
      if (signature !== null && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true
    }
  }
  return false
}

type Bytes = Uint8Array<ArrayBuffer>

function joined(one: Uint8Array, two: Uint8Array): Bytes {
  const all = new Uint8Array(one.length + two.length)
  all.set(one)
  all.set(two, one.length)
  return all
}

/** Bytes of base64; null where it is none. */
function decoded(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function header(headers: WebhookHeaders, name: string): string | null {
  if (typeof headers.get === 'function') return headers.get(name)
  const found = Object.entries(headers as Record<string, string | string[] | undefined>).find(
    ([key]) => key.toLowerCase() === name,
  )?.[1]
  return (Array.isArray(found) ? found[0] : found) ?? null
}
