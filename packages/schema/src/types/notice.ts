import type { DueNotice as DueNoticeData } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { Policy, RecordNoticeServedSuccess as SuccessRecord } from '../register.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from './error.ts'
import { keyOf, MemberRef } from './reference.ts'
import { ContentKindEnum } from './vocabulary.ts'

/** A notice that is due, and the policy that asks for it. */
export interface DueNoticeRecord extends DueNoticeData {
  readonly policy: Policy
}

export const DueNotice = builder.objectRef<DueNoticeRecord>('DueNotice').implement({
  description:
    'A notice that the rules of where a member lives require, and that was not served to them in the version required. Until it is, and for `leadDays` afterwards, the uses that wait for it may use nothing that it tells of.',
  fields: (t) => ({
    notice: t.exposeString('notice', { description: 'Which notice.' }),
    version: t.exposeString('version', {
      description: 'The version to serve: the last one, which tells of everything.',
    }),
    dataUses: t.field({
      type: [DataUse],
      description: 'The data uses that wait for it.',
      resolve: ({ dataUses, policy }) => dataUses.map((key) => dataUseOf(policy, key)).filter((use) => use !== null),
    }),
    kinds: t.field({
      type: [ContentKindEnum],
      description: 'What nothing served so far tells of.',
      resolve: ({ kinds }) => [...kinds],
    }),
    leadDays: t.exposeInt('leadDays', {
      description: 'How many times 24 hours after the serving the first of these uses may begin.',
    }),
  }),
})

const RecordNoticeServedInput = builder.inputType('RecordNoticeServedInput', {
  description: 'A notice that was put before a member.',
  fields: (t) => ({
    member: t.field({ type: MemberRef, description: 'Default: the viewer.' }),
    notice: t.string({ required: true, description: 'The key of the notice.' }),
    version: t.string({ required: true, description: 'The version that was shown, as the rulebook names it.' }),
    channel: t.string({ description: 'How it was served, such as banner, mail or letter. Default: api.' }),
  }),
})

const RecordNoticeServedSuccess = builder.objectRef<SuccessRecord>('RecordNoticeServedSuccess').implement({
  description: 'The serving is on record.',
  fields: (t) => ({
    servedAt: t.expose('servedAt', {
      type: 'DateTime',
      description: 'When this version was first served; the lead counts from here.',
    }),
    position: t.expose('position', { type: 'Position', description: 'Of the entry that says so.' }),
    unchanged: t.exposeBoolean('unchanged', {
      description: 'True when this version was on record as served before: nothing was added.',
    }),
  }),
})

const RecordNoticeServedResult = builder.unionType('RecordNoticeServedResult', {
  description: 'What became of recording that a notice was served.',
  types: [RecordNoticeServedSuccess, InvalidInputError, NotFoundError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'RecordNoticeServedSuccess',
})

builder.mutationField('recordNoticeServed', (t) =>
  t.field({
    type: RecordNoticeServedResult,
    args: { input: t.arg({ type: RecordNoticeServedInput, required: true, description: 'The serving.' }) },
    description:
      'Records that a notice was put before a member, as of now. By the member, through the app that showed it, or by services and operators. A second time changes nothing.',
    resolve: (_, { input: { member, channel, ...serving } }, { register }) =>
      register.recordNoticeServed({
        ...serving,
        member: member ? (keyOf(member, 'Member') ?? '') : null,
        channel: channel ?? null,
      }),
  }),
)
