import { barX, type PlotOptions } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart, Legend } from '../chart.tsx'
import type { Asked } from '../copy-graphql.tsx'
import { number, share } from '../format.ts'
import type { ConsoleChoicesQuery } from '../generated/graphql.ts'
import { namedBars } from '../named-bars.ts'
import { Panel } from '../panel.tsx'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type Choice = NonNullable<ConsoleChoicesQuery['statistics']>['choices'][number]

const CHOICES = [
  { mark: 's2', name: 'Object' },
  { mark: 's3', name: 'Consent' },
  { mark: 's0', name: 'No choice in force' },
] as const

/** Where members stand, setting by setting. */
export function MembersByChoice({
  memberCount,
  choices,
  asked,
}: {
  readonly memberCount: number
  readonly choices: readonly Choice[] | null
  readonly asked: Asked
}): ReactNode {
  const rows = useMemo(() => choices ?? [], [choices])
  const options = useCallback((width: number) => drawn(rows, width), [rows])
  return (
    <Panel title="Members by choice" asked={asked}>
      {choices === null ? (
        <Waiting what="Counting members…" />
      ) : (
        <Chart
          label={`Choices of ${number(memberCount)} members: ${rows.map(({ setting, objectedCount, consentedCount }) => `${setting.title}, ${number(objectedCount)} object, ${number(consentedCount)} consent`).join('; ')}.`}
          options={options}
          legend={<Legend entries={CHOICES} />}
          table={
            <Table
              caption="Members by choice"
              keyOf={({ setting }) => setting.key}
              rows={rows}
              columns={[
                { title: 'Setting', of: ({ setting }) => setting.title },
                { title: 'Object', of: ({ objectedCount }) => number(objectedCount), numeric: true },
                { title: 'Consent', of: ({ consentedCount }) => number(consentedCount), numeric: true },
                { title: 'No choice', of: ({ defaultCount }) => number(defaultCount), numeric: true },
                { title: 'Objecting', of: ({ objectedCount }) => share(objectedCount, memberCount), numeric: true },
              ]}
            />
          }
        />
      )}
    </Panel>
  )
}

function drawn(rows: readonly Choice[], width: number): PlotOptions {
  const names = CHOICES.map(({ name }) => name)
  const bars = rows.flatMap(({ setting, objectedCount, consentedCount, defaultCount }) =>
    [objectedCount, consentedCount, defaultCount].map((count, nth) => ({
      name: setting.title,
      count,
      choice: names[nth],
    })),
  )
  const named = rows.map(({ setting, objectedCount, consentedCount }) => ({
    name: setting.title,
    says: `${number(objectedCount)} object${consentedCount > 0 ? `, ${number(consentedCount)} consent` : ''}`,
  }))
  const marks = [barX(bars, { y: 'name', x: 'count', fill: 'choice', rx: 2, order: names })]
  return {
    ...namedBars(named, { width, numbers: 150 }, marks),
    color: { domain: names, range: ['var(--s2)', 'var(--s3)', 'var(--s0)'] },
  }
}
