import { builder } from '../builder.ts'

builder.queryField('positionAt', (t) =>
  t.field({
    type: 'Position',
    args: { at: t.arg({ type: 'DateTime', required: true, description: 'An instant on the clock of the register.' }) },
    description:
      'What the register knew at an instant: the position of the last entry recorded by then, to be passed as `asKnownAt`; 0 where there was none yet.',
    resolve: (_, { at }, { register }) => register.positionAt(at),
  }),
)
