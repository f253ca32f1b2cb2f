import type { Client, SettingChange } from '@demur/sdk'
import { DemurProvider, NoticeBanner, OptOutSettings, useOptOutSettings } from '@demur/sdk/react'
import { type ReactNode, useMemo } from 'react'
import { Footer } from './footer.tsx'
import { History } from './history.tsx'
import { LANGUAGES, type Language } from './messages.ts'
import { PageContext } from './page-context.tsx'
import { ACTS_AT_FIRST, type PageData } from './page-data.ts'
import { PastUses } from './past-uses.tsx'
import { Place } from './place.tsx'
import { fill, Rich } from './text.tsx'

/** The settings page of a member. */
export function SettingsPage({
  data,
  client,
  language = languageOf(data.locale),
}: {
  readonly data: PageData
  readonly client: Client
  /** Default: that of the data. */
  readonly language?: Language
}): ReactNode {
  const { components, page } = language
  const context = useMemo(() => ({ data, client, language }), [data, client, language])
  const fields = (setting: { readonly version: number; readonly setting: { readonly key: string } } | null) => ({
    csrf: data.csrf,
    locale: data.locale,
    // One key a setting and rendering: a form that is sent twice is recorded once.
    key: `${data.nonce}:${setting?.setting.key ?? ''}`,
    ...(setting === null ? {} : { setting: setting.setting.key, version: String(setting.version) }),
    // What undoing everything takes back, as it was on the screen.
    ...(setting === null && data.everything !== null ? { undo: JSON.stringify(undoOf(data)) } : {}),
  })
  return (
    <PageContext value={context}>
      <DemurProvider
        client={client}
        messages={components}
        history={ACTS_AT_FIRST}
        initialData={{ overview: data.overview, attempts: data.attempts, everything: data.everything }}
      >
        <main className="page">
          <header className="intro">
            <h1>{page.title}</h1>
            {data.overview !== null && (
              <p className="quiet">{fill(page.account, { member: `\u2068${data.overview.member.key}\u2069` })}</p>
            )}
            <Place />
          </header>
          <p className="statement">
            <Rich text={page.future} />
          </p>
          {data.forged && (
            <p className="statement problem" role="alert">
              {page.forged}
            </p>
          )}
          <NoticeBanner settingsHref="#choices" form={{ action: '/settings', fields: () => fields(null) }} />
          <h2 id="choices" tabIndex={-1}>
            {page.choices}
          </h2>
          <OptOutSettings form={{ action: '/settings', fields }} />
          <WhenThere>
            <History />
            <PastUses />
          </WhenThere>
          <Footer />
        </main>
      </DemurProvider>
    </PageContext>
  )
}

function WhenThere({ children }: { readonly children: ReactNode }): ReactNode {
  return useOptOutSettings().overview === null ? null : children
}

/** What takes back that everything was objected to, against the versions that are on the screen. */
function undoOf({ everything, overview }: PageData): readonly SettingChange[] {
  const versions = new Map(overview?.settings.map(({ setting, version }) => [setting.key, version]))
  return (everything?.changes ?? []).map((change) => ({ ...change, expectedVersion: versions.get(change.setting) }))
}

function languageOf(locale: string): Language {
  return LANGUAGES.find(({ components }) => components.locale === locale) ?? (LANGUAGES[0] as Language)
}
