import { type ReactNode } from 'react'
import { usePage, useTimeZone } from './page-context.tsx'
import { fill, formatInstant } from './text.tsx'

/** The sealed runs that used content of the member: what an objection does not undo. */
export function PastUses(): ReactNode {
  const { data, language } = usePage()
  const { page, components } = language
  const { locale } = components
  const zone = useTimeZone()
  const uses = data.pastUses?.uses ?? []
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
