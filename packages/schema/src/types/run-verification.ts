import { builder } from '../builder.ts'
import {
  type ManifestRecord,
  RUN_VERDICTS,
  type RunDifferingItemRecord,
  type RunVerificationRecord,
} from '../register.ts'
import { Decision } from './decision.ts'
import { Run } from './run.ts'
import { described } from './vocabulary.ts'

const RunVerdictEnum = builder.enumType('RunVerdict', {
  description: 'What comes of deriving the manifest of a run anew.',
  values: described(RUN_VERDICTS, {
    MATCHES: 'What follows from the ledger is what was sealed, and what is written out is the same.',
    DIFFERS: 'It is not: something was changed after the run was sealed.',
    NOT_SEALED: 'There is nothing to hold it against yet.',
  }),
})

const Manifest = builder.objectRef<ManifestRecord>('Manifest').implement({
  description: 'What a manifest comes to.',
  fields: (t) => ({
    itemCount: t.expose('itemCount', { type: 'SafeInt', description: 'How many items it has.' }),
    digest: t.exposeString('digest', {
      description: '`sha256:` and the hash of the digests of its chunks, each followed by a line feed.',
    }),
  }),
})

type ChunkRecord = NonNullable<RunVerificationRecord['firstDifferingChunk']>

const DifferingChunk = builder.objectRef<ChunkRecord>('DifferingChunk').implement({
  description: 'A chunk of a manifest whose digest depends on where one looks. Null: not there.',
  fields: (t) => ({
    ordinal: t.exposeInt('ordinal', { description: '0, 1, 2, …' }),
    recorded: t.exposeString('recorded', { nullable: true, description: 'As it was recorded beside the manifest.' }),
    written: t.exposeString('written', { nullable: true, description: 'Of the items that are written out.' }),
    derived: t.exposeString('derived', { nullable: true, description: 'Of the items that follow from the ledger.' }),
  }),
})

const ManifestSideEnum = builder.enumType('ManifestSide', {
  description: 'Where an item is.',
  values: {
    WRITTEN: { description: 'Only in the manifest that is written out.' },
    DERIVED: { description: 'Only in what follows from the ledger.' },
  },
})

const DifferingItem = builder.objectRef<RunDifferingItemRecord>('DifferingItem').implement({
  description: 'An item that only the written manifest has, or only what follows from the ledger.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its key; of a row that names no item its place in the ledger.' }),
    side: t.expose('side', { type: ManifestSideEnum, description: 'Where it is.' }),
    decision: t.field({
      type: Decision,
      description: 'What follows from the ledger about it, at the point of the run.',
      resolve: ({ decision }) => decision,
    }),
  }),
})

const RunVerification = builder.objectRef<RunVerificationRecord>('RunVerification').implement({
  description: 'What comes of deriving the manifest of a run anew.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run.', resolve: ({ run }) => run }),
    verdict: t.expose('verdict', { type: RunVerdictEnum, description: 'Whether all is as it was sealed.' }),
    recorded: t.expose('recorded', {
      type: Manifest,
      nullable: true,
      description: 'What the entry that sealed the run says; null where the ledger has none.',
    }),
    derived: t.expose('derived', { type: Manifest, nullable: true, description: 'What follows from the ledger.' }),
    written: t.exposeBoolean('written', {
      description: 'Whether the manifest is written out here, and was compared. That of an imported run is derived.',
    }),
    projected: t.exposeBoolean('projected', {
      description: 'Whether what the register says of the run is what its entries say.',
    }),
    firstDifferingChunk: t.expose('firstDifferingChunk', {
      type: DifferingChunk,
      nullable: true,
      description: 'The first chunk that differs; null where none does.',
    }),
    erasedItemCount: t.expose('erasedItemCount', {
      type: 'SafeInt',
      description: 'Items of people who were erased since: the ledger still says that they were items, and no more.',
    }),
    undecidableItemCount: t.expose('undecidableItemCount', {
      type: 'SafeInt',
      description:
        'Items of others in which somebody was erased since, so that it cannot be told why they were decided.',
    }),
    writtenOnlyCount: t.expose('writtenOnlyCount', {
      type: 'SafeInt',
      description: 'Items that are written out and do not follow from the ledger.',
    }),
    derivedOnlyCount: t.expose('derivedOnlyCount', {
      type: 'SafeInt',
      description: 'Items that follow from the ledger and are not written out.',
    }),
    differingItems: t.field({
      type: [DifferingItem],
      description: 'The first 100 of them.',
      resolve: ({ differingItems }) => [...differingItems],
    }),
  }),
})

builder.queryField('verifyRun', (t) =>
  t.field({
    type: RunVerification,
    nullable: true,
    args: { run: t.arg.string({ required: true, description: 'The key of the run.' }) },
    complexity: 1000,
    description:
      'Derives the manifest of a sealed run from the ledger anew and compares. Null where there is no such run. Services, operators and auditors.',
    resolve: (_, { run }, { register }) => register.verifyRun(run),
  }),
)
