import { type AccessOptions, openAccess } from './access.ts'
import { EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'
import { checkThenAndNow } from './then-and-now.ts'

const CHECK = /* GraphQL */ `
  query Check($question: QuestionInput!, $locale: Locale) {
    decision(question: $question) {
      outcome
      decisiveReason
      reasons { code decisive message(locale: $locale) }
      rule { key }
      legalBasis
      controller
      rulebookVersion
      dataUse
      at
      position
      validUntil
      projected
      explanation(locale: $locale)
    }
  }
`

interface CheckOptions extends AccessOptions, OutputOptions, PointOptions {
  readonly use: string
  readonly explain?: boolean
  readonly locale?: string
  /** A ledger position or an instant: shows what was answered then beside what is known now. */
  readonly then?: string
}

interface Answer {
  readonly outcome: string
  readonly reasons: readonly { readonly code: string; readonly message: string }[]
  readonly rule: { readonly key: string } | null
  readonly legalBasis: string | null
  readonly controller: string | null
  readonly rulebookVersion: string | null
  readonly at: string
  readonly position: string
  readonly validUntil: string | null
  readonly explanation: string
}

/** `demur check <item> --use <data use>` */
export async function checkItem(item: string, options: CheckOptions): Promise<number> {
  const access = await openAccess(options)
  try {
    if (options.then !== undefined) {
      const asked = {
        item: { key: item },
        dataUse: options.use,
        ...(options.at === undefined ? {} : { at: options.at }),
      }
      return await checkThenAndNow(access, asked, options.then, options)
    }
    const question = { item: { key: item }, dataUse: options.use, ...(await readPoint(access, options)) }
    const { decision } = await access.execute(CHECK, { question, locale: options.locale })
    const answer = decision as Answer
    print(options, answer, options.explain ? explained(answer) : short(answer))
    return answer.outcome === 'ELIGIBLE' ? EXIT.ok : EXIT.refused
  } finally {
    await access.close()
  }
}

function short({ outcome, reasons }: Answer): string {
  return `${outcome} ${reasons.map(({ code }) => code).join(' ')}`
}

function explained(answer: Answer): string {
  const { explanation, reasons, rule, controller, legalBasis, rulebookVersion, at, position, validUntil } = answer
  return [
    short(answer),
    explanation,
    ...reasons.map(({ code, message }) => `  ${code.padEnd(24)} ${message}`),
    `  rule                     ${rule === null ? 'none' : `${rule.key} (${legalBasis}, ${controller})`}`,
    `  rulebook                 ${rulebookVersion ?? 'none'}`,
    `  at                       ${at}, as known at position ${position}`,
    `  valid until              ${validUntil ?? 'something new is recorded'}`,
  ].join('\n')
}
