import { CommandFailed, EXIT } from './exit.ts'
import { print } from './output.ts'
import { type PointOptions, readPoint } from './points.ts'
import { type RunOptions, withAccess } from './runs.ts'

const PAST_USES = /* GraphQL */ `
  query ($key: String!, $at: DateTime, $asKnownAt: Position, $locale: Locale, $after: String) {
    member(by: { key: $key }) {
      pastUsesExplanation(at: $at, asKnownAt: $asKnownAt, locale: $locale)
      pastUseSummaries(at: $at, asKnownAt: $asKnownAt) {
        dataUse { key }
        itemCount
        runs { key }
        endedBy { act effectiveAt position }
        notUsedFrom { key }
      }
      pastUses(first: 1000, after: $after, at: $at, asKnownAt: $asKnownAt) {
        nodes { itemCount run { key sealedAt dataUse { key } } endedBy { act position } }
      }
    }
  }
`

interface PastUseOptions extends RunOptions, PointOptions {
  readonly locale?: string
}

interface PastUses {
  readonly pastUsesExplanation: string
  readonly pastUses: {
    readonly nodes: readonly {
      readonly itemCount: number
      readonly run: { readonly key: string; readonly sealedAt: string; readonly dataUse: { readonly key: string } }
    }[]
  }
}

/** `demur past-uses <member>`: which sealed runs used how many of their items, and what ended it. */
export function pastUses(key: string, options: PastUseOptions): Promise<number> {
  return withAccess(options, async (access) => {
    const variables = { key, locale: options.locale, ...(await readPoint(access, options)) }
    const { member } = await access.execute(PAST_USES, variables)
    if (member === null) throw new CommandFailed(EXIT.refused, 'There is no such member.')
    const { pastUsesExplanation, pastUses } = member as PastUses
    const lines = pastUses.nodes.map(({ itemCount, run }) => {
      return `  ${run.sealedAt}  ${String(itemCount).padStart(6)} items  ${run.dataUse.key.padEnd(22)}  ${run.key}`
    })
    print(options, member, [pastUsesExplanation, ...lines].join('\n'))
    return EXIT.ok
  })
}
