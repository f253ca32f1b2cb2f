import type { ReactNode } from 'react'
import { number, words } from '../format.ts'
import type { ConsoleChangeFragment, ConsoleEffectFragment } from '../generated/graphql.ts'
import { followWithin, usePlace } from '../location.ts'
import { Table } from '../table.tsx'

const IMPACTS: readonly (readonly [ConsoleChangeFragment['impact'], string])[] = [
  ['LOOSENING', 'More may be used'],
  ['MIXED', 'More for some, less for others'],
  ['TIGHTENING', 'Less may be used'],
  ['NEUTRAL', 'No answer turns'],
]

/** Differences in words, what they mean for members first. */
export function Changes({ of }: { readonly of: readonly ConsoleChangeFragment[] }): ReactNode {
  if (of.length === 0) return <p className="empty">They mean the same.</p>
  return (
    <div className="changes">
      {IMPACTS.map(([impact, title]) => {
        const own = of.filter((change) => change.impact === impact)
        if (own.length === 0) return null
        return (
          <section key={impact} className={`impact ${impact.toLowerCase()}`}>
            <h3>
              {title} <span className="quiet">({own.length})</span>
            </h3>
            <ul>
              {own.map(({ message, path, code }) => (
                <li key={`${code} ${path.join('.')} ${message}`}>
                  {message} <code className="quiet">{path.join(' › ')}</code>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

/** How many answers turn, use by use, with a few items that show it. */
export function Effect({ of }: { readonly of: readonly ConsoleEffectFragment[] }): ReactNode {
  const { params } = usePlace()
  const samples = of.flatMap((effect) => effect.samples.map((sample) => ({ dataUse: effect.dataUse, ...sample })))
  const whyOf = (item: string, use: string): string => {
    const query = new URLSearchParams({ item, use })
    for (const name of ['at', 'asKnownAt']) query.set(name, params.get(name) ?? '')
    return `/console/why?${query}`
  }
  return (
    <>
      <Table
        caption="Items whose answer turns"
        captionSeen
        keyOf={({ dataUse }) => dataUse}
        rows={of}
        columns={[
          { title: 'Data use', of: ({ dataUse }) => dataUse },
          { title: 'Become eligible', of: ({ becomeEligible }) => number(becomeEligible), numeric: true },
          { title: 'Become ineligible', of: ({ becomeIneligible }) => number(becomeIneligible), numeric: true },
          { title: 'Other reasons', of: ({ changeReasons }) => number(changeReasons), numeric: true },
          {
            title: 'Because of',
            of: ({ reasons }) =>
              reasons
                .map(({ reason, blocksNewly, blocksNoLonger }) =>
                  [
                    words(reason),
                    ...(blocksNewly > 0 ? [`blocks ${number(blocksNewly)} more`] : []),
                    ...(blocksNoLonger > 0 ? [`${number(blocksNoLonger)} no longer`] : []),
                  ].join(' '),
                )
                .join('; ') || '–',
          },
        ]}
      />
      {samples.length > 0 && (
        <Table
          caption="Some of them"
          captionSeen
          keyOf={({ dataUse, item }) => `${dataUse} ${item.key}`}
          rows={samples}
          columns={[
            {
              title: 'Item',
              of: ({ item, dataUse }) => (
                <a href={whyOf(item.key, dataUse)} onClick={followWithin}>
                  {item.key}
                </a>
              ),
            },
            { title: 'Data use', of: ({ dataUse }) => dataUse },
            { title: 'Before', of: ({ before }) => answer(before) },
            { title: 'After', of: ({ after }) => answer(after) },
          ]}
        />
      )}
    </>
  )
}

function answer({ outcome, decisiveReason }: { readonly outcome: string; readonly decisiveReason: string }): string {
  return `${words(outcome)}: ${words(decisiveReason).toLowerCase()}`
}
