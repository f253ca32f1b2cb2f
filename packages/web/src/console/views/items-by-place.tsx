import { barX, type PlotOptions } from '@observablehq/plot'
import { type ReactNode, useCallback } from 'react'
import { Chart, Legend } from '../chart.tsx'
import { number, placesOf, words } from '../format.ts'
import { namedBars } from '../named-bars.ts'
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
  readonly name: string
  readonly which: 'Eligible' | 'Ineligible'
  readonly count: number
}

function ByPlace({ of }: { readonly of: Counted }): ReactNode {
  const options = useCallback((width: number) => drawPlaces(of.places, width), [of])
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

function drawPlaces(places: Counted['places'], width: number): PlotOptions {
  const bars = places.flatMap(({ rule, eligibleCount, ineligibleCount }): PlaceBar[] => [
    { name: placesOf(rule), which: 'Eligible', count: eligibleCount },
    { name: placesOf(rule), which: 'Ineligible', count: ineligibleCount },
  ])
  const named = places.map(({ rule, eligibleCount, ineligibleCount }) => ({
    name: placesOf(rule),
    says: `${number(eligibleCount)} of ${number(eligibleCount + ineligibleCount)}`,
  }))
  const marks = [barX(bars, { y: 'name', x: 'count', fill: 'which', rx: 2 })]
  return {
    ...namedBars(named, { width, numbers: 130 }, marks),
    color: { domain: ['Eligible', 'Ineligible'], range: ['var(--s1)', 'var(--s2)'] },
  }
}
