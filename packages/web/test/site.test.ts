import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { schema } from '@demur/schema'
import { buildWeb } from '@demur/web/build'
import { isIntrospectionType, isSpecifiedScalarType } from 'graphql'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Project, run } from '../../sdk/test/support/project.ts'
import { startSampleServer } from '../../sdk/test/support/server.ts'
import { loadPages } from '../../server/src/web/pages.ts'
import { referenceOf } from '../../server/src/web/reference.ts'
import { newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { readGuides } from '../src/docs.ts'
import { TestBrowser } from './support/browser.ts'
import { findings, overflows } from './support/page.ts'

let server: TestServer
let browser: TestBrowser

beforeAll(async () => {
  server = await startSampleServer('postgres', { pages: await loadPages(await buildWeb()) })
  browser = new TestBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const sample = (page: Page, title: string): Promise<string> =>
  page.getByRole('region', { name: title }).locator('pre').innerText()

describe('the first page', () => {
  it('leads to every other page', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(`${server.url}/`)
    const links = page.getByRole('main').getByRole('link')
    // The console has a page for those who have not signed in.
    const statuses = { Playground: 200, Settings: 200, Console: 401, Docs: 200, Reference: 200 }
    for (const [name, status] of Object.entries(statuses)) {
      const address = await links.filter({ hasText: name }).first().getAttribute('href')
      const response = await fetch(new URL(address ?? '', server.url), { headers: { accept: 'text/html' } })
      expect([name, response.status, await response.text()]).toEqual([name, status, expect.stringContaining('<html')])
    }
  })

  it('asks the first question in three ways, and each is answered as it stands there', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(`${server.url}/`)
    const answer = { data: { decision: { outcome: 'INELIGIBLE', reasons: [{ code: 'OBJECTED' }] } } }
    const curl = await sample(page, 'From a shell')
    expect(curl).toContain(`curl ${server.url}/graphql`)
    const { stdout } = await promisify(execFile)('sh', ['-c', `${curl} --silent`])
    expect(JSON.parse(stdout)).toMatchObject(answer)
    expect(await server.ask('dev-auditor', await sample(page, 'In GraphQL'))).toMatchObject(answer)
    const project = new Project()
    onTestFinished(() => project.remove())
    project.link()
    const file = project.write('sample.ts', await sample(page, 'From an app'))
    const { output } = await run(process.execPath, ['--conditions=source', file], project.folder)
    expect(output).toMatch(/^INELIGIBLE OBJECTED .*has objected/)
  })

  it('says what to put in where the register is empty, or tokens come from an issuer', async () => {
    const pages = await loadPages(await buildWeb())
    const empty = await startServer(await newRegister('postgres'), { pages, development: false })
    const html = await (await fetch(`${empty.url}/`)).text()
    await empty.close()
    expect(html).toContain('your-item')
    expect(html).toContain('DEMUR_TOKEN')
    expect(html).not.toContain('dev-')
  })
})

describe('the reference', () => {
  it('has every type, field, argument and value of the schema, each described', async () => {
    const sections = referenceOf(schema)
    const types = sections.flatMap((section) => section.types)
    const named = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    )
    expect(types.map(({ name }) => name).toSorted()).toEqual(named.map(({ name }) => name).toSorted())
    const described = types.flatMap((type) => [
      [type.name, type.description],
      ...type.values.map(({ name, description }) => [`${type.name}.${name}`, description]),
      ...type.fields.flatMap(({ name, description, args }) => [
        [`${type.name}.${name}`, description],
        ...args.map((arg) => [`${type.name}.${name}(${arg.name})`, arg.description]),
      ]),
    ])
    expect(described.length).toBeGreaterThan(1000)
    expect(described.filter(([, description]) => description === '')).toEqual([])
    const html = await (await fetch(`${server.url}/reference`)).text()
    for (const { id, fields } of types) {
      expect(html).toContain(`id="${id}"`)
      for (const { name } of fields) expect(html).toContain(`id="${id}.${name}"`)
    }
  })

  it('has no link that leads nowhere', async () => {
    const html = await (await fetch(`${server.url}/reference`)).text()
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const targets = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.length).toBeGreaterThan(1000)
    expect(targets.filter((id) => !ids.has(id))).toEqual([])
  })

  it('says what costs more than other fields', () => {
    const fields = referenceOf(schema).flatMap(({ types }) => types.flatMap((type) => type.fields))
    const costOf = (name: string) => fields.find((field) => field.name === name)?.cost
    expect([costOf('decisions'), costOf('verifyRun'), costOf('outcome')]).toEqual([
      'more the more is asked for',
      '1,000',
      null,
    ])
  })

  it('is not sent again while nothing has changed', async () => {
    const first = await fetch(`${server.url}/reference`)
    const again = await fetch(`${server.url}/reference`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })
})

