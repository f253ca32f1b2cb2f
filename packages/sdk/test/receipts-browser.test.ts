import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { verifyReceipt } from '@demur/sdk/receipts'
import { build } from 'tsdown'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Chromium } from './support/chromium.ts'
import { PACKAGE } from './support/project.ts'
import { OTHER_KEY, PUBLIC_KEY, RECEIPT } from './support/receipt.ts'

/** What the page verifies: a receipt, one that was changed, and one against the key of somebody else. */
const CASES = [
  [RECEIPT, { publicKeys: PUBLIC_KEY }],
  [RECEIPT.replaceAll('member-17', 'member-18'), { publicKeys: PUBLIC_KEY }],
  [RECEIPT, { publicKeys: [OTHER_KEY] }],
  [RECEIPT, { publicKeys: [OTHER_KEY, PUBLIC_KEY], origin: 'register.example/demur' }],
] as const

const PAGE = `<!doctype html><meta charset=utf-8><title>Receipts</title><script type="module">
  const report = (path, value) => fetch(path, { method: 'POST', body: JSON.stringify(value) })
  addEventListener('unhandledrejection', ({ reason }) => report('/result', String(reason)))
  const { verifyReceipt } = await import('/receipts.js').catch((error) => report('/result', String(error)))
  const cases = ${JSON.stringify(CASES).replaceAll('<', '\\u003c')}
  await report('/result', await Promise.all(cases.map(([document, options]) => verifyReceipt(document, options))))
</script>`

const folder = mkdtempSync(join(tmpdir(), 'demur-receipts-'))
const server = createServer()
let port: number

beforeAll(async () => {
  await build({ cwd: PACKAGE, outDir: folder, minify: true, dts: false, logLevel: 'silent' })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens the page under a host name, and waits for what it reports. */
async function reportOf(host: string, flags: readonly string[] = []): Promise<unknown> {
  const report = new Promise<unknown>((resolve, reject) => {
    server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'POST') text(request).then((body) => resolve(JSON.parse(body)), reject)
      const script = /^\/([a-z0-9-]+\.js)$/.exec(request.url ?? '')?.[1]
      response.setHeader('content-type', `text/${script === undefined ? 'html' : 'javascript'}; charset=utf-8`)
      response.end(script === undefined ? PAGE : readFileSync(join(folder, script)))
    })
  })
  const browser = new Chromium(`http://${host}:${port}/`, flags)
  // Also where the page reports nothing and the test runs out of time.
  onTestFinished(() => browser.close())
  return report
}

describe('the published bundle in a browser', () => {
  it('verifies a receipt as Node does, and refuses what Node refuses', async () => {
    const expected = await Promise.all(CASES.map(([document, options]) => verifyReceipt(document, options)))
    expect(expected.map((verified) => (verified.status === 'REFUSED' ? verified.code : verified.status))).toEqual([
      'VERIFIED',
      'COMMITMENT_MISMATCH',
      'KEY_UNKNOWN',
      'VERIFIED',
    ])
    expect(await reportOf('127.0.0.1')).toEqual(JSON.parse(JSON.stringify(expected)))
  })

  it('says on a page that is not secure that nothing is known, and never that a receipt is good', async () => {
    const reported = await reportOf('register.example', ['--host-resolver-rules=MAP register.example 127.0.0.1'])
    expect(reported).toMatchObject([
      { status: 'REFUSED', code: 'ED25519_UNAVAILABLE' },
      { status: 'REFUSED', code: 'COMMITMENT_MISMATCH' },
      { status: 'REFUSED', code: 'KEY_UNKNOWN' },
      { status: 'REFUSED', code: 'ED25519_UNAVAILABLE' },
    ])
  })
})
