import { population } from '@demur/fixtures'
import type { Page } from 'playwright-core'

/** A register in which something happened: people of many places who objected, withdrew, and were told too late. */
export function consoleWorld(): Iterable<string> {
  return population({ seed: 3, members: 120, itemsPerMember: 3, objected: 0.3, withdrawn: 0.3 })
}

/** An instant after everything in it. */
export const AT = '2026-11-01T00:00:00.000Z'

/** Opens a view as somebody, the way a platform hands them over. */
export async function enter(page: Page, origin: string, address: string, token = 'dev-operator'): Promise<void> {
  const url = new URL(address, origin)
  url.searchParams.set('token', token)
  await page.goto(url.href)
  await page.waitForURL((now) => now.searchParams.has('asKnownAt') && !now.searchParams.has('token'))
  await settled(page)
}

/** Waits until everything that the view asked for is there, and drawn: a chart knows its width a frame after its data. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor()
  await page.waitForFunction(
    () =>
      document.querySelector('.waiting') === null &&
      !document.body.innerText.includes('Counting…') &&
      [...document.querySelectorAll('.drawing')].every(
        (place) => place.getBoundingClientRect().width === 0 || place.querySelector('svg') !== null,
      ),
  )
}
