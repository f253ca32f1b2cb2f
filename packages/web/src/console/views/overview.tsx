import { type ReactNode, useMemo } from 'react'
import { ChooseUse, chosenOf } from '../choose-use.tsx'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { number, share } from '../format.ts'
import {
  ConsoleChoicesDocument,
  type ConsoleChoicesQuery,
  ConsoleDataUsesDocument,
  type ConsoleDataUsesQuery,
  ConsoleGlanceDocument,
} from '../generated/graphql.ts'
import { usePlace } from '../location.ts'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Waiting } from '../waiting.tsx'
import { ConsumerLag, useConsumers } from './consumers.tsx'
import { useEligibility } from './eligibility.ts'
import { EligibilityByPlace } from './items-by-place.tsx'
import { EligibilityByReason } from './items-by-reason.tsx'
import { EligibilityByUse } from './items-by-use.tsx'
import { MembersByChoice } from './members.tsx'
import { daysBefore, ObjectionsPerDay } from './objections.tsx'
import { Runs } from './runs.tsx'

export type DataUse = ConsoleDataUsesQuery['dataUses'][number]

/** How many days of acts are asked for: what the register gives at most, short of one. */
const DAYS = 999

/** What stands where, in numbers. */
export function Overview(): ReactNode {
  const point = usePoint()
  const { at, asKnownAt } = point
  const place = usePlace()
  const uses = useQuery(ConsoleDataUsesDocument, { asKnownAt })
  const variables = useMemo(() => ({ at, asKnownAt, from: daysBefore(at, DAYS) }), [at, asKnownAt])
  const counted = useQuery(ConsoleChoicesDocument, variables)
  const dataUses = uses.data?.dataUses ?? []
  const asked = place.params.get('use')
  const use = chosenOf(dataUses, asked)
  if (uses.error !== null) return <Waiting error={uses.error} onRetry={uses.refresh} />
  if (uses.data === null) return <Waiting />
  if (use === null && asked !== null && dataUses.length > 0) {
    return (
      <>
        <ChooseUse className="choose" uses={dataUses} chosen={asked} />
        <p>The rulebook of this point has no data use named “{asked}”: nothing may be used for it.</p>
      </>
    )
  }
  if (use === null) return <p>No rulebook was published by then: nothing may be used, and there is nothing to count.</p>
  const statistics = counted.data?.statistics ?? null
  return (
    <>
      <ChooseUse className="choose" uses={dataUses} chosen={use.key} />
      <Cards use={use} statistics={statistics} />
      <div className="of-cards">
        <CopyGraphQL
          of={{ document: ConsoleGlanceDocument, variables: { at, asKnownAt, dataUse: use.key } }}
          what="these four numbers"
        />
      </div>
      {counted.error !== null && <Waiting error={counted.error} onRetry={counted.refresh} />}
      <div className="grid">
        <ObjectionsPerDay
          acts={statistics?.dailyActs ?? null}
          dataUses={dataUses}
          setting={use.setting}
          at={at}
          asked={{ document: ConsoleChoicesDocument, variables }}
        />
        <div className="column">
          <EligibilityByUse dataUses={dataUses} chosen={use.key} />
          <MembersByChoice
            memberCount={statistics?.memberCount ?? 0}
            choices={statistics?.choices ?? null}
            asked={{ document: ConsoleChoicesDocument, variables }}
          />
        </div>
        <div className="column">
          <EligibilityByPlace dataUse={use} />
          <EligibilityByReason dataUse={use} />
        </div>
        <ConsumerLag />
        <Runs />
      </div>
    </>
  )
}

type Counted = NonNullable<ConsoleChoicesQuery['statistics']>

function Cards({ use, statistics }: { readonly use: DataUse; readonly statistics: Counted | null }): ReactNode {
  const { counted } = useEligibility(use.key)
  const { consumers } = useConsumers()
  const choice = statistics?.choices.find(({ setting }) => setting.key === use.setting?.key) ?? null
  const overdue = consumers?.filter((consumer) => consumer.overdue) ?? null
  const following =
    consumers?.flatMap(({ title, now }) => (now === null ? [] : [{ title, behind: now.behind }])) ?? null
  const slowest = following?.toSorted((a, b) => b.behind - a.behind)[0] ?? null
  return (
    <dl className="cards">
      <Card
        title="Members who object"
        value={choice === null ? null : number(choice.objectedCount)}
        note={
          statistics === null || choice === null
            ? (use.setting?.title ?? 'No setting governs this use')
            : `${share(choice.objectedCount, statistics.memberCount)} of ${number(statistics.memberCount)}`
        }
      />
      <Card
        title="Items eligible"
        value={counted === null ? null : number(counted.eligibleCount)}
        note={
          counted === null
            ? 'Counting every item…'
            : `${share(counted.eligibleCount, counted.eligibleCount + counted.ineligibleCount)} of ${number(
                counted.eligibleCount + counted.ineligibleCount,
              )}`
        }
      />
      <Card
        title="Furthest behind, now"
        value={following === null ? null : slowest === null ? 'No consumers' : `${number(slowest.behind)} entries`}
        note={following === null ? 'Asking the register…' : slowest === null ? 'Nobody has to follow' : slowest.title}
      />
      <Card
        title="Overdue"
        value={overdue === null ? null : number(overdue.length)}
        note={
          overdue === null
            ? 'Asking the register…'
            : overdue.length === 0
              ? 'Every deadline is kept'
              : overdue.map(({ title }) => title).join(', ')
        }
        {...(overdue === null ? {} : { state: overdue.length > 0 ? 'bad' : 'good' })}
      />
    </dl>
  )
}

function Card({
  title,
  value,
  note,
  state,
}: {
  readonly title: string
  /** Null: not known yet. */
  readonly value: string | null
  readonly note: string
  readonly state?: 'good' | 'bad'
}): ReactNode {
  return (
    <div className={state === undefined ? 'card' : `card ${state}`}>
      <dt>{title}</dt>
      <dd className="figure">{value ?? '…'}</dd>
      <dd className="note">{note}</dd>
    </div>
  )
}
