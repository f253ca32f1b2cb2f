import type { CallOptions } from '../options.ts'
import { optionalTimestamp, pointOf } from '../reference.ts'
import { readResult } from '../refusal.ts'
import type { AbandonRunResult, NewRun, OpenRunResult, Run, RunCalls, RunListOptions, SealRunResult } from '../run.ts'
import type { Transport } from '../transport.ts'
import {
  AbandonRunDocument,
  OpenRunDocument,
  RunDiffDocument,
  RunDocument,
  RunsDocument,
  SealRunDocument,
} from './generated/graphql.ts'
import { pages } from './pages.ts'
import { chunksOf, differencesOf, itemsOf, lateItemsOf } from './run-items.ts'
import { verifyRun } from './verify-run.ts'

async function openRun({ send }: Transport, run: NewRun, options: CallOptions): Promise<OpenRunResult> {
  const { key, dataUse, at, description = null } = run
  const input = { key, dataUse, at: optionalTimestamp(at), description }
  const data = await send(OpenRunDocument, { input }, options)
  const known = { OpenRunSuccess: true, InvalidInputError: true, ForbiddenError: true } as const
  const result = readResult(data.openRun, known)
  if (result.__typename !== 'OpenRunSuccess') return { ok: false, error: result }
  return { ok: true, run: result.run, position: result.position }
}

async function sealRun({ send }: Transport, run: string, options: CallOptions): Promise<SealRunResult> {
  const data = await send(SealRunDocument, { input: { run } }, options)
  const known = { SealRunSuccess: true, NotFoundError: true, RunNotOpenError: true, ForbiddenError: true } as const
  const result = readResult(data.sealRun, known)
  if (result.__typename !== 'SealRunSuccess') return { ok: false, error: result }
  return { ok: true, run: result.run, position: result.position, lateItemCount: result.lateItemCount }
}

async function abandonRun({ send }: Transport, run: string, options: CallOptions): Promise<AbandonRunResult> {
  const data = await send(AbandonRunDocument, { input: { run } }, options)
  const known = { AbandonRunSuccess: true, NotFoundError: true, RunNotOpenError: true, ForbiddenError: true } as const
  const result = readResult(data.abandonRun, known)
  if (result.__typename !== 'AbandonRunSuccess') return { ok: false, error: result }
  return { ok: true, run: result.run, position: result.position }
}

function listRuns({ send }: Transport, options: RunListOptions): AsyncGenerator<Run, void, undefined> {
  const { dataUse = null, status = null, at, asKnownAt, pageSize: first = 100, ...call } = options
  const list = { dataUse, status, first, ...pointOf({ at, asKnownAt }) }
  return pages(async (after) => (await send(RunsDocument, { ...list, after }, call)).runs)
}

export const calls = (transport: Transport): RunCalls => ({
  open: (run, options = {}) => openRun(transport, run, options),
  seal: (key, options = {}) => sealRun(transport, key, options),
  abandon: (key, options = {}) => abandonRun(transport, key, options),
  get: async (key, { at, asKnownAt, ...call } = {}) =>
    (await transport.send(RunDocument, { key, ...pointOf({ at, asKnownAt }) }, call)).run,
  list: (options = {}) => listRuns(transport, options),
  items: (key, options = {}) => itemsOf(transport, key, options),
  lateItems: (key, options = {}) => lateItemsOf(transport, key, options),
  chunks: (key, options = {}) => chunksOf(transport, key, options),
  verify: (key, options = {}) => verifyRun(transport, key, options),
  diff: async (from, to, call = {}) => {
    const { runDiff: diff } = await transport.send(RunDiffDocument, { from, to }, call)
    return diff && { from: diff.from, to: diff.to, ...diff.summary }
  },
  differences: (from, to, options = {}) => differencesOf(transport, from, to, options),
})
