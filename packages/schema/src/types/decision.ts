import { explain, type Reason as ReasonData, reasonMessage } from '@demur/eligibility'
import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import type { DecisionRecord } from '../register.ts'
import { QuestionInput, questionOf } from './question.ts'
import { Rule } from './rule.ts'
import { LegalBasisEnum, OutcomeEnum, ReasonCodeEnum } from './vocabulary.ts'

const Reason = builder.objectRef<ReasonData & { decisive: boolean }>('Reason').implement({
  description: 'One reason of a decision.',
  fields: (t) => ({
    code: t.expose('code', { type: ReasonCodeEnum, description: 'For programs.' }),
    decisive: t.exposeBoolean('decisive', { description: 'Whether it is the first of the reasons.' }),
    message: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'For people. Never names another person.',
      resolve: (reason, { locale }) => reasonMessage(reason, locale ?? null),
    }),
  }),
})

export const Decision = builder.objectRef<DecisionRecord>('Decision').implement({
  description: 'Whether a content item may be used for a data use, at an instant and as far as was known, and why.',
  fields: (t) => ({
    outcome: t.field({ type: OutcomeEnum, description: 'The answer.', resolve: ({ decision }) => decision.outcome }),
    reasons: t.field({
      type: [Reason],
      description: 'Every reason that blocks, the decisive one first – or the one that allows.',
      complexity: { field: 1, multiplier: 2 },
      resolve: ({ decision }) => decision.reasons.map((reason, index) => ({ ...reason, decisive: index === 0 })),
    }),
    decisiveReason: t.field({
      type: ReasonCodeEnum,
      description: 'The code of the first reason.',
      resolve: ({ decision }) => decision.decisiveReason,
    }),
    rule: t.field({
      type: Rule,
      nullable: true,
      description: "The rule of the author's place; null where none was reached.",
      resolve: ({ decision: { rule }, policy }) => (rule === null || policy === null ? null : { rule, policy }),
    }),
    legalBasis: t.field({
      type: LegalBasisEnum,
      nullable: true,
      description: 'The legal ground of that rule.',
      resolve: ({ decision }) => decision.rule?.legalBasis,
    }),
    controller: t.string({
      nullable: true,
      description: 'The controller that the rule names.',
      resolve: ({ decision }) => decision.rule?.controller,
    }),
    rulebookVersion: t.string({
      nullable: true,
      description: 'The rulebook that answered; null where none was published.',
      resolve: ({ decision }) => decision.rulebookVersion,
    }),
    dataUse: t.string({
      description: 'The data use that was asked about.',
      resolve: ({ decision }) => decision.dataUse,
    }),
    at: t.field({
      type: 'DateTime',
      description: 'The instant that the answer is about.',
      resolve: ({ decision }) => decision.at,
    }),
    position: t.field({
      type: 'Position',
      description: 'The ledger position as known at.',
      resolve: ({ decision }) => decision.position,
    }),
    validUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The earliest later instant at which outcome or reasons change although nothing new is recorded; null where there is none.',
      resolve: ({ decision }) => decision.validUntil,
    }),
    projected: t.boolean({
      description: 'Whether the instant lies in the future: no run may use such an answer.',
      resolve: ({ decision }) => decision.projected,
    }),
    explanation: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'The whole answer in one or two sentences for a person.',
      resolve: ({ decision }, { locale }) => explain(decision, locale ?? null),
    }),
  }),
})

/** How many questions one batch may have. */
export const MOST_QUESTIONS = 1000

const minPosition =
  'The answer reflects at least this position: pass the one that a write returned to read your own write.'

builder.queryFields((t) => ({
  decision: t.field({
    type: Decision,
    args: {
      question: t.arg({ type: QuestionInput, required: true, description: 'The question.' }),
      minPosition: t.arg({ type: 'Position', description: minPosition }),
    },
    description:
      'May this item be used for this data use? The answer reflects at least `minPosition`: pass the position that a write returned to read your own write.',
    resolve: async (_, args, { register }) => {
      const [record] = await register.decide([questionOf(args.question)], args.minPosition ?? null)
      if (record === undefined) throw new Error('the register gave no answer to a question')
      return record
    },
  }),
  decisions: t.field({
    type: [Decision],
    args: {
      questions: t.arg({ type: [QuestionInput], required: true, description: `At most ${MOST_QUESTIONS}.` }),
      minPosition: t.arg({ type: 'Position', description: minPosition }),
    },
    description:
      'At most 1,000 questions; the answers stand in the order of the questions; a bad fact in one spoils no other.',
    complexity: ({ questions }) => ({ field: 1, multiplier: Math.max(questions.length, 1) }),
    resolve: (_, args, { register }) => {
      if (args.questions.length > MOST_QUESTIONS) {
        const message = `“questions” has ${args.questions.length} entries; at most ${MOST_QUESTIONS} are answered at once.`
        throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
      }
      return register.decide(args.questions.map(questionOf), args.minPosition ?? null)
    },
  }),
}))
