import { questionInput } from '../check.ts'
import { type Decision, type Question, readDecision } from '../decision.ts'
import type { EligibilityCalls } from '../eligibility.ts'
import type { LocalisedCallOptions } from '../options.ts'
import type { Transport } from '../transport.ts'
import type { Position, Timestamp } from '../vocabulary.ts'
import { DecisionThenAndNowDocument } from './generated/graphql.ts'

/** The answer to one question as it was given then, and as it is known now. */
export interface DecisionThenAndNow {
  /** As far as was known then. */
  readonly answeredThen: Decision
  readonly knownNow: Decision
  /** Whether they differ in outcome, reasons or rule. */
  readonly differs: boolean
  /** What was recorded in between and changed the answer, in the order of its recording. */
  readonly changes: readonly DecisionChange[]
}

/** An entry of the ledger that changed the answer. */
export interface DecisionChange {
  readonly position: Position
  /** Such as `Objected`; null for an entry that the viewer may not see. */
  readonly type: string | null
  readonly recordedAt: Timestamp
  /** Null for a rulebook, which holds for every instant, and for an entry that the viewer may not see. */
  readonly effectiveAt: Timestamp | null
  /** Whether it was recorded after the instant that the question is about. */
  readonly correction: boolean
  /** The answer once it was recorded. */
  readonly decision: Decision
}

async function thenAndNow(
  transport: Transport,
  question: Question,
  { locale = transport.options.locale ?? undefined, ...call }: LocalisedCallOptions,
): Promise<DecisionThenAndNow> {
  const variables = { question: questionInput(question), locale: locale ?? null }
  const { decisionThenAndNow: answer } = await transport.send(DecisionThenAndNowDocument, variables, call)
  const { answeredThen, knownNow, differs, changes } = answer
  return {
    answeredThen: readDecision(answeredThen),
    knownNow: readDecision(knownNow),
    differs,
    changes: changes.map((change) => ({ ...change, decision: readDecision(change.decision) })),
  }
}

export const calls = (transport: Transport): Pick<EligibilityCalls, 'thenAndNow'> => ({
  thenAndNow: (question, options = {}) => thenAndNow(transport, question, options),
})
