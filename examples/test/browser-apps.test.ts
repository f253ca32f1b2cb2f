import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publishCheckpoint, startSampleServer } from '../../packages/sdk/test/support/server.ts'
import type { TestServer } from '../../packages/server/test/support/server.ts'
import { TestBrowser } from '../../packages/web/test/support/browser.ts'
import { App, typesOf, vite } from './support/app.ts'
import { installed } from './support/installed.ts'

const origins: string[] = []
const apps: App[] = []
const browsers: TestBrowser[] = []
let server: TestServer

beforeAll(async () => {
  ;[server] = await Promise.all([startSampleServer('postgres', { origins }), installed('react-vite')])
})
afterEach(() => {
  const wrong = browsers.flatMap(({ elsewhere, complaints }) => [...elsewhere, ...complaints])
  if (wrong.length > 0) throw new Error(`pages asked elsewhere, or complained: ${wrong.join(', ')}`)
})
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()))
  await Promise.all(apps.map((app) => app.stop()))
  await server.close()
})

/** Serves an example, and opens it in a browser that reaches it and the register alone. */
async function open(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const app = await App.start(await installed(name), args, { DEMUR_URL: server.url, ...env })
  apps.push(app)
  origins.push(app.url)
  const browser = new TestBrowser([app.url, server.url])
  browsers.push(browser)
  return { app, browser, page: await browser.open() }
}

async function choiceOf(member: string, setting: string): Promise<string> {
  const query = `query ($member: String!, $setting: String!) { member(by: { key: $member }) { optOutSetting(setting: $setting) { choice } } }`
  const { data } = await server.ask<{ member: { optOutSetting: { choice: string } } }>('dev-auditor', query, {
    member,
    setting,
  })
  return data.member.optOutSetting.choice
}

describe('React with Vite', () => {
  it('shows and changes settings, with what the server of the app has read', async () => {
    const folder = await installed('react-vite')
    expect(await typesOf(folder)).toEqual({ status: 0, output: '' })
    await vite(folder, 'build', '--outDir', 'dist/client')
    await vite(folder, 'build', '--ssr', 'src/server.tsx', '--outDir', 'dist/server')
    const member = 'de-plain'
    const { app, browser, page } = await open('react-vite', ['dist/server/server.js'], { MEMBER: member })

    const [without] = [await browser.open({ javaScriptEnabled: false })]
    await without.goto(app.url)
    expect(await without.locator('#training').innerText()).toContain('On – you have not objected')
    expect(await without.locator('#my-post').innerText()).toContain('may be used')

    await page.goto(app.url)
    await page.waitForFunction(() => Object.keys(document.querySelector('[role=switch]') ?? {}).length > 0)
    await page.locator('#training').getByRole('switch').click()
    await page.locator('#training').getByText('Off – you objected').first().waitFor()
    expect(await choiceOf(member, 'genai-improvement')).toBe('OBJECTED')
    await page.locator('#my-post').getByText('Its author has objected').waitFor()
    expect(await page.locator('#summary').innerText()).toContain('You objected to 1 of')
    await page.locator('#training').getByRole('button', { name: 'Undo' }).click()
    await page.locator('#training').getByText('On – you have not objected').first().waitFor()

    await page.locator('#activity').getByRole('button', { name: 'Object' }).click()
    await page.locator('#activity li').getByText('OBJECT at').waitFor()
    expect(await choiceOf(member, 'ads-profile')).toBe('OBJECTED')
    expect((await fetch(`${app.url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(403)
  })
})

describe('plain HTML', () => {
  it('loads the SDK as it is published, without a bundler, and shows what the register holds', async () => {
    const member = 'gb-plain'
    const { app, page } = await open('plain-html', ['serve.js'], { MEMBER: member, POST: `${member}-post-1` })
    await page.goto(app.url)
    const control = page.getByRole('switch', { name: 'Let my posts train AI' })
    await page.getByText('On – you have not objected').waitFor()
    await control.focus()
    await page.keyboard.press('Space')
    await page.getByText('Saved.').waitFor()
    expect(await control.getAttribute('aria-checked')).toBe('false')
    expect(await choiceOf(member, 'genai-improvement')).toBe('OBJECTED')
    await page.getByText('Its author has objected').waitFor()
    await page.getByRole('button', { name: 'Check my receipt' }).click()
    await page.getByText('The register has not signed it yet.').waitFor()
    await publishCheckpoint(server)
    await page.getByRole('button', { name: 'Check my receipt' }).click()
    await page.getByText('The receipt is real.').waitFor()
    await control.click()
    await page.getByText('On – you have not objected').waitFor()
    expect(await choiceOf(member, 'genai-improvement')).toBe('DEFAULT')
  })
})

describe.each([
  ['urql', 'fr-plain'],
  ['apollo', 'fr-never-told'],
])('%s', (name, member) => {
  it('reads and changes settings by the typed documents, and the list follows', async () => {
    const folder = await installed(name)
    expect(await typesOf(folder)).toEqual({ status: 0, output: '' })
    await vite(folder, 'build')
    const { app, page } = await open(name, ['node_modules/vite/bin/vite.js', 'preview'])
    await page.goto(app.url)
    const row = page.locator('#genai-improvement')
    await row.getByText('DEFAULT').waitFor()
    await row.getByRole('button', { name: 'Object' }).click()
    await page.getByText(/Recorded at \d+\./).waitFor()
    await row.getByText('OBJECTED').waitFor()
    expect(await choiceOf(member, 'genai-improvement')).toBe('OBJECTED')
  })
})
