import type { Access } from './access.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { knownPosition } from './points.ts'

const THEN_AND_NOW = /* GraphQL */ `
  query ($question: QuestionInput!) {
    decisionThenAndNow(question: $question) {
      differs
      answeredThen { outcome reasons { code } at position rulebookVersion }
      knownNow { outcome reasons { code } at position rulebookVersion }
      changes { position recordedAt effectiveAt type correction decision { outcome reasons { code } } }
    }
  }
`

interface Answer {
  readonly outcome: string
  readonly reasons: readonly { readonly code: string }[]
  readonly at: string
  readonly position: string
}

interface ThenAndNow {
  readonly differs: boolean
  readonly answeredThen: Answer
  readonly knownNow: Answer
  readonly changes: readonly {
    readonly position: string
    readonly recordedAt: string
    readonly effectiveAt: string | null
    readonly type: string | null
    readonly correction: boolean
    readonly decision: Omit<Answer, 'at' | 'position'>
  }[]
}

interface Asked {
  readonly item: { readonly key: string }
  readonly dataUse: string
  readonly at?: string
}

/**
 * `demur check <item> --then <position or instant>`: the answer as it was given then beside the one that is known now,
 * and what changed it. Then as an instant is also the instant that the question is about, unless `--at` says another.
 */
export async function checkThenAndNow(
  access: Access,
  asked: Asked,
  moment: string,
  options: OutputOptions,
): Promise<number> {
  const isPosition = /^\d{1,15}$/.test(moment)
  const question = { ...asked, at: asked.at ?? (isPosition ? undefined : moment) }
  const asKnownAt = await knownPosition(access, moment)
  const { decisionThenAndNow } = await access.execute(THEN_AND_NOW, { question: { ...question, asKnownAt } })
  const answer = decisionThenAndNow as ThenAndNow
  print(options, answer, inWords(answer))
  return answer.knownNow.outcome === 'ELIGIBLE' ? EXIT.ok : EXIT.refused
}

function inWords({ answeredThen, knownNow, changes, differs }: ThenAndNow): string {
  const side = (name: string, answer: Answer) => `${name}  ${short(answer)}  (as known at position ${answer.position})`
  return [
    `at    ${knownNow.at}`,
    side('then', answeredThen),
    side('now ', knownNow),
    ...(differs ? [] : ['Nothing that was recorded since changes the answer.']),
    ...changes.map(({ position, type, recordedAt, effectiveAt, correction, decision }) => {
      const label = correction ? 'correction, recorded' : 'recorded'
      const since = effectiveAt === null ? '' : `, effective ${effectiveAt}`
      return `  ${position}  ${type ?? '(not yours to see)'}  ${label} ${recordedAt}${since}  → ${short(decision)}`
    }),
  ].join('\n')
}

function short({ outcome, reasons }: Pick<Answer, 'outcome' | 'reasons'>): string {
  return `${outcome} ${reasons.map(({ code }) => code).join(' ')}`
}
