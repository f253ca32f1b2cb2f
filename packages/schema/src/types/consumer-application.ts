import { APPLICATION_STATUSES } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { ApplicationRecord } from '../register.ts'
import { described } from './vocabulary.ts'

const ApplicationStatusEnum = builder.enumType('ApplicationStatus', {
  description: 'How far a consumer has come with an objection.',
  values: described(APPLICATION_STATUSES, {
    APPLIED: 'It has acknowledged the objection: it no longer uses what it may not.',
    PENDING: 'It has not acknowledged it, and still has time.',
    OVERDUE: 'It has not acknowledged it, and its time is up.',
  }),
})

export const ConsumerApplication = builder.objectRef<ApplicationRecord>('ConsumerApplication').implement({
  description: "What one consumer has done about one member's objection, as the member may know it.",
  fields: (t) => ({
    consumer: t.exposeString('consumer', { description: 'The key of the consumer.' }),
    title: t.exposeString('title', { description: 'What it is called.' }),
    status: t.expose('status', { type: ApplicationStatusEnum, description: 'How far it has come.' }),
    since: t.expose('since', {
      type: 'DateTime',
      description:
        'APPLIED: when it acknowledged. PENDING: from when on it had to apply it. OVERDUE: when its time was up.',
    }),
    dueAt: t.field({
      type: 'DateTime',
      description: 'By when it had or has to apply it.',
      resolve: ({ due }) => due,
    }),
  }),
})
