import './support/dom.ts'

import { sampleRegister } from '@demur/fixtures'
import type { Client, SettingsOverview } from '@demur/sdk'
import {
  DemurProvider,
  type InitialData,
  type Messages,
  NoticeBanner,
  OptOutSettings,
  useEligibility,
  useOptOut,
  useOptOutSettings,
} from '@demur/sdk/react'
import { ar, de } from '@demur/sdk/react/locales'
import { createTestRegister, type TestRegister } from '@demur/sdk/testing'
import { act, type ReactNode } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const SETTING = 'genai-improvement'
let register: TestRegister
let root: Root | null = null

beforeAll(async () => {
  // What is loaded when it is first used is loaded before, so that a test waits for answers alone.
  const { settings, notices } = createTestRegister().as('SERVICE')
  await Promise.all([settings.overview({ member: 'nobody' }), notices.due({ member: 'nobody' })])
})
beforeEach(() => {
  register = createTestRegister({ entries: sampleRegister(), now: '2026-11-20T12:00:00.000Z' })
  document.body.innerHTML = '<main></main>'
})
afterEach(async () => {
  await act(async () => root?.unmount())
  root = null
})

function main(): HTMLElement {
  return document.querySelector('main') as HTMLElement
}
async function settled(): Promise<void> {
  // Everything in memory answers within a few turns of the event loop.
  await act(async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  })
}
async function render(page: ReactNode): Promise<void> {
  root = createRoot(main())
  await act(async () => root?.render(page))
  await settled()
}
async function press(element: Element | null | undefined): Promise<void> {
  await act(async () => (element as HTMLElement).click())
  await settled()
}
const group = (key: string): Element | null => document.querySelector(`[id="setting-${key}"]`)
const switchOf = (key = SETTING): Element | null => group(key)?.querySelector('[role=switch]') ?? null
const textOf = (key = SETTING): string => group(key)?.textContent ?? ''
const buttonNamed = (name: string): Element | undefined =>
  [...document.querySelectorAll('button')].find((button) => button.textContent === name)

const Settings = ({ client }: { readonly client: Client }) => (
  <DemurProvider client={client} timeZone="UTC">
    <OptOutSettings />
  </DemurProvider>
)

