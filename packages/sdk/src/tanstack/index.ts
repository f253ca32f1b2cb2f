/**
 * Query and mutation options for TanStack Query 5: `useQuery(demurQueries(client).settings())`. Plain objects, so that
 * nothing of TanStack is loaded with them.
 * @module @demur/sdk/tanstack
 */
export { type DemurMutations, demurMutations, type MutationOptions } from './mutations.ts'
export { type DemurQueries, demurKeys, demurQueries, type QueryOptions } from './queries.ts'
