import { rulebookDocument } from '@demur/fixtures'
import { en } from '@demur/sdk/react/locales'
import { createTestRegister } from '@demur/sdk/testing'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { en as english } from '../src/settings/locales/en.ts'
import type { Language } from '../src/settings/messages.ts'
import { SettingsPage } from '../src/settings/page.tsx'
import type { PageData } from '../src/settings/page-data.ts'
import { SignedOut, Unavailable } from '../src/settings/without-session.tsx'

/** A language in which every text is marked, and longer by two fifths: what is not marked was written into the page. */
function pseudo<Texts>(texts: Texts): Texts {
  if (typeof texts === 'string') return `⟦${texts}${'~'.repeat(Math.ceil(texts.length * 0.4))}⟧` as Texts
  const entries = Object.entries(texts as object).map(([name, value]) => [name, pseudo(value)])
  return Object.fromEntries(entries) as Texts
}

const kept = { locale: en.locale, direction: en.direction }
const language: Language = { components: { ...pseudo(en), ...kept }, page: pseudo(english) }

/** Titles and the like come from a rulebook: here they are marked as well. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => {
    if (name === 'controller') return [name, pseudo(inner)]
    if (name === 'title' || name === 'description') return [name, pseudo(inner)]
    if (name === 'recipients') return [name, (inner as string[]).map(pseudo)]
    return [name, marked(inner)]
  })
  return Object.fromEntries(entries)
}

/** The texts of a page that stand outside of all marks. */
function unmarked(html: string): string[] {
  // Dates are written by the platform; languages name themselves.
  const page = html.replaceAll(/<time.*?<\/time>/gs, '').replaceAll(/<ul class="languages".*?<\/ul>/gs, '')
  const found: string[] = []
  let depth = 0
  for (const [, text = ''] of page.matchAll(/>([^<]*)</g)) {
    let outside = ''
    for (const character of text) {
      if (character === '⟦') depth += 1
      else if (character === '⟧') depth -= 1
      else if (depth === 0) outside += character
    }
    // What joins a list is written by the platform too.
    if (/\p{L}/u.test(outside.replaceAll(/&\w+;|\band\b/g, ''))) found.push(outside.trim())
  }
  for (const [, name, value = ''] of page.matchAll(/ (aria-label|title|alt|placeholder)="([^"]*)"/g)) {
    if (!value.startsWith('⟦')) found.push(`${name}: ${value}`)
  }
  return found
}

async function page(member: string, change: Partial<PageData> = {}): Promise<string> {
  const register = createTestRegister({
    rulebook: marked(rulebookDocument('change-2026-08-21')) as object,
    entries: [
      { type: 'MemberRegistered', member: 'told' },
      { type: 'ResidenceRecorded', member: 'told', country: 'DE' },
      { type: 'NoticeServed', member: 'told', notice: 'privacy-notice-europe', version: '2026-08-21', channel: 'mail' },
      { type: 'MemberRegistered', member: 'untold' },
      { type: 'ResidenceRecorded', member: 'untold', country: 'FR' },
      { type: 'MemberRegistered', member: 'nowhere' },
    ],
  })
  const client = register.asMember(member)
  await client.settings.object('ads-profile')
  const consumers = (['APPLIED', 'PENDING', 'OVERDUE'] as const).map((status) => ({
    consumer: status,
    title: '⟦Training⟧',
    status,
    since: '2026-08-22T00:00:00Z',
    dueAt: '2026-09-22T00:00:00Z',
  }))
  const read = await client.settings.overview()
  const overview = read && { ...read, settings: read.settings.map((setting) => ({ ...setting, appliedBy: consumers })) }
  const data: PageData = {
    locale: 'en',
    overview: overview && { ...overview, member: { ...overview.member, key: '⟦key⟧' } },
    pastUses: [],
    attempts: {},
    everything: null,
    forged: true,
    csrf: '',
    nonce: '',
    accountUrl: 'https://platform.example/account',
    publicKeys: ['key'],
    ...change,
  }
  return renderToString(<SettingsPage data={data} client={client} language={language} />)
}

describe('in a language made up for this test', () => {
  it.each(['told', 'untold', 'nowhere'])(
    'the page of somebody %s has no text that is not of the language',
    async (who) => {
      const html = await page(who)
      expect(html).toContain('⟦')
      expect(unmarked(html)).toEqual([])
    },
  )

  it.each(['pending', 'saved', 'conflict', 'refused', 'failed'] as const)(
    'nor has it after a change: %s',
    async (phase) => {
      const attempt = { act: 'OBJECT', before: 'DEFAULT', version: 0, idempotencyKey: '', phase, error: null } as const
      const attempts = { 'genai-improvement': attempt } as unknown as PageData['attempts']
      const everything = { ...attempt, kind: 'object', changes: [] } as unknown as NonNullable<PageData['everything']>
      expect(unmarked(await page('told', { attempts, everything }))).toEqual([])
    },
  )

  it('nor have the pages without a session', () => {
    const members = ['⟦a⟧']
    for (const html of [
      renderToString(<SignedOut language={language} accountUrl="https://platform.example" members={null} />),
      renderToString(<SignedOut language={language} accountUrl={null} members={members} />),
      renderToString(<Unavailable language={language} />),
    ]) {
      expect(unmarked(html)).toEqual([])
    }
  })

  it('is a test that finds what was written into a page', () => {
    expect(unmarked('<p>⟦a⟧ Saved</p><i title="b"></i>')).toEqual(['Saved', 'title: b'])
  })
})
