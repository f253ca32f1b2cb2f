import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import type { EffectSampleRecord, ReasonEffectRecord, RulebookEffectRecord } from '../register.ts'
import { ContentItem } from './content-item.ts'
import { Decision } from './decision.ts'
import { ReasonCodeEnum } from './vocabulary.ts'

const ReasonEffect = builder.objectRef<ReasonEffectRecord>('ReasonEffect').implement({
  description: 'How a reason takes part in the decisions that turn. One decision can have several.',
  fields: (t) => ({
    reason: t.expose('reason', { type: ReasonCodeEnum, description: 'The reason.' }),
    blocksNewly: t.expose('blocksNewly', {
      type: 'SafeInt',
      description: 'Decisions that become INELIGIBLE, with this among their reasons.',
    }),
    blocksNoLonger: t.expose('blocksNoLonger', {
      type: 'SafeInt',
      description: 'Decisions that become ELIGIBLE, and had this among their reasons.',
    }),
  }),
})

const EffectSample = builder.objectRef<EffectSampleRecord>('EffectSample').implement({
  description: 'An item whose decision turns, and how.',
  fields: (t) => ({
    item: t.expose('item', { type: ContentItem, description: 'The item.' }),
    before: t.expose('before', { type: Decision, description: 'Under the rulebook that answers without the new one.' }),
    after: t.expose('after', {
      type: Decision,
      description: 'Under the new one. Its rule is no node until it is published.',
    }),
  }),
})

export const RulebookEffect = builder.objectRef<RulebookEffectRecord>('RulebookEffect').implement({
  description: 'How many decisions on registered items turn, for one data use.',
  fields: (t) => ({
    dataUse: t.exposeString('dataUse', { description: 'The key of the data use.' }),
    becomeEligible: t.expose('becomeEligible', { type: 'SafeInt', description: 'From INELIGIBLE to ELIGIBLE.' }),
    becomeIneligible: t.expose('becomeIneligible', { type: 'SafeInt', description: 'From ELIGIBLE to INELIGIBLE.' }),
    changeReasons: t.expose('changeReasons', {
      type: 'SafeInt',
      description: 'INELIGIBLE before and after, for other reasons.',
    }),
    reasons: t.field({
      type: [ReasonEffect],
      description: 'The reasons of the decisions that turn, in the order in which they are decisive.',
      resolve: ({ reasons }) => [...reasons],
    }),
    samples: t.field({
      type: [EffectSample],
      description: 'A few items whose decisions turn, of as many kinds as there are places; ordered by kind, then key.',
      resolve: ({ samples }) => [...samples],
    }),
  }),
})

const [USUAL_SAMPLES, MOST_SAMPLES] = [3, 100]

/** The arguments of a field that measures the effect of a rulebook. */
export function effectArguments() {
  return builder.args((t) => ({
    samples: t.int({
      defaultValue: USUAL_SAMPLES,
      description: `How many samples of each data use, from 0 to ${MOST_SAMPLES}.`,
    }),
  }))
}

/** Refuses a number out of bounds instead of cutting it silently. */
export function sampleCount(asked: number | null | undefined): number {
  const samples = asked ?? USUAL_SAMPLES
  if (samples >= 0 && samples <= MOST_SAMPLES) return samples
  throw new GraphQLError(`“samples” must be from 0 to ${MOST_SAMPLES}, not ${samples}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  })
}
