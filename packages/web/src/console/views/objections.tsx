import { areaY, axisX, axisY, dot, gridY, lineY, type PlotOptions, ruleX, text } from '@observablehq/plot'
import { type ReactNode, useCallback, useMemo } from 'react'
import { Chart, Legend } from '../chart.tsx'
import type { Asked } from '../copy-graphql.tsx'
import { day, number, placesOf, words } from '../format.ts'
import type { ConsoleChoicesQuery } from '../generated/graphql.ts'
import { goTo, usePlace, withParams } from '../location.ts'
import { Panel } from '../panel.tsx'
import { Table } from '../table.tsx'
import { Waiting } from '../waiting.tsx'
import type { DataUse } from './overview.tsx'

type Act = NonNullable<ConsoleChoicesQuery['statistics']>['dailyActs'][number]

const DAY_MS = 86_400_000
const RANGES = [30, 90, 365] as const

/** The midnight some days before that of an instant. */
export function daysBefore(at: string, days: number): string {
  const midnight = Math.floor(Date.parse(at) / DAY_MS) * DAY_MS
  return new Date(midnight - days * DAY_MS).toISOString()
}

/** A day on which phases of rules begin. */
interface Mark {
  readonly letter: string
  readonly at: Date
  readonly says: readonly string[]
}

/** When people objected, setting by setting, and what the rules did meanwhile. */
export function ObjectionsPerDay({
  acts,
  dataUses,
  setting,
  at,
  asked,
}: {
  readonly acts: readonly Act[] | null
  readonly dataUses: readonly DataUse[]
  /** Whose line stands out; null: no line does. */
  readonly setting: Setting | null
  readonly at: string
  readonly asked: Asked
}): ReactNode {
  const place = usePlace()
  const chosen = place.params.get('days') ?? 'all'
  const objections = useMemo(() => (acts ?? []).filter(({ act }) => act === 'OBJECT'), [acts])
  const from = useMemo(() => beginningOf(chosen, objections, at), [chosen, objections, at])
  const settings = useMemo(() => settingsOf(dataUses), [dataUses])
  const series = useMemo(() => seriesOf(objections, settings, from, at), [objections, settings, from, at])
  const marks = useMemo(() => marksOf(dataUses, setting, from, at), [dataUses, setting, from, at])
  const title = setting?.title ?? ''
  const options = useCallback((width: number) => drawn(series, title, marks, width), [series, title, marks])
  const total = series.reduce((sum, { count }) => sum + count, 0)
  const own = series.reduce((sum, one) => sum + (one.setting === title ? one.count : 0), 0)
  return (
    <Panel title="Objections per day" wide asked={asked}>
      {acts === null ? (
        <Waiting what="Counting acts…" />
      ) : (
        <>
          <div className="tabs" role="group" aria-label="How far back">
            {[...RANGES.map(String), 'all'].map((range) => (
              <button
                key={range}
                type="button"
                aria-pressed={range === chosen}
                onClick={() => goTo(withParams(place, { days: range === 'all' ? null : range }))}
              >
                {range === 'all' ? 'All' : `${range} days`}
              </button>
            ))}
          </div>
          {total === 0 ? (
            <p className="empty">Nobody objected from {day(from)} on.</p>
          ) : (
            <Chart
              label={`Objections per day from ${day(from)} to ${day(at)}: ${number(own)} on “${title}”, ${number(total)} on all settings.`}
              options={options}
              legend={
                <>
                  <Legend
                    entries={[
                      ...(setting === null ? [] : [{ mark: 's1', name: title }]),
                      { mark: 's0', name: 'Each other setting' },
                    ]}
                  />
                  {marks.length > 0 && (
                    <ol className="marks" aria-label="When phases of rules began">
                      {marks.map(({ letter, at: began, says }) => (
                        <li key={letter}>
                          <b>{letter}</b> {day(began.toISOString())}: {says.join('; ')}
                        </li>
                      ))}
                    </ol>
                  )}
                </>
              }
              table={
                <Table
                  caption="Objections per day"
                  keyOf={({ key, setting }) => `${key} ${setting}`}
                  rows={series.filter(({ count }) => count > 0)}
                  columns={[
                    { title: 'Day', of: ({ key }) => day(key) },
                    { title: 'Setting', of: ({ setting }) => setting },
                    { title: 'Objections', of: ({ count }) => number(count), numeric: true },
                  ]}
                />
              }
            />
          )}
        </>
      )}
    </Panel>
  )
}

