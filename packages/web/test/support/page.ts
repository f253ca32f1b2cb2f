import { createRequire } from 'node:module'
import type { Locator, Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Signs a member in, the way a platform hands them over. */
export async function signIn(page: Page, origin: string, member: string, locale = 'en'): Promise<void> {
  await page.goto(`${origin}/settings?token=dev-member:${encodeURIComponent(member)}&locale=${locale}`)
  await page.waitForURL(`${origin}/settings?locale=${locale}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Waits until the page has come to life: before, its switches are buttons of forms. */
export async function alive(page: Page): Promise<void> {
  await page.locator('[role=switch]').first().waitFor()
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('[role=switch]') ?? {}).some((key) => key.startsWith('__reactProps')),
  )
}

export function group(page: Page, setting: string): Locator {
  return page.locator(`[id="setting-${setting}"]`)
}

export function switchOf(page: Page, setting: string): Locator {
  return group(page, setting).getByRole('switch')
}

/** What axe finds wrong with what is on the screen. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axe())
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
}

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>
}

let source: Promise<string> | null = null

function axe(): Promise<string> {
  source ??= import('node:fs/promises').then(({ readFile }) => readFile(AXE, 'utf8'))
  return source
}

/** Whether the page is wider than its window. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
}

/** Somebody outside the register who has to apply what members object to. */
export const CONSUMER = `mutation {
  registerConsumer(
    input: { key: "training", title: "Model training", settings: [{ setting: "genai-improvement", deadline: "P30D" }] }
  ) { __typename }
}`
