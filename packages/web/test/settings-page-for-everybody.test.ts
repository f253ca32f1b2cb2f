import { sampleRegister } from '@demur/fixtures'
import { buildWeb } from '@demur/web/build'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPages } from '../../server/src/web/pages.ts'
import { importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { TestBrowser } from './support/browser.ts'
import { alive, CONSUMER, findings, overflows, signIn } from './support/page.ts'

describe('the settings page for everybody', () => {
  let server: TestServer
  let browser: TestBrowser
  beforeAll(async () => {
    const register = await newRegister('embedded')
    await importJson(register, sampleRegister())
    server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    browser = new TestBrowser(server.url)
    await server.ask('dev-operator', CONSUMER)
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  it.each([
    ['in the light', {}, 'en'],
    ['in the dark', { colorScheme: 'dark' }, 'de'],
    ['at 320 px, right to left', { viewport: { width: 320, height: 640 } }, 'ar'],
    ['with forced colours', { forcedColors: 'active' }, 'fr'],
    ['with reduced motion', { reducedMotion: 'reduce' }, 'pl'],
    ['at 320 px, in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }, 'es'],
  ] as const)('has nothing that axe finds, %s', async (_, options, locale) => {
    const page = await browser.open(options)
    await signIn(page, server.url, 'de-objected', locale)
    await alive(page)
    expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr')
    expect(await findings(page)).toEqual([])
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await findings(page)).toEqual([])
    expect(await overflows(page)).toBe(false)
  })

  it('has nothing that axe finds without JavaScript, nor for those who are not signed in', async () => {
    const without = await browser.open({ javaScriptEnabled: false })
    await signIn(without, server.url, 'gb-plain')
    const html = await without.content()
    const page = await browser.open()
    await page.goto(`${server.url}/settings`)
    expect(await findings(page)).toEqual([])
    // What is shown without scripts, shown to axe, which is one.
    const shown = html.replaceAll(/<\/?noscript>/g, '').replaceAll(/<script[^>]*><\/script>/g, '')
    await page.setContent(shown.replaceAll('class="demur-scripted"', 'hidden'))
    expect(await findings(page)).toEqual([])
  })

  it('has room for languages that are longer: nothing is cut off or sticks out at 320 px', async () => {
    const page = await browser.open({ viewport: { width: 320, height: 640 } })
    await signIn(page, server.url, 'de-objected')
    await alive(page)
    for (const summary of await page.locator('summary').all()) await summary.click()
    await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        node.textContent = (node.textContent ?? '').replace(/[\p{L}]+/gu, (word) => `${word}${word.slice(0, 3)}ëñ`)
      }
    })
    expect(await overflows(page)).toBe(false)
  })
})
