import { textIn } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { RulebookRecord } from '../register.ts'
import { pageArguments, pageComplexity, pageRequest, toConnection } from './connection.ts'
import { DataUse } from './data-use.ts'
import { SettingDefinition } from './setting-definition.ts'

export const Rulebook = builder.objectRef<RulebookRecord>('Rulebook')

builder.node(Rulebook, {
  description: 'A published rulebook: what was laid down from a position on. It never changes.',
  id: { resolve: ({ rulebook }) => rulebook.version, description: 'Global id.' },
  loadOne: (version, { register }) => register.rulebook({ version }),
  fields: (t) => ({
    version: t.string({ description: 'As the document says; unique.', resolve: ({ rulebook }) => rulebook.version }),
    digest: t.exposeString('digest', {
      description: '`sha256:` and the hash of the document as canonical JSON (RFC 8785).',
    }),
    position: t.expose('position', {
      type: 'Position',
      description: 'The position of the entry that published it: it answers from there on.',
    }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', description: 'When it was published.' }),
    publishedBy: t.exposeString('publishedBy', {
      nullable: true,
      description: 'Who published it: the subject of a token, or the command line. Operators and auditors; else null.',
    }),
    approvedBy: t.stringList({
      description:
        'Which other operators approved it. Empty where none had to, and for viewers other than operators and auditors.',
      resolve: ({ approvedBy }) => [...(approvedBy ?? [])],
    }),
    title: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      nullable: true,
      description: 'What it is called; null where it does not say.',
      resolve: ({ rulebook: { title } }, { locale }) =>
        Object.keys(title).length === 0 ? null : textIn(title, locale ?? null),
    }),
    description: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      nullable: true,
      description: 'What it is about; null where it does not say.',
      resolve: ({ rulebook: { description } }, { locale }) =>
        Object.keys(description).length === 0 ? null : textIn(description, locale ?? null),
    }),
    sources: t.stringList({ description: 'What it rests on.', resolve: ({ rulebook }) => [...rulebook.sources] }),
    dataUses: t.field({
      type: [DataUse],
      description: 'Its data uses.',
      resolve: (policy) => [...policy.rulebook.dataUses.values()].map((dataUse) => ({ dataUse, policy })),
    }),
    settings: t.field({
      type: [SettingDefinition],
      description: 'Its settings.',
      resolve: (policy) => [...policy.rulebook.settings.values()].map((setting) => ({ setting, policy })),
    }),
    document: t.field({
      type: 'RulebookDocument',
      nullable: true,
      description: 'The document as it was published. Operators and auditors; else null.',
      resolve: ({ document }) => document,
    }),
  }),
})

const Rulebooks = builder.connectionObject(
  { type: Rulebook, name: 'RulebooksConnection', description: 'Published rulebooks, the one published last first.' },
  { name: 'RulebooksEdge', description: 'A published rulebook.' },
)

const MOST_RULEBOOKS = 1000

builder.queryFields((t) => ({
  rulebooks: t.field({
    type: Rulebooks,
    args: {
      asKnownAt: t.arg({
        type: 'Position',
        description: 'What was recorded after it is not seen. Default: the head of the ledger.',
      }),
      ...pageArguments(MOST_RULEBOOKS),
    },
    complexity: pageComplexity,
    description: 'Every rulebook that was ever published, the one published last first.',
    resolve: async (_, { asKnownAt, ...page }, { register }) =>
      toConnection(await register.rulebooks(pageRequest(page, MOST_RULEBOOKS), asKnownAt ?? null)),
  }),
  rulebook: t.field({
    type: Rulebook,
    nullable: true,
    args: {
      version: t.arg.string({ description: 'By its version. Default: the one that answers at `asKnownAt`.' }),
      asKnownAt: t.arg({ type: 'Position', description: 'Default: the head of the ledger.' }),
    },
    description: 'A published rulebook; null where there is none, or none was recorded by then.',
    resolve: async (_, { version, asKnownAt }, { register }) => {
      if (version == null) return register.rulebook(asKnownAt == null ? null : { position: asKnownAt })
      const found = await register.rulebook({ version })
      return found !== null && asKnownAt != null && found.position > asKnownAt ? null : found
    },
  }),
}))
