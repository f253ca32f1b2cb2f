import { buildWeb } from '@demur/web/build'
import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { loadPages } from '../../server/src/web/pages.ts'
import { importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer } from '../../server/test/support/server.ts'
import { TestBrowser } from './support/browser.ts'
import { AT, consoleWorld } from './support/console.ts'

describe('counting that takes long', () => {
  it('says so, and where no answer came asks again', async () => {
    const register = await newRegister('embedded')
    await importJson(register, consoleWorld())
    const server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    const browser = new TestBrowser(server.url)
    try {
      const page = await browser.open()
      await page.clock.install()
      const held: Route[] = []
      let holds = true
      await page.route('**/console/graphql', (route) => {
        if (!holds || !route.request().postData()?.includes('query ConsoleEligibility')) return route.continue()
        held.push(route)
        return undefined
      })
      await page.goto(`${server.url}/console?at=${AT}&token=dev-auditor`)
      const places = page.getByRole('region', { name: 'Training generative AI, by place' })
      await places.getByText('Counting every item').waitFor()
      // The members are there meanwhile.
      await page.getByRole('region', { name: 'Members by choice' }).locator('.drawing svg').waitFor()
      const given = places.getByText('No answer came within 120000 ms.')
      // It is asked for a second time by itself, and then by whoever wants to wait on.
      await expect.poll(() => page.clock.fastForward(121_000).then(() => given.count()), { timeout: 20_000 }).toBe(1)
      expect(held.length).toBeGreaterThan(8)
      holds = false
      await places.getByRole('button', { name: 'Try again' }).click()
      await places.locator('.drawing svg').waitFor()
      const uses = page.getByRole('region', { name: 'Eligible and ineligible items, by use' })
      await uses.getByRole('button', { name: 'Try again' }).last().click()
      expect(await places.locator('tr').count()).toBeGreaterThan(3)
      await Promise.all(held.map((route) => route.abort()))
    } finally {
      await browser.close()
      await server.close()
    }
  })
})
