import { barX, type PlotOptions, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart } from '../chart.tsx'
import { number, words } from '../format.ts'
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
