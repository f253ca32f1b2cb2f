import { RUN_STATUSES } from '@demur/eligibility'
import { builder } from '../builder.ts'
import { NOW } from '../context.ts'
import type { RunRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import { pointArguments, pointOf } from './read-point.ts'
import { described } from './vocabulary.ts'

export const Run = builder.objectRef<RunRecord>('Run')

const RunStatusEnum = builder.enumType('RunStatus', {
  description: 'How far a run has come.',
  values: described(RUN_STATUSES, {
    OPEN: 'Its set is fixed, and not yet written down.',
    SEALED: 'Its manifest is written.',
    ABANDONED: 'It was given up; it used nothing.',
  }),
})

builder.node(Run, {
  description: 'One use of content, such as one training run, over a set of items that is fixed when it is opened.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.run.load({ key, ...NOW }),
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
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was opened.' }),
    openedPosition: t.expose('openedPosition', {
      type: 'Position',
      description: 'The position of the entry that opened it.',
    }),
    sealedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was sealed.',
      resolve: ({ status, closedAt }) => (status === 'SEALED' ? closedAt : null),
    }),
    abandonedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was given up.',
      resolve: ({ status, closedAt }) => (status === 'ABANDONED' ? closedAt : null),
    }),
    closedPosition: t.expose('closedPosition', {
      type: 'Position',
      nullable: true,
      description: 'The position of the entry that sealed or abandoned it; null while it is open.',
    }),
  }),
})

const Runs = builder.connectionObject(
  { type: Run, name: 'RunsConnection', description: 'Runs, the one opened last first.' },
  { name: 'RunsEdge', description: 'A run.' },
)

const MOST_RUNS = 1000

builder.queryFields((t) => ({
  run: t.field({
    type: Run,
    nullable: true,
    args: { key: t.arg.string({ required: true, description: "The caller's own id." }), ...pointArguments },
    description: 'A run by its key, as it stood at an instant and as far as was known.',
    resolve: (_, { key, ...point }, { loaders }) => loaders.run.load({ key, ...pointOf(point) }),
  }),
  runs: t.field({
    type: Runs,
    args: {
      dataUse: t.arg.string({ description: 'Only runs for this data use.' }),
      status: t.arg({ type: RunStatusEnum, description: 'Only runs that have come this far.' }),
      ...pointArguments,
      ...pageArguments(MOST_RUNS, { stated: true }),
    },
    complexity: pageComplexity,
    description:
      'Every run, the one opened last first. Services, operators and auditors; members have their past uses.',
    resolve: async (_, { dataUse, status, at, asKnownAt, ...page }, { register }) => {
      const request = { ...pageRequest(page, MOST_RUNS), ...pointOf({ at, asKnownAt }) }
      return toConnection(await register.runList({ dataUse: dataUse ?? null, status: status ?? null, ...request }))
    },
  }),
}))
