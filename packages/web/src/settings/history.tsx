import type { ChoiceEvent } from '@demur/sdk'
import { useOptOutSettings } from '@demur/sdk/react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { usePage, useTimeZone } from './page-context.tsx'
import { ReceiptCheck } from './receipt-check.tsx'
import { fill, formatInstant } from './text.tsx'

interface Change {
  readonly event: ChoiceEvent
  readonly title: string
}

/** What the member changed, latest first, with what they can keep of it. */
export function History(): ReactNode {
  const { page } = usePage().language
  const { changes, firstEarlier, hasEarlier, failed, readEarlier } = useChanges()
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">{page.history}</h2>
      {changes.length === 0 ? (
        <p className="quiet">{page.historyEmpty}</p>
      ) : (
        <>
          <p className="tools">
            <a href="/settings?receipts=all" download="demur-receipts.json">
              {page.receipts}
            </a>
          </p>
          <ol className="acts">
            {changes.map((change) => (
              <Act key={change.event.id} {...change} focused={change.event.id === firstEarlier} />
            ))}
          </ol>
          {hasEarlier && (
            <p className="tools">
              <button className="button scripted" type="button" onClick={() => void readEarlier()}>
                {page.earlier}
              </button>
            </p>
          )}
          <p className="quiet" role="status">
            {failed && page.earlierFailed}
          </p>
        </>
      )}
    </section>
  )
}

/** The latest changes, and the earlier ones from when they are asked for. */
function useChanges() {
  const { client } = usePage()
  const { settings } = useOptOutSettings()
  const [earlier, setEarlier] = useState<readonly Change[] | null>(null)
  const [failed, setFailed] = useState(false)
  const latest = settings.flatMap(({ history, setting }) =>
    history.events.map((event) => ({ event, title: setting.title })),
  )
  const readEarlier = async (): Promise<void> => {
    setFailed(false)
    const read: Change[] = []
    try {
      for (const { setting, history } of settings) {
        for (let after = history.next; after !== null; ) {
          const more = await client.settings.history(setting.key, { first: 1000, after })
          read.push(...(more?.events ?? []).map((event) => ({ event, title: setting.title })))
          after = more?.next ?? null
        }
      }
      setEarlier([...latest, ...read])
    } catch {
      setFailed(true)
    }
  }
  // Acts that came since push others out of the latest: both together have all.
  const all = new Map([...(earlier ?? []), ...latest].map((change) => [change.event.id, change]))
  const changes = [...all.values()].toSorted((a, b) => Number(b.event.position) - Number(a.event.position))
  const shownBefore = new Set(latest.map(({ event }) => event.id))
  return {
    changes,
    firstEarlier: earlier === null ? null : changes.find(({ event }) => !shownBefore.has(event.id))?.event.id,
    hasEarlier: earlier === null && settings.some(({ history }) => history.next !== null),
    failed,
    readEarlier,
  }
}

function Act({ event, title, focused }: Change & { readonly focused: boolean }): ReactNode {
  const { page, components } = usePage().language
  const zone = useTimeZone()
  const acts: Readonly<Record<string, string>> = page.acts
  const what = fill(acts[event.act] ?? event.act, { setting: title })
  const name = `${page.receipt}: ${what}`
  const item = useRef<HTMLLIElement>(null)
  // Whoever asked for the earlier ones with the keyboard goes on from the first of them: the button is gone.
  useEffect(() => {
    if (focused) item.current?.focus()
  }, [focused])
  return (
    <li ref={item} tabIndex={focused ? -1 : undefined}>
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
        <ReceiptCheck event={event} what={what} />
      </span>
    </li>
  )
}
