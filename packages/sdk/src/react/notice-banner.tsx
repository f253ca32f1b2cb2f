import { type ReactNode, useEffect, useId, useState, useSyncExternalStore } from 'react'
import type { DueNotice } from '../notice.ts'
import { formatList } from './intl.ts'
import { fill, type Messages, plural, wordFor } from './messages.ts'
import { useDemur } from './provider.tsx'
import { inLanguage } from './setting-use.tsx'
import { Hidden } from './switch-row.tsx'

export interface NoticeBannerProps {
  /** Where the member finds the settings. */
  readonly settingsHref: string
  /** Where the whole notice can be read. Default: no link. */
  readonly noticeHref?: ((notice: DueNotice) => string) | undefined
  /** How the serving is recorded. Default: `banner`. */
  readonly channel?: string | undefined
  /**
   * Makes “close” a form as well, for pages without JavaScript: it sends `act=NOTICE_SERVED`, `notice` and `version`
   * beside the fields, for the server to record.
   */
  readonly form?: NoticeForm | undefined
}

/** Where a notice that was read is sent to, and what goes along. */
export interface NoticeForm {
  readonly action: string
  readonly fields: () => Readonly<Record<string, string>>
}

/**
 * Shows the notice that is due for the member, and records that it was served as soon as it is on a screen that is
 * looked at. Shows nothing where none is due. It stays until it is closed, and comes back where it could not be recorded.
 *
 * @example
 * ```tsx
 * import { NoticeBanner } from '@demur/sdk/react'
 *
 * export function Header() {
 *   return <NoticeBanner settingsHref="/settings" noticeHref={({ notice, version }) => `/legal/${notice}/${version}`} />
 * }
 * ```
 * @throws Error outside of a provider
 */
export function NoticeBanner({ settingsHref, noticeHref, channel = 'banner', form }: NoticeBannerProps): ReactNode {
  const { client, member, messages } = useDemur()
  const due = useDueNotices()
  const [closed, setClosed] = useState<readonly string[]>([])
  const [failed, setFailed] = useState(false)
  const shown = due.find(({ notice, version }) => !closed.includes(nameOf(notice, version))) ?? null
  const visible = useVisible()
  const { notice, version } = shown ?? {}
  useEffect(() => {
    if (notice === undefined || version === undefined || !visible) return
    // The register keeps the first serving of several, so one that is recorded again does no harm.
    client.notices.recordServed({ member, notice, version, channel }).then(
      ({ ok }) => setFailed(!ok),
      () => setFailed(true),
    )
  }, [client, JSON.stringify(member), notice, version, channel, visible])
  const title = useId()
  if (shown === null) return null
  return (
    <section className="demur-notice" aria-labelledby={title} lang={messages.locale} dir={messages.direction}>
      <h2 className="demur-title" id={title}>
        {messages.notice.title}
      </h2>
      <NoticeText notice={shown} messages={messages} />
      {failed && (
        <p className="demur-quiet" role="status">
          {messages.notice.failed}
        </p>
      )}
      <p className="demur-actions">
        <a className="demur-button demur-primary" href={settingsHref}>
          {messages.notice.choices}
        </a>
        {noticeHref !== undefined && <a href={noticeHref(shown)}>{messages.notice.read}</a>}
        <button
          className={form === undefined ? 'demur-button' : 'demur-button demur-scripted'}
          type="button"
          onClick={() => {
            setClosed([...closed, nameOf(shown.notice, shown.version)])
            // The button goes with the banner: whoever works with the keyboard goes on where it leads to.
            if (settingsHref.startsWith('#')) document.getElementById(settingsHref.slice(1))?.focus()
          }}
        >
          {messages.notice.close}
        </button>
      </p>
      {form !== undefined && (
        <noscript>
          <form method="post" action={form.action}>
            <Hidden fields={{ ...form.fields(), notice: shown.notice, version: shown.version }} />
            <button className="demur-button" type="submit" name="act" value="NOTICE_SERVED">
              {messages.notice.close}
            </button>
          </form>
        </noscript>
      )}
    </section>
  )
}

const nameOf = (notice: string, version: string): string => JSON.stringify([notice, version])

function NoticeText({ notice, messages }: { readonly notice: DueNotice; readonly messages: Messages }): ReactNode {
  const { locale } = messages
  const { text, lead, noLead } = messages.notice
  const kinds = formatList(
    notice.kinds.map((kind) => wordFor(messages.kinds, kind)),
    locale,
  )
  const uses = formatList(
    notice.dataUses.map(({ title }) => title),
    locale,
  )
  const foreign = notice.dataUses.find(({ language }) => language !== locale)
  return (
    <>
      <p suppressHydrationWarning {...(foreign === undefined ? {} : inLanguage(locale, messages))}>
        {fill(text, { kinds, uses })}
      </p>
      <p>{notice.leadDays === 0 ? noLead : plural(locale, lead, notice.leadDays)}</p>
    </>
  )
}

/** The notices that are due: those of the overview where there is one, else asked for. */
function useDueNotices(): readonly DueNotice[] {
  const { client, member, store, messages } = useDemur()
  // What was due stays on the screen after it was recorded, until it is closed.
  const [due, setDue] = useState<readonly DueNotice[] | null>(() => store.getSnapshot().overview?.noticesDue ?? null)
  const known = due !== null
  useEffect(() => {
    if (known) return
    const leaving = new AbortController()
    client.notices.due({ member, locale: messages.locale, signal: leaving.signal }).then(
      (found) => setDue(found ?? []),
      // Whoever cannot be asked has nothing to show; the next page asks again.
      () => {},
    )
    return () => leaving.abort()
  }, [client, JSON.stringify(member), messages.locale, known])
  return due ?? []
}

/** Whether the page is in front of somebody. A page that a server rendered is not yet. */
function useVisible(): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener('visibilitychange', changed)
      return () => document.removeEventListener('visibilitychange', changed)
    },
    () => document.visibilityState === 'visible',
    () => false,
  )
}
