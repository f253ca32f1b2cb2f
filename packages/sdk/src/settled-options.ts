import { type Clock, systemClock } from './clock.ts'
import { DemurInputError } from './error.ts'
import type { Auth, ClientOptions, RequestNotice, ResponseNotice } from './options.ts'

/** The options of a client, checked, with nothing left open. */
export interface SettledOptions {
  readonly url: string
  readonly auth: Auth
  readonly fetch: typeof fetch
  readonly timeout: number
  readonly retries: number
  readonly locale: string | null
  readonly onRequest: (notice: RequestNotice) => void
  readonly onResponse: (notice: ResponseNotice) => void
  readonly clock: Clock
  readonly random: () => number
}

/**
 * Checks the options of a client.
 * @throws DemurInputError whose path names the option
 */
export function settle(options: ClientOptions): SettledOptions {
  const { auth, timeout = 10_000, retries = 3, locale = null } = options
  if (typeof auth !== 'string' && typeof auth !== 'function') throw wrongOption('auth', 'a token or a function')
  if (!(timeout > 0)) throw wrongOption('timeout', 'a number of milliseconds')
  if (!(retries >= 0)) throw wrongOption('retries', 'a number of further attempts')
  return {
    url: readUrl(options.url),
    auth,
    // Browsers refuse a `fetch` that is called as the method of something else.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeout,
    retries,
    locale,
    onRequest: harmless(options.onRequest),
    onResponse: harmless(options.onResponse),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  }
}

/** The address is never repeated in an error: it could hold a password. */
function readUrl(given: string | URL): string {
  const expected = 'an http or https address without a user name'
  let url: URL
  try {
    url = new URL(given, globalThis.location?.href)
  } catch {
    throw wrongOption('url', expected)
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') throw wrongOption('url', expected)
  return url.href
}

function wrongOption(name: string, expected: string): DemurInputError {
  return new DemurInputError(`The option “${name}” must be ${expected}.`, { code: 'BAD_OPTION', path: [name] })
}

function harmless<Notice>(hook: ((notice: Notice) => void) | undefined): (notice: Notice) => void {
  return (notice) => {
    try {
      hook?.(notice)
    } catch {
      // What a hook throws is its own affair.
    }
  }
}
