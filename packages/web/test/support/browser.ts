import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../sdk/test/support/chromium.ts'

/** A browser that can reach one server, or a few, and a folder of its own that it leaves nothing behind in. */
export class TestBrowser {
  readonly #origins: readonly string[]
  readonly #folders: string[] = []
  readonly #contexts: BrowserContext[] = []
  /** Addresses that a page wanted to reach besides the server. */
  readonly elsewhere: string[] = []
  /** What pages complained about in their console. */
  readonly complaints: string[] = []

  constructor(origins: string | readonly string[]) {
    this.#origins = [origins].flat()
  }

  /** A browser of its own, as somebody has it on their desk. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const folder = mkdtempSync(join(tmpdir(), 'demur-chromium-'))
    this.#folders.push(folder)
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: findChromium(),
      headless: true,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Nothing but the server has an address.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
      locale: 'en',
      timezoneId: 'Europe/Berlin',
      ...options,
    })
    this.#contexts.push(context)
    context.on('request', (request) => {
      const url = request.url()
      const known = [...this.#origins, 'data:', 'about:blank']
      if (!known.some((start) => url.startsWith(start))) this.elsewhere.push(url)
    })
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    context.on('weberror', (error) => this.complaints.push(String(error.error())))
    return context.pages()[0] ?? context.newPage()
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()))
    // Processes of a browser that was closed write for a moment longer.
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
