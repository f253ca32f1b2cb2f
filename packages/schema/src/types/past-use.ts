import { builder } from '../builder.ts'
import type { PastUseRecord } from '../register.ts'
import { ChoiceEvent } from './choice-event.ts'
import { Run } from './run.ts'

export const PastUse = builder.objectRef<PastUseRecord>('PastUse').implement({
  description: 'A sealed run that used content of the member.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    itemCount: t.field({
      type: 'SafeInt',
      description: "How many of the member's items its manifest lists.",
      resolve: ({ itemCount }) => itemCount,
    }),
    endedBy: t.field({
      type: ChoiceEvent,
      nullable: true,
      description: "Whether the member's content is out of every run opened after this choice.",
      resolve: ({ endedBy }) => endedBy,
    }),
  }),
})
