import { readFileSync } from 'node:fs'
import { instantOf } from '@demur/eligibility'
import { rulebookDocument } from '@demur/fixtures'
import { buildWeb } from '@demur/web/build'
import type { Page, Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publishCheckpoint } from '../../server/src/evidence/checkpoints.ts'
import { loadPages } from '../../server/src/web/pages.ts'
import { DATABASES, importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { TestBrowser } from './support/browser.ts'
import { AT, consoleWorld, enter, settled } from './support/console.ts'
import { findings, overflows } from './support/page.ts'

const VIEWS = [
  '/console',
  '/console/why?item=item-1-1',
  '/console/rulebooks',
  '/console/evidence',
  '/console/report',
] as const

const REGISTER_CONSUMER = `mutation { registerConsumer(input: { key: "trainer", title: "Training", subject: "trainer",
  settings: [{ setting: "genai-improvement", deadline: "P30D" }] }) { __typename } }`

/** The name of an operation. */
function operationOf(query: string): string {
  return /^\s*(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
}

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
    // The button is gone that was pressed: one goes on from the view.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view')
    await page.goBack()
    await settled(page)
    await expect.poll(() => page.locator('.as-of').innerText()).toContain(now.split('\n')[0])
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

  it('gives the operation of every panel of every view, which the register answers as it answered the page', async () => {
    await server.ask('dev-operator', 'mutation { publishCheckpoint { __typename } }')
    const { errors: refused } = await server.ask('dev-operator', REGISTER_CONSUMER)
    expect(refused).toBeUndefined()
    const answered = new Map<string, unknown[]>()
    const hear = async (response: Response) => {
      if (!response.url().endsWith('/console/graphql')) return
      const { query = '' } = (response.request().postDataJSON() ?? {}) as { query?: string }
      const { data } = (await response.json()) as { data: unknown }
      const name = operationOf(query)
      answered.set(name, [...(answered.get(name) ?? []), data])
    }
    const heard: Promise<void>[] = []
    const listen = (response: Response) => void heard.push(hear(response))
    page.on('response', listen)
    const copied = new Map<string, string>()
    for (const view of VIEWS) {
      await enter(page, server.url, `${view}${view.includes('?') ? '&' : '?'}at=${AT}`)
      if (view === '/console/rulebooks') {
        await page.getByLabel('Document, JSON').fill(JSON.stringify(rulebookDocument('change-2026-08-21')))
      }
      const panels = await page.locator('main section.panel').all()
      expect(panels.length).toBeGreaterThan(1)
      for (const panel of panels) {
        const title = await panel.locator('h2').innerText()
        const button = panel.getByRole('button', { name: /^Copy as GraphQL/ }).last()
        expect([view, title, await button.count()]).toEqual([view, title, 1])
        await button.click()
        await panel.getByText('Copied.').last().waitFor()
        copied.set(`${view} ${title}`, await page.evaluate(() => navigator.clipboard.readText()))
      }
      // A browser forgets the bodies of what a page was answered that is left.
      await Promise.all(heard)
    }
    const glance = page.getByRole('button', { name: /these four numbers/ })
    await enter(page, server.url, `/console?at=${AT}`)
    await glance.click()
    copied.set('cards', await page.evaluate(() => navigator.clipboard.readText()))
    page.off('response', listen)
    await Promise.all(heard)
    for (const [where, query] of copied) {
      const { data, errors } = await server.ask<Record<string, never>>('dev-operator', query)
      expect({ where, errors }).toEqual({ where, errors: undefined })
      const name = operationOf(query)
      const shown = answered.get(name)
      if (shown !== undefined) expect({ where, shown }).toEqual({ where, shown: expect.arrayContaining([data]) })
      // What the page asks piece by piece, so that each shows as it comes, and what it only asks when told to.
      else expect(['ConsoleItemsByUse', 'ConsoleGlance', 'ConsoleReceipt', 'ConsoleDryRun']).toContain(name)
    }
    const { data } = await server.ask<{ statistics: Record<string, object> }>(
      'dev-operator',
      copied.get('/console/report Items by data use') ?? '',
    )
    const { position: _, ...uses } = data.statistics
    expect(Object.keys(uses).length).toBeGreaterThan(3)
    for (const use of Object.values(uses)) {
      const { eligibleCount, ineligibleCount } = use as { eligibleCount: number; ineligibleCount: number }
      expect(answered.get('ConsoleEligibility')).toContainEqual({
        statistics: { eligibility: expect.objectContaining({ eligibleCount, ineligibleCount }) },
      })
    }
    const [, atHand = ''] = /^([^]*)$/.exec(copied.get('/console Members by choice') ?? '') ?? []
    expect(atHand).toContain(`$at: DateTime! = "${AT}"`)
    const link = page.getByRole('region', { name: 'Members by choice' }).getByRole('link', { name: /^Playground/ })
    const href = await link.first().getAttribute('href')
    expect(new URL(href ?? '', server.url).searchParams.get('query')).toBe(atHand.trimEnd())
  })

  it('says why: every check in order, what would have to change, and what was known when', async () => {
    const { data } = await server.ask<{ statistics: object; ledger: { type: string; item: string | null }[] }>(
      'dev-auditor',
      '{ ledger(first: 1000) { type item } }',
    )
    const items = data.ledger.flatMap(({ item }) => item ?? []).slice(0, 60)
    const question = (item: string) => `{ item: { key: "${item}" }, dataUse: "genai.training", at: "${AT}" }`
    const { data: decided } = await server.ask<{ decisions: { decisiveReason: string; outcome: string }[] }>(
      'dev-auditor',
      `{ decisions(questions: [${items.map(question).join(', ')}]) { outcome decisiveReason } }`,
    )
    const objected = items[decided.decisions.findIndex(({ decisiveReason }) => decisiveReason === 'OBJECTED')]
    await enter(page, server.url, '/console/why', 'dev-auditor')
    await page.getByLabel('Item').fill(objected ?? '')
    await page.getByRole('button', { name: 'Ask' }).press('Enter')
    await page.waitForURL(/item=/)
    await settled(page)
    expect(await page.locator('.verdict').innerText()).toContain('Ineligible')
    const trace = page.locator('.trace > li')
    expect(await trace.count()).toBe(22)
    expect(await page.locator('.trace > li.blocks').filter({ hasText: 'decisive' }).innerText()).toContain('OBJECTED')
    expect(await page.locator('.remedies').innerText()).toContain('The author would have to withdraw the objection.')
    const history = page.getByRole('region', { name: /^History of / })
    expect(await history.locator('tr').filter({ hasText: 'Objected' }).count()).toBeGreaterThan(0)
    // Before anything was known there was nothing to answer from; what came later made the difference.
    await page.goto(page.url().replace(/asKnownAt=\d+/, 'asKnownAt=1'))
    await settled(page)
    const known = page.getByRole('region', { name: 'Known then, and known now' })
    expect(await known.innerText()).toMatch(/The answers differ\.[^]*ContentRegistered/)
  })

  it('verifies checkpoints and receipts in the browser, and sees through what was changed', async () => {
    await server.ask('dev-operator', 'mutation { publishCheckpoint { __typename } }')
    await importJson(server.register, [{ type: 'MemberRegistered', member: `signed-${kind}` }])
    await enter(page, server.url, '/console/evidence', 'dev-auditor')
    await page.getByRole('button', { name: 'Sign now' }).click()
    await page.getByText(/^Signed: /).waitFor()
    const consistency = page.getByRole('region', { name: 'Consistent since yesterday' })
    await consistency.getByText('✓ Consistent').waitFor()
    const { data } = await server.ask<{ checkpoint: { note: string } }>('dev-auditor', '{ checkpoint { note } }')
    await consistency.locator('summary').click()
    await consistency.getByLabel('Signed note').fill(data.checkpoint.note.replace(/\n(\d+)\n/, '\n1\n'))
    await consistency.getByRole('button', { name: 'Verify', exact: true }).click()
    await consistency.getByText('✕ The earlier checkpoint:').waitFor()
    const receipt = page.getByRole('region', { name: 'Verify a receipt' })
    await receipt.getByLabel('Position of an entry').fill('2')
    await receipt.getByRole('button', { name: 'Fetch its receipt' }).click()
    await expect.poll(() => receipt.locator('textarea').inputValue(), { timeout: 20_000 }).toContain('demur-receipt/1')
    await receipt.getByRole('button', { name: 'Verify', exact: true }).click()
    await receipt.getByText('✓ Real:').waitFor()
    const real = await receipt.locator('textarea').inputValue()
    await receipt.locator('textarea').fill(real.replace('"position":2', '"position":3'))
    await receipt.getByRole('button', { name: 'Verify', exact: true }).click()
    await receipt.getByText('✕').waitFor()
    const [ledger] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'The ledger', exact: true }).click(),
    ])
    expect(readFileSync(await ledger.path(), 'utf8').split('\n')[0]).toContain('RulebookPublished')
  })

  it('compares the latest checkpoint with that of a day before, however many there were since', async () => {
    const { connection, notary } = server.register
    const instants = ['2100-01-01T00:00:00Z', '2100-01-02T00:00:00Z', '2100-01-02T23:00:00Z', '2100-01-03T00:00:00Z']
    for (const [nth, at] of instants.entries()) {
      await importJson(server.register, [{ type: 'MemberRegistered', member: `compared-${kind}-${nth}` }])
      await publishCheckpoint(connection.db, notary, instantOf(Date.parse(at)))
    }
    // As if the page had been full of those since.
    await page.route('**/console/graphql', async (route) => {
      const { query, variables } = route.request().postDataJSON() as { query: string; variables: object }
      if (operationOf(query) !== 'ConsoleCheckpoints') return route.continue()
      return route.continue({ postData: JSON.stringify({ query, variables: { ...variables, first: 2 } }) })
    })
    await enter(page, server.url, '/console/evidence', 'dev-auditor')
    const consistency = page.getByRole('region', { name: 'Consistent since yesterday' })
    await consistency.getByText('✓ Consistent').waitFor()
    expect(await consistency.innerText()).toContain('is of 2 Jan 2100, 00:00:00 UTC.')
    expect(await page.locator('main').innerText()).toContain('The latest 2 are shown.')
    await page.unroute('**/console/graphql')
  })

  it('says of what an address names and nobody published that there is none', async () => {
    await enter(page, server.url, '/console?use=no.such', 'dev-auditor')
    await page.getByText('The rulebook of this point has no data use named “no.such”').waitFor()
    expect(await page.getByLabel('Data use').inputValue()).toBe('no.such')
    await enter(page, server.url, '/console/rulebooks?version=never&from=never', 'dev-auditor')
    await page.getByText('There is no rulebook of version “never”.').first().waitFor()
    expect(await page.getByRole('region', { name: 'Rules by place' }).locator('select').first().inputValue()).toBe(
      'never',
    )
    await enter(page, server.url, '/console/why?item=item-1-1&use=no.such', 'dev-auditor')
    expect(await page.getByLabel('Data use').inputValue()).toBe('no.such')
    expect(await page.locator('.trace > li.blocks').first().innerText()).toContain('no.such')
  })

  it('tries a rulebook before it is published, proposes it, and lets somebody else approve it', async () => {
    await enter(page, server.url, '/console/rulebooks')
    const timeline = page.getByRole('region', { name: 'Rules by place' })
    expect(await timeline.locator('tr').filter({ hasText: 'EEA' }).count()).toBeGreaterThan(0)
    const tryIt = page.getByRole('region', { name: 'Try a rulebook' })
    await tryIt.getByLabel('Document, JSON').fill('{ "version": 1 }')
    await tryIt.getByRole('button', { name: /^Dry run/ }).click()
    await tryIt.getByRole('alert').filter({ hasText: 'version' }).waitFor()
    await tryIt.getByLabel('Document, JSON').fill(JSON.stringify(rulebookDocument('change-2026-08-21')))
    await tryIt.getByRole('button', { name: /^Dry run/ }).click()
    await tryIt.getByText('is sound').waitFor()
    expect(await tryIt.locator('tr').filter({ hasText: 'genai.training' }).first().innerText()).toMatch(/\d/)
    expect(await tryIt.innerText()).toContain('Less may be used')
    await tryIt.getByLabel('Note for those who approve').fill('The autumn change')
    await tryIt.getByRole('button', { name: 'Propose it' }).click()
    await tryIt.getByText('Another operator has to approve it.').waitFor()
    const proposals = page.getByRole('region', { name: 'Proposals' })
    await proposals.getByRole('button', { name: 'Look again' }).click()
    await proposals.getByText('You proposed it: somebody else approves.').waitFor()
    await enter(page, server.url, '/console/rulebooks', 'dev-operator:second-operator')
    await proposals.getByRole('button', { name: 'Measure its effect' }).click()
    await proposals.getByText('Items whose answer turns').waitFor()
    expect(await findings(page)).toEqual([])
    await proposals.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('region', { name: 'Published' }).getByText('2026-08-21.1').waitFor()
    const changed = page.getByRole('region', { name: 'What changed' })
    await changed.getByText('Less may be used').waitFor()
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
    // Views without checkpoints, consumers and runs show least of what may go wrong.
    for (const mutation of [
      'mutation { publishCheckpoint { __typename } }',
      REGISTER_CONSUMER,
      'mutation { openRun(input: { key: "autumn", dataUse: "genai.training" }) { __typename } }',
    ]) {
      const { errors } = await server.ask('dev-operator', mutation)
      if (errors !== undefined) throw new Error(JSON.stringify(errors))
    }
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
