import { barX, type PlotOptions } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart } from '../chart.tsx'
import { number, words } from '../format.ts'
import { namedBars } from '../named-bars.ts'
import { Panel } from '../panel.tsx'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import { COUNTING, type Counted, useEligibility } from './eligibility.ts'
import type { DataUse } from './overview.tsx'

/** What blocks items of the use that is looked at. */
export function EligibilityByReason({ dataUse }: { readonly dataUse: DataUse }): ReactNode {
  const { counted, error, refresh, asked } = useEligibility(dataUse.key)
  return (
    <Panel title={`${dataUse.title}, by reason`} asked={asked} what="items by reason">
      {counted === null ? <Waiting error={error} onRetry={refresh} what={COUNTING} /> : <ByReason of={counted} />}
    </Panel>
  )
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
  const named = rows.map((row) => ({
    ...row,
    name: words(row.reason),
    says: `${number(row.decisiveCount)} first, ${number(row.itemCount)} in all`,
  }))
  return namedBars(named, { width, numbers: 160, slim: true }, [
    barX(named, { y: 'name', x: 'itemCount', fill: 'var(--s2)', fillOpacity: 0.28, rx: 2 }),
    barX(named, { y: 'name', x: 'decisiveCount', fill: 'var(--s2)', rx: 2 }),
  ])
}
