import type { ChoiceEvent } from '@demur/sdk'
import { useOptOutSettings } from '@demur/sdk/react'
import { type ReactNode, useState } from 'react'
import { usePage, useTimeZone } from './page-context.tsx'
import { fill, formatInstant } from './text.tsx'

/** What the member changed, latest first, with what they can keep of it. */
export function History(): ReactNode {
  const { page } = usePage().language
  const { settings } = useOptOutSettings()
  const acts = settings
    .flatMap(({ history, setting }) => history.events.map((event) => ({ event, title: setting.title })))
    .toSorted((a, b) => Number(b.event.position) - Number(a.event.position))
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">{page.history}</h2>
      {acts.length === 0 ? (
        <p className="quiet">{page.historyEmpty}</p>
      ) : (
        <>
          <p className="tools">
            <a href="/settings?receipts=all" download="demur-receipts.json">
              {page.receipts}
            </a>
          </p>
          <ol className="acts">
            {acts.map(({ event, title }) => (
              <Act key={event.id} event={event} title={title} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Act({ event, title }: { readonly event: ChoiceEvent; readonly title: string }): ReactNode {
  const { page, components } = usePage().language
  const zone = useTimeZone()
  const acts: Readonly<Record<string, string>> = page.acts
  const what = fill(acts[event.act] ?? event.act, { setting: title })
  const name = `${page.receipt}: ${what}`
  return (
    <li>
      <span>{what}</span>
      <time className="quiet" dateTime={event.effectiveAt} suppressHydrationWarning>
        {formatInstant(event.effectiveAt, components.locale, zone)}
      </time>
      {event.channel !== 'settings' && <span className="quiet">{fill(page.channel, { channel: event.channel })}</span>}
      <span className="tools">
        <a
          href={`/settings?receipt=${event.position}`}
          download={`demur-receipt-${event.position}.json`}
          aria-label={name}
        >
          {page.receipt}
        </a>
        <Verification event={event} what={what} />
      </span>
    </li>
  )
}

type Found = 'verified' | 'unproven' | 'refuted'

/** Verifies a receipt here, in the browser: neither the server nor its database is asked whether it is right. */
function Verification({ event, what }: { readonly event: ChoiceEvent; readonly what: string }): ReactNode {
  const { data, language } = usePage()
  const { page } = language
  const [found, setFound] = useState<Found | null>(null)
  if (data.publicKeys.length === 0) return null
  const verify = async (): Promise<void> => {
    const { verifyReceipt } = await import('@demur/sdk/receipts')
    const { status } = await verifyReceipt(event.receipt.document, { publicKeys: data.publicKeys })
    setFound(status === 'VERIFIED' ? 'verified' : status === 'PENDING' ? 'unproven' : 'refuted')
  }
  return (
    <>
      <button
        className="plain scripted"
        type="button"
        aria-label={`${page.verify}: ${what}`}
        onClick={() => void verify()}
      >
        {page.verify}
      </button>
      <span role="status">{found === null ? '' : page[found]}</span>
    </>
  )
}
