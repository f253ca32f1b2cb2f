import { type ReactNode, useMemo } from 'react'
import { duration, instant, number } from '../format.ts'
import { ConsoleConsumersDocument } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

/**
 * Who had to follow the register at the point, and what they had not applied. How far they have come is known of the
 * present: an acknowledgement that covers no act of a member is no entry of the ledger.
 */
export function useConsumers() {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ at, asKnownAt }), [at, asKnownAt])
  const { data, error, refresh } = useQuery(ConsoleConsumersDocument, variables)
  const now = new Map((data?.now ?? []).map((consumer) => [consumer.key, consumer]))
  const consumers = data?.consumers.map((consumer) => ({ ...consumer, now: now.get(consumer.key) ?? null })) ?? null
  return { consumers, error, refresh, asked: { document: ConsoleConsumersDocument, variables } }
}

export type FollowedConsumer = NonNullable<ReturnType<typeof useConsumers>['consumers']>[number]

/** Consumers, and what they had not applied. */
export function ConsumerLag(): ReactNode {
  const { consumers, error, refresh, asked } = useConsumers()
  return (
    <Panel title="Consumers and their lag" wide asked={asked} what="consumers">
      <p className="quiet">
        State, what was not applied and since when are as of the point. How far a consumer has come in all is as of now:
        acknowledgements that prove nothing to a member are not kept.
      </p>
      {consumers === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : consumers.length === 0 ? (
        <p className="empty">No consumer was registered by then.</p>
      ) : (
        <Table
          caption="Consumers and their lag"
          keyOf={({ key }) => key}
          rows={consumers}
          columns={[
            { title: 'Consumer', of: ({ title, key }) => (title === key ? key : `${title} (${key})`) },
            { title: 'State', of: (consumer) => <State of={consumer} /> },
            { title: 'Not applied', of: ({ unapplied }) => number(unapplied), numeric: true },
            {
              title: 'Oldest of those',
              of: ({ firstDue }) => (firstDue === null ? '–' : duration(firstDue.ageSeconds)),
              numeric: true,
            },
            {
              title: 'Acknowledged, now',
              of: ({ now }) => (now === null ? '–' : number(now.acknowledged)),
              numeric: true,
            },
            {
              title: 'When',
              of: ({ now }) =>
                now === null ? '–' : now.acknowledgedAt === null ? 'Never' : instant(now.acknowledgedAt),
            },
            { title: 'Entries behind, now', of: ({ now }) => (now === null ? '–' : number(now.behind)), numeric: true },
          ]}
        />
      )}
    </Panel>
  )
}

function State({ of: { overdue, unapplied, firstDue } }: { readonly of: FollowedConsumer }): ReactNode {
  if (overdue)
    return <span className="state bad">Overdue since {firstDue === null ? '' : instant(firstDue.dueAt)}</span>
  if (unapplied > 0) return <span className="state">Due {firstDue === null ? '' : instant(firstDue.dueAt)}</span>
  return <span className="state good">Everything applied</span>
}
