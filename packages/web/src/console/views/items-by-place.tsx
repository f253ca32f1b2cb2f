import { barX, type PlotOptions, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart, Legend } from '../chart.tsx'
import { number, placesOf, words } from '../format.ts'
import { Panel } from '../panel.tsx'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import { COUNTING, type Counted, useEligibility, WHICH } from './eligibility.ts'
import type { DataUse } from './overview.tsx'

/** Where items of the use that is looked at may be used, and where not. */
export function EligibilityByPlace({ dataUse }: { readonly dataUse: DataUse }): ReactNode {
  const { counted, error, refresh, asked } = useEligibility(dataUse.key)
  return (
    <Panel title={`${dataUse.title}, by place`} asked={asked} what="items by place">
      {counted === null ? <Waiting error={error} onRetry={refresh} what={COUNTING} /> : <ByPlace of={counted} />}
    </Panel>
  )
}

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