describe('the documentation', () => {
  it('has every page of the repository, each with the title of its text', async () => {
    const guides = readGuides()
    const folder = fileURLToPath(new URL('../../../docs/', import.meta.url))
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
    const served = new Set(guides.map(({ path }) => `${path}.md`))
    expect(sources.filter((name) => !name.endsWith('README.md') && !served.has(name))).toEqual([])
    const index = await (await fetch(`${server.url}/docs`)).text()
    for (const { path, title, summary } of guides) {
      expect([path, title.length > 2, summary.length > 5]).toEqual([path, true, true])
      expect(index).toContain(`href="/docs/${path}"`)
    }
  })

  it('has no link, picture or heading that leads nowhere', async () => {
    const pages = new Map<string, string>()
    for (const { path } of readGuides()) {
      const response = await fetch(`${server.url}/docs/${path}`)
      expect([path, response.status]).toEqual([path, 200])
      pages.set(`/docs/${path}`, await response.text())
    }
    const broken: string[] = []
    for (const [place, html] of pages) {
      for (const [, href = ''] of html.matchAll(/ href="([^"]+)"/g)) {
        const [path = '', anchor] = href.split('#')
        if (!/^(#|\/docs\/)/.test(href)) continue
        const target = pages.get(path === '' ? place : path)
        const found = target !== undefined && (anchor === undefined || target.includes(` id="${anchor}"`))
        if (!found) broken.push(`${place} ${href}`)
      }
      for (const [, src = ''] of html.matchAll(/<img src="([^"]*)"/g)) {
        if ((await fetch(`${server.url}${src}`)).status !== 200) broken.push(`${place} ${src}`)
      }
    }
    expect(broken).toEqual([])
  })

  it('says where there is no such page', async () => {
    for (const path of ['/docs/nothing', '/docs/pictures/nothing.png', '/docs/../package.json']) {
      expect([path, (await fetch(`${server.url}${path}`)).status]).toEqual([path, 404])
    }
  })
})

describe.each(['/', '/docs', '/docs/operations', '/docs/console', '/reference'])('%s', (path) => {
  it.each([
    ['in the light', {}],
    ['at 320 px, in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
    ['with forced colours', { forcedColors: 'active' }],
  ] as const)('has nothing that axe finds, %s', async (_, options) => {
    const page = await browser.open(options)
    await page.goto(`${server.url}${path}`)
    // The whole of the reference takes axe half a minute: what repeats is looked at once.
    await page.evaluate(() => {
      for (const section of document.querySelectorAll('.reference section')) {
        for (const type of [...section.querySelectorAll('article')].slice(2)) type.remove()
      }
      for (const list of document.querySelectorAll('.members'))
        for (const row of [...list.children].slice(4)) row.remove()
    })
    expect(await findings(page)).toEqual([])
    expect(await overflows(page)).toBe(false)
  })

  it('has no script and nothing inline, and asks nobody else', async () => {
    const page = await browser.open()
    await page.goto(`${server.url}${path}`)
    expect(await page.locator('script, style, [style]').count()).toBe(0)
    expect(browser.elsewhere).toEqual([])
    expect(browser.complaints).toEqual([])
  })
})
