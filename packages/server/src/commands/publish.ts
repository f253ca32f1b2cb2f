import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { PROPOSAL, type Proposal, proposalText } from './proposals.ts'
import { problemsText, readDocument } from './rulebook.ts'
import { table } from './table.ts'

const PUBLISH = /* GraphQL */ `
  mutation Publish($input: PublishRulebookInput!, $effect: Boolean!, $samples: Int!, $locale: Locale) {
    publishRulebook(input: $input) {
      __typename
      ... on PublishRulebookSuccess {
        version
        digest
        position
        at
        asKnownAt
        effect(samples: $samples) @include(if: $effect) {
          dataUse
          becomeEligible
          becomeIneligible
          changeReasons
          reasons { reason blocksNewly blocksNoLonger }
          samples {
            item { key }
            before { outcome decisiveReason explanation(locale: $locale) }
            after { outcome decisiveReason explanation(locale: $locale) }
          }
        }
      }
      ... on RulebookProposed { proposal { ...Proposal } }
      ... on Error { code message }
      ... on RulebookRefusedError { problems { path message } }
    }
  }
  ${PROPOSAL}
`

interface PublishOptions extends AccessOptions, OutputOptions {
  readonly dryRun?: boolean
  readonly note?: string
  readonly effect?: boolean
  readonly at?: string
  readonly samples: string
  readonly locale?: string
}

interface Answer {
  readonly outcome: string
  readonly decisiveReason: string
}

interface Effect {
  readonly dataUse: string
  readonly becomeEligible: number
  readonly becomeIneligible: number
  readonly changeReasons: number
  readonly reasons: readonly { reason: string; blocksNewly: number; blocksNoLonger: number }[]
  readonly samples: readonly { item: { key: string }; before: Answer; after: Answer }[]
}

interface Outcome {
  readonly __typename: string
  readonly message?: string
  readonly problems?: readonly { readonly path: readonly string[]; readonly message: string }[]
  readonly proposal?: Proposal
  readonly version: string
  readonly digest: string
  readonly position: string | null
  readonly at: string
  readonly asKnownAt: string
  readonly effect?: readonly Effect[]
}

/** `demur rulebook publish <file>`: publishes it, or says what forbids it; with `--dry-run` only measures the effect. */
export async function publish(file: string, options: PublishOptions): Promise<number> {
  const rulebook = await readDocument(file)
  const access = await openAccess(options)
  try {
    const { dryRun = false, effect = true, at, note, locale } = options
    const variables = { input: { rulebook, dryRun, at, note }, effect, samples: Number(options.samples), locale }
    const { publishRulebook } = await access.execute(PUBLISH, variables)
    const outcome = publishRulebook as Outcome
    if (outcome.proposal !== undefined) {
      print(options, outcome, `Nothing was published yet.\n\n${proposalText(outcome.proposal)}`)
      return EXIT.ok
    }
    if (outcome.__typename !== 'PublishRulebookSuccess') {
      const text =
        outcome.problems === undefined ? (outcome.message ?? outcome.__typename) : problemsText(outcome.problems)
      throw new CommandFailed(EXIT.refused, text, { ...outcome })
    }
    print(options, outcome, published(outcome))
    return EXIT.ok
  } finally {
    await access.close()
  }
}

function published({ version, digest, position, at, asKnownAt, effect }: Outcome): string {
  const done =
    position === null
      ? `Nothing was written: ${version} (${digest}) is sound.`
      : `Published ${version} (${digest}) at position ${position}.`
  if (effect === undefined) return done
  return [done, `Effect at ${at}, as known at position ${asKnownAt}:`, '', effectText(effect)].join('\n')
}

/** The effect as a table, and what makes it up for the data uses that it touches. */
export function effectText(effect: readonly Effect[]): string {
  const counts = effect.map(({ dataUse, becomeEligible, becomeIneligible, changeReasons }) => [
    dataUse,
    becomeEligible,
    becomeIneligible,
    changeReasons,
  ])
  const head = ['data use', 'become eligible', 'become ineligible', 'ineligible for other reasons']
  const details = effect.filter(({ reasons }) => reasons.length > 0).map(detailsText)
  return [table(head, counts), ...details].join('\n\n')
}

function detailsText({ dataUse, reasons, samples }: Effect): string {
  const counts = reasons.map(({ reason, blocksNewly, blocksNoLonger }) => [reason, blocksNewly, blocksNoLonger])
  const rows = samples.map(({ item, before, after }) => [item.key, answerText(before), answerText(after)])
  const parts = [table([`${dataUse}: reason`, 'blocks newly', 'blocks no longer'], counts)]
  if (rows.length > 0) parts.push(table(['for instance', 'before', 'after'], rows))
  return parts.join('\n\n')
}

function answerText({ outcome, decisiveReason }: Answer): string {
  return `${outcome} ${decisiveReason}`
}
