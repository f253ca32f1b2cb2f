import { RUN_STATUSES } from '@demur/eligibility'
import { builder } from '../builder.ts'
import { NOW } from '../context.ts'
import type { DataUseRecord, DecidedItemRecord, Register, RunChunkRecord, RunRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { ContentItem } from './content-item.ts'
import { DataUse, dataUseOf } from './data-use.ts'
import { Decision } from './decision.ts'
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

/** What the content of a run is used for, as the rulebook said when it was opened. */
export async function dataUseOfRun(run: RunRecord | undefined, register: Register): Promise<DataUseRecord> {
  if (run === undefined) throw new Error('there is no run')
  const policy = (await register.policy(run.asKnownAt)) ?? (await register.policy(null))
  if (policy === null) throw new Error(`a run names the data use ${run.dataUse}, and no rulebook was ever published`)
  return dataUseOf(policy, run.dataUse) ?? { dataUse: unknownDataUse(run.dataUse), policy }
}

/** A data use that the rulebook does not have: runs that came in by import may name one. They have no items. */
function unknownDataUse(key: string): DataUseRecord['dataUse'] {
  const description = { en: 'The rulebook of the run has no such data use.' }
  return { key, title: { en: key }, description, recipients: [], setting: null, sources: [] }
}

/** How many items of a run one page has at most. */
const MOST_ITEMS = 10_000
const MOST_LATE = 1000

const RunItems = builder.connectionObject(
  { type: ContentItem, name: 'RunItemsConnection', description: 'Items of the set of a run.' },
  { name: 'RunItemsEdge', description: 'An item of the set of a run.' },
)

const LateItem = builder.objectRef<DecidedItemRecord>('LateItem').implement({
  description: 'An item of the set of a run that was not eligible any more when the run was sealed.',
  fields: (t) => ({
    item: t.field({ type: ContentItem, description: 'The item.', resolve: ({ item }) => item }),
    decision: t.field({
      type: Decision,
      description: 'Why: the decision when the run was sealed, for an open run the one now.',
      resolve: ({ decision }) => decision,
    }),
  }),
})
const LateItems = builder.connectionObject(
  { type: LateItem, name: 'RunLateItemsConnection', description: 'Items that became ineligible too late for a run.' },
  { name: 'RunLateItemsEdge', description: 'An item that became ineligible too late for a run.' },
)

const RunChunk = builder.objectRef<RunChunkRecord>('RunChunk').implement({
  description: 'A part of a manifest: 10,000 items, the last one fewer.',
  fields: (t) => ({
    ordinal: t.exposeInt('ordinal', { description: '0, 1, 2, …' }),
    firstKey: t.exposeString('firstKey', {
      nullable: true,
      description: 'The key of its first item; null where whoever wrote that was erased.',
    }),
    itemCount: t.exposeInt('itemCount', { description: 'How many items it has.' }),
    digest: t.exposeString('digest', {
      description: 'SHA-256 of the leaves of its items, each followed by a line feed; in hexadecimal.',
    }),
  }),
})
const RunChunks = builder.connectionObject(
  { type: RunChunk, name: 'RunManifestChunksConnection', description: 'The parts of a manifest, in their order.' },
  { name: 'RunManifestChunksEdge', description: 'A part of a manifest.' },
)

builder.node(Run, {
  description: 'One use of content, such as one training run, over a set of items that is fixed when it is opened.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.run.load({ key, ...NOW }),
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    dataUse: t.field({
      type: DataUse,
      description: 'What the content is used for, as the rulebook said when the run was opened.',
      resolve: (run, _, { register }) => dataUseOfRun(run, register),
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
        '`sha256:` and the hash of the digests of its chunks, each followed by a line feed; null until it is sealed.',
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
    items: t.field({
      type: RunItems,
      args: pageArguments(MOST_ITEMS, { stated: true }),
      complexity: pageComplexity,
      description:
        'Its set, complete under its pin however many pages are read, ordered by key; each item as it stood at the pin. Members see their own. Items of people who were erased are left out.',
      resolve: async (run, args, { register }) =>
        toConnection(await register.runItems(run, pageRequest(args, MOST_ITEMS))),
    }),
    lateItemCount: t.field({
      type: 'SafeInt',
      nullable: true,
      complexity: 1000,
      description:
        'How many of its items were not eligible any more when it was sealed; null until it is. Counted when it is first asked for, if that is not done yet.',
      resolve: (run, _, { register }) => register.lateItemCount(run),
    }),
    lateItems: t.field({
      type: LateItems,
      args: pageArguments(MOST_LATE),
      complexity: pageComplexity,
      description:
        'Those items with the reasons, ordered by key. For an open run those that are not eligible now; an abandoned one has none.',
      resolve: async (run, args, { register }) =>
        toConnection(await register.lateItems(run, pageRequest(args, MOST_LATE))),
    }),
    manifestChunks: t.field({
      type: RunChunks,
      args: pageArguments(MOST_LATE),
      complexity: pageComplexity,
      description: 'The parts of its manifest, as far as they are written out. Not for members.',
      resolve: async (run, args, { register }) =>
        toConnection(await register.runChunks(run, pageRequest(args, MOST_LATE))),
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
