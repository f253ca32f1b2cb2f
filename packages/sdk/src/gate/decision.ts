import { ALLOWED_BY, type BlockingReason, type Control, type ReasonMask, reasonsOf } from '@demur/eligibility'
import type { Outcome, ReasonCode } from '../vocabulary.ts'

/** Why a gate that cannot know lets nothing through. */
export type GateReason =
  /** No snapshot is loaded, or it is not applied up to the head yet. */
  | 'GATE_NOT_LOADED'
  /** What it knows is older than `maxStaleness`. */
  | 'GATE_STALE'
  /** Entries are missing between those that it was given, or the ledger was put back to an earlier state. */
  | 'GATE_GAP'
  /** An entry came that it cannot read: a newer register says something that this version does not know. */
  | 'GATE_UNREADABLE'
  /** A rulebook was published that asks for facts which its snapshot does not hold. */
  | 'GATE_RULES_CHANGED'
  /** It was closed. */
  | 'GATE_CLOSED'

/** Whether an item may be used, and why. Decisions are shared: compare them, and never change them. */
export interface GateDecision {
  readonly outcome: Outcome
  /** The code of the first reason. */
  readonly decisiveReason: ReasonCode | GateReason
  /** Every reason that blocks, in the order of the register; the one that allows; or the one why the gate is shut. */
  readonly reasons: readonly { readonly code: ReasonCode | GateReason }[]
}

const SHUT = new Map<GateReason, GateDecision>()
const BLOCKED = new Map<ReasonMask, GateDecision>()
const ALLOWED = new Map<Control, GateDecision>()

/** The decision of a gate that cannot know. */
export function shut(reason: GateReason): GateDecision {
  return kept(SHUT, reason, () => decision('INELIGIBLE', [reason]))
}

/** The decision by what blocks; where nothing does, by the control of the author's rule. */
export function decided(mask: ReasonMask, control: Control | null): GateDecision {
  if (mask !== 0) return kept(BLOCKED, mask, () => decision('INELIGIBLE', reasonsOf(mask) satisfies BlockingReason[]))
  // The checks are total: without a rule something blocks.
  if (control === null) throw new Error('an eligible answer without a rule')
  return kept(ALLOWED, control, () => decision('ELIGIBLE', [ALLOWED_BY[control]]))
}

function decision(outcome: Outcome, codes: readonly (ReasonCode | GateReason)[]): GateDecision {
  const reasons = Object.freeze(codes.map((code) => Object.freeze({ code })))
  return Object.freeze({ outcome, decisiveReason: codes[0] as ReasonCode | GateReason, reasons })
}

function kept<Key>(known: Map<Key, GateDecision>, key: Key, make: () => GateDecision): GateDecision {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
