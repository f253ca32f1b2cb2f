import type { ReactNode } from 'react'
import { LANGUAGES } from './messages.ts'
import { usePage } from './page-context.tsx'

/** The other languages, and the way out. */
export function Footer(): ReactNode {
  const { data, language } = usePage()
  const { page } = language
  return (
    <footer className="footer">
      <nav aria-label={page.language}>
        <Languages current={data.locale} />
      </nav>
      <form method="post" action="/settings/session/end">
        <input type="hidden" name="csrf" value={data.csrf} />
        <input type="hidden" name="locale" value={data.locale} />
        <button className="button" type="submit">
          {page.signOut}
        </button>
      </form>
    </footer>
  )
}

/** A link to the page in each language, in the words of that language. */
export function Languages({ current }: { readonly current: string }): ReactNode {
  return (
    <ul className="languages">
      {LANGUAGES.map(({ components: { locale, direction }, page: { name } }) => (
        <li key={locale}>
          <a
            href={`/settings?locale=${locale}`}
            lang={locale}
            dir={direction}
            hrefLang={locale}
            aria-current={locale === current ? 'true' : undefined}
          >
            {name}
          </a>
        </li>
      ))}
    </ul>
  )
}