function beginningOf(chosen: string, objections: readonly Act[], at: string): string {
  const days = Number(chosen)
  if (days > 0) return daysBefore(at, days - 1)
  const first = objections[0]?.day ?? at
  // A day or two before the first, and never so little that a line has no shape.
  return daysBefore(Date.parse(first) < Date.parse(at) - 30 * DAY_MS ? first : daysBefore(at, 29), 2)
}

interface Setting {
  readonly key: string
  readonly title: string
}

function settingsOf(dataUses: readonly DataUse[]): Setting[] {
  const settings = new Map(
    dataUses.flatMap(({ setting }) => (setting === null ? [] : [[setting.key, setting] as const])),
  )
  return [...settings.values()]
}

interface Daily {
  readonly key: string
  readonly day: Date
  readonly setting: string
  readonly count: number
}

/** Every day of every setting, those without objections too: a line that leaves them out would lie. */
function seriesOf(objections: readonly Act[], settings: readonly Setting[], from: string, at: string): Daily[] {
  const counts = new Map(objections.map(({ day, setting, count }) => [`${day} ${setting}`, count]))
  const series: Daily[] = []
  for (let time = Date.parse(from); time <= Date.parse(at); time += DAY_MS) {
    const key = new Date(time).toISOString()
    for (const setting of settings) {
      series.push({ key, day: new Date(time), setting: setting.title, count: counts.get(`${key} ${setting.key}`) ?? 0 })
    }
  }
  return series
}

/** The days on which phases begin of the rules of the uses that a setting governs; without one, of all. */
function marksOf(dataUses: readonly DataUse[], setting: Setting | null, from: string, at: string): Mark[] {
  const says = new Map<string, Map<string, string[]>>()
  for (const dataUse of dataUses) {
    if (setting !== null && dataUse.setting?.key !== setting.key) continue
    for (const rule of dataUse.rules) {
      for (const phase of rule.phases) {
        if (phase.from < from || phase.from > at) continue
        const began = says.get(phase.from) ?? new Map<string, string[]>()
        says.set(phase.from, began)
        const what = `${dataUse.title} ${words(phase.status).toLowerCase()}`
        began.set(what, [...(began.get(what) ?? []), placesOf(rule)])
      }
    }
  }
  return [...says]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([began, said], nth) => ({
      letter: String.fromCodePoint(65 + nth),
      at: new Date(began),
      says: [...said].map(([what, places]) => `${what} in ${places.join('; ')}`),
    }))
}

function drawn(series: readonly Daily[], title: string, marks: readonly Mark[], width: number): PlotOptions {
  const own = series.filter(({ setting }) => setting === title)
  const others = series.filter(({ setting }) => setting !== title)
  const peak = own.reduce<Daily | null>((best, one) => (best === null || one.count > best.count ? one : best), null)
  const peaks = peak === null || peak.count === 0 ? [] : [peak]
  return {
    height: Math.max(220, Math.min(300, width * 0.4)),
    // Above the peak, whose number may stand where a mark does.
    marginTop: 44,
    marginLeft: 44,
    marginBottom: 40,
    marginRight: 16,
    x: { type: 'utc', label: null },
    y: { label: null, zero: true, nice: true },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(2, Math.floor(width / 110)), fill: 'var(--quiet)', fontSize: 12, tickSize: 0 }),
      axisY({ ticks: 4, fill: 'var(--quiet)', fontSize: 12, tickSize: 0, label: null }),
      lineY(others, { x: 'day', y: 'count', stroke: 'var(--s0)', strokeWidth: 1, z: 'setting' }),
      ruleX(marks, { x: 'at', stroke: 'var(--quiet)', strokeDasharray: '4 4', insetTop: -24 }),
      text(marks, {
        x: 'at',
        text: 'letter',
        frameAnchor: 'top',
        dy: -34,
        fontSize: 12,
        fontWeight: 700,
        fill: 'var(--ink)',
      }),
      areaY(own, { x: 'day', y2: 'count', y1: 0, fill: 'var(--s1)', fillOpacity: 0.14 }),
      lineY(own, { x: 'day', y: 'count', stroke: 'var(--s1)', strokeWidth: 2 }),
      dot(peaks, { x: 'day', y: 'count', fill: 'var(--s1)', r: 3.5 }),
      text(peaks, {
        x: 'day',
        y: 'count',
        text: ({ count }: Daily) => number(count),
        dy: -11,
        fontSize: 13,
        fontWeight: 650,
        fill: 'var(--s1)',
        stroke: 'var(--card)',
        strokeWidth: 4,
      }),
    ],
  }
}
