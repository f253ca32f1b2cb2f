import { misfit } from './attempt.ts'

/**
 * Puts each answer beside what was asked.
 * @throws DemurProtocolError where there are not as many: an answer must never be taken for that to another question
 */
export function zip<Asked, Answer>(
  operation: string,
  asked: readonly Asked[],
  answers: readonly Answer[],
): (readonly [Asked, Answer])[] {
  if (asked.length !== answers.length) throw misfit(operation, null)
  return asked.flatMap((one, index) => answers.slice(index, index + 1).map((answer) => [one, answer] as const))
}
