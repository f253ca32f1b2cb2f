import { type ReactNode, useMemo } from 'react'
import { instant, number, words } from '../format.ts'
import { ConsoleThenAndNowDocument, type ConsoleThenAndNowQuery } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type Known = ConsoleThenAndNowQuery['decisionThenAndNow']['answeredThen']

/** The same instant, as it was known at the position that is looked at and as it is known now. */
export function ThenAndNow({ item, dataUse }: { readonly item: string; readonly dataUse: string }): ReactNode {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ item, dataUse, at, asKnownAt }), [item, dataUse, at, asKnownAt])
  const { data, error, refresh } = useQuery(ConsoleThenAndNowDocument, variables)
  return (
    <Panel title="Known then, and known now" wide asked={{ document: ConsoleThenAndNowDocument, variables }}>
      <p className="quiet">
        Both are about {instant(at)}. On the left, what was recorded up to position {number(asKnownAt)}; on the right,
        everything.
      </p>
      {data === null ? <Waiting error={error} onRetry={refresh} /> : <Compared of={data.decisionThenAndNow} />}
    </Panel>
  )
}

function Compared({ of }: { readonly of: ConsoleThenAndNowQuery['decisionThenAndNow'] }): ReactNode {
  return (
    <>
      <div className="pair">
        <Side title="Answered then" of={of.answeredThen} />
        <Side title="Known now" of={of.knownNow} />
      </div>
      <p>
        {of.differs ? (
          <strong className="bad-text">The answers differ.</strong>
        ) : (
          <span className="good-text">Nothing that was recorded since changes the answer.</span>
        )}
      </p>
      {of.changes.length > 0 && (
        <Table
          caption="What was recorded since and changed the answer"
          captionSeen
          keyOf={({ position }) => position}
          rows={of.changes}
          columns={[
            { title: 'Position', of: ({ position }) => number(position) },
            {
              title: 'What',
              of: ({ type, correction }) =>
                `${type ?? 'Not yours to see'}${correction ? ' – corrects what was known' : ''}`,
            },
            { title: 'Recorded', of: ({ recordedAt }) => instant(recordedAt) },
            {
              title: 'Holds from',
              of: ({ effectiveAt }) => (effectiveAt === null ? 'Every instant' : instant(effectiveAt)),
            },
            {
              title: 'Then',
              of: ({ decision }) => `${words(decision.outcome)}: ${words(decision.decisiveReason).toLowerCase()}`,
            },
          ]}
        />
      )}
    </>
  )
}

function Side({ title, of }: { readonly title: string; readonly of: Known }): ReactNode {
  const isEligible = of.outcome === 'ELIGIBLE'
  return (
    <div className="side-by">
      <h3>{title}</h3>
      <p className={isEligible ? 'good-text' : 'bad-text'}>
        <span aria-hidden="true">{isEligible ? '✓ ' : '✕ '}</span>
        {words(of.outcome)}
      </p>
      <p>{of.explanation}</p>
      <p className="quiet">
        Position {number(of.position)}: {of.reasons.map(({ code }) => words(code).toLowerCase()).join(', ')}
      </p>
    </div>
  )
}
