import { buildWeb } from '@demur/web/build'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadPages } from '../../server/src/web/pages.ts'
import { DATABASES, importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { withValues } from '../src/console/copy-graphql.tsx'
import { TestBrowser } from './support/browser.ts'
import { AT, consoleWorld, enter, settled } from './support/console.ts'
import { findings, overflows } from './support/page.ts'

const VIEWS = ['/console'] as const

describe.each(DATABASES)('the console on %s', (kind) => {
  let server: TestServer
  let browser: TestBrowser
  let page: Page

  beforeAll(async () => {
    const register = await newRegister(kind)
    await importJson(register, consoleWorld())
    server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    browser = new TestBrowser(server.url)
    page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })
  afterEach(() => {
    if (browser.elsewhere.length > 0) throw new Error(`a page asked elsewhere: ${browser.elsewhere.join(', ')}`)
  })

  it('has what it is about always in sight and in the address, and shows the same again later', async () => {
    await enter(page, server.url, '/console')
    const address = page.url()
    expect(new URL(address).searchParams.get('at')).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    const seen = await page.locator('main').innerText()
    await importJson(server.register, [{ type: 'MemberRegistered', member: `later-${kind}` }])
    await page.goto(address)
    await settled(page)
    expect(await page.locator('main').innerText()).toBe(seen)
    const bar = page.locator('.as-of')
    await page.mouse.wheel(0, 2000)
    await expect.poll(() => bar.evaluate((element) => element.getBoundingClientRect().top)).toBe(0)
    expect(await bar.innerText()).toMatch(/As of .* UTC\s+position [\d,]+\s+rulebook 2025-11-03\.1/)
  })

  it('goes to another instant, to what was known then, and back to now, with the keyboard alone', async () => {
    await enter(page, server.url, '/console')
    const now = await page.locator('.as-of').innerText()
    await page.locator('.as-of summary').press('Enter')
    await page.getByLabel('Instant, UTC').fill('2025-10-01T00:00:00.000')
    await page.getByRole('button', { name: 'As known then' }).press('Enter')
    await page.waitForURL(/at=2025-10-01/)
    await settled(page)
    expect(new URL(page.url()).searchParams.get('asKnownAt')).toBe('0')
    expect(await page.locator('main').innerText()).toContain('No rulebook was published by then')
    await page.goBack()
    await settled(page)
    expect(await page.locator('.as-of').innerText()).toContain(now.split('\n')[0])
    await page.locator('.as-of summary').press('Enter')
    await page.getByLabel('Known up to position').fill('99999999')
    await page.getByRole('button', { name: 'Show' }).press('Enter')
    await page.getByText('A position beyond the head of the ledger is none').waitFor()
    await page.getByRole('button', { name: 'Show now' }).press('Enter')
    await page.waitForURL(/asKnownAt=\d{3,4}$/)
  })

  it('shows the counts of the register, in charts and in tables that say the same', async () => {
    await enter(page, server.url, `/console?at=${AT}`)
    const query = `{ statistics(at: "${AT}") { memberCount
      choices { setting { key title } objectedCount }
      eligibility(dataUse: "genai.training") { eligibleCount ineligibleCount reasons { decisiveCount itemCount } } } }`
    interface Counts {
      memberCount: number
      choices: { setting: { title: string }; objectedCount: number }[]
      eligibility: { eligibleCount: number; ineligibleCount: number; reasons: { decisiveCount: number }[] }
    }
    const { data } = await server.ask<{ statistics: Counts }>('dev-auditor', query)
    const { choices, eligibility } = data.statistics
    expect(eligibility.eligibleCount).toBeGreaterThan(0)
    const cards = await page.locator('.cards').innerText()
    expect(cards).toContain(String(eligibility.eligibleCount))
    expect(cards).toContain(String(choices[0]?.objectedCount))
    const members = page.getByRole('region', { name: 'Members by choice' }).first()
    await members.locator('summary').click()
    for (const { setting, objectedCount } of choices) {
      const row = members.getByRole('row').filter({ hasText: setting.title })
      expect(await row.innerText()).toContain(String(objectedCount))
      expect(await members.locator('.drawing').innerText()).toContain(`${objectedCount} object`)
    }
    const reasons = page.getByRole('region', { name: 'Training generative AI, by reason' })
    expect(await reasons.locator('tr').count()).toBe(eligibility.reasons.length + 1)
    for (const drawing of await page.locator('.drawing').all()) {
      expect(await drawing.getAttribute('aria-label')).toMatch(/\w{4,}.*\d/)
      expect(await drawing.locator('svg').count()).toBe(1)
    }
    expect(await page.locator('.marks').innerText()).toContain('3 Nov 2025')
  })

  it('gives the exact operation of each view, which the register answers alike', async () => {
    await enter(page, server.url, `/console?at=${AT}`)
    const members = page.getByRole('region', { name: 'Members by choice' }).first()
    await members.getByRole('button', { name: /^Copy as GraphQL/ }).click()
    await members.getByText('Copied.').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`$at: DateTime! = "${AT}"`)
    const { data, errors } = await server.ask<{ statistics: { choices: { objectedCount: number }[] } }>(
      'dev-auditor',
      copied,
    )
    expect(errors).toBeUndefined()
    expect(await members.locator('.drawing').innerText()).toContain(
      `${data.statistics.choices[0]?.objectedCount} object`,
    )
    const href = await members.getByRole('link', { name: /^Playground/ }).getAttribute('href')
    expect(new URL(href ?? '', server.url).searchParams.get('query')).toBe(copied.trimEnd())
  })

  it('is for operators and auditors, and tells everybody else so', async () => {
    const fresh = await page.context().newPage()
    for (const token of ['dev-service', 'dev-member:m-1']) {
      await fresh.goto(`${server.url}/console?token=${token}`)
      await fresh.getByRole('heading', { name: 'Not for this account' }).waitFor()
    }
    await fresh.getByRole('button', { name: 'Auditor' }).click()
    await fresh.getByText('dev-auditor').waitFor()
    await fresh.getByRole('button', { name: 'Sign out' }).click()
    await fresh.getByRole('heading', { name: 'Who are you?' }).waitFor()
    expect(await findings(fresh)).toEqual([])
    await fresh.close()
  })

  it('keeps the token out of addresses, storage and scripts, and has nothing inline', async () => {
    await enter(page, server.url, '/console', 'dev-auditor')
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0])
    const cookies = await page.context().cookies()
    expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict', path: '/console' })])
    expect(server.log.join('\n')).not.toContain('dev-auditor')
    expect(await page.evaluate(() => document.querySelectorAll('style, script:not([src])').length)).toBe(0)
    expect(browser.complaints.filter((text) => !/status of (4|5)\d\d/.test(text))).toEqual([])
  })
})

