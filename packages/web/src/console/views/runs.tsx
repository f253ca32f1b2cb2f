import { type ReactNode, useMemo } from 'react'
import { instant, number, words } from '../format.ts'
import { ConsoleRunsDocument } from '../generated/graphql.ts'
import { followWithin } from '../location.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

/** What was used, by runs. */
export function Runs(): ReactNode {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ at, asKnownAt }), [at, asKnownAt])
  const { data, error, refresh } = useQuery(ConsoleRunsDocument, variables)
  const runs = data?.runs.nodes ?? []
  return (
    <Panel title="Runs" wide asked={{ document: ConsoleRunsDocument, variables }}>
      {data === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : runs.length === 0 ? (
        <p className="empty">No run was opened by then.</p>
      ) : (
        <>
          <Table
            caption="Runs, the one opened last first"
            keyOf={({ key }) => key}
            rows={runs}
            columns={[
              { title: 'Run', of: ({ key, description }) => (description === null ? key : `${key}: ${description}`) },
              { title: 'Data use', of: ({ dataUse }) => dataUse.key },
              { title: 'Status', of: ({ status }) => words(status) },
              { title: 'Items', of: ({ itemCount }) => (itemCount === null ? '–' : number(itemCount)), numeric: true },
              {
                title: 'Pinned at',
                of: (run) => (
                  <a
                    href={`/console?${new URLSearchParams({ at: run.at, asKnownAt: run.asKnownAt, use: run.dataUse.key })}`}
                    onClick={followWithin}
                  >
                    {instant(run.at)}, position {number(run.asKnownAt)}
                  </a>
                ),
              },
              { title: 'Sealed', of: ({ sealedAt }) => (sealedAt === null ? '–' : instant(sealedAt)) },
            ]}
          />
          {data.runs.pageInfo.hasNextPage && <p className="quiet">The 50 that were opened last are shown.</p>}
        </>
      )}
    </Panel>
  )
}
