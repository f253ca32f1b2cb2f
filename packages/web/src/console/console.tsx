import { type ReactNode, useEffect } from 'react'
import type { ConsoleSession } from '../../page-request.d.ts'
import { AsOf } from './as-of.tsx'
import { followWithin, usePlace } from './location.ts'
import { AtPoint } from './point.tsx'
import { Evidence } from './views/evidence.tsx'
import { Overview } from './views/overview.tsx'
import { ReportView } from './views/report.tsx'
import { Rulebooks } from './views/rulebooks.tsx'
import { Why } from './views/why.tsx'
import { Waiting } from './waiting.tsx'

interface View {
  readonly path: string
  readonly title: string
  readonly show: (session: ConsoleSession) => ReactNode
}

const OVERVIEW: View = { path: '/console', title: 'Overview', show: () => <Overview /> }
const VIEWS: readonly View[] = [
  OVERVIEW,
  { path: '/console/why', title: 'Why?', show: () => <Why /> },
  { path: '/console/rulebooks', title: 'Rulebooks', show: (session) => <Rulebooks session={session} /> },
  { path: '/console/evidence', title: 'Evidence', show: () => <Evidence /> },
  { path: '/console/report', title: 'Report', show: () => <ReportView /> },
]

/** The console: the views, and around them who asks and what everything is about. */
export function Console({ session }: { readonly session: ConsoleSession }): ReactNode {
  const place = usePlace()
  const view = VIEWS.find(({ path }) => path === place.path) ?? OVERVIEW
  useEffect(() => {
    document.title = `${view.title} – Demur console`
  }, [view])
  const point = new URLSearchParams()
  for (const name of ['at', 'asKnownAt', 'use']) {
    const value = place.params.get(name)
    if (value !== null) point.set(name, value)
  }
  return (
    <div className="frame">
      <a className="skip" href="#view">
        Skip to the view
      </a>
      <header className="side">
        <p className="brand">Demur</p>
        <nav aria-label="Views">
          <ul>
            {VIEWS.map(({ path, title }) => (
              <li key={path}>
                <a
                  href={point.size === 0 ? path : `${path}?${point}`}
                  aria-current={path === view.path ? 'page' : undefined}
                  onClick={followWithin}
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <SignedIn session={session} />
      </header>
      <AtPoint>
        {(settled, problem) => (
          <div className="body">
            <AsOf point={settled} />
            <main id="view" tabIndex={-1}>
              <h1>{view.title}</h1>
              {settled === null ? (problem ?? <Waiting />) : view.show(session)}
            </main>
          </div>
        )}
      </AtPoint>
    </div>
  )
}

function SignedIn({ session: { subject, roles, csrf } }: { readonly session: ConsoleSession }): ReactNode {
  return (
    <form className="signed-in" method="post" action="/console/session/end">
      <p>
        <span className="who">{subject}</span>
        <br />
        <span className="quiet">{roles.map((role) => role.toLowerCase()).join(', ')}</span>
      </p>
      <input type="hidden" name="csrf" value={csrf} />
      <button className="plain" type="submit">
        Sign out
      </button>
    </form>
  )
}
