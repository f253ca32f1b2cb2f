import { misfit } from '../../attempt.ts'
import { DemurGapError } from '../../error.ts'
import type { LedgerEntry } from '../../ledger-entry.ts'
import type { Position, Timestamp } from '../../vocabulary.ts'

/** A stretch of the ledger: what the viewer may see of the entries after one position and up to another. */
export interface LedgerBatch {
  /** The position that it begins after: that up to which the batch before it reached. */
  readonly after: Position
  /** The position that it ends with. Keep it: `after` goes on from there, and nothing up to it is missing. */
  readonly through: Position
  /** The position of the last entry of the ledger when it was read. */
  readonly head: Position
  /** When it was read, by the clock of the server. */
  readonly readAt: Timestamp
  /** In order. None where nothing was recorded that the viewer may see. */
  readonly entries: readonly LedgerEntry[]
}

/** A batch as a server sends it. */
export interface SentBatch extends LedgerBatch {
  /** Whether the viewer sees every entry, so that each position must be there. */
  readonly complete: boolean
}

/**
 * What is new in a batch for a reader who has read up to a position: repetitions are dropped, and a hole is found, be it
 * before the batch or, where the viewer is owed every entry, within it.
 * @throws DemurGapError; DemurProtocolError where it is no batch
 */
export function newIn(sent: SentBatch, last: Position): LedgerBatch {
  if (!isBatch(sent)) throw misfit('LedgerBatches', null)
  const { after, through, head, readAt, complete, entries } = sent
  if (Number(after) > Number(last)) throw new DemurGapError(last, after)
  const fresh = entries.filter(({ position }) => Number(position) > Number(last))
  let before = Number(last)
  for (const { position } of fresh) {
    const isNext = complete ? Number(position) === before + 1 : Number(position) > before
    if (!isNext) throw new DemurGapError(String(before), position)
    before = Number(position)
  }
  const end = Math.max(Number(through), Number(last))
  if (before > end || (complete && before !== end)) throw new DemurGapError(String(before), through)
  return { after: last, through: String(end), head, readAt, entries: fresh }
}

/** Positions end up in errors: nothing else may stand in their place. */
function isBatch(sent: SentBatch): boolean {
  const { after, through, head, readAt, entries } = Object(sent) as Partial<SentBatch>
  const positions = [after, through, head, ...(Array.isArray(entries) ? entries.map(({ position }) => position) : [''])]
  return positions.every((position) => /^\d{1,16}$/.test(String(position))) && !Number.isNaN(Date.parse(String(readAt)))
}
