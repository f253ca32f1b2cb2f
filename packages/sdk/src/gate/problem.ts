import { DemurError, DemurGapError, DemurProtocolError } from '../error.ts'
import { Unusable } from './apply.ts'
import type { GateReason } from './decision.ts'

/** Why what a gate knows is of no use after an error; null where it is merely getting older. */
export function reasonOf(error: unknown): GateReason | null {
  if (error instanceof Unusable) return error.reason
  if (error instanceof DemurGapError) return 'GATE_GAP'
  // A fault in the middle of a batch leaves it half applied.
  return error instanceof DemurError ? null : 'GATE_UNREADABLE'
}

/** An error as whoever looks after a gate is told of it. */
export function problemOf(error: unknown): DemurError {
  if (error instanceof DemurError) return error
  if (error instanceof Unusable)
    return new DemurProtocolError(`The gate is shut: ${error.message}.`, { code: error.reason })
  return new DemurProtocolError('The gate is shut: an entry could not be applied.', { code: 'GATE_UNREADABLE' })
}
