import { formatInstant, type Instant, type JsonObject } from '@demur/eligibility'
import type { DecisionRecord, RefusalOf, RunRecord, RunVerificationRecord, SealRunOutcome, Viewer } from '@demur/schema'
import { batched } from './batched.ts'
import type { Engine } from './engine.ts'
import { NO_SUCH_RUN } from './run-commands.ts'
import { walkDiff } from './run-diff.ts'
import { derivedItems, isWritten, storedItems } from './run-items.ts'
import { readRuns } from './runs.ts'
import { sealRun } from './seal-run.ts'
import { verifyRun } from './verify-run.ts'

/** What takes as long as a run is large, and answers as it goes: in lines of JSON. */
export type RunStreamRequest =
  | { readonly of: 'manifest' | 'seal' | 'verification'; readonly run: string }
  | { readonly of: 'diff'; readonly from: string; readonly to: string }

/** Why there are no lines. */
export type RunStreamRefusal = RefusalOf<'NotFoundError' | 'RunNotOpenError' | 'ForbiddenError'>

/** Lines, some at a time. */
export type Lines = AsyncGenerator<readonly JsonObject[], void>

/** How many lines are given at once. */
const LINES = 1000

/** Begins a stream, or says why there is none. */
export async function openRunStream(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  request: RunStreamRequest,
): Promise<Lines | RunStreamRefusal> {
  const named = async (key: string) => (await readRuns(engine, viewer, clock, [{ key, at: null, asKnownAt: null }]))[0]
  if (request.of === 'diff') {
    const [from, to] = [await named(request.from), await named(request.to)]
    return from && to ? diffLines(engine, viewer, clock, from, to) : NO_SUCH_RUN
  }
  if (request.of === 'seal') return sealLines(engine, viewer, clock, request.run)
  const run = await named(request.run)
  if (!run) return NO_SUCH_RUN
  return request.of === 'manifest' ? manifestLines(engine, run) : verificationLines(engine, viewer, clock, run.key)
}

/** The manifest of a run, or the one that it would be sealed with. An item of somebody who was erased has no key. */
async function* manifestLines(engine: Engine, run: RunRecord): Lines {
  const { db } = engine.connection
  const written = await isWritten(db, run.openedPosition)
  const items = written ? storedItems(db, run.openedPosition) : derivedItems(engine, run)
  for await (const some of batched<{ key: string | null; position: number; leaf: string }>(items, LINES)) {
    yield some.map(({ leaf, position, key }) => ({ leaf, position, item: key }))
  }
}

/**
 * `{"items": n}` while the manifest is written, then `{"sealed": …}`, or `{"refusal": …}` where the run came to another
 * end meanwhile. Begun here, so that what is refused at once is no stream.
 */
async function sealLines(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  key: string,
): Promise<Lines | RunStreamRefusal> {
  const sealing = sealRun(engine, viewer, clock, key)
  const first = await sealing.next()
  if (first.done && first.value.refusal !== undefined) return first.value
  return progressLines(sealing, first)
}

async function* progressLines(
  sealing: AsyncGenerator<number, SealRunOutcome>,
  first: IteratorResult<number, SealRunOutcome>,
): Lines {
  let step = first
  for (; !step.done; step = await sealing.next()) yield [{ items: step.value }]
  const { value: outcome } = step
  if (outcome.refusal !== undefined) return yield [{ refusal: outcome.refusal, message: outcome.message }]
  const { run, position, lateItemCount } = outcome
  yield [{ sealed: { ...runJson(run), position, lateItemCount } }]
}

async function* verificationLines(engine: Engine, viewer: Viewer, clock: Instant, run: string): Lines {
  const verification = await verifyRun(engine, viewer, clock, run)
  if (verification !== null) yield [verificationJson(verification)]
}

async function* diffLines(engine: Engine, viewer: Viewer, clock: Instant, from: RunRecord, to: RunRecord): Lines {
  const walk = walkDiff(engine, viewer, clock, { from, to })
  let step = await walk.next()
  for (; !step.done; step = await walk.next()) {
    const { change, item, decision } = step.value
    yield [{ change, item: item.key, reasons: reasonsOf(decision) }]
  }
  yield [{ summary: { ...step.value, reasons: step.value.reasons.map((reason) => ({ ...reason })) } }]
}

function reasonsOf({ decision }: DecisionRecord): string[] {
  return decision.reasons.map(({ code }) => code)
}

/** A run as JSON, its fields named as in GraphQL. */
function runJson(run: RunRecord): JsonObject {
  const { key, dataUse, at, asKnownAt, status, description, itemCount, manifestDigest, closedAt } = run
  const sealedAt = status === 'SEALED' && closedAt !== null ? formatInstant(closedAt) : null
  return { key, dataUse, description, at: formatInstant(at), asKnownAt, status, itemCount, manifestDigest, sealedAt }
}

function verificationJson({ run, recorded, derived, ...verification }: RunVerificationRecord): JsonObject {
  const { firstDifferingChunk, differingItems, ...rest } = verification
  return {
    run: runJson(run),
    ...rest,
    recorded: recorded && { ...recorded },
    derived: derived && { ...derived },
    firstDifferingChunk: firstDifferingChunk && { ...firstDifferingChunk },
    differingItems: differingItems.map(({ key, side, decision }) => ({ key, side, reasons: reasonsOf(decision) })),
  }
}
