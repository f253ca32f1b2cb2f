import { builder } from '../builder.ts'
import type {
  OpenRunSuccess as OpenRunRecord,
  PastUseRecord,
  RunRecord,
  SealRunSuccess as SealRunRecord,
} from '../register.ts'
import { ChoiceEvent } from './choice-event.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import { ForbiddenError, InvalidInputError, NotFoundError, plainError } from './error.ts'

export const Run = builder.objectRef<RunRecord>('Run')

const RunStatusEnum = builder.enumType('RunStatus', {
  description: 'How far a run has come.',
  values: {
    OPEN: { description: 'Its set is fixed, and not yet written down.' },
    SEALED: { description: 'Its manifest is written.' },
    ABANDONED: { description: 'It was given up; it used nothing.' },
  },
})

builder.node(Run, {
  description: 'One use of content, such as one training run, over a set of items that is fixed when it is opened.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.run.load(key),
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    dataUse: t.field({
      type: DataUse,
      description: 'What the content is used for, as the rulebook said when the run was opened.',
      resolve: async ({ dataUse, asKnownAt }, _, { register }) => {
        const record = dataUseOf(await register.policy(asKnownAt), dataUse)
        if (record === null) throw new Error(`a run names the data use ${dataUse}, which its rulebook does not have`)
        return record
      },
    }),
    at: t.expose('at', { type: 'DateTime', description: 'The instant that its set is about.' }),
    asKnownAt: t.expose('asKnownAt', { type: 'Position', description: 'The position that its set is as known at.' }),
    status: t.expose('status', { type: RunStatusEnum, description: 'How far it has come.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is, as its opener described it.',
    }),
    itemCount: t.expose('itemCount', {
      type: 'SafeInt',
      nullable: true,
      description: 'How many items its manifest lists; null until it is sealed.',
    }),
    manifestDigest: t.exposeString('manifestDigest', {
      nullable: true,
      description:
        '`sha256:` and the hash of the item keys, sorted by bytes, each followed by a line feed; null until sealed.',
    }),
    sealedAt: t.expose('sealedAt', { type: 'DateTime', nullable: true, description: 'When it was sealed.' }),
  }),
})

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

builder.queryField('run', (t) =>
  t.field({
    type: Run,
    nullable: true,
    args: { key: t.arg.string({ required: true, description: "The caller's own id." }) },
    description: 'A run by its key.',
    resolve: (_, { key }, { loaders }) => loaders.run.load(key),
  }),
)

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

const OpenRunSuccess = builder.objectRef<OpenRunRecord>('OpenRunSuccess').implement({
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

const SealRunSuccess = builder.objectRef<SealRunRecord>('SealRunSuccess').implement({
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
}))
