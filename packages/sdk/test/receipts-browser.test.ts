import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { verifyReceipt } from '@demur/sdk/receipts'
import { build } from 'tsdown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  const { verifyReceipt } = await import('/receipts.js')
  const cases = ${JSON.stringify(CASES).replaceAll('<', '\\u003c')}
  await report('/result', await Promise.all(cases.map(([document, options]) => verifyReceipt(document, options))))
</script>`

const folder = mkdtempSync(join(tmpdir(), 'demur-receipts-'))
let server: Server
let result: Promise<unknown>
let browser: Chromium

beforeAll(async () => {
  await build({ cwd: PACKAGE, outDir: folder, minify: true, dts: false, logLevel: 'silent' })
  server = createServer()
  result = new Promise((resolve, reject) => {
    server.on('request', (request: IncomingMessage, response) => {
      if (request.method === 'POST') text(request).then((body) => resolve(JSON.parse(body)), reject)
      const script = request.url === '/receipts.js'
      response.setHeader('content-type', `text/${script ? 'javascript' : 'html'}; charset=utf-8`)
      response.end(script ? readFileSync(join(folder, 'receipts.js')) : PAGE)
    })
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  browser = new Chromium(`http://localhost:${(server.address() as AddressInfo).port}/`)
})
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the published bundle in a browser', () => {
  it('verifies a receipt as Node does, and refuses what Node refuses', async () => {
    const expected = await Promise.all(CASES.map(([document, options]) => verifyReceipt(document, options)))
    expect(expected.map((verified) => (verified.status === 'REFUSED' ? verified.code : verified.status))).toEqual([
      'VERIFIED',
      'COMMITMENT_MISMATCH',
      'KEY_UNKNOWN',
      'VERIFIED',
    ])
    expect(await result).toEqual(JSON.parse(JSON.stringify(expected)))
  })
})
