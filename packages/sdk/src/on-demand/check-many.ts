import { type CheckOptions, questionInput } from '../check.ts'
import { type Decision, type Question, readDecision } from '../decision.ts'
import type { EligibilityCalls } from '../eligibility.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { zip } from '../zip.ts'
import { type Asked, batches, MOST_QUESTIONS } from './batch.ts'
import { DecisionsDocument, GateDecisionsDocument, type QuestionInput } from './generated/graphql.ts'
import { inOrder } from './in-order.ts'

/** What many questions take. */
export interface CheckManyOptions extends CheckOptions {
  /** How many requests are under way at once. Default: 4. */
  readonly concurrency?: number | undefined
}

/** Asks any number of questions; the answers stand in their order. */
async function checkMany(
  transport: Transport,
  questions: Iterable<Question>,
  options: CheckManyOptions,
): Promise<Decision[]> {
  const { concurrency = 4, minPosition = null, locale = transport.options.locale, ...call } = options
  const gathered: (readonly Asked<Question>[])[] = []
  for await (const batch of batches(questions, questionInput, MOST_QUESTIONS)) gathered.push(batch)
  const point = gathered.length > 1 ? await currentPoint(transport, gathered, options) : null
  const decisions: Decision[] = []
  const answers = inOrder(gathered.values(), concurrency, call.signal, async (batch, signal) => {
    const asked = batch.map(({ input }) => (point === null ? input : pinned(input, point)))
    const variables = { questions: asked, minPosition: point?.position ?? minPosition, locale }
    const answer = await transport.send(DecisionsDocument, variables, { ...call, signal })
    return zip('Decisions', asked, answer.decisions)
  })
  for await (const answered of answers) decisions.push(...answered.map(([, decision]) => readDecision(decision)))
  return decisions
}

interface Point {
  readonly at: string
  readonly position: Position
}

/**
 * The present on both axes. Questions that need several requests are all asked about one instant and one position, as
 * if they were one: what is recorded meanwhile would else be seen by some and not by others.
 */
async function currentPoint(
  transport: Transport,
  [first]: readonly (readonly Asked<Question>[])[],
  { minPosition, ...call }: CheckOptions,
): Promise<Point | null> {
  const questions = (first ?? []).slice(0, 1).map(({ input }) => ({ ...input, at: null, asKnownAt: null }))
  const { decisions } = await transport.send(
    GateDecisionsDocument,
    { questions, minPosition: minPosition ?? null },
    call,
  )
  return decisions[0] ?? null
}

/** A question that leaves nothing open. */
function pinned(input: QuestionInput, { at, position }: Point): QuestionInput {
  return { ...input, at: input.at ?? at, asKnownAt: input.asKnownAt ?? position }
}

export const calls = (transport: Transport): Pick<EligibilityCalls, 'checkMany'> => ({
  checkMany: (questions, options = {}) => checkMany(transport, questions, options),
})
