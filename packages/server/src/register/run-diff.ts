import { type Instant, idProblem, type ReasonCode } from '@demur/eligibility'
import type {
  DecidedItemRecord,
  Page,
  PageRequest,
  RunChange,
  RunDifferenceRecord,
  RunDiffSummaryRecord,
  RunRecord,
  Viewer,
} from '@demur/schema'
import { batched } from './batched.ts'
import { byBytes } from './byte-order.ts'
import { decidedItems } from './decided-items.ts'
import { type Engine, requestError } from './engine.ts'
import { mergeByKey } from './merge.ts'
import { cursorFields, taken } from './run-cursor.ts'
import { type Place, placesOf } from './run-items.ts'

/** Two runs, the earlier one first as a rule. */
export interface RunPair {
  readonly from: RunRecord
  readonly to: RunRecord
}

/** An item of one of two runs, and the last places that both were read to. */
interface Differing {
  readonly key: string
  readonly change: RunChange
  readonly read: Reached
}

/** How far the sets of two runs are read; null ordinals where they are derived or not begun. */
interface Reached {
  readonly key: string
  readonly from: number | null
  readonly to: number | null
}

/** How many items are asked about at once. */
const BATCH = 1000

/**
 * Reads two runs side by side to their ends: yields what only one of them has, with the reasons at the point of the
 * other, and gives the counts.
 */
export async function* walkDiff(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  pair: RunPair,
): AsyncGenerator<RunDifferenceRecord, RunDiffSummaryRecord> {
  const counts = { ADDED: 0, REMOVED: 0, KEPT: 0 }
  const reasons = new Map<string, RunDiffSummaryRecord['reasons'][number]>()
  const differing = differences(engine, pair, null, () => {
    counts.KEPT += 1
  })
  for await (const batch of batched(differing, BATCH)) {
    for (const { change } of batch) counts[change] += 1
    for (const difference of await decide(engine, viewer, clock, pair, batch)) {
      const { reasons: found } = difference.decision.decision
      for (const [index, { code }] of found.entries()) count(reasons, difference.change, code, index === 0)
      yield difference
    }
  }
  return {
    addedCount: counts.ADDED,
    removedCount: counts.REMOVED,
    keptCount: counts.KEPT,
    reasons: [...reasons.values()].sort((a, b) => b.itemCount - a.itemCount || (a.reason < b.reason ? -1 : 1)),
  }
}

function count(
  reasons: Map<string, RunDiffSummaryRecord['reasons'][number]>,
  change: RunChange,
  reason: ReasonCode,
  decisive: boolean,
): void {
  const name = `${change} ${reason}`
  const { itemCount, decisiveCount } = reasons.get(name) ?? { itemCount: 0, decisiveCount: 0 }
  const counted = { itemCount: itemCount + 1, decisiveCount: decisiveCount + (decisive ? 1 : 0) }
  reasons.set(name, { change, reason, ...counted })
}

/** The items that only one of two runs has, in the order of their keys, with the decision at the point of the other. */
export async function readDifferences(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  pair: RunPair,
  page: PageRequest,
): Promise<Page<RunDifferenceRecord>> {
  const set = `${pair.from.openedPosition} ${pair.to.openedPosition}`
  const found = await taken(differences(engine, pair, readReached(set, page)), page.first + 1)
  const shown = found.slice(0, page.first)
  const decided = new Map((await decide(engine, viewer, clock, pair, shown)).map((node) => [node.item.key, node]))
  const edges = shown.flatMap(({ key, read }) => {
    const node = decided.get(key)
    return node === undefined ? [] : [{ cursor: cursorOf(set, read), node }]
  })
  return { edges, hasNextPage: found.length > page.first, hasPreviousPage: page.after !== null }
}

/** Walks two runs side by side; memory does not grow with them. */
async function* differences(
  engine: Engine,
  { from, to }: RunPair,
  after: Reached | null,
  kept: () => void = () => {},
): AsyncGenerator<Differing> {
  const begin = (ordinal: number | null | undefined): Place | null =>
    after === null ? null : { key: after.key, ordinal: ordinal ?? null }
  const reached = { from: after?.from ?? null, to: after?.to ?? null }
  const [lefts, rights] = [placesOf(engine, from, begin(after?.from)), placesOf(engine, to, begin(after?.to))]
  for await (const { left, right } of mergeByKey(lefts, rights)) {
    if (left !== null) reached.from = left.ordinal
    if (right !== null) reached.to = right.ordinal
    if (left !== null && right !== null) kept()
    else if (left !== null) yield { key: left.key, change: 'REMOVED', read: { key: left.key, ...reached } }
    else if (right !== null) yield { key: right.key, change: 'ADDED', read: { key: right.key, ...reached } }
  }
}

/** Items as they stood in the run that has them, with the decision at the point of the one that has not. */
async function decide(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { from, to }: RunPair,
  differing: readonly Differing[],
): Promise<RunDifferenceRecord[]> {
  const keysOf = (change: RunChange) => differing.flatMap((one) => (one.change === change ? [one.key] : []))
  const [removed, added] = await Promise.all([
    decidedItems(engine, viewer, clock, keysOf('REMOVED'), from, to),
    decidedItems(engine, viewer, clock, keysOf('ADDED'), to, from),
  ])
  const marked = (change: RunChange, decided: readonly DecidedItemRecord[]) =>
    decided.map((one) => ({ change, ...one }))
  return [...marked('REMOVED', removed), ...marked('ADDED', added)].sort((a, b) => byBytes(a.item.key, b.item.key))
}

function cursorOf(set: string, { key, from, to }: Reached): string {
  return Buffer.from(JSON.stringify([set, key, from, to])).toString('base64url')
}

function readReached(set: string, { after }: PageRequest): Reached | null {
  if (after === null) return null
  const [of, key, from, to] = cursorFields(after)
  const sound = (ordinal: unknown): ordinal is number | null => ordinal === null || Number.isSafeInteger(ordinal)
  if (of === set && typeof key === 'string' && idProblem(key) === null && sound(from) && sound(to)) {
    return { key, from, to }
  }
  throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
}
