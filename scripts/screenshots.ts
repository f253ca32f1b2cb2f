/**
 * Takes the pictures of the documentation from a server with the sample register: `npx -y pnpm@12 screenshots`. What is
 * on them is what the pages show; only the clock makes two runs differ.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TestBrowser } from '../packages/web/test/support/browser.ts'
import { enter } from '../packages/web/test/support/console.ts'
import { SampleServer } from './sample-server.ts'
import { drawTerminal } from './terminal-session.ts'

type Page = Awaited<ReturnType<TestBrowser['open']>>

interface Picture {
  readonly name: string
  readonly options: Parameters<TestBrowser['open']>[0]
  /** Brings the page to where the picture is taken. */
  readonly show: (page: Page, url: string) => Promise<void>
}

const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
/** Bytes: what a README may ask of its readers for one picture. */
const LARGEST = 200_000
const WIDE = { viewport: { width: 1280, height: 800 } }

const settings = (locale: string) => async (page: Page, url: string) => {
  await page.goto(`${url}/settings?token=dev-member:de-objected&locale=${locale}`)
  await page.waitForURL(`${url}/settings?locale=${locale}`)
  await page.locator('[role=switch]').first().waitFor()
}

/** Opens a view of the console, and waits until everything in it is there and drawn. */
const consoleView = (address: string) => async (page: Page, url: string) => {
  await enter(page, url, address, 'dev-auditor')
  await page.waitForLoadState('networkidle')
}

const ALL: readonly Picture[] = [
  { name: 'first-page', options: WIDE, show: async (page, url) => void (await page.goto(`${url}/`)) },
  {
    name: 'reference',
    options: WIDE,
    show: async (page, url) => void (await page.goto(`${url}/reference#type-Decision`)),
  },
  {
    name: 'playground',
    options: WIDE,
    show: async (page, url) => {
      await page.goto(`${url}/graphql`)
      await page.getByRole('button', { name: /^Execute query/ }).click()
      await page.getByText('INELIGIBLE').first().waitFor({ timeout: 60_000 })
    },
  },
  { name: 'settings-light', options: { viewport: { width: 900, height: 1100 } }, show: settings('en') },
  {
    name: 'settings-dark',
    options: { viewport: { width: 900, height: 1100 }, colorScheme: 'dark' },
    show: settings('de'),
  },
  { name: 'settings-rtl-320', options: { viewport: { width: 320, height: 900 } }, show: settings('ar') },
  { name: 'console-overview', options: WIDE, show: consoleView('/console') },
  { name: 'console-why', options: WIDE, show: consoleView('/console/why?item=de-objected-post-1&use=genai.training') },
  { name: 'console-rulebooks', options: WIDE, show: consoleView('/console/rulebooks') },
  {
    name: 'console-evidence',
    options: WIDE,
    show: async (page, url) => {
      await consoleView('/console/evidence')(page, url)
      await page.getByRole('button', { name: 'Sign now' }).click()
      await page.getByText('✓ Consistent').waitFor()
    },
  },
  { name: 'console-report', options: WIDE, show: consoleView('/console/report') },
]

mkdirSync(PICTURES, { recursive: true })
const only = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'demur-pictures-'))
const server = await SampleServer.start(folder)
const browser = new TestBrowser(server.url)
try {
  for (const { name, options, show } of ALL.filter((picture) => only.length === 0 || only.includes(picture.name))) {
    const page = await browser.open({ ...options, deviceScaleFactor: 1, reducedMotion: 'reduce', timezoneId: 'UTC' })
    await show(page, server.url)
    await page.evaluate(() => document.fonts.ready)
    const path = join(PICTURES, `${name}.png`)
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
    const { size } = statSync(path)
    console.log(`${name}.png  ${Math.round(size / 1000)} kB`)
    if (size > LARGEST) throw new Error(`${name}.png is larger than ${LARGEST / 1000} kB`)
  }
  if (only.length === 0 || only.includes('terminal')) await drawTerminal(server, join(PICTURES, 'terminal.svg'))
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
