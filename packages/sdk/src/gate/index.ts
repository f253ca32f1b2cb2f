/**
 * A gate decides in memory what may be used, by a signed snapshot of the register and the ledger that it follows.
 * @module @demur/sdk/gate
 */
export type { GateDecision, GateReason } from './decision.ts'
export { createGate, type Gate } from './gate.ts'
export type { GateItem } from './item.ts'
export type { GateOptions, GateStatus, SnapshotSource } from './options.ts'
