import { formatInstant, type Instant, type Position } from '@demur/eligibility'
import type { EligibilityCounts, PlaceEligibilityRecord, Register, StatisticsPoint } from '@demur/schema'

/** A cell: a text, or a number that is a count. */
export type Cell = string | number

/** A table of a report. Every format writes the same ones, so that they cannot differ in a number. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** The columns that are drawn, beside each other, as a bar; counts. Empty: nothing is drawn. */
  readonly drawn: readonly number[]
}

/** What stood where in the register, at an instant and as far as was known. */
export interface Report {
  readonly at: Instant
  readonly position: Position
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly tables: readonly ReportTable[]
}

/** How many days before the instant the table of objections begins. */
const DAYS = 90
/** How many runs are listed. */
const MOST_RUNS = 1000

/** The point that a report is about; null: now, and everything that is known. */
export interface ReportPoint {
  readonly at: Instant | null
  readonly asKnownAt: Position | null
}

/**
 * Counts everything for a report. Nothing in it depends on when it is made: the same point gives the same report again,
 * unless somebody was erased since. Null where the viewer may not have anything counted.
 */
export async function makeReport(register: Register, asked: ReportPoint): Promise<Report | null> {
  const point = await register.statisticsPoint(asked)
  if (point === null) return null
  const { at, asKnownAt: position, policy } = point
  const members = await register.memberCount(point)
  const tables = [
    await membersByChoice(register, point),
    await objections(register, point),
    ...(await itemsByUse(register, point)),
    await runs(register, point),
  ]
  const facts = [
    ['As of', formatInstant(at)],
    ['As known at position', String(position)],
    ['Rulebook', policy?.rulebook.version ?? 'none'],
    ['Members', String(members)],
  ] as const
  return { at, position, facts, tables }
}

async function membersByChoice(register: Register, point: StatisticsPoint): Promise<ReportTable> {
  const choices = await register.choiceStatistics(point)
  return {
    title: 'Members by choice',
    columns: ['Setting', 'Object', 'Consent', 'No choice in force'],
    rows: choices.map(({ setting, objectedCount, consentedCount, memberCount }) => [
      setting.key,
      objectedCount,
      consentedCount,
      memberCount - objectedCount - consentedCount,
    ]),
    drawn: [1, 2],
  }
}

/** Days without an objection are left out: a report is about what happened. */
async function objections(register: Register, point: StatisticsPoint): Promise<ReportTable> {
  const acts = (await register.dailyActs(point, { from: null, until: null })).filter(({ act }) => act === 'OBJECT')
  const settings = [...new Set(acts.map(({ setting }) => setting))].sort()
  const days = [...new Set(acts.map(({ day }) => day))]
  const countOf = (day: Instant, setting: string) =>
    acts.find((act) => act.day === day && act.setting === setting)?.count ?? 0
  return {
    title: `Objections by day (last ${DAYS} days)`,
    columns: ['Day', 'All settings', ...settings],
    rows: days.map((day) => {
      const counts = settings.map((setting) => countOf(day, setting))
      return [formatInstant(day).slice(0, 10), counts.reduce((sum, count) => sum + count, 0), ...counts]
    }),
    drawn: [1],
  }
}

async function itemsByUse(register: Register, point: StatisticsPoint): Promise<ReportTable[]> {
  const uses = [...(point.policy?.rulebook.dataUses.keys() ?? [])]
  const counted = []
  for (const use of uses) {
    const counts = await register.eligibilityStatistics(point, use)
    if (counts !== null) counted.push(counts)
  }
  return [
    {
      title: 'Items by data use',
      columns: ['Data use', 'Eligible', 'Ineligible'],
      rows: counted.map(({ dataUse, eligibleCount, ineligibleCount }) => [dataUse, eligibleCount, ineligibleCount]),
      drawn: [1, 2],
    },
    ...counted.flatMap(({ dataUse, places, ...counts }) => [byPlace(dataUse, places), byReason(dataUse, counts)]),
  ]
}

function byPlace(dataUse: string, places: readonly PlaceEligibilityRecord[]): ReportTable {
  return {
    title: `${dataUse}: items by place`,
    columns: ['Rule', 'Places', 'Eligible', 'Ineligible'],
    rows: places.map(({ rule, eligibleCount, ineligibleCount }) => [
      rule?.rule.key ?? 'none',
      rule === null ? '' : placesOf(rule.rule.places),
      eligibleCount,
      ineligibleCount,
    ]),
    drawn: [2, 3],
  }
}

function placesOf(places: NonNullable<PlaceEligibilityRecord['rule']>['rule']['places']): string {
  return 'except' in places ? `everywhere but ${[...places.except].join(' ')}` : [...places].join(' ')
}

function byReason(dataUse: string, { reasons }: Pick<EligibilityCounts, 'reasons'>): ReportTable {
  return {
    title: `${dataUse}: ineligible items by reason`,
    columns: ['Reason', 'First reason of', 'Among the reasons of'],
    rows: reasons.map(({ reason, decisiveCount, itemCount }) => [reason, decisiveCount, itemCount]),
    drawn: [1],
  }
}

async function runs(register: Register, { at, asKnownAt }: StatisticsPoint): Promise<ReportTable> {
  const page = { first: MOST_RUNS, after: null }
  const { edges } = await register.runList({ at, asKnownAt, dataUse: null, status: null, ...page })
  return {
    title: 'Runs',
    columns: ['Run', 'Data use', 'Status', 'Opened', 'Items', 'Manifest digest'],
    rows: edges.map(({ node }) => [
      node.key,
      node.dataUse,
      node.status,
      formatInstant(node.openedAt),
      node.itemCount ?? '',
      node.manifestDigest ?? '',
    ]),
    drawn: [],
  }
}

/** How long the drawn columns of a row are, as parts of the longest row, which is 1. */
export function barsOf({ rows, drawn }: ReportTable): readonly (readonly number[])[] {
  const counts = rows.map((row) => drawn.map((column) => Number(row[column] ?? 0)))
  const longest = Math.max(1, ...counts.map((row) => row.reduce((sum, count) => sum + count, 0)))
  return counts.map((row) => row.map((count) => count / longest))
}
