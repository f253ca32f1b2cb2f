import { positionOf } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { LedgerBatchRecord } from '../register.ts'
import { pageRequest } from './connection.ts'
import { LedgerEntry, MOST_ENTRIES } from './ledger-entry.ts'

const LedgerBatch = builder.objectRef<LedgerBatchRecord>('LedgerBatch').implement({
  description:
    'A stretch of the ledger: the entries after one position and up to another, as far as the viewer may see them. The next batch begins where this one ends; one that does not is a gap or a repetition.',
  fields: (t) => ({
    after: t.expose('after', { type: 'Position', description: 'The position that it begins after.' }),
    through: t.expose('through', {
      type: 'Position',
      description:
        'The position that it ends with, whether or not the viewer may see the entry there. Resume with it: nothing up to it is missing.',
    }),
    head: t.expose('head', {
      type: 'Position',
      description:
        'The position of the last entry when it was read, or the one that it is as known at. Where `through` is the same, there is no more yet.',
    }),
    readAt: t.expose('readAt', {
      type: 'DateTime',
      description:
        'When it was read, by the clock of the server: what was recorded later is not in it, however late it arrives.',
    }),
    complete: t.exposeBoolean('complete', {
      description: 'Whether the viewer sees every entry, so that positions within the batch have no gaps either.',
    }),
    entries: t.field({
      type: [LedgerEntry],
      complexity: { field: 1, multiplier: 1 },
      description: 'The entries, in order. None where nothing was recorded that the viewer may see.',
      resolve: ({ entries }) => [...entries],
    }),
  }),
})

const size = `How many entries a batch has at most, from 1 to ${MOST_ENTRIES}.`

builder.queryField('ledgerBatch', (t) =>
  t.field({
    type: LedgerBatch,
    args: {
      after: t.arg({ type: 'Position', defaultValue: positionOf(0), description: 'The last position already seen.' }),
      first: t.arg.int({ defaultValue: 100, description: size }),
      asKnownAt: t.arg({
        type: 'Position',
        description: 'What was recorded after it is not seen. Default: the head of the ledger.',
      }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(first ?? 1, 1) }),
    description:
      'What was recorded after a position, and how far it reaches: for readers that cannot subscribe. Asking beyond the head is an error with the code POSITION_AHEAD.',
    resolve: (_, { after, first, asKnownAt }, { register }) => {
      const most = pageRequest({ first: first ?? null }, MOST_ENTRIES).first
      return register.ledgerBatch(after ?? positionOf(0), most, asKnownAt ?? null)
    },
  }),
)

builder.subscriptionField('ledgerBatches', (t) =>
  t.field({
    type: LedgerBatch,
    args: {
      after: t.arg({ type: 'Position', description: 'The last position already seen. Default: the head.' }),
      first: t.arg.int({ defaultValue: 100, description: size }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(first ?? 1, 1) }),
    description:
      'Every entry after `after`, in order and without a gap, in batches that touch. The first comes at once, and an empty one after each while in which nothing was recorded that the viewer may see: it moves the position on, and tells that the connection lives.',
    subscribe: (_, { after, first }, { register }) =>
      register.followBatches(after ?? null, pageRequest({ first: first ?? null }, MOST_ENTRIES).first),
    resolve: (batch) => batch,
  }),
)
