import { builder } from '../builder.ts'
import type { Viewer as ViewerRecord } from '../register.ts'
import { Member } from './member.ts'
import { pointArguments, pointOf } from './read-point.ts'
import { RoleEnum } from './vocabulary.ts'

const Viewer = builder.objectRef<ViewerRecord>('Viewer').implement({
  description: 'Who asks, as authenticated.',
  fields: (t) => ({
    subject: t.exposeString('subject', { description: 'The subject of the token.' }),
    roles: t.field({ type: [RoleEnum], description: 'What the viewer may do.', resolve: ({ roles }) => [...roles] }),
    member: t.field({
      type: Member,
      nullable: true,
      args: pointArguments,
      description: 'The member that the viewer is, if registered.',
      resolve: ({ member }, args, { loaders }) =>
        member === null ? null : loaders.member.load({ key: member, ...pointOf(args) }),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({ type: Viewer, description: 'Who asks.', resolve: (_, __, { register }) => register.viewer }),
)