describe('the settings component', () => {
  it('shows a switch where there is a choice, and text where there is none', async () => {
    await render(<Settings client={register.asMember('de-plain')} />)
    expect(switchOf()?.getAttribute('aria-checked')).toBe('true')
    expect(textOf()).toContain('On – you have not objected')
    expect(textOf()).toContain('legitimate interests')
    expect(textOf('ads-activity')).toContain('Off – you have not agreed')
    expect(switchOf('affiliate-sharing')).toBeNull()
    expect(textOf('affiliate-sharing')).toContain('Not done where you live')
  })

  it('says what is done without a choice, and that an objection is kept there', async () => {
    const client = register.asMember('us-plain')
    await client.settings.object('ai-feature-input')
    await render(<Settings client={client} />)
    expect(switchOf('ai-feature-input')).toBeNull()
    expect(textOf('ai-feature-input')).toContain('Done without a choice where you live')
    expect(textOf('ai-feature-input')).toMatch(/You objected on .* We keep your objection/)
  })

  it('changes a switch when the register has recorded it, says so, and takes it back', async () => {
    const client = register.asMember('de-plain')
    await render(<Settings client={client} />)
    const label = () => document.getElementById(switchOf()?.getAttribute('aria-labelledby')?.split(' ')[1] ?? '')
    const before = label()?.textContent
    await press(switchOf())
    expect(switchOf()?.getAttribute('aria-checked')).toBe('false')
    expect(group(SETTING)?.querySelector('[role=status]')?.textContent).toMatch(/^Saved\. .*Off – you objected\.$/)
    expect(label()?.textContent).toBe(before)
    expect(await client.settings.get(SETTING)).toMatchObject({ choice: 'OBJECTED' })
    await press(buttonNamed('Undo'))
    expect(switchOf()?.getAttribute('aria-checked')).toBe('true')
    expect(await client.settings.get(SETTING)).toMatchObject({ choice: 'DEFAULT', version: 2 })
  })

  it('is never optimistic: an objection that is not stored is not shown, and can be tried again', async () => {
    const client = register.asMember('de-plain')
    await render(<Settings client={client} />)
    register.disconnect('SetOptOuts')
    await press(switchOf())
    expect(switchOf()?.getAttribute('aria-checked')).toBe('true')
    expect(group(SETTING)?.querySelector('[role=status]')?.textContent).toMatch(/^Not saved/)
    register.reconnect()
    await press(buttonNamed('Try again'))
    expect(switchOf()?.getAttribute('aria-checked')).toBe('false')
    expect((await client.settings.history(SETTING))?.events).toHaveLength(1)
  })

  it('shows an objection whose answer was lost, because the register holds it, and records it once', async () => {
    const client = register.asMember('de-plain')
    await render(<Settings client={client} />)
    register.loseAnswers('SetOptOuts')
    await press(switchOf())
    expect(switchOf()?.getAttribute('aria-checked')).toBe('false')
    expect(group(SETTING)?.querySelector('[role=status]')?.textContent).toMatch(/^Saved/)
    expect((await client.settings.history(SETTING))?.events).toHaveLength(1)
  })

  it('shows the conflict and the present value where somebody changed it meanwhile', async () => {
    const client = register.asMember('de-objected')
    await render(<Settings client={client} />)
    const elsewhere = await client.settings.withdraw(SETTING, { expectedVersion: 1 })
    expect(elsewhere.ok).toBe(true)
    await client.settings.object(SETTING)
    await press(switchOf())
    expect(switchOf()?.getAttribute('aria-checked')).toBe('false')
    expect(group(SETTING)?.querySelector('[role=status]')?.textContent).toMatch(/^Not changed: .*Off – you objected/)
    expect(await client.settings.get(SETTING)).toMatchObject({ choice: 'OBJECTED', version: 3 })
  })

  it('objects to everything at once, and takes all of it back', async () => {
    const client = register.asMember('fr-plain')
    await render(<Settings client={client} />)
    await press(buttonNamed('Object to everything'))
    expect((await client.settings.list())?.every(({ choice }) => choice === 'OBJECTED')).toBe(true)
    expect(
      [...document.querySelectorAll('[role=switch]')].map((one) => one.getAttribute('aria-checked')),
    ).not.toContain('true')
    await press(buttonNamed('Undo'))
    expect((await client.settings.list())?.every(({ choice }) => choice === 'DEFAULT')).toBe(true)
  })

  it('says that there is nobody to choose for, and that it could not be loaded', async () => {
    await render(<Settings client={register.asMember('nobody')} />)
    expect(main().textContent).toContain('There is no account here')
    await act(async () => root?.unmount())
    register.disconnect()
    await render(<Settings client={register.asMember('de-plain')} />)
    expect(main().textContent).toContain('We could not load your choices.')
    register.reconnect()
    await press(buttonNamed('Try again'))
    expect(switchOf()).not.toBeNull()
  })

  it('speaks the language it is given, and says which of its texts are in another', async () => {
    const inLanguage = (messages: Messages) => (
      <DemurProvider client={register.asMember('de-plain')} messages={messages}>
        <OptOutSettings />
      </DemurProvider>
    )
    const title = () => group(SETTING)?.querySelector('h3')
    await render(inLanguage(ar))
    expect(document.querySelector('.demur-settings')?.getAttribute('dir')).toBe('rtl')
    expect([title()?.getAttribute('lang'), title()?.textContent]).toEqual([null, expect.stringMatching(/^بيانات/)])
    // The rulebook has no Dutch.
    await render(inLanguage({ ...ar, locale: 'nl' }))
    expect([title()?.getAttribute('lang'), title()?.textContent]).toEqual(['en', expect.stringMatching(/^Data/)])
  })
})

describe('a page that a server rendered', () => {
  const page = (client: Client, initialData: InitialData) => (
    <DemurProvider client={client} messages={de} initialData={initialData}>
      <OptOutSettings form={{ action: '/settings', fields: () => ({ csrf: 'token' }) }} />
    </DemurProvider>
  )

  it('is complete without JavaScript, with a form for each choice', async () => {
    const client = register.asMember('de-objected')
    const overview = await client.settings.overview({ locale: 'de' })
    main().innerHTML = renderToString(page(client, { overview }))
    const noscript = group(SETTING)?.querySelector('noscript')?.innerHTML ?? ''
    expect(noscript).toContain('value="WITHDRAW_OBJECTION"')
    expect(noscript).toMatch(/checked="" value="OBJECT"|value="OBJECT" checked=""/)
    expect(group(SETTING)?.querySelector('form')?.getAttribute('method')).toBe('post')
    expect(group(SETTING)?.querySelector('[name=csrf]')?.getAttribute('value')).toBe('token')
  })

  it('comes to life without asking again and without a mismatch', async () => {
    const client = register.asMember('de-objected')
    const overview = JSON.parse(JSON.stringify(await client.settings.overview({ locale: 'de' }))) as SettingsOverview
    main().innerHTML = renderToString(page(client, { overview }))
    register.disconnect('ViewerSettingsOverview')
    const problems: unknown[] = []
    await act(async () => {
      root = hydrateRoot(main(), page(client, { overview }), { onRecoverableError: (error) => problems.push(error) })
    })
    await settled()
    expect(problems).toEqual([])
    expect(switchOf()?.getAttribute('aria-checked')).toBe('false')
  })
})

