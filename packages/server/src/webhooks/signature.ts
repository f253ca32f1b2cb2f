import { createHmac } from 'node:crypto'

/** Secrets as Standard Webhooks writes them: base64 of 24 to 64 bytes, behind a prefix. */
const PREFIX = 'whsec_'
const BYTES = 32

/** Makes a secret. */
export function newSecret(random: (bytes: number) => Uint8Array): string {
  return PREFIX + Buffer.from(random(BYTES)).toString('base64')
}

/** Why a text cannot be a secret; null where it can. */
export function secretProblem(secret: string): string | null {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const bytes = Buffer.from(encoded ?? '', 'base64')
  const isSound = bytes.toString('base64').replace(/=+$/, '') === encoded?.replace(/=+$/, '')
  if (encoded === undefined || !isSound) return 'must be “whsec_” and base64'
  return bytes.length >= 24 && bytes.length <= 64 ? null : `must hold 24 to 64 bytes, not ${bytes.length}`
}

/** The headers of a message, signed by each secret. https://www.standardwebhooks.com */
export function signedHeaders(
  id: string,
  at: number,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
