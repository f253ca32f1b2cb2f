import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nodeWebhookHandler, verifyWebhook, type WebhookEvent, webhookHandler } from '@demur/sdk/webhooks'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const BODY = JSON.stringify({
  type: 'Objected',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { position: '7', member: 'é' },
})

/** Headers as the library of the specification makes them. */
function headersOf(body: string, secret = SECRET, at = new Date()): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  }
}

describe('a message', () => {
  it('that the reference library signed is verified, as text and as bytes, with any kind of headers', async () => {
    const event = { id: 'msg_1', ...JSON.parse(BODY) }
    expect(await verifyWebhook(BODY, headersOf(BODY), SECRET)).toEqual(event)
    expect(await verifyWebhook(new TextEncoder().encode(BODY), new Headers(headersOf(BODY)), SECRET)).toEqual(event)
    const { 'webhook-id': id, ...rest } = headersOf(BODY)
    expect(await verifyWebhook(BODY, { 'Webhook-Id': id, ...rest }, [OTHER, SECRET])).toEqual(event)
    const rotating = {
      ...headersOf(BODY),
      'webhook-signature': `v1,AAAA v1a,x ${headersOf(BODY)['webhook-signature']}`,
    }
    expect(await verifyWebhook(BODY, rotating, SECRET)).toEqual(event)
  })

  it.each<[string, string, Record<string, string>, string]>([
    ['without headers', BODY, {}, 'HEADERS_MISSING'],
    ['signed by another secret', BODY, headersOf(BODY, OTHER), 'SIGNATURE'],
    ['changed by a byte', `${BODY} `, headersOf(BODY), 'SIGNATURE'],
    ['under another id', BODY, { ...headersOf(BODY), 'webhook-id': 'msg_2' }, 'SIGNATURE'],
    ['with no signature at all', BODY, { ...headersOf(BODY), 'webhook-signature': 'v1,' }, 'SIGNATURE'],
    ['that is old', BODY, headersOf(BODY, SECRET, new Date(Date.now() - 301_000)), 'TIMESTAMP'],
    ['from the future', BODY, headersOf(BODY, SECRET, new Date(Date.now() + 302_000)), 'TIMESTAMP'],
    ['of no time', BODY, { ...headersOf(BODY), 'webhook-timestamp': 'now' }, 'TIMESTAMP'],
    ['that is no JSON', '{', headersOf('{'), 'BODY'],
  ])('%s is refused', async (_, body, headers, code) => {
    await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ name: 'WebhookRefusedError', code })
  })

  it('may be as old as the caller allows', async () => {
    const at = Date.UTC(2026, 0, 1)
    const headers = headersOf(BODY, SECRET, new Date(at))
    expect(await verifyWebhook(BODY, headers, SECRET, { now: () => at + 60_000, tolerance: 60 })).toMatchObject({
      id: 'msg_1',
    })
    await expect(verifyWebhook(BODY, headers, SECRET, { now: () => at + 61_000, tolerance: 60 })).rejects.toThrow()
  })
})

describe('a handler', () => {
  const seen: WebhookEvent[] = []
  const options = {
    secret: SECRET,
    onEvent: (event: WebhookEvent) => {
      if (event.data.position === '13') throw new Error('not today')
      seen.push(event)
    },
  }
  const failing = BODY.replace('"7"', '"13"')
  const test = JSON.stringify({ type: 'webhook.test', timestamp: '2026-01-01T00:00:00.000Z', data: {} })
  const cases = [
    [BODY, headersOf(BODY), 204],
    [BODY, headersOf(BODY, OTHER), 400],
    [failing, headersOf(failing), 500],
    [test, headersOf(test), 204],
  ] as const

  it('answers what it did, by fetch and in Node', async () => {
    const handle = webhookHandler(options)
    const server = createServer((request, response) => void nodeWebhookHandler(options)(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    for (const [body, headers, status] of cases) {
      expect((await handle(new Request('https://x.example', { method: 'POST', body, headers }))).status).toBe(status)
      expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(status)
    }
    expect((await handle(new Request('https://x.example'))).status).toBe(405)
    expect((await fetch(url)).status).toBe(405)
    expect(seen.map(({ data }) => data.position)).toEqual(['7', '7'])
    server.close()
  })
})
