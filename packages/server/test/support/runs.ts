import type { TestServer } from './server.ts'

interface Outcome {
  readonly __typename: string
  readonly run?: { readonly manifestDigest: string; readonly itemCount: number }
  readonly lateItemCount?: number
  readonly position?: string
}

/** An item of an exported manifest. */
export interface ManifestLine {
  readonly leaf: string
  readonly position: number
  readonly item: string | null
}

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

/** Works on runs of a served register as a service does, and looks at them as an auditor. */
export class RunClient {
  readonly #server: TestServer

  constructor(server: TestServer) {
    this.#server = server
  }

  open(key: string, input: object = {}): Promise<Outcome> {
    const query =
      'mutation ($input: OpenRunInput!) { openRun(input: $input) { __typename ... on OpenRunSuccess { position run { key } } } }'
    return this.#field('dev-service', query, { input: { key, dataUse: 'genai.training', ...input } })
  }

  seal(run: string): Promise<Outcome> {
    const query =
      'mutation ($run: String!) { sealRun(input: {run: $run}) { __typename ... on SealRunSuccess { position lateItemCount run { itemCount manifestDigest } } } }'
    return this.#field('dev-service', query, { run })
  }

  abandon(run: string): Promise<Outcome> {
    return this.#field('dev-service', 'mutation ($run: String!) { abandonRun(input: {run: $run}) { __typename } }', {
      run,
    })
  }

  read(key: string): Promise<Record<string, unknown>> {
    const query =
      'query ($key: String!) { run(key: $key) { key status at asKnownAt itemCount manifestDigest lateItemCount manifestChunks { nodes { ordinal firstKey itemCount digest } } } }'
    return this.#field('dev-auditor', query, { key })
  }

  /** The keys of the items of a run, page by page. */
  async pages(key: string, first: number): Promise<string[][]> {
    const query = `query ($key: String!, $first: Int!, $after: String) { run(key: $key) { items(first: $first, after: $after) { nodes { key } ${PAGE_INFO} } } }`
    const pages: string[][] = []
    for (let after: string | null = null; ; ) {
      const run: { items: Page<{ key: string }> } = await this.#field('dev-auditor', query, { key, first, after })
      pages.push(run.items.nodes.map((item) => item.key))
      if (!run.items.pageInfo.hasNextPage) return pages
      after = run.items.pageInfo.endCursor
    }
  }

  async late(key: string, first = 1000): Promise<unknown[]> {
    const query = `query ($key: String!, $first: Int!, $after: String) { run(key: $key) { lateItems(first: $first, after: $after) { nodes { item { key } decision { reasons { code } } } ${PAGE_INFO} } } }`
    const found: unknown[] = []
    for (let after: string | null = null; ; ) {
      const run: { lateItems: Page<unknown> } = await this.#field('dev-auditor', query, { key, first, after })
      found.push(...run.lateItems.nodes)
      if (!run.lateItems.pageInfo.hasNextPage) return found
      after = run.lateItems.pageInfo.endCursor
    }
  }

  async pastUses(member: string): Promise<unknown[]> {
    const query = '{ viewer { member { pastUses { nodes { itemCount run { key } endedBy { act } } } } } }'
    const viewer = await this.#field<{ member: { pastUses: { nodes: unknown[] } } }>(`dev-member:${member}`, query)
    return viewer.member.pastUses.nodes
  }

  verify(run: string): Promise<Verification> {
    const query =
      'query ($run: String!) { verifyRun(run: $run) { verdict written projected recorded { itemCount digest } derived { itemCount digest } firstDifferingChunk { ordinal } erasedItemCount undecidableItemCount writtenOnlyCount derivedOnlyCount differingItems { key side decision { reasons { code } } } } }'
    return this.#field('dev-auditor', query, { run })
  }

  stream(method: string, path: string, token = 'dev-service'): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  }

  async manifest(run: string): Promise<ManifestLine[]> {
    const response = await this.stream('GET', `/runs/manifest?run=${encodeURIComponent(run)}`)
    return (await response.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ManifestLine)
  }

  async #field<T>(token: string, query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.#server.ask<Record<string, T>>(token, query, variables)
    if (errors !== undefined) throw new Error(errors[0]?.message)
    return Object.values(data)[0] as T
  }
}

interface Page<T> {
  readonly nodes: readonly T[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

export interface Verification {
  readonly verdict: string
  readonly written: boolean
  readonly projected: boolean
  readonly recorded: { readonly itemCount: number; readonly digest: string } | null
  readonly derived: { readonly itemCount: number; readonly digest: string } | null
  readonly firstDifferingChunk: { readonly ordinal: number } | null
  readonly erasedItemCount: number
  readonly undecidableItemCount: number
  readonly writtenOnlyCount: number
  readonly derivedOnlyCount: number
  readonly differingItems: readonly {
    readonly key: string
    readonly side: string
    readonly decision: { readonly reasons: readonly { readonly code: string }[] }
  }[]
}
