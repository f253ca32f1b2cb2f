import type { Problem } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { RefusalOf } from '../register.ts'
import { ErrorInterface } from './error.ts'

const RulebookProblem = builder.objectRef<Problem>('RulebookProblem').implement({
  description: 'Something that forbids publishing a rulebook.',
  fields: (t) => ({
    path: t.stringList({ description: 'Where in the document.', resolve: ({ path }) => [...path] }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
})

export const RulebookRefusedError = builder
  .objectRef<RefusalOf<'RulebookRefusedError'>>('RulebookRefusedError')
  .implement({
    description: 'The rulebook is not sound, and cannot be published.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      problems: t.field({
        type: [RulebookProblem],
        description: 'Every problem at once.',
        resolve: ({ problems }) => [...problems],
      }),
    }),
  })
