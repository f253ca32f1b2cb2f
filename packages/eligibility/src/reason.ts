import { BLOCKING_REASONS, type BlockingReason, type ReasonCode } from './vocabulary.ts'

/**
 * What the sentence of a reason is filled with: keys, vocabulary words and RFC 3339 instants.
 * Never the key of a member: the reader of a reason may be another person in the item.
 */
export type ReasonParameters = Readonly<Record<string, string>>

export interface Reason {
  readonly code: ReasonCode
  readonly parameters: ReasonParameters
}

/** What blocks, each reason once, with its parameters. In no order. */
export type Findings = Map<BlockingReason, ReasonParameters>

/** A set of blocking reasons as bits: bit `n` is the n-th of `BLOCKING_REASONS`. 0: nothing blocks. */
export type ReasonMask = number

const BITS = new Map(BLOCKING_REASONS.map((code, index) => [code, 1 << index]))

export function bitOf(code: BlockingReason): ReasonMask {
  return BITS.get(code) ?? 0
}

export function maskOf(codes: Iterable<BlockingReason>): ReasonMask {
  let mask = 0
  for (const code of codes) mask |= bitOf(code)
  return mask
}

/** The reasons of a mask, the decisive one first. */
export function reasonsOf(mask: ReasonMask): BlockingReason[] {
  return BLOCKING_REASONS.filter((code) => (mask & bitOf(code)) !== 0)
}
