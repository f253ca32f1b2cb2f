import { axisX, barX, gridX, type PlotOptions, ruleX, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart, Legend } from '../chart.tsx'
import { ChooseUse, chosenOf } from '../choose-use.tsx'
import { instant, placesOf, words } from '../format.ts'
import { ConsoleRulesDocument, type ConsoleRulesQuery } from '../generated/graphql.ts'
import { goTo, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { usePoint } from '../point.tsx'
import { useQuery } from '../query.ts'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'

type DataUse = NonNullable<ConsoleRulesQuery['rulebook']>['dataUses'][number]

const YEAR_MS = 31_557_600_000

const CONTROLS: Readonly<Record<string, { readonly mark: string; readonly name: string }>> = {
  OPT_OUT: { mark: 's1', name: 'Used unless somebody objects' },
  OPT_IN: { mark: 's3', name: 'Used with consent alone' },
  NONE: { mark: 's4', name: 'No choice is offered' },
  SUSPENDED: { mark: 's2', name: 'Suspended' },
}

/** When which rule works where, for one data use. */
export function RuleTimeline({
  version,
  rulebooks,
}: {
  readonly version: string
  readonly rulebooks: readonly string[]
}): ReactNode {
  const place = usePlace()
  const variables = useMemo(() => ({ version }), [version])
  const { data, error, refresh } = useQuery(ConsoleRulesDocument, variables)
  const dataUses = data?.rulebook?.dataUses ?? []
  const asked = place.params.get('use')
  const use = chosenOf(dataUses, asked)
  return (
    <Panel title="Rules by place" wide asked={{ document: ConsoleRulesDocument, variables }}>
      <div className="acts">
        <label>
          Rulebook
          <select value={version} onChange={({ target }) => goTo(withParams(place, { version: target.value }))}>
            {withShown(rulebooks, version).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <ChooseUse uses={dataUses} chosen={use?.key ?? asked ?? ''} />
      </div>
      {data === null ? (
        <Waiting error={error} onRetry={refresh} />
      ) : data.rulebook === null ? (
        <p className="empty">There is no rulebook of version “{version}”.</p>
      ) : use === null ? (
        <p className="empty">This rulebook has no such data use: nothing may be used for it.</p>
      ) : (
        <Timeline of={use} />
      )}
    </Panel>
  )
}

/** The versions to choose from: an address may name one that was never published, or long ago. */
export function withShown(versions: readonly string[], shown: string): readonly string[] {
  return versions.includes(shown) ? versions : [shown, ...versions]
}

interface Span {
  readonly key: string
  readonly place: string
  readonly kind: string
  readonly from: Date
  readonly until: Date
  readonly says: string
}

function Timeline({ of }: { readonly of: DataUse }): ReactNode {
  const { at } = usePoint()
  const spans = useMemo(() => spansOf(of, at), [of, at])
  const options = useCallback((width: number) => drawn(spans, at, width), [spans, at])
  const kinds = [...new Set(spans.map(({ kind }) => kind))]
  const rows = of.rules.flatMap((rule) => rule.phases.map((phase) => ({ rule, phase })))
  if (spans.length === 0) return <p className="empty">This use has no rules: nothing may be used for it.</p>
  return (
    <Chart
      label={`${of.title}: when which rule works where. ${of.rules.length} rules.`}
      options={options}
      legend={<Legend entries={kinds.map((kind) => CONTROLS[kind] ?? { mark: 's0', name: words(kind) })} />}
      table={
        <Table
          caption={`Phases of the rules of ${of.title}`}
          keyOf={({ rule, phase }) => `${rule.key} ${phase.from}`}
          rows={rows}
          columns={[
            { title: 'Places', of: ({ rule }) => placesOf(rule) },
            { title: 'Rule', of: ({ rule }) => rule.key },
            {
              title: 'Status',
              of: ({ phase }) => words(phase.status) + (phase.cause === null ? '' : `: ${phase.cause}`),
            },
            { title: 'From', of: ({ phase }) => instant(phase.from) },
            { title: 'Until', of: ({ phase }) => (phase.until === null ? 'Open-ended' : instant(phase.until)) },
            { title: 'Offers', of: ({ rule }) => words(rule.control) },
            { title: 'Legal ground', of: ({ rule }) => words(rule.legalBasis) },
            { title: 'Controller', of: ({ rule }) => rule.controller },
          ]}
        />
      }
    />
  )
}

/** Phases as spans; what is open-ended ends where the picture does. */
function spansOf(of: DataUse, at: string): Span[] {
  const ends = of.rules.flatMap(({ phases }) => phases.flatMap(({ from, until }) => [from, until ?? from]))
  const last = Math.max(Date.parse(at), ...ends.map((end) => Date.parse(end))) + YEAR_MS / 2
  return of.rules.flatMap((rule) =>
    rule.phases.map((phase) => ({
      key: rule.key,
      place: placesOf(rule),
      kind: phase.status === 'SUSPENDED' ? 'SUSPENDED' : rule.control,
      from: new Date(phase.from),
      until: phase.until === null ? new Date(last) : new Date(phase.until),
      says: phase.status === 'SUSPENDED' ? 'Suspended' : words(rule.control),
    })),
  )
}

function drawn(spans: readonly Span[], at: string, width: number): PlotOptions {
  const keys = [...new Set(spans.map(({ key }) => key))]
  const names = keys.map((key) => {
    const [first] = spans.filter((span) => span.key === key)
    return { key, place: first?.place ?? key }
  })
  const kinds = Object.keys(CONTROLS)
  const first = Math.min(...spans.map(({ from }) => from.getTime()))
  const last = Math.max(...spans.map(({ until }) => until.getTime()))
  return {
    height: keys.length * 48 + 62,
    marginLeft: 0,
    marginTop: 34,
    marginRight: 8,
    marginBottom: 40,
    x: { type: 'utc', label: null, domain: [new Date(first - (last - first) * 0.02), new Date(last)] },
    y: { domain: keys, label: null, padding: 0.58, axis: null },
    color: { domain: kinds, range: kinds.map((kind) => `var(--${CONTROLS[kind]?.mark ?? 's0'})`) },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(2, Math.floor(width / 110)), fill: 'var(--quiet)', fontSize: 12, tickSize: 0 }),
      barX(spans, { y: 'key', x1: 'from', x2: 'until', fill: 'kind', rx: 3, insetRight: 1 }),
      text(names, {
        y: 'key',
        text: 'place',
        frameAnchor: 'left',
        dy: -18,
        fontSize: 13,
        fill: 'var(--ink)',
        textAnchor: 'start',
        lineWidth: (width - 20) / 13,
        textOverflow: 'ellipsis',
      }),
      ruleX([{ at: new Date(at) }], { x: 'at', stroke: 'var(--ink)', strokeDasharray: '4 3' }),
      text([{ at: new Date(at) }], {
        x: 'at',
        text: () => 'as of',
        frameAnchor: 'top',
        dy: -26,
        fontSize: 12,
        fontWeight: 650,
        fill: 'var(--ink)',
      }),
    ],
  }
}
