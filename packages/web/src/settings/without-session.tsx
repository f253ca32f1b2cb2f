import type { ReactNode } from 'react'
import { Languages } from './footer.tsx'
import type { Language } from './messages.ts'

interface Props {
  readonly language: Language
  readonly accountUrl: string | null
  /** In development: members to choose from. */
  readonly members: readonly string[] | null
}

/** What somebody sees who is not signed in. */
export function SignedOut({ language: { page, components }, accountUrl, members }: Props): ReactNode {
  return (
    <main className="page">
      <h1>{members === null ? page.signedOut.title : page.development.title}</h1>
      {members === null ? (
        <>
          <p>{page.signedOut.text}</p>
          {accountUrl !== null && (
            <p>
              <a className="button" href={accountUrl}>
                {page.openAccount}
              </a>
            </p>
          )}
        </>
      ) : (
        <form className="picker" method="post" action="/settings/session">
          <p>{page.development.text}</p>
          <label htmlFor="member">{page.development.member}</label>
          <select id="member" name="token">
            {members.map((member) => (
              <option key={member} value={`dev-member:${encodeURIComponent(member)}`}>
                {member}
              </option>
            ))}
          </select>
          <input type="hidden" name="locale" value={components.locale} />
          <button className="button" type="submit">
            {page.development.open}
          </button>
          <p>
            <a href="/">{page.development.home}</a>
          </p>
        </form>
      )}
      <footer className="footer">
        <nav aria-label={page.language}>
          <Languages current={components.locale} />
        </nav>
      </footer>
    </main>
  )
}

/** What somebody sees while the register cannot be asked. */
export function Unavailable({ language: { page, components } }: { readonly language: Language }): ReactNode {
  return (
    <main className="page">
      <h1>{page.unavailable.title}</h1>
      <p>{page.unavailable.text}</p>
      <p>
        <a className="button" href={`/settings?locale=${components.locale}`}>
          {page.unavailable.retry}
        </a>
      </p>
    </main>
  )
}
