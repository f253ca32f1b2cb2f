import { type ReactNode, useMemo } from 'react'
import { instant, number, share } from '../format.ts'
import { ConsoleReportDocument, ConsoleUsesDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import { useEligibility, useEligibilityOfAll } from './eligibility.ts'

const FORMATS = [
  ['html', 'HTML', 'to read and to print; one file, with its plots'],
  ['pdf', 'PDF', 'to file; with its plots, and text that can be selected'],
  ['csv', 'CSV', 'to reckon with: one value a line'],
] as const

/** The same numbers in three formats, which anybody can have again later. */
export function ReportView(): ReactNode {
  const { at, asKnownAt } = usePoint()
  const query = new URLSearchParams({ at, asKnownAt })
  return (
    <div className="grid">
      <Panel
        title="As-of report"
        wide
        asked={{ document: ConsoleReportDocument, variables: { at, asKnownAt } }}
        what="the report"
      >
        <p>
          Members by choice, objections by day, items by use, place and reason, and runs: as of{' '}
          <strong>{instant(at)}</strong>, as known at position <strong>{number(asKnownAt)}</strong>.
        </p>
        <ul className="downloads">
          {FORMATS.map(([format, name, what]) => (
            <li key={format}>
              <a href={`/console/report.${format}?${query}`}>{name}</a>, {what}
            </li>
          ))}
        </ul>
        <p className="quiet">
          Made again from these addresses, a report has the same numbers and the same bytes, unless somebody was erased
          since. The first one of a point counts every item for every use, which takes a while on a large register.
        </p>
      </Panel>
      <Inside />
    </div>
  )
}

const NONE: readonly { readonly key: string }[] = []

/** What is in it, at a glance. */
function Inside(): ReactNode {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ at, asKnownAt }), [at, asKnownAt])
  const uses = useQuery(
    ConsoleUsesDocument,
    useMemo(() => ({ asKnownAt }), [asKnownAt]),
  )
  const { data, error, refresh } = useQuery(ConsoleReportDocument, variables)
  const statistics = data?.statistics ?? null
  const dataUses = uses.data?.dataUses ?? NONE
  const allUses = useEligibilityOfAll(dataUses)
  return (
    <>
      <Panel title="Members by choice" wide asked={{ document: ConsoleReportDocument, variables }}>
        {statistics === null ? (
          <Waiting error={error} onRetry={refresh} />
        ) : (
          <Table
            caption={`Choices of ${number(statistics.memberCount)} members`}
            captionSeen
            keyOf={({ setting }) => setting.key}
            rows={statistics.choices}
            columns={[
              { title: 'Setting', of: ({ setting }) => setting.key },
              { title: 'Object', of: ({ objectedCount }) => number(objectedCount), numeric: true },
              { title: 'Consent', of: ({ consentedCount }) => number(consentedCount), numeric: true },
              { title: 'No choice', of: ({ defaultCount }) => number(defaultCount), numeric: true },
            ]}
          />
        )}
      </Panel>
      <Panel title="Items by data use" wide asked={allUses}>
        <Table
          caption="Items by data use"
          keyOf={({ key }) => key}
          rows={dataUses}
          columns={[
            { title: 'Data use', of: ({ key }) => key },
            { title: 'Eligible', of: ({ key }) => <Count use={key} of="eligible" />, numeric: true },
            { title: 'Ineligible', of: ({ key }) => <Count use={key} of="ineligible" />, numeric: true },
            { title: 'Share', of: ({ key }) => <Count use={key} of="share" />, numeric: true },
          ]}
        />
      </Panel>
    </>
  )
}

function Count({ use, of }: { readonly use: string; readonly of: 'eligible' | 'ineligible' | 'share' }): ReactNode {
  const { counted, error, refresh } = useEligibility(use)
  if (counted === null && error !== null && of === 'eligible') {
    return (
      <>
        {error}{' '}
        <button type="button" className="plain" onClick={refresh}>
          Try again<span className="unseen">: {use}</span>
        </button>
      </>
    )
  }
  if (counted === null) return error === null ? 'Counting…' : '–'
  const { eligibleCount, ineligibleCount } = counted
  if (of === 'share') return share(eligibleCount, eligibleCount + ineligibleCount)
  return number(of === 'eligible' ? eligibleCount : ineligibleCount)
}
