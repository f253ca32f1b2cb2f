import { type Decision, type Question, readDecision } from './decision.ts'
import { DecisionDocument, type QuestionInput } from './generated/graphql.ts'
import type { LocalisedCallOptions } from './options.ts'
import { itemRef, pointOf } from './reference.ts'
import type { Transport } from './transport.ts'
import type { Position } from './vocabulary.ts'

/** What a question takes. */
export interface CheckOptions extends LocalisedCallOptions {
  /** The answer reflects at least this position: pass the one that a write returned to read your own write. */
  readonly minPosition?: Position | undefined
}

/** Asks one question. */
export async function check(transport: Transport, question: Question, options: CheckOptions): Promise<Decision> {
  const { minPosition = null, locale = transport.options.locale, ...call } = options
  const variables = { question: questionInput(question), minPosition, locale }
  const { decision } = await transport.send(DecisionDocument, variables, call)
  return readDecision(decision)
}

/** How the schema takes a question. */
export function questionInput({ item, dataUse, at, asKnownAt }: Question): QuestionInput {
  return { item: itemRef(item), dataUse, ...pointOf({ at, asKnownAt }) }
}
