import { useOptOutSettings } from '@demur/sdk/react'
import type { ReactNode } from 'react'
import { usePage } from './page-context.tsx'
import { Rich } from './text.tsx'

/** For which place the choices are, and what to do where that is wrong. */
export function Place(): ReactNode {
  const { data, language } = usePage()
  const { page, components } = language
  const { overview } = useOptOutSettings()
  if (overview === null) return null
  const { country, regions } = overview.member
  const names = new Intl.DisplayNames([components.locale], { type: 'region', fallback: 'code' })
  // The widest region that the place lies in, beside the country itself.
  const region = regions.toSorted((a, b) => WIDEST.indexOf(b.code) - WIDEST.indexOf(a.code))[0]
  const account = data.accountUrl !== null && <a href={data.accountUrl}>{page.openAccount}</a>
  if (country === null) {
    return (
      <>
        <p className="quiet">{page.unknownPlace}</p>
        <p className="quiet">
          {page.unknownPlaceText} {account}
        </p>
      </>
    )
  }
  const named = region !== undefined && WIDEST.includes(region.code) ? ` (${region.title})` : ''
  return (
    <>
      <p className="quiet" suppressHydrationWarning>
        <Rich text={page.place} values={{ place: `${names.of(country) ?? country}${named}` }} />
      </p>
      <details className="place quiet">
        <summary>{page.notHere}</summary>
        <p>
          {page.notHereText} {account}
        </p>
      </details>
    </>
  )
}

/** Regions that say more than the country, the widest last. */
const WIDEST = ['EU', 'EEA']
