import type { ItemReference } from './reference.ts'
import type { Instant, LegalBasis, OrNewer, Outcome, Position, ReasonCode, Timestamp } from './vocabulary.ts'

/** May this item be used for this data use, at this instant, as far as was known at this position? */
export interface Question {
  readonly item: ItemReference
  /** The key of the data use, such as `genai.training`. */
  readonly dataUse: string
  /** Default: now, by the clock of the server. */
  readonly at?: Instant | undefined
  /** What was recorded later is not seen. Default: the head of the ledger. */
  readonly asKnownAt?: Position | undefined
}

/** Whether an item may be used, and why. */
export interface Decision {
  /** `ELIGIBLE` only where server and client both know it to be so. */
  readonly outcome: Outcome
  /** The code of the first reason. */
  readonly decisiveReason: OrNewer<ReasonCode>
  /** Every reason that blocks, the decisive one first; or the one that allows. */
  readonly reasons: readonly Reason[]
  /** The whole answer in one or two sentences for a person. */
  readonly explanation: string
  /** The rule of the author's place; null where none was reached. */
  readonly rule: { readonly id: string; readonly key: string } | null
  readonly legalBasis: OrNewer<LegalBasis> | null
  /** Who decides about the use. */
  readonly controller: string | null
  readonly rulebookVersion: string | null
  readonly dataUse: string
  /** The instant that the answer is about. */
  readonly at: Timestamp
  /** The ledger position that it is as known at. */
  readonly position: Position
  /** When it changes although nothing new is recorded; null where it does not. */
  readonly validUntil: Timestamp | null
  /** Whether the instant lies in the future: nothing may be used on such an answer. */
  readonly projected: boolean
}

/** One reason of a decision. */
export interface Reason {
  readonly code: OrNewer<ReasonCode>
  /** Whether it is the first. */
  readonly decisive: boolean
  /** For people. Never names another person. */
  readonly message: string
}

/** What tells whether a decision allows. */
interface Ruling {
  readonly outcome: string
  readonly reasons: readonly { readonly code: string }[]
}

/**
 * Whether a decision says that the item is eligible, for certain: not where a newer server has another outcome, and not
 * where it allows for a reason that this client does not know. Calls of this client have looked already: it is for
 * answers that came another way, such as through urql.
 *
 * @example
 * ```ts
 * import { isEligible } from '@demur/sdk'
 *
 * console.log(isEligible({ outcome: 'ELIGIBLE', reasons: [{ code: 'NOT_OBJECTED' }] })) // true
 * console.log(isEligible({ outcome: 'ELIGIBLE', reasons: [{ code: 'FROM_A_NEWER_SERVER' }] })) // false
 * ```
 */
export function isEligible({ outcome, reasons }: Ruling): boolean {
  return outcome === 'ELIGIBLE' && reasons.length > 0 && reasons.every(({ code }) => ALLOWING_REASONS.includes(code))
}

/** The reasons that allow. A test holds them equal to those of the rules. */
const ALLOWING_REASONS: readonly string[] = ['NOT_OBJECTED', 'CONSENTED', 'NO_CONTROL_OFFERED'] satisfies ReasonCode[]

/** A decision with nothing in its outcome that this client does not know. */
export function readDecision<D extends Ruling>(decision: D): D & { readonly outcome: Outcome } {
  return { ...decision, outcome: isEligible(decision) ? 'ELIGIBLE' : 'INELIGIBLE' }
}
