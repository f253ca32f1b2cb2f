import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { RenderHome, RenderReference } from '../../site-request.d.ts'
import { Home } from './home.tsx'
import { Reference } from './reference.tsx'
import { Shell } from './shell.tsx'

/** The first page of a server. */
export const renderHome: RenderHome = (request) =>
  document(
    <Shell title="Demur" place="/" styles={request.styles}>
      <Home request={request} />
    </Shell>,
  )

/** Every type, field and argument. */
export const renderReference: RenderReference = ({ reference, costLimit, styles }) =>
  document(
    <Shell title="Schema reference · Demur" place="/reference" styles={styles}>
      <Reference reference={reference} limit={costLimit.toLocaleString('en')} />
    </Shell>,
  )

const document = (html: ReactElement): string => `<!doctype html>${renderToStaticMarkup(html)}`
