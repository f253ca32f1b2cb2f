/** What a server hands to the pages, and what it gets back. Nothing of it depends on a server of some kind. */

/** A request for the settings page, after the server has found out who asks. */
export interface PageRequest {
  readonly method: 'GET' | 'POST'
  /** The query of the address. */
  readonly query: URLSearchParams
  /** The fields of the form; empty for GET. What came without the right token never gets here. */
  readonly form: URLSearchParams
  /** The `Accept-Language` header. */
  readonly acceptLanguage: string
  /** Who asks; null: nobody who is signed in. */
  readonly session: PageSession | null
  /** How the page finds its scripts and styles. */
  readonly assets: PageAssets
  /** Where members sign in and correct where they live; null: not said. */
  readonly accountUrl: string | null
  /** In development: members to choose from. Null otherwise. */
  readonly members: readonly string[] | null
  /** The public keys of the register, by which receipts are verified; none while it signs nothing. */
  readonly publicKeys: readonly string[]
  /** A number that nobody else has: forms of this page carry it, so that none is recorded twice. */
  readonly nonce: string
}

export interface PageSession {
  /** Asks the register as this member. */
  readonly fetch: typeof fetch
  /** What every form has to carry. */
  readonly csrf: string
}

export interface PageAssets {
  readonly script: string
  readonly styles: readonly string[]
}

/** What a server sends. */
export interface PageResponse {
  readonly status: number
  /** Where to go on instead; null: nowhere. */
  readonly location: string | null
  readonly html: string
  /** A file to keep, in place of a page. */
  readonly download: { readonly name: string; readonly json: string } | null
}

/** Answers a request for the settings page. */
export type RespondToPage = (request: PageRequest) => Promise<PageResponse>

/** A request for a page of the console, after the server has found out who asks. */
export interface ConsoleRequest {
  /** Signed in; nobody; somebody whom the console is not for; or a page that goes to `goTo` by itself. */
  readonly state: 'signed-in' | 'signed-out' | 'forbidden' | 'moving'
  /** The address that was asked for, with its query. */
  readonly goTo: string
  /** Who is signed in. */
  readonly session: ConsoleSession | null
  readonly assets: PageAssets
  /** Where people of the platform sign in; null: not said. */
  readonly accountUrl: string | null
  /** In development: the tokens to choose from. Null otherwise. */
  readonly tokens: readonly string[] | null
}

export interface ConsoleSession {
  readonly subject: string
  /** `OPERATOR`, `AUDITOR` or both. */
  readonly roles: readonly string[]
  /** What every form has to carry. */
  readonly csrf: string
}

/** Gives the document of a page of the console. */
export type RenderConsole = (request: ConsoleRequest) => string
