import type { ReactNode } from 'react'
import { Legend } from '../chart.tsx'
import { number, share } from '../format.ts'
import { followWithin, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { useEligibility, useEligibilityOfAll, WHICH } from './eligibility.ts'
import type { DataUse } from './overview.tsx'

/** How much of everything may be used for what. The counts come in one after the other. */
export function EligibilityByUse({
  dataUses,
  chosen,
}: {
  readonly dataUses: readonly DataUse[]
  readonly chosen: string
}): ReactNode {
  const asked = useEligibilityOfAll(dataUses)
  return (
    <Panel title="Eligible and ineligible items, by use" asked={asked} what="items by use">
      <Legend entries={WHICH} />
      <div className="scroller" role="group" aria-label="Items by use" tabIndex={0}>
        <table>
          <caption className="unseen">Eligible and ineligible items of each data use</caption>
          <thead>
            <tr>
              <th scope="col">Data use</th>
              <th scope="col" className="numeric">
                Eligible
              </th>
              <th scope="col" className="numeric">
                Ineligible
              </th>
              <th scope="col" className="numeric">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {dataUses.map((dataUse) => (
              <UseRow key={dataUse.key} dataUse={dataUse} isChosen={dataUse.key === chosen} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function UseRow({ dataUse, isChosen }: { readonly dataUse: DataUse; readonly isChosen: boolean }): ReactNode {
  const place = usePlace()
  const { counted, error, refresh } = useEligibility(dataUse.key)
  const whole = counted === null ? 0 : counted.eligibleCount + counted.ineligibleCount
  return (
    <tr className={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <a
          href={withParams(place, { use: dataUse.key })}
          onClick={followWithin}
          aria-current={isChosen ? 'true' : undefined}
        >
          {dataUse.title}
        </a>
        <ShareBar part={counted?.eligibleCount ?? 0} whole={whole} />
      </th>
      {counted === null ? (
        <td colSpan={3} className="numeric quiet">
          {error ?? 'Counting…'}
          {error !== null && (
            <button type="button" className="plain" onClick={refresh}>
              Try again<span className="unseen">: {dataUse.title}</span>
            </button>
          )}
        </td>
      ) : (
        <>
          <td className="numeric">{number(counted.eligibleCount)}</td>
          <td className="numeric">{number(counted.ineligibleCount)}</td>
          <td className="numeric">{share(counted.eligibleCount, whole)}</td>
        </>
      )}
    </tr>
  )
}

/** A part of a whole as a bar; the numbers stand beside it. */
function ShareBar({ part, whole }: { readonly part: number; readonly whole: number }): ReactNode {
  const width = whole === 0 ? 0 : (part / whole) * 100
  return (
    <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect className="rest" width="100" height="6" />
      {whole > 0 && <rect className="against" width="100" height="6" />}
      <rect className="part" width={width} height="6" />
    </svg>
  )
}
