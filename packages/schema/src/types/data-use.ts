import { languageOf, standingOf, textIn } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { DataUseRecord, Policy } from '../register.ts'
import { Rule } from './rule.ts'
import { SettingDefinition } from './setting-definition.ts'

export const DataUse = builder.objectRef<DataUseRecord>('DataUse')

/** The data use of a rulebook by its key; null where it has none. */
export function dataUseOf(policy: Policy | null, key: string): DataUseRecord | null {
  const dataUse = policy?.rulebook.dataUses.get(key)
  return policy === null || dataUse === undefined ? null : { dataUse, policy }
}

builder.node(DataUse, {
  description: 'A purpose that content is used for, such as training a generative model.',
  id: { resolve: ({ dataUse }) => dataUse.key, description: 'Global id.' },
  loadOne: async (key, { register }) => dataUseOf(await register.policy(null), key),
  fields: (t) => ({
    key: t.string({ description: 'What questions name it by.', resolve: ({ dataUse }) => dataUse.key }),
    title: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'What people call it.',
      resolve: ({ dataUse }, { locale }) => textIn(dataUse.title, locale ?? null),
    }),
    description: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'What it is, for the people whose data it is.',
      resolve: ({ dataUse }, { locale }) => textIn(dataUse.description, locale ?? null),
    }),
    language: t.field({
      type: 'Locale',
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'The language that `title` and `description` are in: not every text is there in every locale.',
      resolve: ({ dataUse }, { locale }) => languageOf(dataUse.title, locale ?? null),
    }),
    recipients: t.stringList({
      description: 'Who receives the data.',
      resolve: ({ dataUse }) => [...dataUse.recipients],
    }),
    setting: t.field({
      type: SettingDefinition,
      nullable: true,
      description: 'The setting that governs it; null where none does.',
      resolve: ({ dataUse, policy }) => {
        const setting = dataUse.setting === null ? undefined : policy.rulebook.settings.get(dataUse.setting)
        return setting === undefined ? null : { setting, policy }
      },
    }),
    rules: t.field({
      type: [Rule],
      args: {
        at: t.arg({
          type: 'DateTime',
          description:
            'Only those whose life includes this instant: begun, suspended or in force, not over. Default: all.',
        }),
      },
      description: 'Its rules, place by place.',
      resolve: ({ dataUse, policy }, { at }) =>
        (policy.rulebook.rulesByDataUse.get(dataUse.key) ?? [])
          .filter((rule) => at == null || 'phase' in standingOf(rule, at))
          .map((rule) => ({ rule, policy })),
    }),
    sources: t.stringList({
      description: 'The public statements that it is taken from.',
      resolve: ({ dataUse }) => [...dataUse.sources],
    }),
  }),
})

builder.queryFields((t) => ({
  dataUses: t.field({
    type: [DataUse],
    args: { asKnownAt: t.arg({ type: 'Position', description: 'Default: the head of the ledger.' }) },
    description: 'The data uses of the rulebook that answers.',
    resolve: async (_, { asKnownAt }, { register }) => {
      const policy = await register.policy(asKnownAt ?? null)
      return policy === null ? [] : [...policy.rulebook.dataUses.values()].map((dataUse) => ({ dataUse, policy }))
    },
  }),
  dataUse: t.field({
    type: DataUse,
    nullable: true,
    args: {
      key: t.arg.string({ required: true, description: 'Such as genai.training.' }),
      asKnownAt: t.arg({ type: 'Position', description: 'Default: the head of the ledger.' }),
    },
    description: 'A data use by its key.',
    resolve: async (_, { key, asKnownAt }, { register }) => dataUseOf(await register.policy(asKnownAt ?? null), key),
  }),
}))
