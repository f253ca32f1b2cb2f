import type { Client, PastUses as Page, PastUse } from '@demur/sdk'
import { useOptOutSettings } from '@demur/sdk/react'
import { type ReactNode, useEffect, useState } from 'react'
import { usePage, useTimeZone } from './page-context.tsx'
import { fill, formatInstant } from './text.tsx'

/** The sealed runs that used content of the member: what an objection does not undo. */
export function PastUses(): ReactNode {
  const { language } = usePage()
  const { page, components } = language
  const { locale } = components
  const zone = useTimeZone()
  const uses = usePastUses()
  const plurals = new Intl.PluralRules(locale)
  const count = (items: number): string =>
    fill(page.items[plurals.select(items)] ?? page.items.other, { count: new Intl.NumberFormat(locale).format(items) })
  return (
    <section className="section" aria-labelledby="past-uses">
      <h2 id="past-uses">{page.pastUses}</h2>
      {uses.length === 0 ? (
        <p className="quiet">{page.pastUsesEmpty}</p>
      ) : (
        <>
          <p className="quiet">{page.pastUsesText}</p>
          <ul className="uses">
            {uses.map(({ run, itemCount, endedBy }) => (
              <li key={run.key}>
                <span {...(run.dataUse.language === locale ? {} : { lang: run.dataUse.language })}>
                  {run.dataUse.title}
                </span>
                <span className="quiet" suppressHydrationWarning>
                  {count(itemCount)} · {formatInstant(run.sealedAt ?? run.at, locale, zone)}
                </span>
                {endedBy !== null && (
                  <span className="quiet" suppressHydrationWarning>
                    {fill(page.endedBy, { date: formatInstant(endedBy.effectiveAt, locale, zone) })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** What is known of past uses. Which choice ended them is read anew when a choice has changed, and not said before. */
function usePastUses(): readonly PastUse[] {
  const { data, client } = usePage()
  const { settings } = useOptOutSettings()
  const choices = settings.map(({ setting, version }) => `${setting.key} ${version}`).join()
  const [known, setKnown] = useState({ uses: data.pastUses, choices })
  const holds = known.choices === choices
  useEffect(() => {
    if (holds) return
    let left = false
    readPastUses(client).then(
      (uses) => left || setKnown({ uses, choices }),
      // What the choices ended stays unsaid; a change or the next page asks again.
      () => {},
    )
    return () => {
      left = true
    }
  }, [client, choices, holds])
  return holds ? known.uses : known.uses.map((use) => ({ ...use, endedBy: null }))
}

/** All of them: there are as many as runs that used something of the member. */
export async function readPastUses({ settings }: Client): Promise<readonly PastUse[]> {
  const uses: PastUse[] = []
  let after: string | null = null
  do {
    const page: Page | null = await settings.pastUses({ first: 1000, after })
    uses.push(...(page?.uses ?? []))
    after = page?.next ?? null
  } while (after !== null)
  return uses
}
