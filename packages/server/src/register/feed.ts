import type { Position } from '@demur/eligibility'
import type { LedgerBatchRecord, LedgerEntryRecord, Viewer } from '@demur/schema'
import type { Engine } from './engine.ts'
import { readBatchAfter, readHead } from './ledger.ts'

/**
 * Follows the ledger from a position on, or from the head. What cannot be followed is refused here, before the first
 * batch, where it is still an answer and no broken stream.
 */
export async function followBatches(
  engine: Engine,
  viewer: Viewer,
  after: Position | null,
  first: number,
  signal: AbortSignal,
): Promise<AsyncIterable<LedgerBatchRecord>> {
  const start = after ?? (await readHead(engine.connection.db))
  const opening = await readBatchAfter(engine, viewer, start, first)
  return batchesFrom(engine, viewer, opening, first, signal)
}

/**
 * Batches that touch, each read when the one before has been taken: a slow reader holds one batch and a position, and
 * nothing piles up for it. Where nothing is recorded that the viewer may see, an empty one comes after each heartbeat.
 */
async function* batchesFrom(
  engine: Engine,
  viewer: Viewer,
  opening: LedgerBatchRecord,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<LedgerBatchRecord> {
  let batch = opening
  while (!signal.aborted) {
    yield batch
    batch = await nextBatch(engine, viewer, batch.through, first, signal)
  }
}

/** Waits for the next batch that is worth sending: one with entries, or whatever there is after a heartbeat. */
async function nextBatch(
  engine: Engine,
  viewer: Viewer,
  after: Position,
  first: number,
  signal: AbortSignal,
): Promise<LedgerBatchRecord> {
  const due = performance.now() + engine.heartbeat
  for (let from = after; ; ) {
    const batch = await readBatchAfter(engine, viewer, from, first)
    const patience = due - performance.now()
    // What others recorded and the viewer may not see is told with the next batch that has something in it.
    if (batch.entries.length > 0 || patience <= 0 || signal.aborted) return { ...batch, after }
    from = batch.through
    await engine.headWatch.beyond(batch.head, patience, signal)
  }
}

const PAGE = 500

/** The same, entry by entry. */
export async function followEntries(
  engine: Engine,
  viewer: Viewer,
  after: Position | null,
  signal: AbortSignal,
): Promise<AsyncIterable<LedgerEntryRecord>> {
  return entriesOf(await followBatches(engine, viewer, after, PAGE, signal), signal)
}

async function* entriesOf(
  batches: AsyncIterable<LedgerBatchRecord>,
  signal: AbortSignal,
): AsyncGenerator<LedgerEntryRecord> {
  for await (const { entries } of batches) {
    for (const entry of entries) {
      if (signal.aborted) return
      yield entry
    }
  }
}