describe('the console for everybody', () => {
  let server: TestServer
  let browser: TestBrowser
  let page: Page
  beforeAll(async () => {
    const register = await newRegister('embedded')
    await importJson(register, consoleWorld())
    server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    browser = new TestBrowser(server.url)
    page = await browser.open()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  it.each([
    ['in the light', { colorScheme: 'light' }, 1280],
    ['in the dark, at 320 px', { colorScheme: 'dark' }, 320],
    ['with forced colours and reduced motion', { forcedColors: 'active', reducedMotion: 'reduce' }, 800],
  ] as const)('has nothing that axe finds in any view, %s', async (_, media, width) => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null, ...media })
    for (const view of VIEWS) {
      const separator = view.includes('?') ? '&' : '?'
      await enter(page, server.url, `${view}${separator}at=${AT}`)
      expect([view, await findings(page)]).toEqual([view, []])
      for (const summary of await page.locator('summary').all()) await summary.click()
      expect([view, await findings(page)]).toEqual([view, []])
      expect([view, await overflows(page)]).toEqual([view, false])
    }
  })
})

describe('an operation that is copied', () => {
  it('has the values of its variables in it, in the syntax of GraphQL', () => {
    const document = 'query Q($at: DateTime!, $n: Int, $input: [I!]!) {\n  a(at: $at, n: $n, input: $input)\n}'
    const variables = { at: '2026-01-01T00:00:00Z', input: [{ key: 'a"b', deep: { yes: true, none: null } }] }
    expect(withValues({ document, variables })).toBe(
      'query Q($at: DateTime! = "2026-01-01T00:00:00Z", $n: Int, $input: [I!]! = [{ key: "a\\"b", deep: { yes: true, none: null } }]) {\n' +
        '  a(at: $at, n: $n, input: $input)\n}',
    )
  })
})
