import { type ReactNode, useMemo } from 'react'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { instant, number, share } from '../format.ts'
import { ConsoleReportDocument, ConsoleUsesDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import { useEligibility } from './eligibility.tsx'

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
      <Panel title="As-of report" wide>
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
  return (
    <Panel title="What it says" wide>
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
      <Table
        caption="Items by data use"
        captionSeen
        keyOf={({ key }) => key}
        rows={uses.data?.dataUses ?? []}
        columns={[
          { title: 'Data use', of: ({ key }) => key },
          { title: 'Eligible', of: ({ key }) => <Count use={key} of="eligible" />, numeric: true },
          { title: 'Ineligible', of: ({ key }) => <Count use={key} of="ineligible" />, numeric: true },
          { title: 'Share', of: ({ key }) => <Count use={key} of="share" />, numeric: true },
        ]}
      />
      <CopyGraphQL of={{ document: ConsoleReportDocument, variables }} what="the report" />
    </Panel>
  )
}

function Count({ use, of }: { readonly use: string; readonly of: 'eligible' | 'ineligible' | 'share' }): ReactNode {
  const { counted, error } = useEligibility(use)
  if (counted === null) return error ?? 'Counting…'
  const { eligibleCount, ineligibleCount } = counted
  if (of === 'share') return share(eligibleCount, eligibleCount + ineligibleCount)
  return number(of === 'eligible' ? eligibleCount : ineligibleCount)
}
