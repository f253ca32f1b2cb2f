import type { ReactNode } from 'react'
import type { Guide } from '../../site-request.d.ts'

/** What the documentation has, in the order that it is read. */
export function Guides({ guides }: { readonly guides: readonly Guide[] }): ReactNode {
  const decisions = guides.filter(({ path }) => path.startsWith('decisions/'))
  const others = guides.filter(({ path }) => !path.startsWith('decisions/'))
  return (
    <>
      <h1>Documentation</h1>
      <dl className="guides">
        {others.map(({ path, title, summary }) => (
          <div key={path}>
            <dt>
              <a href={`/docs/${path}`}>{title}</a>
            </dt>
            <dd>{summary}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="decisions">
        <h2 id="decisions">Why it is as it is</h2>
        <ul>
          {decisions.map(({ path, title }) => (
            <li key={path}>
              <a href={`/docs/${path}`}>{title}</a>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** A page, as it was rendered from the text in the repository. */
export function Document({ guide: { html } }: { readonly guide: Guide }): ReactNode {
  return (
    <>
      <p>
        <a href="/docs">All documentation</a>
      </p>
      <article className="guide" dangerouslySetInnerHTML={{ __html: html }} />
    </>
  )
}
