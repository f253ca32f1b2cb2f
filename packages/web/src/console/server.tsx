import type { ReactNode } from 'react'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import type { ConsoleRequest, RenderConsole } from '../../page-request.d.ts'

/** Gives the document of a page of the console. The views themselves are made in the browser. */
export const renderConsole: RenderConsole = (request) => {
  const { state, goTo, assets, session } = request
  const html = (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {state === 'moving' && <meta httpEquiv="refresh" content={`0;url=${goTo}`} />}
        <title>{TITLES[state]}</title>
        <link rel="icon" href="data:," />
        {assets.styles.map((style) => (
          <link key={style} rel="stylesheet" href={style} />
        ))}
        {session !== null && <script type="module" src={assets.script} />}
      </head>
      <body>
        <div
          id="console"
          {...(session === null ? {} : { 'data-session': JSON.stringify(session) })}
          // Rendered apart, as the browser will: the shell around it is not brought to life.
          dangerouslySetInnerHTML={{ __html: renderToString(contentOf(request)) }}
        />
      </body>
    </html>
  )
  return `<!doctype html>${renderToStaticMarkup(html)}`
}

const TITLES: Readonly<Record<ConsoleRequest['state'], string>> = {
  'signed-in': 'Demur console',
  'signed-out': 'Sign in – Demur console',
  forbidden: 'Not for this account – Demur console',
  moving: 'Demur console',
}

function contentOf({ state, goTo, accountUrl, tokens }: ConsoleRequest): ReactNode {
  switch (state) {
    case 'signed-in':
      return (
        <noscript>
          <main className="door">
            <h1>Demur console</h1>
            <p>
              The console draws its charts in the browser and needs JavaScript. Everything that it shows can be asked at{' '}
              <a href="/graphql">/graphql</a> or with the command line.
            </p>
          </main>
        </noscript>
      )
    case 'moving':
      return (
        <main className="door">
          <h1>Demur console</h1>
          <p>
            <a href={goTo}>Go on to the console</a>
          </p>
        </main>
      )
    case 'forbidden':
      return (
        <main className="door">
          <h1>Not for this account</h1>
          <p>
            The console shows what concerns everybody. It takes the role <code>operator</code> or <code>auditor</code>,
            and your token grants neither. Ask whoever gives out tokens in your platform.
          </p>
          <Entrance goTo={goTo} accountUrl={accountUrl} tokens={tokens} />
        </main>
      )
    case 'signed-out':
      return (
        <main className="door">
          <h1>{tokens === null ? 'Sign in to the console' : 'Who are you?'}</h1>
          <p>
            {tokens === null
              ? 'The console is for operators and auditors. Open it from your platform, which hands you over with a token.'
              : 'No issuer is configured: anybody on this machine can be anybody. Choose who to be.'}
          </p>
          <Entrance goTo={goTo} accountUrl={accountUrl} tokens={tokens} />
        </main>
      )
  }
}

function Entrance({ goTo, accountUrl, tokens }: Pick<ConsoleRequest, 'goTo' | 'accountUrl' | 'tokens'>): ReactNode {
  if (tokens === null) {
    if (accountUrl === null) return null
    return (
      <p>
        <a className="button" href={accountUrl}>
          Open your account
        </a>
      </p>
    )
  }
  return (
    <form className="entrance" method="post" action="/console/session">
      <input type="hidden" name="to" value={goTo} />
      {tokens.map((token, nth) => (
        <button
          key={token}
          className={nth === 0 ? 'button primary' : 'button'}
          type="submit"
          name="token"
          value={token}
        >
          {NAMES[token] ?? token}
        </button>
      ))}
    </form>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  'dev-operator': 'Operator',
  'dev-operator:second-operator': 'Second operator',
  'dev-auditor': 'Auditor',
}
