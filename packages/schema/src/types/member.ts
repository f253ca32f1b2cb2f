import { positionOf, REGIONS } from '@demur/eligibility'
import { builder } from '../builder.ts'
import { type Context, NOW } from '../context.ts'
import type { MemberRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { ContentItem } from './content-item.ts'
import { LedgerEntry, MOST_ENTRIES } from './ledger-entry.ts'
import { DueNotice } from './notice.ts'
import { OptOutSetting } from './opt-out-setting.ts'
import { explainAll, PastUse, PastUseSummary } from './past-use.ts'
import { inheritedPointArguments, type PointArguments, pointArguments, pointOf, pointWithin } from './read-point.ts'
import { Receipt } from './receipt.ts'
import { keyOf, MemberRef } from './reference.ts'
import { Region } from './region.ts'

export const Member = builder.objectRef<MemberRecord>('Member')

const ContentItems = builder.connectionObject(
  { type: ContentItem, name: 'MemberContentItemsConnection', description: 'Items of a member.' },
  { name: 'MemberContentItemsEdge', description: 'An item of a member.' },
)
const Receipts = builder.connectionObject(
  { type: Receipt, name: 'MemberReceiptsConnection', description: 'Receipts of a member.' },
  { name: 'MemberReceiptsEdge', description: 'A receipt.' },
)
const PastUses = builder.connectionObject(
  { type: PastUse, name: 'MemberPastUsesConnection', description: 'Past uses of content of a member.' },
  { name: 'MemberPastUsesEdge', description: 'A past use.' },
)

/** The member at the point that a field is about; as they were read where it says none. */
async function memberWithin(
  member: MemberRecord,
  args: PointArguments,
  { loaders }: Context,
): Promise<MemberRecord | null> {
  const point = pointWithin(member, args)
  if (point.at === member.at && point.asKnownAt === member.asKnownAt) return member
  return loaders.member.load({ key: member.key, ...point })
}

builder.node(Member, {
  description: 'A member of the platform, by the id that the platform gave them. The register knows no names.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  loadOne: (key, { loaders }) => loaders.member.load({ key, ...NOW }),
  fields: (t) => ({
    key: t.exposeString('key', { description: "The caller's own id." }),
    country: t.expose('country', {
      type: 'CountryCode',
      nullable: true,
      description: 'Where the member lives. Null where no residence is in force, or none that names a country.',
    }),
    regions: t.field({
      type: [Region],
      description: 'The regions that the residence lies in.',
      resolve: ({ regions }) => REGIONS.filter(({ code }) => regions.includes(code)),
    }),
    optOutSettings: t.field({
      type: [OptOutSetting],
      args: inheritedPointArguments,
      description: 'Every setting of the rulebook, with the choice of this member.',
      resolve: async (member, args, context) => [
        ...((await memberWithin(member, args, context))?.optOutSettings ?? []),
      ],
    }),
    optOutSetting: t.field({
      type: OptOutSetting,
      nullable: true,
      args: {
        setting: t.arg.string({ required: true, description: 'The key of the setting.' }),
        ...inheritedPointArguments,
      },
      description: 'One setting, with the choice of this member.',
      resolve: async (member, args, context) =>
        (await memberWithin(member, args, context))?.optOutSettings.find(({ setting }) => setting.key === args.setting),
    }),
    noticesDue: t.field({
      type: [DueNotice],
      description: 'The notices that the rules of where the member lives require, and that were not served yet.',
      resolve: ({ noticesDue }) => [...noticesDue],
    }),
    contentItems: t.field({
      type: ContentItems,
      args: { ...inheritedPointArguments, ...pageArguments(1000) },
      complexity: pageComplexity,
      description: 'The registered items of which this member is the author, ordered by key.',
      resolve: async (member, args, { register }) =>
        toConnection(
          await register.contentItemsOf({ ...member, ...pointWithin(member, args) }, pageRequest(args, 1000)),
        ),
    }),
    ledgerEntries: t.field({
      type: [LedgerEntry],
      args: {
        after: t.arg({ type: 'Position', defaultValue: positionOf(0), description: 'The last position already seen.' }),
        first: t.arg.int({ defaultValue: 100, description: `How many, from 1 to ${MOST_ENTRIES}.` }),
      },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(first ?? 1, 1) }),
      description:
        'What was recorded about this member, in order: everything but their content items, up to the position that this object was read at.',
      resolve: async (member, { after, first }, { register }) => [
        ...(await register.ledgerOf(
          member,
          after ?? positionOf(0),
          pageRequest({ first: first ?? null }, MOST_ENTRIES).first,
        )),
      ],
    }),
    receipts: t.field({
      type: Receipts,
      args: { ...inheritedPointArguments, ...pageArguments(100) },
      complexity: pageComplexity,
      description:
        'The receipts of everything that this member chose and that is in sight, the latest first, each as of the latest checkpoint.',
      resolve: async (member, args, { register }) => {
        const page = { ...pageRequest(args, 100), ...pointWithin(member, args) }
        return toConnection(await register.receiptsOf(member.key, page))
      },
    }),
    pastUses: t.field({
      type: PastUses,
      args: { ...inheritedPointArguments, ...pageArguments(1000) },
      complexity: pageComplexity,
      description: 'Sealed runs that used content of this member: past use that an objection does not undo.',
      resolve: async (member, args, { register }) =>
        toConnection(await register.pastUses(member.key, { ...pointWithin(member, args), ...pageRequest(args, 1000) })),
    }),
    pastUseSummaries: t.field({
      type: [PastUseSummary],
      args: inheritedPointArguments,
      description: 'The same by data use, with what ended it.',
      resolve: (member, args, { register }) => register.pastUseSummaries(member.key, pointWithin(member, args)),
    }),
    pastUsesExplanation: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }), ...inheritedPointArguments },
      description: 'The same in plain words for the member.',
      resolve: async (member, { locale, ...args }, { register }) =>
        explainAll(await register.pastUseSummaries(member.key, pointWithin(member, args)), locale ?? null, register),
    }),
  }),
})

builder.queryField('member', (t) =>
  t.field({
    type: Member,
    nullable: true,
    args: {
      by: t.arg({ type: MemberRef, required: true, description: 'Which member.' }),
      ...pointArguments,
    },
    description: 'A registered member, as they stand at an instant and as far as was known.',
    resolve: (_, { by, ...point }, { loaders }) => {
      const key = keyOf(by, 'Member')
      return key === null ? null : loaders.member.load({ key, ...pointOf(point) })
    },
  }),
)
