import { readDecision } from '../decision.ts'
import { DemurInputError } from '../error.ts'
import type { LateItem, RunChunk, RunDifference, RunPageOptions, RunReasonsOptions } from '../run.ts'
import type { Transport } from '../transport.ts'
import type { ContentItem } from './content-item.ts'
import {
  RunChunksDocument,
  RunDifferencesDocument,
  RunItemsDocument,
  RunLateItemsDocument,
} from './generated/graphql.ts'
import { pages } from './pages.ts'

type Given<Node> = AsyncGenerator<Node, void, undefined>

/** Gives the set of a run. */
export function itemsOf({ send }: Transport, key: string, options: RunPageOptions): Given<ContentItem> {
  const { pageSize: first = 1000, ...call } = options
  return pages(async (after) => existing((await send(RunItemsDocument, { key, first, after }, call)).run).items)
}

/** Gives what became ineligible too late for a run. */
export async function* lateItemsOf(transport: Transport, key: string, options: RunReasonsOptions): Given<LateItem> {
  const { pageSize: first = 100, locale = transport.options.locale, ...call } = options
  const variables = { key, first, locale }
  const late = pages(async (after) => {
    const { run } = await transport.send(RunLateItemsDocument, { ...variables, after }, call)
    return existing(run).lateItems
  })
  for await (const { item, decision } of late) yield { item, decision: readDecision(decision) }
}

/** Gives the parts of a manifest. */
export function chunksOf({ send }: Transport, key: string, options: RunPageOptions): Given<RunChunk> {
  const { pageSize: first = 100, ...call } = options
  return pages(
    async (after) => existing((await send(RunChunksDocument, { key, first, after }, call)).run).manifestChunks,
  )
}

/** Gives what only one of two runs has. */
export async function* differencesOf(
  transport: Transport,
  from: string,
  to: string,
  options: RunReasonsOptions,
): Given<RunDifference> {
  const { pageSize: first = 100, locale = transport.options.locale, ...call } = options
  const variables = { from, to, first, locale }
  const differences = pages(async (after) => {
    const { runDiff } = await transport.send(RunDifferencesDocument, { ...variables, after }, call)
    return existing(runDiff).differences
  })
  for await (const { decision, ...difference } of differences) {
    yield { ...difference, decision: readDecision(decision) }
  }
}

/** Nothing at all would be taken for a run without items. */
function existing<Found>(found: Found | null): Found {
  if (found !== null) return found
  throw new DemurInputError('There is no such run.', { code: 'NO_RUN', path: ['key'] })
}
