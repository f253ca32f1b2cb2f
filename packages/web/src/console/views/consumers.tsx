import type { ReactNode } from 'react'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { duration, instant, number } from '../format.ts'
import { ConsoleConsumersDocument, type ConsoleConsumersQuery } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type Consumer = ConsoleConsumersQuery['consumers'][number]

const NOTHING = {}

export function useConsumers() {
  const { data, error, refresh } = useQuery(ConsoleConsumersDocument, NOTHING)
  return { consumers: data?.consumers ?? null, error, refresh }
}

/** Who follows the register, and how far they have come. The present, whatever point is looked at. */
export function ConsumerLag(): ReactNode {
  const { consumers, error, refresh } = useConsumers()
  return (
    <Panel title="Consumers and their lag" wide>
      <p className="quiet">As of now: how far a consumer has come is not kept for earlier points.</p>
      {consumers === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : consumers.length === 0 ? (
        <p className="empty">No consumer is registered.</p>
      ) : (
        <Table
          caption="Consumers and their lag"
          keyOf={({ key }) => key}
          rows={consumers}
          columns={[
            { title: 'Consumer', of: ({ title, key }) => (title === key ? key : `${title} (${key})`) },
            { title: 'State', of: (consumer) => <State of={consumer} /> },
            { title: 'Acknowledged up to', of: ({ acknowledged }) => number(acknowledged), numeric: true },
            {
              title: 'When',
              of: ({ acknowledgedAt }) => (acknowledgedAt === null ? 'Never' : instant(acknowledgedAt)),
            },
            { title: 'Entries behind', of: ({ behind }) => number(behind), numeric: true },
            { title: 'Not applied', of: ({ unapplied }) => number(unapplied), numeric: true },
            {
              title: 'Oldest of those',
              of: ({ firstDue }) => (firstDue === null ? '–' : duration(firstDue.ageSeconds)),
              numeric: true,
            },
          ]}
        />
      )}
      <CopyGraphQL of={{ document: ConsoleConsumersDocument, variables: NOTHING }} what="consumers" />
    </Panel>
  )
}

function State({ of: { overdue, unapplied, firstDue } }: { readonly of: Consumer }): ReactNode {
  if (overdue)
    return <span className="state bad">Overdue since {firstDue === null ? '' : instant(firstDue.dueAt)}</span>
  if (unapplied > 0) return <span className="state">Due {firstDue === null ? '' : instant(firstDue.dueAt)}</span>
  return <span className="state good">Everything applied</span>
}
