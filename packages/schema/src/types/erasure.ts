import { builder } from '../builder.ts'
import type { EraseMemberSuccess as SuccessRecord } from '../register.ts'
import { ForbiddenError, NotFoundError } from './error.ts'
import { keyOf, MemberRef } from './reference.ts'

const EraseMemberInput = builder.inputType('EraseMemberInput', {
  description: 'Whom to erase.',
  fields: (t) => ({
    member: t.field({ type: MemberRef, required: true, description: 'The member.' }),
  }),
})

const EraseMemberSuccess = builder.objectRef<SuccessRecord>('EraseMemberSuccess').implement({
  description: 'The member is erased.',
  fields: (t) => ({
    position: t.expose('position', {
      type: 'Position',
      description: 'Of the entry that says that somebody was erased.',
    }),
    erasedEntries: t.expose('erasedEntries', {
      type: 'SafeInt',
      description: 'How many entries were about the member. They stay in the ledger, without what they said.',
    }),
    unchanged: t.exposeBoolean('unchanged', { description: 'True when the member was erased before.' }),
  }),
})

const EraseMemberResult = builder.unionType('EraseMemberResult', {
  description: 'What became of erasing a member.',
  types: [EraseMemberSuccess, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'EraseMemberSuccess',
})

builder.mutationField('eraseMember', (t) =>
  t.field({
    type: EraseMemberResult,
    args: { input: t.arg({ type: EraseMemberInput, required: true, description: 'Whom to erase.' }) },
    description:
      'Erases a member for good, with everything that they wrote: what entries say of them goes, entries and proofs stay. An objection in force is kept under a pseudonym, for when the same person registers again. Operators only. A second time changes nothing. GDPR Art. 17.',
    resolve: (_, { input: { member } }, { register }) => register.eraseMember(keyOf(member, 'Member') ?? ''),
  }),
)
