import { type Evaluation, evaluate } from './evaluate.ts'
import type { ItemFacts, MemberFacts, Position, Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import { bitOf, type Reason, type ReasonParameters, reasonsOf } from './reason.ts'
import { parametersOf } from './reason-parameters.ts'
import type { Rule, Rulebook } from './rulebook.ts'
import { validUntil } from './valid-until.ts'
import type { AllowingReason, BlockingReason, Control, Outcome, ReasonCode } from './vocabulary.ts'

/** May this item be used for this data use at this instant, as far as the register knew at this position? */
export interface Question {
  /** Null for an id that names nothing. */
  readonly item: ItemFacts | null
  readonly dataUse: string
  readonly at: Instant
  /** The ledger position as known at: facts recorded later are not seen. */
  readonly position: Position
}

/** What a question is answered from. */
export interface Knowledge {
  /** By key; people who are missing are treated as unregistered. */
  readonly members: ReadonlyMap<string, MemberFacts>
  /** The rulebook published last at or before the question's position; null where there is none. */
  readonly rulebook: Rulebook | null
  /** The request's clock: an answer about a later instant is projected. */
  readonly now: Instant
}

export interface Decision {
  readonly outcome: Outcome
  /** Every blocking reason in canonical order, or the one that allows. Never empty. */
  readonly reasons: readonly Reason[]
  /** The code of the first reason. */
  readonly decisiveReason: ReasonCode
  /** The rule of the author's place; null where none was reached. */
  readonly rule: Rule | null
  /** Null where no rulebook was published. */
  readonly rulebookVersion: string | null
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
  /** The earliest later instant at which outcome or reasons change although nothing new is recorded; null: never. */
  readonly validUntil: Instant | null
  /** True for an instant after the request's clock: no run may use such an answer. */
  readonly projected: boolean
}

/** The reason of an eligible answer, by the control of the author's rule. */
export const ALLOWED_BY = {
  OPT_OUT: 'NOT_OBJECTED',
  OPT_IN: 'CONSENTED',
  NONE: 'NO_CONTROL_OFFERED',
} as const satisfies Record<Control, AllowingReason>

/** Answers one question. Total: bad facts make an answer ineligible, never an exception. */
export function decide(question: Question, knowledge: Knowledge): Decision {
  const { dataUse, at, position } = question
  const evaluation = evaluate(question, knowledge)
  const { mask, rule } = evaluation
  const reasons: Reason[] =
    mask === 0
      ? [{ code: allowedBy(rule), parameters: {} }]
      : reasonsOf(mask).map((code) => ({ code, parameters: parametersIn(evaluation, code, { at, position }) }))
  return {
    outcome: mask === 0 ? 'ELIGIBLE' : 'INELIGIBLE',
    reasons,
    decisiveReason: (reasons[0] as Reason).code,
    rule,
    rulebookVersion: knowledge.rulebook?.version ?? null,
    dataUse,
    at,
    position,
    validUntil: validUntil(question, knowledge),
    projected: at > knowledge.now,
  }
}

/** The parameters of a reason, by the first in the item whom it is about. */
function parametersIn({ table, item, blame }: Evaluation, code: BlockingReason, vantage: Vantage): ReasonParameters {
  const first = blame.find(({ mask }) => (mask & bitOf(code)) !== 0)
  return parametersOf(code, { table, vantage, item, rule: first?.rule ?? null, member: first?.member })
}

/** The reason of an answer that nothing blocks. Without a rule something always blocks. */
function allowedBy(rule: Rule | null): AllowingReason {
  if (rule === null) throw new Error('an eligible answer without a rule: the checks are not total')
  return ALLOWED_BY[rule.control]
}
