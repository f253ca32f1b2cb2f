import { barX, type PlotOptions, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart, Legend } from '../chart.tsx'
import { CopyGraphQL } from '../copy-graphql.tsx'
import { number, placesOf, share, words } from '../format.ts'
import { ConsoleEligibilityDocument, type ConsoleEligibilityQuery } from '../generated/graphql.ts'
import { followWithin, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import type { DataUse } from './overview.tsx'

type Counted = NonNullable<NonNullable<ConsoleEligibilityQuery['statistics']>['eligibility']>

/** All items by what blocks them, for one data use. */
export function useEligibility(dataUse: string) {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ at, asKnownAt, dataUse }), [at, asKnownAt, dataUse])
  const { data, error, refresh } = useQuery(ConsoleEligibilityDocument, variables)
  return { counted: data?.statistics?.eligibility ?? null, error, refresh, variables }
}

const WHICH = [
  { mark: 's1', name: 'Eligible' },
  { mark: 's2 striped', name: 'Ineligible' },
] as const

/** How much of everything may be used for what. The counts come in one after the other. */
export function EligibilityByUse({
  dataUses,
  chosen,
}: {
  readonly dataUses: readonly DataUse[]
  readonly chosen: string
}): ReactNode {
  return (
    <Panel title="Eligible and ineligible items, by use">
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
  const { counted, error } = useEligibility(dataUse.key)
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

/** Where items of the use that is looked at may be used, and where not. */
export function EligibilityByPlace({ dataUse }: { readonly dataUse: DataUse }): ReactNode {
  const { counted, error, refresh, variables } = useEligibility(dataUse.key)
  return (
    <Panel title={`${dataUse.title}, by place`}>
      {counted === null ? <Waiting error={error} onRetry={refresh} what={COUNTING} /> : <ByPlace of={counted} />}
      <CopyGraphQL of={{ document: ConsoleEligibilityDocument, variables }} what="items by place" />
    </Panel>
  )
}

/** What blocks items of the use that is looked at. */
export function EligibilityByReason({ dataUse }: { readonly dataUse: DataUse }): ReactNode {
  const { counted, error, refresh, variables } = useEligibility(dataUse.key)
  return (
    <Panel title={`${dataUse.title}, by reason`}>
      {counted === null ? <Waiting error={error} onRetry={refresh} what={COUNTING} /> : <ByReason of={counted} />}
      <CopyGraphQL of={{ document: ConsoleEligibilityDocument, variables }} what="items by reason" />
    </Panel>
  )
}

const COUNTING = 'Counting every item…'

interface PlaceBar {
  readonly place: string
  readonly which: 'Eligible' | 'Ineligible'
  readonly count: number
}

function ByPlace({ of }: { readonly of: Counted }): ReactNode {
  const bars = useMemo(
    () =>
      of.places.flatMap(({ rule, eligibleCount, ineligibleCount }): PlaceBar[] => [
        { place: placesOf(rule), which: 'Eligible', count: eligibleCount },
        { place: placesOf(rule), which: 'Ineligible', count: ineligibleCount },
      ]),
    [of],
  )
  const options = useCallback((width: number) => drawPlaces(bars, width), [bars])
  return (
    <Chart
      label={`Items by place: ${of.places.map(({ rule, eligibleCount, ineligibleCount }) => `${placesOf(rule)} ${number(eligibleCount)} eligible, ${number(ineligibleCount)} ineligible`).join('; ')}.`}
      options={options}
      legend={<Legend entries={WHICH} />}
      table={
        <Table
          caption="Items by place"
          keyOf={({ rule }) => rule?.key ?? ''}
          rows={of.places}
          columns={[
            { title: 'Place', of: ({ rule }) => placesOf(rule) },
            { title: 'Eligible', of: ({ eligibleCount }) => number(eligibleCount), numeric: true },
            { title: 'Ineligible', of: ({ ineligibleCount }) => number(ineligibleCount), numeric: true },
            {
              title: 'First reasons',
              of: ({ reasons }) =>
                reasons
                  .filter(({ decisiveCount }) => decisiveCount > 0)
                  .map(({ reason, decisiveCount }) => `${words(reason)} ${number(decisiveCount)}`)
                  .join(', '),
            },
          ]}
        />
      }
    />
  )
}

function drawPlaces(bars: readonly PlaceBar[], width: number): PlotOptions {
  const places = [...new Set(bars.map(({ place }) => place))]
  const most = Math.max(
    1,
    ...places.map((place) => bars.filter((bar) => bar.place === place).reduce((sum, { count }) => sum + count, 0)),
  )
  const totals = places.map((place) => {
    const own = bars.filter((bar) => bar.place === place)
    const [eligible = 0, ineligible = 0] = own.map(({ count }) => count)
    return { place, whole: eligible + ineligible, says: `${number(eligible)} of ${number(eligible + ineligible)}` }
  })
  return {
    height: places.length * 46 + 10,
    marginLeft: 0,
    marginTop: 22,
    marginRight: 0,
    marginBottom: 4,
    x: { axis: null, domain: [0, most] },
    y: { domain: places, label: null, padding: 0.62, axis: null },
    color: { domain: ['Eligible', 'Ineligible'], range: ['var(--s1)', 'var(--s2)'] },
    marks: [
      barX(bars, { y: 'place', x: 'count', fill: 'which', rx: 2 }),
      text(totals, {
        y: 'place',
        text: 'place',
        frameAnchor: 'left',
        dy: -17,
        fontSize: 13,
        fill: 'var(--ink)',
        textAnchor: 'start',
        lineWidth: (width - 130) / 13,
        textOverflow: 'ellipsis',
      }),
      text(totals, {
        y: 'place',
        text: 'says',
        frameAnchor: 'right',
        dy: -17,
        fontSize: 12,
        fill: 'var(--quiet)',
        textAnchor: 'end',
      }),
    ],
  }
}

function ByReason({ of }: { readonly of: Counted }): ReactNode {
  const rows = useMemo(
    () => of.reasons.toSorted((a, b) => b.decisiveCount - a.decisiveCount || b.itemCount - a.itemCount),
    [of],
  )
  const options = useCallback((width: number) => drawReasons(rows, width), [rows])
  if (rows.length === 0) return <p className="empty">Nothing blocks any item.</p>
  return (
    <Chart
      label={`Ineligible items by first reason: ${rows.map(({ reason, decisiveCount }) => `${words(reason)} ${number(decisiveCount)}`).join(', ')}.`}
      options={options}
      table={
        <Table
          caption="Ineligible items by reason"
          keyOf={({ reason }) => reason}
          rows={rows}
          columns={[
            { title: 'Reason', of: ({ reason }) => words(reason) },
            { title: 'First reason of', of: ({ decisiveCount }) => number(decisiveCount), numeric: true },
            { title: 'Among the reasons of', of: ({ itemCount }) => number(itemCount), numeric: true },
          ]}
        />
      }
    />
  )
}

function drawReasons(rows: Counted['reasons'], width: number): PlotOptions {
  const most = Math.max(1, ...rows.map(({ itemCount }) => itemCount))
  const named = rows.map((row) => ({
    ...row,
    name: words(row.reason),
    says: `${number(row.decisiveCount)} first, ${number(row.itemCount)} in all`,
  }))
  return {
    height: rows.length * 38 + 24,
    marginLeft: 0,
    marginTop: 20,
    marginRight: 0,
    marginBottom: 4,
    x: { axis: null, domain: [0, most] },
    y: { domain: named.map(({ name }) => name), label: null, padding: 0.68, axis: null },
    marks: [
      barX(named, { y: 'name', x: 'itemCount', fill: 'var(--s2)', fillOpacity: 0.28, rx: 2 }),
      barX(named, { y: 'name', x: 'decisiveCount', fill: 'var(--s2)', rx: 2 }),
      text(named, {
        y: 'name',
        text: 'name',
        frameAnchor: 'left',
        dy: -15,
        fontSize: 13,
        fill: 'var(--ink)',
        textAnchor: 'start',
        lineWidth: (width - 160) / 13,
        textOverflow: 'ellipsis',
      }),
      text(named, {
        y: 'name',
        text: 'says',
        frameAnchor: 'right',
        dy: -15,
        fontSize: 12,
        fill: 'var(--quiet)',
        textAnchor: 'end',
      }),
    ],
  }
}
