import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { RenderGuide, RenderGuides, RenderHome, RenderReference } from '../../site-request.d.ts'
import { Document, Guides } from './guides.tsx'
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

/** Every page of the documentation by name. */
export const renderGuides: RenderGuides = ({ guides, styles }) =>
  document(
    <Shell title="Documentation · Demur" place="/docs" styles={styles}>
      <Guides guides={guides} />
    </Shell>,
  )

/** A page of the documentation. */
export const renderGuide: RenderGuide = ({ guide, styles }) =>
  document(
    <Shell title={`${guide.title} · Demur`} place="/docs" styles={styles}>
      <Document guide={guide} />
    </Shell>,
  )

const document = (html: ReactElement): string => `<!doctype html>${renderToStaticMarkup(html)}`
