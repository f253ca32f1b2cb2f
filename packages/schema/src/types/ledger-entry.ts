import { positionOf } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { LedgerEntryRecord } from '../register.ts'
import { pageRequest } from './connection.ts'

export const LedgerEntry = builder.objectRef<LedgerEntryRecord>('LedgerEntry').implement({
  description:
    'A fact as recorded. Entries are never changed, and positions have no gaps. Erasing a person takes what an entry says of them and leaves the entry.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: 'Its place in the ledger.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    effectiveAt: t.expose('effectiveAt', {
      type: 'DateTime',
      description: 'From when on it holds. Of an erased entry, when it was recorded.',
    }),
    type: t.exposeString('type', { description: 'Such as Objected or ContentRegistered.' }),
    erased: t.exposeBoolean('erased', {
      description: 'Whether the person whom it was about is erased: then member, item and body are gone.',
    }),
    member: t.exposeString('member', {
      nullable: true,
      description: 'The key of the member that it is about; for a content item its author.',
    }),
    item: t.exposeString('item', { nullable: true, description: 'The key of the content item that it is about.' }),
    body: t.exposeString('body', {
      nullable: true,
      description: 'The fields of the entry as JSON, as far as the viewer may see them.',
    }),
  }),
})

/** In one answer. */
export const MOST_ENTRIES = 1000

builder.queryFields((t) => ({
  ledger: t.field({
    type: [LedgerEntry],
    args: {
      after: t.arg({ type: 'Position', defaultValue: positionOf(0), description: 'The last position already seen.' }),
      first: t.arg.int({ defaultValue: 100, description: `How many, from 1 to ${MOST_ENTRIES}.` }),
      asKnownAt: t.arg({
        type: 'Position',
        description: 'What was recorded after it is not seen. Default: the head of the ledger.',
      }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(first ?? 1, 1) }),
    description: 'The entries after a position, in order, as far as the viewer may see them.',
    resolve: async (_, { after, first, asKnownAt }, { register }) => {
      const most = pageRequest({ first: first ?? null }, MOST_ENTRIES).first
      return [...(await register.ledger(after ?? positionOf(0), most, asKnownAt ?? null))]
    },
  }),
  ledgerHead: t.field({
    type: 'Position',
    description: 'The position of the last entry; 0 while there is none.',
    resolve: (_, __, { register }) => register.head(),
  }),
}))

builder.subscriptionField('ledger', (t) =>
  t.field({
    type: LedgerEntry,
    args: { after: t.arg({ type: 'Position', description: 'The last position already seen. Default: the head.' }) },
    description:
      'Every entry after `after`, in order, without a gap, as far as the viewer may see it. Resume with the last position seen.',
    subscribe: (_, { after }, { register }) => register.follow(after ?? null),
    resolve: (entry) => entry,
  }),
)
