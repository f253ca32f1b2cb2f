import { builder } from '../builder.ts'
import type { CheckpointKeyRecord, CheckpointRecord, PublishCheckpointSuccess as SuccessRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { ForbiddenError, NotFoundError, plainError } from './error.ts'

const Checkpoint = builder.objectRef<CheckpointRecord>('Checkpoint').implement({
  description:
    'A signed head of the Merkle tree over the ledger (C2SP `tlog-checkpoint`). Whoever keeps one can tell later whether history was rewritten.',
  fields: (t) => ({
    origin: t.exposeString('origin', { description: 'The name of the log.' }),
    size: t.expose('size', { type: 'Position', description: 'How many entries it covers: those up to this position.' }),
    root: t.exposeString('root', { description: 'The root of the tree, base 64.' }),
    note: t.exposeString('note', { description: 'The whole of it as a signed note: what to keep and to verify.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', description: 'When it was published; not signed.' }),
  }),
})

const CheckpointKey = builder.objectRef<CheckpointKeyRecord>('CheckpointKey').implement({
  description: 'A public key that signed checkpoints. Retired keys stay, so that what they signed can be verified.',
  fields: (t) => ({
    verifier: t.exposeString('verifier', { description: '`name+id+key`, as C2SP `signed-note` writes it.' }),
    current: t.exposeBoolean('current', { description: 'Whether it signed the latest checkpoint.' }),
    firstSize: t.expose('firstSize', { type: 'Position', description: 'The size of the first checkpoint it signed.' }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When it signed for the first time.' }),
  }),
})

const Checkpoints = builder.connectionObject(
  { type: Checkpoint, name: 'CheckpointsConnection', description: 'Published checkpoints.' },
  { name: 'CheckpointsEdge', description: 'A published checkpoint.' },
)

const MOST_CHECKPOINTS = 1000

builder.queryFields((t) => ({
  checkpoint: t.field({
    type: Checkpoint,
    nullable: true,
    args: {
      covering: t.arg({
        type: 'Position',
        description: 'The earliest that covers this position. Default: the latest.',
      }),
    },
    description: 'A published checkpoint; null while there is none.',
    resolve: (_, { covering }, { register }) => register.checkpoint(covering ?? null),
  }),
  checkpoints: t.field({
    type: Checkpoints,
    args: {
      ...pageArguments(MOST_CHECKPOINTS),
      publishedBy: t.arg({
        type: 'DateTime',
        description: 'Only those that were published by this instant. Default: all.',
      }),
    },
    complexity: pageComplexity,
    description: 'Every published checkpoint, the latest first.',
    resolve: async (_, { publishedBy, ...args }, { register }) =>
      toConnection(await register.checkpoints(pageRequest(args, MOST_CHECKPOINTS), publishedBy ?? null)),
  }),
  checkpointKeys: t.field({
    type: [CheckpointKey],
    description: 'Every public key that signed checkpoints, the newest first.',
    resolve: async (_, __, { register }) => [...(await register.checkpointKeys())],
  }),
}))

const PublishCheckpointSuccess = builder.objectRef<SuccessRecord>('PublishCheckpointSuccess').implement({
  description: 'The head of the ledger is signed.',
  fields: (t) => ({
    checkpoint: t.field({ type: Checkpoint, description: 'The latest.', resolve: ({ checkpoint }) => checkpoint }),
    isNew: t.exposeBoolean('isNew', {
      description: 'False where nothing was recorded since: it was published before.',
    }),
  }),
})

const NoSigningKeyError = plainError('NoSigningKeyError', 'The server has no key to sign checkpoints with.')

const PublishCheckpointResult = builder.unionType('PublishCheckpointResult', {
  description: 'What became of publishing a checkpoint.',
  types: [PublishCheckpointSuccess, ForbiddenError, NotFoundError, NoSigningKeyError],
  resolveType: ({ refusal }) => refusal ?? 'PublishCheckpointSuccess',
})

builder.mutationField('publishCheckpoint', (t) =>
  t.field({
    type: PublishCheckpointResult,
    description: 'Signs and publishes the head of the ledger now. Operators and auditors.',
    complexity: 100,
    resolve: (_, __, { register }) => register.publishCheckpoint(),
  }),
)
