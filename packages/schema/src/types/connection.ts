import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import type { Page, PageRequest } from '../register.ts'

interface PageArguments {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** How many rows a page has where its size is left open. */
const USUAL_SIZE = 100

/** The arguments of a forward connection; `stated` writes the usual size into the schema as the default. */
export function pageArguments(most: number, { stated = false } = {}) {
  const size = `How many, from 1 to ${most}. Default: ${USUAL_SIZE}.`
  return builder.args((t) => ({
    first: t.int({ ...(stated ? { defaultValue: USUAL_SIZE } : {}), description: size }),
    after: t.string({ description: 'The cursor that the page begins after.' }),
  }))
}

/** What a page costs: one for every row that was asked for, times what is read of each. */
export function pageComplexity({ first }: PageArguments) {
  return { field: 1, multiplier: Math.max(first ?? USUAL_SIZE, 1) }
}

/** Reads the arguments of a connection; refuses a size out of bounds instead of cutting it silently. */
export function pageRequest(args: PageArguments, most: number): PageRequest {
  const first = args.first ?? USUAL_SIZE
  if (first >= 1 && first <= most) return { first, after: args.after ?? null }
  throw new GraphQLError(`“first” must be from 1 to ${most}, not ${first}.`, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** A page as Relay writes it. */
export function toConnection<T>({ edges, hasNextPage, hasPreviousPage }: Page<T>) {
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null]
  return { edges: [...edges], pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } }
}
