import { axisX, axisY, dot, gridX, gridY, line, type PlotOptions, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart } from '../chart.tsx'
import { instant, number } from '../format.ts'
import { ConsolePersonDocument, type ConsolePersonQuery } from '../generated/graphql.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type Entry = NonNullable<ConsolePersonQuery['member']>['ledgerEntries'][number]

/** Everything that was recorded about the author, on both time axes: from when it holds, and since when it is known. */
export function Person({ member }: { readonly member: string }): ReactNode {
  const { at, asKnownAt } = usePoint()
  const variables = useMemo(() => ({ member, at, asKnownAt, after: '0' }), [member, at, asKnownAt])
  const { data, error, refresh } = useQuery(ConsolePersonDocument, variables)
  const entries = useMemo(() => data?.member?.ledgerEntries ?? [], [data])
  const options = useCallback((width: number) => drawn(entries, width), [entries])
  return (
    <Panel title={`History of ${member}`} wide asked={{ document: ConsolePersonDocument, variables }}>
      {data === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : entries.length === 0 ? (
        <p className="empty">Nothing was recorded by then.</p>
      ) : (
        <>
          <p className="quiet">
            Across: from when it holds. Upwards: when it was recorded. On the line it was recorded as it happened; above
            it, later.
          </p>
          <Chart
            label={`What was recorded about ${member}, by when it holds and when it was recorded: ${entries.length} entries.`}
            options={options}
            table={
              <Table
                caption={`What was recorded about ${member}`}
                keyOf={({ position }) => position}
                rows={entries}
                columns={[
                  { title: 'Position', of: ({ position }) => number(position) },
                  { title: 'What', of: ({ type, erased }) => (erased ? `${type} (erased)` : type) },
                  { title: 'Holds from', of: ({ effectiveAt }) => instant(effectiveAt) },
                  { title: 'Recorded', of: ({ recordedAt }) => instant(recordedAt) },
                  { title: 'Says', of: ({ body }) => saysOf(body) },
                ]}
              />
            }
          />
        </>
      )}
    </Panel>
  )
}

/** The fields of an entry, short. */
function saysOf(body: string | null): string {
  if (body === null) return '–'
  const fields = Object.entries(JSON.parse(body) as Record<string, unknown>)
  return fields
    .filter(([name]) => name !== 'member' && name !== 'effectiveAt')
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}

function drawn(entries: readonly Entry[], width: number): PlotOptions {
  const points = entries.map((entry) => ({
    ...entry,
    holds: new Date(entry.effectiveAt),
    recorded: new Date(entry.recordedAt),
    isChoice: /^(Objected|ObjectionWithdrawn|ConsentGiven|ConsentWithdrawn)$/.test(entry.type),
  }))
  const times = points.flatMap(({ holds, recorded }) => [holds.getTime(), recorded.getTime()])
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const margin = Math.max((last - first) * 0.06, 3_600_000)
  const ends = [new Date(first - margin), new Date(last + margin)]
  return {
    height: Math.max(240, Math.min(340, width * 0.4)),
    marginLeft: 78,
    marginBottom: 40,
    marginRight: 20,
    x: { type: 'utc', label: null, domain: ends },
    y: { type: 'utc', label: null, domain: ends },
    symbol: { domain: [false, true], range: ['circle', 'diamond'] },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(2, Math.floor(width / 130)), fill: 'var(--quiet)', fontSize: 12, tickSize: 0 }),
      axisY({ ticks: 5, fill: 'var(--quiet)', fontSize: 12, tickSize: 0 }),
      line(
        ends.map((end) => ({ x: end, y: end })),
        { x: 'x', y: 'y', stroke: 'var(--edge)', strokeDasharray: '4 4' },
      ),
      dot(points, {
        x: 'holds',
        y: 'recorded',
        symbol: 'isChoice',
        r: 6,
        fill: ({ isChoice }: (typeof points)[number]) => (isChoice ? 'var(--s2)' : 'var(--s1)'),
        stroke: 'var(--card)',
      }),
      text(
        points.filter(({ isChoice }) => isChoice),
        {
          x: 'holds',
          y: 'recorded',
          text: 'type',
          dy: -14,
          fontSize: 12,
          fill: 'var(--ink)',
          stroke: 'var(--card)',
          strokeWidth: 4,
        },
      ),
    ],
  }
}
