import { useMemo } from 'react'
import type { Asked } from '../copy-graphql.tsx'
import { ConsoleEligibilityDocument, type ConsoleEligibilityQuery } from '../generated/graphql.ts'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'

/** The items of one data use, counted. */
export type Counted = NonNullable<NonNullable<ConsoleEligibilityQuery['statistics']>['eligibility']>

/** What items are told apart by, with the marks that stand for it. */
export const WHICH = [
  { mark: 's1', name: 'Eligible' },
  { mark: 's2 striped', name: 'Ineligible' },
] as const

/** What is said meanwhile. The first count of a large register takes seconds, and the next ones are made from it. */
export const COUNTING = 'Counting every item. The first time takes a while on a large register…'

/** All items by what blocks them, for one data use. */
export function useEligibility(dataUse: string) {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ at, asKnownAt, dataUse }), [at, asKnownAt, dataUse])
  const { data, error, refresh } = useQuery(ConsoleEligibilityDocument, variables)
  const asked: Asked = { document: ConsoleEligibilityDocument, variables }
  return { counted: data?.statistics?.eligibility ?? null, error, refresh, asked }
}

/** The counts of several data uses in one operation. A page asks for one at a time, to show each as it comes. */
export function useEligibilityOfAll(dataUses: readonly { readonly key: string }[]): Asked {
  const { at, asKnownAt } = usePoint()
  return useMemo(() => {
    const fields = dataUses.map(
      ({ key }, nth) =>
        `    use${nth + 1}: eligibility(dataUse: ${JSON.stringify(key)}) {\n      dataUse\n      eligibleCount\n      ineligibleCount\n    }\n`,
    )
    const document = `query ConsoleItemsByUse($at: DateTime!, $asKnownAt: Position!) {\n  statistics(at: $at, asKnownAt: $asKnownAt) {\n    position\n${fields.join('')}  }\n}`
    return { document, variables: { at, asKnownAt } }
  }, [dataUses, at, asKnownAt])
}
