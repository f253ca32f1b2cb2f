import {
  CHOICE_ACTS,
  decisionTable,
  formatInstant,
  type Instant,
  instantOf,
  reasonsOf,
  type Vantage,
} from '@demur/eligibility'
import type {
  ChoiceStatisticsRecord,
  DailyActsRecord,
  DayRange,
  EligibilityCounts,
  EligibilityStatisticsRecord,
  ReadPoint,
  StatisticsPoint,
  StatisticsRegister,
  Viewer,
} from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import type { ItemCount } from '../bulk/item-counter.ts'
import { rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from './ask.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'
import { seesProposals } from './proposals.ts'

const DAY_MS = 86_400_000
const [USUAL_DAYS, MOST_DAYS] = [90, 1000]

/** The part of the register that counts, as one viewer sees it during one request. */
export function statisticsRegisterFor(engine: Engine, viewer: Viewer, now: Instant): StatisticsRegister {
  return {
    statisticsPoint: (point) => settle(engine, viewer, now, point),
    memberCount: (point) => memberCount(engine, point),
    choiceStatistics: (point) => choiceStatistics(engine, point),
    dailyActs: (point, days) => dailyActs(engine, point, days),
    eligibilityStatistics: (point, dataUse) => eligibilityStatistics(engine, point, dataUse),
  }
}

async function settle(
  { connection, policies }: Engine,
  viewer: Viewer,
  clock: Instant,
  { at, asKnownAt }: ReadPoint,
): Promise<StatisticsPoint | null> {
  // Counts tell of everybody: whoever may not see proposals has no business with them either.
  if (!seesProposals(viewer)) return null
  const facts = await loadFacts(connection.db, {})
  const position = knownPosition(asKnownAt, facts.head)
  const policy = (await policies.upTo(facts.rulebook, connection.db)).at(position)
  return { at: at ?? presentAt(clock, facts.recordedAt), asKnownAt: position, policy }
}

async function memberCount({ counts }: Engine, point: StatisticsPoint): Promise<number> {
  return (await counts.members(vantageOf(point), settingsOf(point))).memberCount
}

async function choiceStatistics({ counts }: Engine, point: StatisticsPoint): Promise<ChoiceStatisticsRecord[]> {
  const { policy } = point
  if (policy === null) return []
  const { memberCount, choices } = await counts.members(vantageOf(point), settingsOf(point))
  return [...policy.rulebook.settings.values()].map((setting, nth) => ({
    setting,
    policy,
    objectedCount: choices[nth]?.objected ?? 0,
    consentedCount: choices[nth]?.consented ?? 0,
    memberCount,
  }))
}

function settingsOf({ policy }: StatisticsPoint): string[] {
  return [...(policy?.rulebook.settings.keys() ?? [])]
}

async function dailyActs({ connection }: Engine, point: StatisticsPoint, days: DayRange): Promise<DailyActsRecord[]> {
  const until = days.until ?? instantOf((Math.floor(point.at / DAY_MS) + 1) * DAY_MS)
  const from = days.from ?? instantOf(until - USUAL_DAYS * DAY_MS)
  if (from % DAY_MS !== 0 || until % DAY_MS !== 0) throw badDays('“from” and “until” must be midnights in UTC.')
  if (from > until) throw badDays('“from” must not be after “until”.')
  if (until - from > MOST_DAYS * DAY_MS) throw badDays(`At most ${MOST_DAYS} days can be counted at once.`)
  const found = await rows<{ day: number; setting: string; act: DailyActsRecord['act']; count: number }>(
    connection.db,
    sql`SELECT ((c.effective_at AT TIME ZONE 'UTC')::date - '1970-01-01'::date)::float8 * ${DAY_MS} AS day, c.setting,
               c.act::text AS act, count(*)::float8 AS count
        FROM demur.choice_event c
        WHERE ${isInSight(sql`c`, vantageOf(point))}
          AND c.effective_at >= ${formatInstant(from)} AND c.effective_at < ${formatInstant(until)}
        GROUP BY (c.effective_at AT TIME ZONE 'UTC')::date, c.setting, c.act`,
  )
  const order = (a: DailyActsRecord, b: DailyActsRecord) =>
    a.day - b.day || compare(a.setting, b.setting) || CHOICE_ACTS.indexOf(a.act) - CHOICE_ACTS.indexOf(b.act)
  return found.map(({ day, ...counted }) => ({ ...counted, day: instantOf(day) })).sort(order)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function badDays(message: string) {
  return requestError('BAD_USER_INPUT', message)
}

async function eligibilityStatistics(
  { counts }: Engine,
  point: StatisticsPoint,
  dataUse: string,
): Promise<EligibilityStatisticsRecord | null> {
  const { policy, at } = point
  if (policy === null || !policy.rulebook.dataUses.has(dataUse)) return null
  // All uses together: what is read to count for one is what is read to count for all.
  const uses = [...policy.rulebook.dataUses.keys()]
  const tables = uses.map((use) => decisionTable(policy.rulebook, use, at))
  const counted = (await counts.items(vantageOf(point), tables))[uses.indexOf(dataUse)] ?? []
  const rules = [...(policy.rulebook.rulesByDataUse.get(dataUse) ?? []), null]
  const places = rules.flatMap((rule) => {
    const own = counted.filter((count) => count.rule === (rule?.key ?? null))
    if (rule === null && own.length === 0) return []
    return [{ rule: rule === null ? null : { rule, policy }, ...countsOf(own) }]
  })
  return { dataUse, ...countsOf(counted), places }
}

/** Adds up what is counted by reasons. */
function countsOf(counted: readonly ItemCount[]): EligibilityCounts {
  let [eligibleCount, ineligibleCount] = [0, 0]
  const reasons = new Map(reasonsOf(-1).map((reason) => [reason, { reason, decisiveCount: 0, itemCount: 0 }]))
  for (const { mask, count } of counted) {
    if (mask === 0) eligibleCount += count
    else ineligibleCount += count
    for (const [nth, code] of reasonsOf(mask).entries()) {
      const reason = reasons.get(code)
      if (reason === undefined) continue
      reason.itemCount += count
      if (nth === 0) reason.decisiveCount += count
    }
  }
  return { eligibleCount, ineligibleCount, reasons: [...reasons.values()].filter(({ itemCount }) => itemCount > 0) }
}

function vantageOf({ at, asKnownAt }: StatisticsPoint): Vantage {
  return { at, position: asKnownAt }
}

function isInSight(alias: SQL, { at, position }: Vantage): SQL {
  return sql`${alias}.position <= ${position} AND ${alias}.effective_at <= ${formatInstant(at)}`
}
