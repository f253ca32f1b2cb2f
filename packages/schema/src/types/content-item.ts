import { builder } from '../builder.ts'
import { NOW } from '../context.ts'
import type { ContentItemRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { Decision } from './decision.ts'
import { Member } from './member.ts'
import { inheritedPointArguments, pointArguments, pointOf, pointWithin } from './read-point.ts'
import { ContentItemKey, keyOf } from './reference.ts'
import { ContentKindEnum, VisibilityEnum } from './vocabulary.ts'

export const ContentItem = builder.objectRef<ContentItemRecord>('ContentItem')

builder.node(ContentItem, {
  description: 'A registered content item. The register holds what decides, never the content.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.contentItem.load({ key, ...NOW }),
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    kind: t.expose('kind', { type: ContentKindEnum, description: 'What it is.' }),
    visibility: t.expose('visibility', { type: VisibilityEnum, description: 'Who can see it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    deletedAt: t.expose('deletedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was deleted; null where it was not.',
    }),
    author: t.field({
      type: Member,
      nullable: true,
      description: 'Its author; null where there is none, none is registered, or the viewer may not see them.',
      resolve: ({ author, at, asKnownAt }, _, { loaders }) =>
        author === null ? null : loaders.member.load({ key: author, at, asKnownAt }),
    }),
    decision: t.field({
      type: Decision,
      args: {
        dataUse: t.arg.string({ required: true, description: 'The key of the data use.' }),
        ...inheritedPointArguments,
      },
      description: 'Whether this item may be used for a data use.',
      resolve: (item, { dataUse, ...point }, { loaders }) =>
        loaders.decision.load({ item: { key: item.key }, dataUse, ...pointWithin(item, point) }),
    }),
  }),
})

const EligibleContentItems = builder.connectionObject(
  {
    type: ContentItem,
    name: 'EligibleContentItemsConnection',
    description: 'Eligible items. Every page of one listing is about the same instant and position.',
    fields: (t) => ({
      at: t.field({
        type: 'DateTime',
        description: 'The instant that the listing is about.',
        resolve: (listing) => (listing as unknown as ContentItemRecord).at,
      }),
      position: t.field({
        type: 'Position',
        description: 'The ledger position as known at.',
        resolve: (listing) => (listing as unknown as ContentItemRecord).asKnownAt,
      }),
    }),
  },
  { name: 'EligibleContentItemsEdge', description: 'An eligible item.' },
)

const MOST_ITEMS = 10_000

builder.queryFields((t) => ({
  contentItem: t.field({
    type: ContentItem,
    nullable: true,
    args: {
      by: t.arg({ type: ContentItemKey, required: true, description: 'Which item.' }),
      ...pointArguments,
    },
    description: 'A registered item, as it stands at an instant and as far as was known.',
    resolve: (_, { by, ...point }, { loaders }) => {
      const key = keyOf(by, 'ContentItem')
      return key === null ? null : loaders.contentItem.load({ key, ...pointOf(point) })
    },
  }),
  eligibleContentItems: t.field({
    type: EligibleContentItems,
    args: {
      dataUse: t.arg.string({ required: true, description: 'The key of the data use.' }),
      ...pointArguments,
      ...pageArguments(MOST_ITEMS, { stated: true }),
    },
    complexity: pageComplexity,
    description:
      'Complete under one position however many pages are read; ordered by item; `pageInfo.hasNextPage` never lies. Where few items are eligible a page may hold fewer than `first`, or none, and still be followed by another: read on from `pageInfo.endCursor` for as long as `hasNextPage` says so.',
    resolve: async (_, { dataUse, at, asKnownAt, ...page }, { register }) => {
      const request = { dataUse, ...pointOf({ at, asKnownAt }), ...pageRequest(page, MOST_ITEMS) }
      const listing = await register.eligibleContentItems(request)
      const { pageInfo, ...connection } = toConnection(listing)
      const { at: instant, asKnownAt: position, endCursor } = listing
      return { ...connection, pageInfo: { ...pageInfo, endCursor }, at: instant, asKnownAt: position }
    },
  }),
}))
