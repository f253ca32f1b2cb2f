import { builder } from '../builder.ts'
import type {
  ChoiceStatisticsRecord,
  DailyActsRecord,
  EligibilityStatisticsRecord,
  PlaceEligibilityRecord,
  ReasonCountRecord,
  StatisticsPoint,
} from '../register.ts'
import { pointArguments, pointOf } from './read-point.ts'
import { Rule } from './rule.ts'
import { SettingDefinition } from './setting-definition.ts'
import { ChoiceActEnum, ReasonCodeEnum } from './vocabulary.ts'

const ReasonCount = builder.objectRef<ReasonCountRecord>('ReasonCount').implement({
  description: 'How many items a reason blocks.',
  fields: (t) => ({
    reason: t.expose('reason', { type: ReasonCodeEnum, description: 'The reason.' }),
    decisiveCount: t.expose('decisiveCount', {
      type: 'SafeInt',
      description: 'Items of which it is the first reason. Over all reasons these add up to the ineligible items.',
    }),
    itemCount: t.expose('itemCount', {
      type: 'SafeInt',
      description: 'Items that have it among their reasons. An item can have several.',
    }),
  }),
})

const PlaceEligibility = builder.objectRef<PlaceEligibilityRecord>('PlaceEligibility').implement({
  description: 'The items whose authors live where one rule answers.',
  fields: (t) => ({
    rule: t.expose('rule', {
      type: Rule,
      nullable: true,
      description: 'The rule, which says which places these are; null for items that no rule answers for.',
    }),
    eligibleCount: t.expose('eligibleCount', { type: 'SafeInt', description: 'Items that may be used.' }),
    ineligibleCount: t.expose('ineligibleCount', { type: 'SafeInt', description: 'Items that may not.' }),
    reasons: t.field({
      type: [ReasonCount],
      description: 'What blocks those, in the order in which reasons are decisive.',
      resolve: ({ reasons }) => [...reasons],
    }),
  }),
})

const EligibilityStatistics = builder.objectRef<EligibilityStatisticsRecord>('EligibilityStatistics').implement({
  description: 'How many of all registered items are eligible for one data use, and why the others are not.',
  fields: (t) => ({
    dataUse: t.exposeString('dataUse', { description: 'The key of the data use.' }),
    eligibleCount: t.expose('eligibleCount', { type: 'SafeInt', description: 'Items that may be used.' }),
    ineligibleCount: t.expose('ineligibleCount', { type: 'SafeInt', description: 'Items that may not.' }),
    reasons: t.field({
      type: [ReasonCount],
      description: 'What blocks those, in the order in which reasons are decisive.',
      resolve: ({ reasons }) => [...reasons],
    }),
    places: t.field({
      type: [PlaceEligibility],
      description: 'The same by place, in the order of the rulebook.',
      resolve: ({ places }) => [...places],
    }),
  }),
})

const ChoiceStatistics = builder.objectRef<ChoiceStatisticsRecord>('ChoiceStatistics').implement({
  description: 'How many registered members stand where on one setting. Together they are all of them.',
  fields: (t) => ({
    setting: t.field({ type: SettingDefinition, description: 'The setting.', resolve: (counted) => counted }),
    objectedCount: t.expose('objectedCount', { type: 'SafeInt', description: 'Members who object.' }),
    consentedCount: t.expose('consentedCount', { type: 'SafeInt', description: 'Members who consent.' }),
    defaultCount: t.field({
      type: 'SafeInt',
      description: 'Members without a choice in force.',
      resolve: ({ memberCount, objectedCount, consentedCount }) => memberCount - objectedCount - consentedCount,
    }),
  }),
})

const DailyActs = builder.objectRef<DailyActsRecord>('DailyActs').implement({
  description: 'How many acts of one kind on one setting took effect on one day.',
  fields: (t) => ({
    day: t.expose('day', { type: 'DateTime', description: 'The midnight at which the day begins, UTC.' }),
    setting: t.exposeString('setting', { description: 'The key of the setting.' }),
    act: t.expose('act', { type: ChoiceActEnum, description: 'What was done.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'How often; at least once.' }),
  }),
})

const Statistics = builder.objectRef<StatisticsPoint>('Statistics').implement({
  description: 'Counts over the whole register, at one instant and as far as was known.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant that everything is counted at.' }),
    position: t.expose('asKnownAt', {
      type: 'Position',
      description: 'What was recorded after it is not counted. With `at`, it gives the same counts again later.',
    }),
    rulebookVersion: t.string({
      nullable: true,
      description: 'The rulebook that answers; null where none was published.',
      resolve: ({ policy }) => policy?.rulebook.version ?? null,
    }),
    memberCount: t.field({
      type: 'SafeInt',
      description: 'Members who are registered.',
      complexity: 100,
      resolve: (point, _, { register }) => register.memberCount(point),
    }),
    choices: t.field({
      type: [ChoiceStatistics],
      description: 'Members by choice, a setting of the rulebook each.',
      complexity: 1000,
      resolve: async (point, _, { register }) => [...(await register.choiceStatistics(point))],
    }),
    dailyActs: t.field({
      type: [DailyActs],
      args: {
        from: t.arg({
          type: 'DateTime',
          description: 'The first day, a midnight in UTC. Default: 90 days before `until`.',
        }),
        until: t.arg({
          type: 'DateTime',
          description: 'The day after the last one, a midnight in UTC. Default: the one after the day of `at`.',
        }),
      },
      description: 'Objections and other acts by the day on which they took effect; at most 1,000 days.',
      complexity: 1000,
      resolve: async (point, { from, until }, { register }) => [
        ...(await register.dailyActs(point, { from: from ?? null, until: until ?? null })),
      ],
    }),
    eligibility: t.field({
      type: EligibilityStatistics,
      nullable: true,
      args: { dataUse: t.arg.string({ required: true, description: 'The key of the data use.' }) },
      description:
        'All registered items by what blocks them; null where the rulebook has no such data use. Looks at every member and every item, which takes seconds where there are millions; what was counted before is remembered.',
      complexity: 20_000,
      resolve: (point, { dataUse }, { register }) => register.eligibilityStatistics(point, dataUse),
    }),
  }),
})

builder.queryField('statistics', (t) =>
  t.field({
    type: Statistics,
    nullable: true,
    args: pointArguments,
    description:
      'Counts over the whole register, made in the database. Operators and auditors; null for everybody else.',
    resolve: (_, point, { register }) => register.statisticsPoint(pointOf(point)),
  }),
)