describe('the hooks', () => {
  it('say who forgot the provider', () => {
    const Lost = () => <p>{useOptOutSettings().status}</p>
    expect(() => renderToString(<Lost />)).toThrow(/<DemurProvider>/)
  })

  it('hold content for not eligible until the register has said that it is', async () => {
    const seen: boolean[] = []
    const Post = ({ item }: { readonly item: string }) => {
      const { eligible, status } = useEligibility({ item, dataUse: 'genai.training' })
      seen.push(eligible)
      return <p>{`${status} ${eligible}`}</p>
    }
    register.disconnect('Decision')
    const service = register.as('SERVICE')
    const provided = (item: string) => (
      <DemurProvider client={service}>
        <Post item={item} />
      </DemurProvider>
    )
    await render(provided('fr-plain-post-1'))
    expect(main().textContent).toBe('failed false')
    register.reconnect()
    await act(async () => root?.render(provided('hk-plain-post-1')))
    await settled()
    expect(main().textContent).toBe('ready true')
    await act(async () => root?.render(provided('de-objected-post-1')))
    await settled()
    expect(main().textContent).toBe('ready false')
    expect(seen[0]).toBe(false)
  })

  it('begin with what a server has read', async () => {
    const question = { item: 'hk-plain-post-1', dataUse: 'genai.training' }
    const client = register.as('SERVICE')
    const decision = await client.eligibility.check(question)
    const Post = () => <p>{String(useEligibility(question).eligible)}</p>
    const page = (
      <DemurProvider client={client} initialData={{ decisions: [[question, decision]] }}>
        <Post />
      </DemurProvider>
    )
    expect(renderToString(page)).toBe('<p>true</p>')
  })

  it('give a button all that makes it a switch', async () => {
    const Switch = () => {
      const { switchProps, labelProps, stateProps, state, offered } = useOptOut(SETTING)
      return (
        <div>
          <span {...labelProps}>Train</span>
          {offered && <button {...switchProps} />}
          <p {...stateProps}>{state}</p>
        </div>
      )
    }
    await render(
      <DemurProvider client={register.asMember('de-plain')}>
        <Switch />
      </DemurProvider>,
    )
    const button = document.querySelector('button')
    expect(button?.getAttribute('role')).toBe('switch')
    expect(document.getElementById(button?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Train')
    await press(button)
    expect(document.getElementById(button?.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Off – you objected',
    )
  })
})

describe('the notice banner', () => {
  const Banner = ({ client }: { readonly client: Client }) => (
    <DemurProvider client={client}>
      <NoticeBanner settingsHref="/settings" />
    </DemurProvider>
  )

  it('shows what is due, records that it was served, and stays until it is closed', async () => {
    const client = register.asMember('fr-never-told')
    await render(<Banner client={client} />)
    expect(main().textContent).toContain('There is news about how your data may be used')
    expect(document.querySelector('a')?.getAttribute('href')).toBe('/settings')
    expect(await client.notices.due()).toEqual([])
    const [serving] = (await register.as('AUDITOR').ledger.list({ first: 1000 })).filter(
      ({ type, member }) => type === 'NoticeServed' && member === 'fr-never-told',
    )
    expect(JSON.parse(serving?.body ?? '{}')).toMatchObject({ notice: 'privacy-notice-europe' })
    await press(buttonNamed('Close'))
    expect(main().textContent).toBe('')
  })

  it('shows nothing where nothing is due', async () => {
    await render(<Banner client={register.asMember('cn-no-rule')} />)
    expect(main().textContent).toBe('')
  })

  it('says where the serving could not be recorded', async () => {
    register.disconnect('RecordNoticeServed')
    await render(<Banner client={register.asMember('fr-never-told')} />)
    expect(document.querySelector('[role=status]')?.textContent).toMatch(/^We could not note/)
  })
})
