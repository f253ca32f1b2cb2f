/** A page of a connection. */
interface Connection<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Gives everything of a connection, page by page; nothing where there is none. */
export async function* pages<Node>(
  read: (after: string | null) => Promise<Connection<Node> | null | undefined>,
): AsyncGenerator<Node, void, undefined> {
  for (let after: string | null = null; ; ) {
    const page = await read(after)
    if (!page) return
    yield* page.nodes
    if (!page.pageInfo.hasNextPage) return
    after = page.pageInfo.endCursor
  }
}
