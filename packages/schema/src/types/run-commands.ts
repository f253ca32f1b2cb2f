import { builder } from '../builder.ts'
import type {
  AbandonRunSuccess as AbandonedRecord,
  OpenRunSuccess as OpenedRecord,
  SealRunSuccess as SealedRecord,
} from '../register.ts'
import { ForbiddenError, InvalidInputError, NotFoundError, plainError } from './error.ts'
import { Run } from './run.ts'

const OpenRunInput = builder.inputType('OpenRunInput', {
  description:
    "Pins `at` and the ledger position: from here on the run's set of eligible items is fixed, whatever is recorded later.",
  fields: (t) => ({
    key: t.string({ required: true, description: "The caller's own id; never used before." }),
    dataUse: t.string({ required: true, description: 'The key of the data use.' }),
    at: t.field({ type: 'DateTime', description: "Default: the request's clock. Never later." }),
    description: t.string({ description: 'What the run is.' }),
  }),
})

const OpenRunSuccess = builder.objectRef<OpenedRecord>('OpenRunSuccess').implement({
  description: 'The run is open.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    position: t.expose('position', { type: 'Position', description: 'Of the entry that opened it.' }),
  }),
})

const OpenRunResult = builder.unionType('OpenRunResult', {
  description: 'What became of opening a run.',
  types: [OpenRunSuccess, InvalidInputError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'OpenRunSuccess',
})

const SealRunInput = builder.inputType('SealRunInput', {
  description:
    'Writes the manifest (every item of the pinned set), its count and digest. Items that became ineligible between pin and seal are reported as late.',
  fields: (t) => ({ run: t.string({ required: true, description: 'The key of the run.' }) }),
})

const SealRunSuccess = builder.objectRef<SealedRecord>('SealRunSuccess').implement({
  description: 'The run is sealed.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    position: t.expose('position', { type: 'Position', description: 'Of the entry that sealed it.' }),
    lateItemCount: t.expose('lateItemCount', {
      type: 'SafeInt',
      description: 'How many items of the manifest became ineligible between pin and seal.',
    }),
  }),
})

const RunNotOpenError = plainError('RunNotOpenError', 'The run is sealed or abandoned.')

const SealRunResult = builder.unionType('SealRunResult', {
  description: 'What became of sealing a run.',
  types: [SealRunSuccess, NotFoundError, RunNotOpenError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'SealRunSuccess',
})

const AbandonRunInput = builder.inputType('AbandonRunInput', {
  description: 'Gives up an open run: it has used nothing, and cannot be sealed any more.',
  fields: (t) => ({ run: t.string({ required: true, description: 'The key of the run.' }) }),
})

const AbandonRunSuccess = builder.objectRef<AbandonedRecord>('AbandonRunSuccess').implement({
  description: 'The run is given up.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    position: t.expose('position', { type: 'Position', description: 'Of the entry that gave it up.' }),
  }),
})

const AbandonRunResult = builder.unionType('AbandonRunResult', {
  description: 'What became of giving up a run.',
  types: [AbandonRunSuccess, NotFoundError, RunNotOpenError, ForbiddenError],
  resolveType: ({ refusal }) => refusal ?? 'AbandonRunSuccess',
})

builder.mutationFields((t) => ({
  openRun: t.field({
    type: OpenRunResult,
    args: { input: t.arg({ type: OpenRunInput, required: true, description: 'The run.' }) },
    description: 'Opens a run. Services and operators.',
    resolve: (_, { input }, { register }) =>
      register.openRun({ ...input, at: input.at ?? null, description: input.description ?? null }),
  }),
  sealRun: t.field({
    type: SealRunResult,
    args: { input: t.arg({ type: SealRunInput, required: true, description: 'The run.' }) },
    description: 'Seals an open run. Services and operators.',
    complexity: 1000,
    resolve: (_, { input }, { register }) => register.sealRun(input.run),
  }),
  abandonRun: t.field({
    type: AbandonRunResult,
    args: { input: t.arg({ type: AbandonRunInput, required: true, description: 'The run.' }) },
    description: 'Gives up an open run. Services and operators.',
    resolve: (_, { input }, { register }) => register.abandonRun(input.run),
  }),
}))
