import type { ReactNode } from 'react'

interface ShellProps {
  readonly title: string
  /** The address of the page, which the navigation marks. */
  readonly place: string
  readonly styles: readonly string[]
  readonly children: ReactNode
}

/** A document without a script. */
export function Shell({ title, place, styles, children }: ShellProps): ReactNode {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {styles.map((style) => (
          <link key={style} rel="stylesheet" href={style} />
        ))}
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <header className="bar">
          <a className="brand" href="/" aria-current={place === '/' ? 'page' : undefined}>
            Demur
          </a>
          <nav aria-label="Pages">
            <ul>
              {PLACES.map(({ href, name }) => (
                <li key={href}>
                  <a href={href} aria-current={href === place ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  )
}

/** Where one can go from here. */
export const PLACES = [
  {
    href: '/graphql',
    name: 'Playground',
    text: 'Ask and change things in GraphQL. Its tabs teach, in order.',
    for: 'developers',
  },
  {
    href: '/settings',
    name: 'Settings',
    text: 'What a member sees: what is allowed, on which ground, and a switch to object.',
    for: 'members',
  },
  {
    href: '/console',
    name: 'Console',
    text: 'What the register knew and answered at any instant, why, and the proof.',
    for: 'operators and auditors',
  },
  {
    href: '/docs',
    name: 'Docs',
    text: 'How decisions are made, how to run it, and how to check what it proves.',
    for: 'everybody',
  },
  {
    href: '/reference',
    name: 'Reference',
    text: 'Every type, field and argument of the schema, with what it costs.',
    for: 'developers',
  },
]
