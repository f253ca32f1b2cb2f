import { builder } from '../builder.ts'
import { NOW } from '../context.ts'
import { RUN_CHANGES, type RunDifferenceRecord, type RunDiffSummaryRecord, type RunRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { ContentItem } from './content-item.ts'
import { Decision } from './decision.ts'
import { Run } from './run.ts'
import { described, ReasonCodeEnum } from './vocabulary.ts'

const RunChangeEnum = builder.enumType('RunChange', {
  description: 'What became of an item from one run to another.',
  values: described(RUN_CHANGES, {
    ADDED: 'Only the second run has it.',
    REMOVED: 'Only the first run has it.',
  }),
})

const RunDifference = builder.objectRef<RunDifferenceRecord>('RunDifference').implement({
  description: 'An item that only one of two runs has.',
  fields: (t) => ({
    change: t.expose('change', { type: RunChangeEnum, description: 'Which of the two has it.' }),
    item: t.field({
      type: ContentItem,
      description: 'The item, as it stood in the run that has it.',
      resolve: ({ item }) => item,
    }),
    decision: t.field({
      type: Decision,
      description: 'Why the other run has it not: the decision at the point of that run.',
      resolve: ({ decision }) => decision,
    }),
  }),
})

const Differences = builder.connectionObject(
  { type: RunDifference, name: 'RunDiffDifferencesConnection', description: 'Items that only one of two runs has.' },
  { name: 'RunDiffDifferencesEdge', description: 'An item that only one of two runs has.' },
)

const RunDiffReason = builder.objectRef<RunDiffSummaryRecord['reasons'][number]>('RunDiffReason').implement({
  description: 'How often a reason keeps items out of one of two runs.',
  fields: (t) => ({
    change: t.expose('change', { type: RunChangeEnum, description: 'Which of the runs has the items.' }),
    reason: t.expose('reason', { type: ReasonCodeEnum, description: 'Why the other has them not.' }),
    itemCount: t.expose('itemCount', { type: 'SafeInt', description: 'In how many decisions it takes part.' }),
    decisiveCount: t.expose('decisiveCount', { type: 'SafeInt', description: 'In how many of them it stands first.' }),
  }),
})

const RunDiffSummary = builder.objectRef<RunDiffSummaryRecord>('RunDiffSummary').implement({
  description: 'What two runs have in common, and what not.',
  fields: (t) => ({
    addedCount: t.expose('addedCount', { type: 'SafeInt', description: 'Items that only the second run has.' }),
    removedCount: t.expose('removedCount', { type: 'SafeInt', description: 'Items that only the first run has.' }),
    keptCount: t.expose('keptCount', { type: 'SafeInt', description: 'Items that both have.' }),
    reasons: t.field({
      type: [RunDiffReason],
      description: 'Why items are in one of them only, the most frequent reason first.',
      resolve: ({ reasons }) => [...reasons],
    }),
  }),
})

const MOST_DIFFERENCES = 1000

const RunDiff = builder.objectRef<{ readonly from: RunRecord; readonly to: RunRecord }>('RunDiff').implement({
  description: 'What two runs have in common, and what not. Items of people who were erased play no part.',
  fields: (t) => ({
    from: t.field({ type: Run, description: 'The first run.', resolve: ({ from }) => from }),
    to: t.field({ type: Run, description: 'The second run.', resolve: ({ to }) => to }),
    summary: t.field({
      type: RunDiffSummary,
      complexity: 1000,
      description: 'The counts; reads both runs to their ends.',
      resolve: ({ from, to }, _, { register }) => register.summarizeDiff(from, to),
    }),
    differences: t.field({
      type: Differences,
      args: pageArguments(MOST_DIFFERENCES),
      complexity: pageComplexity,
      description: 'Items that only one of them has, ordered by key, and why.',
      resolve: async ({ from, to }, args, { register }) =>
        toConnection(await register.runDifferences(from, to, pageRequest(args, MOST_DIFFERENCES))),
    }),
  }),
})

builder.queryField('runDiff', (t) =>
  t.field({
    type: RunDiff,
    nullable: true,
    args: {
      from: t.arg.string({ required: true, description: 'The key of the first run.' }),
      to: t.arg.string({ required: true, description: 'The key of the second run.' }),
    },
    description:
      'Which items came in and went out from one run to another, and why. Null where there is no such run. Services, operators and auditors.',
    resolve: async (_, keys, { loaders }) => {
      const load = (key: string) => loaders.run.load({ key, ...NOW })
      const [from, to] = await Promise.all([load(keys.from), load(keys.to)])
      return from === null || to === null ? null : { from, to }
    },
  }),
)
