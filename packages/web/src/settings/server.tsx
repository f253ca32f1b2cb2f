import { type Client, createClient, DemurError, type Receipt } from '@demur/sdk'
import { StrictMode } from 'react'
import type { PageRequest, PageResponse, PageSession, RespondToPage } from '../../page-request.d.ts'
import { renderDocument } from './document.tsx'
import { recordForm } from './form.ts'
import { type Language, languageFor } from './messages.ts'
import { SettingsPage } from './page.tsx'
import { ACTS_AT_FIRST, type PageData } from './page-data.ts'
import { readPastUses } from './past-uses.tsx'
import { savedBefore } from './saved.ts'
import { SignedOut, Unavailable } from './without-session.tsx'

/** Answers a request for the settings page. It asks the register through the SDK, as the browser will. */
export const respond: RespondToPage = async (request) => {
  const language = languageFor(request.form.get('locale') ?? request.query.get('locale'), request.acceptLanguage)
  const { session } = request
  if (session === null) return signedOut(request, language)
  try {
    return await respondTo(request, session, language)
  } catch (error) {
    if (!(error instanceof DemurError)) throw error
    return unavailable(request, language)
  }
}

async function respondTo(request: PageRequest, session: PageSession, language: Language): Promise<PageResponse> {
  const { locale } = language.components
  const client = createClient({
    url: 'http://register.invalid/graphql',
    auth: 'session',
    fetch: session.fetch,
    locale,
    retries: 0,
  })
  const receipt = request.query.get('receipt') ?? request.query.get('receipts')
  if (receipt !== null && request.method === 'GET') return receiptOf(client, receipt)
  const recorded = request.method === 'POST' ? await recordForm(client, request.form) : null
  if (recorded?.saved) {
    const all = recorded.all === null ? '' : `&all=${recorded.all}`
    return goOn(`/settings?locale=${locale}&saved=${recorded.position ?? ''}${all}${anchor(recorded.setting)}`)
  }
  const [overview, pastUses] = await Promise.all([
    client.settings.overview({ history: ACTS_AT_FIRST }),
    readPastUses(client),
  ])
  const data: PageData = {
    locale,
    overview,
    pastUses,
    ...savedBefore(overview, request.query),
    ...(recorded === null ? {} : { attempts: recorded.attempts, everything: recorded.everything }),
    forged: request.query.has('forged'),
    csrf: session.csrf,
    nonce: request.nonce,
    accountUrl: request.accountUrl,
    publicKeys: request.publicKeys,
  }
  const html = renderDocument(
    { language, title: language.page.title, assets: request.assets, data },
    <StrictMode>
      <SettingsPage data={data} client={client} />
    </StrictMode>,
  )
  return page(recorded?.status ?? 200, html)
}

const anchor = (setting: string): string => (setting === '' ? '#choices' : `#setting-${encodeURIComponent(setting)}`)

function page(status: number, html: string): PageResponse {
  return { status, location: null, html, download: null }
}

function goOn(location: string): PageResponse {
  return { status: 303, location, html: '', download: null }
}

function signedOut({ assets, accountUrl, members }: PageRequest, language: Language): PageResponse {
  const title = members === null ? language.page.signedOut.title : language.page.development.title
  const html = renderDocument(
    { language, title, assets, data: null },
    <SignedOut language={language} accountUrl={accountUrl} members={members} />,
  )
  return page(members === null ? 401 : 200, html)
}

function unavailable({ assets }: PageRequest, language: Language): PageResponse {
  const title = language.page.unavailable.title
  return page(503, renderDocument({ language, title, assets, data: null }, <Unavailable language={language} />))
}

/** One receipt, or all of them, as a file to keep. */
async function receiptOf(client: Client, which: string): Promise<PageResponse> {
  const receipts = await receiptsOf(client, which)
  const [first] = receipts
  if (first === undefined) return goOn('/settings#history')
  const json = which === 'all' ? `[${receipts.map(({ document }) => document).join(',\n')}]\n` : `${first.document}\n`
  const name = which === 'all' ? 'demur-receipts.json' : `demur-receipt-${which}.json`
  return { status: 200, location: null, html: '', download: { name, json } }
}

/** As they stand by the latest checkpoint, also those of acts that the page does not show. */
async function receiptsOf({ receipts }: Client, which: string): Promise<readonly Receipt[]> {
  if (which === 'all') {
    const all: Receipt[] = []
    for await (const receipt of receipts.list()) all.push(receipt)
    return all
  }
  const receipt = /^\d{1,15}$/.test(which) ? await receipts.get(which) : null
  return receipt === null ? [] : [receipt]
}

/** A page that goes to another one by itself: what is asked for then comes from here, and brings the cookie along. */
export function renderBounce(request: Pick<PageRequest, 'acceptLanguage' | 'query' | 'assets'>, goTo: string): string {
  const language = languageFor(request.query.get('locale'), request.acceptLanguage)
  const { title, link } = language.page.moving
  return renderDocument(
    { language, title, assets: request.assets, goTo, data: null },
    <main className="page">
      <h1>{title}</h1>
      <p>
        <a href={goTo}>{link}</a>
      </p>
    </main>,
  )
}
