/** The part of the port that counts. */
import type { BlockingReason, ChoiceAct, Instant } from '@demur/eligibility'
import type { Policy, ReadPoint, RuleRecord, SettingRecord, SettledPoint } from './register.ts'

/** What everything that is counted is counted at. */
export interface StatisticsPoint extends SettledPoint {
  /** The policy that answers there; null where none was published. */
  readonly policy: Policy | null
}

/** How many members stand where on one setting. */
export interface ChoiceStatisticsRecord extends SettingRecord {
  readonly objectedCount: number
  readonly consentedCount: number
  readonly memberCount: number
}

/** How many acts of one kind took effect on one day. */
export interface DailyActsRecord {
  /** The midnight at which the day begins, UTC. */
  readonly day: Instant
  readonly setting: string
  readonly act: ChoiceAct
  readonly count: number
}

/** Days, `[from, until)`, each a midnight in UTC. Null: the last 90 days up to the point. */
export interface DayRange {
  readonly from: Instant | null
  readonly until: Instant | null
}

/** How often a reason blocks. */
export interface ReasonCountRecord {
  readonly reason: BlockingReason
  /** How many items it is the first reason of. */
  readonly decisiveCount: number
  /** How many items it is among the reasons of. */
  readonly itemCount: number
}

/** How many items are eligible, and what blocks the others. */
export interface EligibilityCounts {
  readonly eligibleCount: number
  readonly ineligibleCount: number
  /** In the order in which they are decisive. */
  readonly reasons: readonly ReasonCountRecord[]
}

/** The items that one rule answers for; null: those that none does. */
export interface PlaceEligibilityRecord extends EligibilityCounts {
  readonly rule: RuleRecord | null
}

export interface EligibilityStatisticsRecord extends EligibilityCounts {
  readonly dataUse: string
  /** In the order of the rulebook; what no rule answers for comes last. */
  readonly places: readonly PlaceEligibilityRecord[]
}

export interface StatisticsRegister {
  /** Settles what is to be counted at; null where the viewer may not have anything counted. */
  statisticsPoint(point: ReadPoint): Promise<StatisticsPoint | null>
  memberCount(point: StatisticsPoint): Promise<number>
  choiceStatistics(point: StatisticsPoint): Promise<readonly ChoiceStatisticsRecord[]>
  dailyActs(point: StatisticsPoint, days: DayRange): Promise<readonly DailyActsRecord[]>
  /** Looks at every item, unless it was counted at this point before. Null where there is no such data use. */
  eligibilityStatistics(point: StatisticsPoint, dataUse: string): Promise<EligibilityStatisticsRecord | null>
}
