import type { Decider } from './decider.ts'
import type { FilterOutputs } from './outputs.ts'
import type { Items, RowBatch, RowFormat, Verdict } from './row-format.ts'

/** How often it is said durably how far it is; milliseconds. What was done since is done again after a kill. */
const CHECKPOINT_EVERY = 250
/** How many times as long as a checkpoint takes there is none: where much has to be said, it is said more seldom. */
const CHECKPOINT_PAUSE = 20

/**
 * Decides and writes the rows that are not done yet. `onDecided` is told of so many rows, of which so many pass, and
 * which share is read of which input.
 */
export async function filterRows(
  format: RowFormat,
  decider: Decider,
  outputs: FilterOutputs,
  onDecided: (rows: number, passed: number, input: number, share: number | null) => void,
): Promise<void> {
  let { rows, passed, next } = outputs.progress
  let checkpointAt = 0
  const begin = async (): Promise<void> => {
    await format.begin(outputs.passed, false)
    if (outputs.rejected !== null) await format.begin(outputs.rejected, true)
  }
  const checkpoint = async (complete = false): Promise<void> => {
    const began = performance.now()
    await outputs.checkpoint({ rows, passed, next, position: decider.position }, complete)
    const ended = performance.now()
    checkpointAt = ended + Math.max(CHECKPOINT_EVERY, CHECKPOINT_PAUSE * (ended - began))
  }
  let hasBegun = !outputs.isNew
  for await (const batch of format.batches(next)) {
    if (!hasBegun) await begin()
    hasBegun = true
    const verdicts: Verdict[] = []
    for (const slice of slicesOf(batch)) {
      const decided = await decider.decide(slice)
      const kept = decided.reduce((sum, verdict) => sum + (verdict === null ? 1 : 0), 0)
      for (const verdict of decided) verdicts.push(verdict)
      passed += kept
      onDecided(slice.count, kept, batch.next.input, batch.shareOf(verdicts.length))
    }
    await batch.write(verdicts, rows, outputs.passed, outputs.rejected)
    rows += batch.count
    next = batch.next
    if (performance.now() >= checkpointAt) await checkpoint()
  }
  if (!hasBegun) await begin()
  await format.end(outputs.passed, false)
  if (outputs.rejected !== null) await format.end(outputs.rejected, true)
  await checkpoint(true)
}

/** How many items are decided before it is said how far it is. */
const SLICE = 5000

function* slicesOf(batch: RowBatch): Generator<Items> {
  for (let from = 0; from < batch.count; from += SLICE) {
    yield { count: Math.min(SLICE, batch.count - from), item: (index) => batch.item(from + index) }
  }
}
