import { readFileSync } from 'node:fs'
import { sampleRegister } from '@demur/fixtures'
import { buildWeb } from '@demur/web/build'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadPages } from '../../server/src/web/pages.ts'
import { DATABASES, importJson, newRegister } from '../../server/test/support/register.ts'
import { startServer, type TestServer } from '../../server/test/support/server.ts'
import { TestBrowser } from './support/browser.ts'
import { alive, CONSUMER, findings, group, signIn, switchOf } from './support/page.ts'

const SETTING = 'genai-improvement'

describe.each(DATABASES)('the settings page on %s', (kind) => {
  let server: TestServer
  let browser: TestBrowser
  let members = 0

  beforeAll(async () => {
    const register = await newRegister(kind)
    await importJson(register, sampleRegister())
    server = await startServer(register, { pages: await loadPages(await buildWeb()) })
    browser = new TestBrowser(server.url)
    await server.ask('dev-operator', CONSUMER)
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })
  afterEach(() => {
    if (browser.elsewhere.length > 0) throw new Error(`a page asked elsewhere: ${browser.elsewhere.join(', ')}`)
  })

  /** A member of one's own, who was told everything. */
  async function someone(country = 'DE'): Promise<string> {
    members += 1
    const member = `member-${members}`
    const notice = { notice: 'privacy-notice-europe', version: '2026-08-21', channel: 'banner' }
    await importJson(server.register, [
      { type: 'MemberRegistered', member },
      { type: 'ResidenceRecorded', member, country },
      { type: 'NoticeServed', member, ...notice },
    ])
    return member
  }

  async function choiceOf(member: string, setting = SETTING): Promise<string> {
    const query = `query ($member: String!, $setting: String!) { member(by: { key: $member }) { optOutSetting(setting: $setting) { choice } } }`
    const { data } = await server.ask<{ member: { optOutSetting: { choice: string } } }>('dev-auditor', query, {
      member,
      setting,
    })
    return data.member.optOutSetting.choice
  }

  it('says whose choices they are and for which place, and that only future use changes', async () => {
    const page = await browser.open()
    await signIn(page, server.url, await someone())
    const text = await page.locator('main').innerText()
    expect(text).toMatch(/account .member-\d+./)
    expect(text).toContain('Germany (European Economic Area)')
    expect(text).toContain('Changes here affect future use.')
    await page.getByText('Not where you live?').click()
    expect(await page.getByText('correct it there').isVisible()).toBe(true)
    expect(await group(page, 'affiliate-sharing').getByRole('switch').count()).toBe(0)
    expect(await group(page, 'affiliate-sharing').innerText()).toContain('Not done where you live')
  })

  it('is worked with the keyboard alone: Space objects at once, and undo takes it back', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    const control = switchOf(page, SETTING)
    const name = await control.evaluate((element) =>
      (element.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    )
    for (let presses = 0; presses < 30; presses += 1) {
      if (await control.evaluate((element) => element === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Space')
    await group(page, SETTING).getByText('Saved.').waitFor()
    expect(await control.getAttribute('aria-checked')).toBe('false')
    expect(await group(page, SETTING).innerText()).toContain('Off – you objected')
    expect(await choiceOf(member)).toBe('OBJECTED')
    expect(await page.getByRole('switch', { name }).count()).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await group(page, SETTING).getByText('On – you have not objected').first().waitFor()
    await expect.poll(() => choiceOf(member)).toBe('DEFAULT')
    // The button is gone that was pressed: one goes on from the switch.
    expect(await control.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('shows no objection that is not stored, says so beside the switch, and tries again when asked', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    await page.route('**/settings/graphql', (route) => route.abort())
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Not saved: we got no answer.').waitFor({ timeout: 30_000 })
    expect(await switchOf(page, SETTING).getAttribute('aria-checked')).toBe('true')
    expect(await findings(page)).toEqual([])
    expect(await choiceOf(member)).toBe('DEFAULT')
    await page.unroute('**/settings/graphql')
    await group(page, SETTING).getByRole('button', { name: 'Try again' }).click()
    await group(page, SETTING).getByText('Saved.').waitFor()
    expect(await choiceOf(member)).toBe('OBJECTED')
  })

  it('shows the conflict and the present value where a second window changed it meanwhile', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await switchOf(page, SETTING).waitFor()
    await alive(page)
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Saved.').waitFor()
    const other = await page.context().newPage()
    await other.goto(`${server.url}/settings?locale=en`)
    await alive(other)
    await switchOf(other, SETTING).click()
    await group(other, SETTING).getByText('On – you have not objected').first().waitFor()
    await switchOf(other, SETTING).click()
    await group(other, SETTING).getByText('Off – you objected').first().waitFor()
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Not changed: somebody changed this').waitFor()
    expect(await switchOf(page, SETTING).getAttribute('aria-checked')).toBe('false')
    expect(await findings(page)).toEqual([])
    expect(await choiceOf(member)).toBe('OBJECTED')
  })

  it('objects to everything with one press, and takes all of it back with one', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    await page.getByRole('button', { name: 'Object to everything' }).click()
    await page.getByText('Saved. You objected to everything').waitFor()
    expect(await page.getByRole('switch', { checked: true }).count()).toBe(0)
    for (const setting of [SETTING, 'affiliate-sharing', 'ads-activity']) {
      expect([setting, await choiceOf(member, setting)]).toEqual([setting, 'OBJECTED'])
    }
    await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter')
    await page.getByText('Undone.').waitFor()
    expect(await choiceOf(member, 'affiliate-sharing')).toBe('DEFAULT')
    const objecting = page.getByRole('button', { name: 'Object to everything' })
    expect(await objecting.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('lists what was changed, with receipts to keep', async () => {
    const page = await browser.open()
    await signIn(page, server.url, 'de-objected-by-letter')
    const history = page.getByRole('region', { name: 'What you changed' })
    expect(await history.innerText()).toMatch(/You objected: .*\n.*2025/)
    expect(await history.innerText()).toContain('letter')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      history.getByRole('link', { name: /^Download receipt/ }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^demur-receipt-\d+\.json$/)
    const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(JSON.stringify(receipt)).toContain('de-objected-by-letter')
  })

  it('checks a receipt in the browser: unproven until the register has signed, and real from then on', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Saved.').waitFor()
    const history = page.getByRole('region', { name: 'What you changed' })
    await history.getByRole('button', { name: /^Check receipt/ }).click()
    await history.getByText('The register has not signed this entry yet.').waitFor()
    const { errors } = await server.ask('dev-operator', 'mutation { publishCheckpoint { __typename } }')
    expect(errors).toBeUndefined()
    await page.route('**/settings/graphql', (route) => route.abort())
    await history.getByRole('button', { name: /^Check receipt/ }).click()
    await history.getByText('This receipt could not be checked: we got no answer.').waitFor({ timeout: 30_000 })
    await page.unroute('**/settings/graphql')
    await history.getByRole('button', { name: /^Check receipt/ }).click()
    await history.getByText('This receipt is real.').waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('lists no fewer changes after another one, the earlier ones when asked, and has receipts of all', async () => {
    const member = await someone()
    const there = { member, setting: SETTING, channel: 'settings' }
    const both = [
      { type: 'Objected', ...there },
      { type: 'ObjectionWithdrawn', ...there },
    ]
    await importJson(server.register, Array.from({ length: 30 }, () => both).flat())
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    const history = page.getByRole('region', { name: 'What you changed' })
    const changes = history.getByRole('listitem')
    expect(await changes.count()).toBe(50)
    await history.getByRole('button', { name: 'Show what you changed before' }).press('Enter')
    await expect.poll(() => changes.count()).toBe(60)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('LI')
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Saved.').waitFor()
    await expect.poll(() => changes.count()).toBe(61)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      history.getByRole('link', { name: 'Download all my receipts' }).click(),
    ])
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toHaveLength(61)
    const [last] = await Promise.all([
      page.waitForEvent('download'),
      history
        .getByRole('link', { name: /^Download receipt/ })
        .last()
        .click(),
    ])
    expect(readFileSync(await last.path(), 'utf8')).toContain(member)
  })

  it('lists past uses, and says that a choice ended them only while it does', async () => {
    const member = 'fr-plain'
    const run = `run-${member}`
    const open = `mutation { openRun(input: { key: "${run}", dataUse: "genai.training" }) { __typename } }`
    const seal = `mutation { sealRun(input: { run: "${run}" }) { __typename } }`
    expect((await server.ask('dev-service', open)).errors).toBeUndefined()
    expect((await server.ask('dev-service', seal)).data).toEqual({ sealRun: { __typename: 'SealRunSuccess' } })
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    const past = page.getByRole('region', { name: 'Where your data was used' })
    expect(await past.innerText()).toContain('6 of your items')
    const ended = past.getByText(/^Your choice of .* keeps your data out of every later run\.$/)
    expect(await ended.count()).toBe(0)
    await switchOf(page, SETTING).click()
    await ended.waitFor()
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('On – you have not objected').first().waitFor()
    await ended.waitFor({ state: 'detached' })
  })

  it('says to whoever lives nowhere known that nothing is used, and where to say where', async () => {
    const page = await browser.open()
    await signIn(page, server.url, 'place-never-recorded')
    const text = await page.locator('main').innerText()
    expect(text).toContain('We do not know where you live. Until we do, nothing of yours is used.')
    expect(text).toContain('Please fill it in there.')
    expect(text).not.toMatch(/Not where you live\?|Not done where you live/)
    expect(await page.getByRole('switch').count()).toBe(0)
    expect(await findings(page)).toEqual([])
  })

  it('works without JavaScript: radios and a button, and says what was saved', async () => {
    const member = await someone()
    const page = await browser.open({ javaScriptEnabled: false })
    await signIn(page, server.url, member)
    const form = group(page, SETTING)
    expect(await form.getByRole('switch').count()).toBe(0)
    await form.getByLabel('Object', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/saved=\d+/)
    expect(await form.innerText()).toMatch(/Off – you objected[^]*Saved\./)
    expect(await choiceOf(member)).toBe('OBJECTED')
    await form.getByLabel('Allow', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    // The address says “saved” since the first time: what is waited for is on the page that comes.
    await form.getByText('On – you have not objected').first().waitFor()
    expect(await choiceOf(member)).toBe('DEFAULT')
    await page.getByRole('button', { name: 'Object to everything' }).click()
    await page.getByText('Saved. You objected to everything on this page.').waitFor()
    expect(await choiceOf(member, 'ads-profile')).toBe('OBJECTED')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Whose settings?' }).waitFor()
  })

  it('says in a form, too, that somebody changed it meanwhile', async () => {
    const member = await someone()
    const page = await browser.open({ javaScriptEnabled: false })
    await signIn(page, server.url, member)
    const form = group(page, SETTING)
    await form.getByLabel('Object', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/saved=\d+/)
    const set = `mutation ($member: String!) { setOptOut(input: { member: { key: $member }, setting: "${SETTING}", act: OBJECT }) { __typename } }`
    await server.ask('dev-operator', set, { member })
    await form.getByLabel('Allow', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Not changed: somebody changed this').waitFor()
    expect(await choiceOf(member)).toBe('OBJECTED')
  })

  it('shows the notice that is due, and records that it was served', async () => {
    const page = await browser.open()
    await signIn(page, server.url, 'fr-never-told', 'de')
    const due = `{ member(by: { key: "fr-never-told" }) { noticesDue { notice } } }`
    const banner = page.getByRole('region', { name: /Es gibt Neues/ })
    await banner.waitFor()
    expect(await banner.innerText()).toMatch(/Beiträge, Artikel.*\n+Das darf sofort beginnen/)
    const left = async () =>
      (await server.ask<{ member: { noticesDue: object[] } }>('dev-auditor', due)).data.member.noticesDue.length
    await expect.poll(left).toBe(0)
    await banner.getByRole('button', { name: 'Schließen' }).press('Enter')
    await banner.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('choices')
  })

  it('shows who has confirmed an objection: not yet, and then when', async () => {
    const member = await someone()
    const page = await browser.open()
    await signIn(page, server.url, member)
    await alive(page)
    expect(await group(page, SETTING).getByText('Who has confirmed your choice').count()).toBe(0)
    await switchOf(page, SETTING).click()
    await group(page, SETTING).getByText('Model training: not confirmed yet.').waitFor()
    const acknowledge = `mutation ($position: Position!) { acknowledge(input: { consumer: "training", position: $position }) { __typename } }`
    const { data } = await server.ask<{ ledgerHead: string }>('dev-auditor', '{ ledgerHead }')
    await server.ask('dev-operator', acknowledge, { position: data.ledgerHead })
    await page.reload()
    await group(page, SETTING)
      .getByText(/^Model training: confirmed on .*20\d\d/)
      .waitFor()
  })

  it('undoes without JavaScript what it did, one choice or all of them', async () => {
    const member = await someone()
    const page = await browser.open({ javaScriptEnabled: false })
    await signIn(page, server.url, member)
    const form = group(page, SETTING)
    await form.getByLabel('Object', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/saved=\d+/)
    await form.getByRole('button', { name: /^Undo/ }).click()
    await form.getByText('On – you have not objected').first().waitFor()
    expect(await choiceOf(member)).toBe('DEFAULT')

    await form.getByLabel('Object', { exact: true }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Off – you objected').first().waitFor()
    await page.getByRole('button', { name: 'Object to everything' }).click()
    await page.getByText('Saved. You objected to everything on this page.').waitFor()
    expect(await choiceOf(member, 'ads-profile')).toBe('OBJECTED')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Undone. Your choices are as they were before.').waitFor()
    expect([await choiceOf(member, 'ads-profile'), await choiceOf(member)]).toEqual(['DEFAULT', 'OBJECTED'])
  })

  it('says nothing was saved, and offers no undo, because an address says so', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await signIn(page, server.url, await someone())
    for (const query of ['saved=1', 'saved=1&all=objected', 'saved=999999&all=undone', 'all=objected']) {
      await page.goto(`${server.url}/settings?locale=en&${query}`)
      const text = await page.locator('main').innerText()
      expect([query, /Saved\.|Undone\.|Undo\b/.test(text)]).toEqual([query, false])
    }
  })

  it('records a notice without JavaScript when it is closed', async () => {
    const member = `member-${++members}`
    await importJson(server.register, [
      { type: 'MemberRegistered', member },
      { type: 'ResidenceRecorded', member, country: 'FR' },
    ])
    const page = await browser.open({ javaScriptEnabled: false })
    await signIn(page, server.url, member)
    const banner = page.getByRole('region', { name: 'There is news about how your data may be used' })
    await banner.getByRole('button', { name: 'Close' }).click()
    await page.waitForURL(/saved=/)
    expect(await banner.count()).toBe(0)
    const due = `query ($member: String!) { member(by: { key: $member }) { noticesDue { notice } } }`
    expect((await server.ask('dev-auditor', due, { member })).data).toEqual({ member: { noticesDue: [] } })
  })

  it('keeps the token out of addresses, storage and scripts', async () => {
    const page = await browser.open()
    await signIn(page, server.url, await someone())
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0])
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/settings' })
    await page.goBack().catch(() => null)
    expect(page.url()).not.toContain('token')
    expect(server.log.join('\n')).not.toContain('dev-member')
  })

  it('has nothing inline, and no browser finds anything to complain about', async () => {
    const page = await browser.open()
    await signIn(page, server.url, await someone())
    await alive(page)
    expect(browser.complaints.filter((text) => !/ERR_FAILED|status of (4|5)\d\d/.test(text))).toEqual([])
    expect(await page.evaluate(() => document.querySelectorAll('style, script:not([src]), [style]').length)).toBe(0)
  })
})
