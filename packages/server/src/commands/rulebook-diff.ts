import { existsSync } from 'node:fs'
import {
  changeMessage,
  diffRulebooks,
  impactMessage,
  type Json,
  type RulebookChange,
  readRulebook,
} from '@demur/eligibility'
import { type AccessOptions, openAccess } from './access.ts'
import { CommandFailed, EXIT } from './exit.ts'
import { type OutputOptions, print } from './output.ts'
import { problemsText, readDocument } from './rulebook.ts'

const DIFF = /* GraphQL */ `
  query Diff($from: RulebookRef, $to: RulebookRef, $locale: Locale) {
    rulebookDiff(from: $from, to: $to) {
      __typename
      ... on RulebookDiff { from to changes { code impact path dataUse message(locale: $locale) } }
      ... on Error { code message }
      ... on RulebookRefusedError { problems { path message } }
    }
  }
`

interface DiffOptions extends AccessOptions, OutputOptions {
  readonly locale?: string
  readonly failOnLoosening?: boolean
}

interface Diff {
  /** The versions; null where nothing was published. */
  readonly from: string | null
  readonly to: string
  readonly changes: readonly (Pick<RulebookChange, 'code' | 'impact' | 'path' | 'dataUse'> & {
    readonly message: string
  })[]
}

interface Refused {
  readonly __typename: string
  readonly message: string
  readonly problems?: readonly { readonly path: readonly string[]; readonly message: string }[]
}

/** A rulebook as it is named on the command line. */
type Named = { readonly document: Json } | { readonly version: string }

/** `demur rulebook diff [from] <to>`: files or versions. Two files need no register. */
export async function diff(first: string, second: string | undefined, options: DiffOptions): Promise<number> {
  const [from, to] = second === undefined ? [null, await named(first)] : [await named(first), await named(second)]
  const found =
    from !== null && 'document' in from && 'document' in to
      ? compareDocuments(from.document, to.document, options)
      : await compareThroughRegister(from, to, options)
  print(options, found, diffText(found, options.locale ?? null))
  const loosens = found.changes.some(({ impact }) => impact === 'LOOSENING' || impact === 'MIXED')
  return options.failOnLoosening && loosens ? EXIT.refused : EXIT.ok
}

async function named(text: string): Promise<Named> {
  // A version can look like anything, except for what can only be a file that is missing.
  if (text === '-' || text.endsWith('.json') || existsSync(text)) return { document: await readDocument(text) }
  return { version: text }
}

function compareDocuments(from: Json, to: Json, { locale = null }: { readonly locale?: string | null }): Diff {
  const [before, after] = [sound(from), sound(to)]
  const changes = diffRulebooks(before, after).map(({ parameters, ...change }) => ({
    ...change,
    message: changeMessage({ ...change, parameters }, locale),
  }))
  return { from: before.version, to: after.version, changes }
}

function sound(document: Json) {
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) throw new CommandFailed(EXIT.refused, problemsText(problems), { problems })
  return rulebook
}

async function compareThroughRegister(from: Named | null, to: Named, options: DiffOptions): Promise<Diff> {
  const access = await openAccess(options)
  try {
    const { rulebookDiff } = await access.execute(DIFF, { from, to, locale: options.locale })
    const answer = rulebookDiff as (Diff & { readonly __typename: 'RulebookDiff' }) | Refused
    if ('changes' in answer) return { from: answer.from, to: answer.to, changes: answer.changes }
    const text = answer.problems === undefined ? answer.message : problemsText(answer.problems)
    throw new CommandFailed(EXIT.refused, text, { ...answer })
  } finally {
    await access.close()
  }
}

/** The changes by what they mean, those that loosen first. */
function diffText({ from, to, changes }: Diff, locale: string | null): string {
  if (changes.length === 0) return `${from ?? 'no rulebook'} and ${to} lay down the same.`
  const groups = (['LOOSENING', 'MIXED', 'TIGHTENING', 'NEUTRAL'] as const).flatMap((impact) => {
    const alike = changes.filter((change) => change.impact === impact)
    if (alike.length === 0) return []
    const lines = alike.flatMap(({ message, path }) => [`  ${message}`, `    at ${path.join('.')}`])
    return [[`${impactMessage(impact, locale)} (${alike.length})`, ...lines].join('\n')]
  })
  return [`From ${from ?? 'no rulebook'} to ${to}: ${changes.length} change(s).`, ...groups].join('\n\n')
}
