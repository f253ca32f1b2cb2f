import type { ReactNode } from 'react'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import type { PageAssets } from '../../page-request.d.ts'
import type { Language } from './messages.ts'
import type { PageData } from './page-data.ts'

interface Shell {
  readonly language: Language
  readonly title: string
  readonly assets: PageAssets
  /** Where the page goes by itself, and at once. */
  readonly goTo?: string
  /** What the browser takes over from; null where there is nothing to bring to life. */
  readonly data: PageData | null
}

/** A whole document. Nothing in it is a script or a style of its own: all of that comes from files. */
export function renderDocument({ language, title, assets, goTo, data }: Shell, body: ReactNode): string {
  const { locale, direction } = language.components
  const html = (
    <html lang={locale} dir={direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {goTo !== undefined && <meta httpEquiv="refresh" content={`0;url=${goTo}`} />}
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {assets.styles.map((style) => (
          <link key={style} rel="stylesheet" href={style} />
        ))}
        {data !== null && <script type="module" src={assets.script} />}
      </head>
      <body>
        <div
          id="page"
          {...(data === null ? {} : { 'data-page': JSON.stringify(data) })}
          // Rendered apart, as the browser will: the shell around it is not brought to life.
          dangerouslySetInnerHTML={{ __html: renderToString(body) }}
        />
      </body>
    </html>
  )
  return `<!doctype html>${renderToStaticMarkup(html)}`
}
