import { builder } from '../builder.ts'
import type { DecisionChangeRecord, DecisionThenAndNowRecord } from '../register.ts'
import { Decision } from './decision.ts'
import { QuestionInput, questionOf } from './question.ts'

const DecisionChange = builder.objectRef<DecisionChangeRecord>('DecisionChange').implement({
  description: 'An entry of the ledger that changed the answer to a question.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: 'Its place in the ledger.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    effectiveAt: t.expose('effectiveAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'From when on it holds. Null for a rulebook, which holds for every instant, and for an entry that the viewer may not see.',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'Such as Objected. Null for an entry that the viewer may not see.',
    }),
    correction: t.exposeBoolean('correction', {
      description:
        'Whether it was recorded after the instant that the question is about: it corrects what was known of it.',
    }),
    decision: t.field({
      type: Decision,
      description: 'The answer once it was recorded.',
      resolve: ({ decision }) => decision,
    }),
  }),
})

// No field is called “then”: an object that has one passes for a promise in JavaScript.
const DecisionThenAndNow = builder.objectRef<DecisionThenAndNowRecord>('DecisionThenAndNow').implement({
  description: 'The answer to one question as it was given then, and as it is known now.',
  fields: (t) => ({
    answeredThen: t.field({
      type: Decision,
      description: 'What the answer was, as far as was known then.',
      resolve: ({ answeredThen }) => answeredThen,
    }),
    knownNow: t.field({
      type: Decision,
      description: 'What is known now about the same instant.',
      resolve: ({ knownNow }) => knownNow,
    }),
    differs: t.exposeBoolean('differs', { description: 'Whether outcome, reasons or rule differ.' }),
    changes: t.field({
      type: [DecisionChange],
      description: 'What was recorded in between and changed the answer, in the order of its recording.',
      resolve: ({ changes }) => [...changes],
    }),
  }),
})

builder.queryFields((t) => ({
  positionAt: t.field({
    type: 'Position',
    args: { at: t.arg({ type: 'DateTime', required: true, description: 'An instant on the clock of the register.' }) },
    description:
      'What the register knew at an instant: the position of the last entry recorded by then, to be passed as `asKnownAt`; 0 where there was none yet.',
    resolve: (_, { at }, { register }) => register.positionAt(at),
  }),
  decisionThenAndNow: t.field({
    type: DecisionThenAndNow,
    args: { question: t.arg({ type: QuestionInput, required: true, description: 'The question.' }) },
    complexity: 20,
    description:
      'What did we answer then, and what do we know now of then? `asKnownAt` of the question says when then is; by default when its instant was the present.',
    resolve: (_, { question }, { register }) => register.thenAndNow(questionOf(question)),
  }),
}))
