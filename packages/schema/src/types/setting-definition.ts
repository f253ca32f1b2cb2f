import { languageOf, textIn } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { SettingRecord } from '../register.ts'
import { DataUse } from './data-use.ts'

export const SettingDefinition = builder.objectRef<SettingRecord>('SettingDefinition')

builder.node(SettingDefinition, {
  description: 'A setting that members can change; it governs one or more data uses.',
  id: { resolve: ({ setting }) => setting.key, description: 'Global id.' },
  loadOne: async (key, { register }) => {
    const policy = await register.policy(null)
    const setting = policy?.rulebook.settings.get(key)
    return policy === null || setting === undefined ? null : { setting, policy }
  },
  fields: (t) => ({
    key: t.string({ description: 'What choices name it by. Never changes.', resolve: ({ setting }) => setting.key }),
    title: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'What people call it.',
      resolve: ({ setting }, { locale }) => textIn(setting.title, locale ?? null),
    }),
    description: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'What it does, for the people who set it.',
      resolve: ({ setting }, { locale }) => textIn(setting.description, locale ?? null),
    }),
    language: t.field({
      type: 'Locale',
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'The language that `title` and `description` are in: not every text is there in every locale.',
      resolve: ({ setting }, { locale }) => languageOf(setting.title, locale ?? null),
    }),
    path: t.stringList({
      description: 'Where people find it in the application, outermost first.',
      resolve: ({ setting }) => [...setting.path],
    }),
    dataUses: t.field({
      type: [DataUse],
      description: 'The data uses that it governs.',
      resolve: ({ setting, policy }) =>
        [...policy.rulebook.dataUses.values()]
          .filter((dataUse) => dataUse.setting === setting.key)
          .map((dataUse) => ({ dataUse, policy })),
    }),
  }),
})

builder.queryField('settings', (t) =>
  t.field({
    type: [SettingDefinition],
    args: { asKnownAt: t.arg({ type: 'Position', description: 'Default: the head of the ledger.' }) },
    description: 'The settings of the rulebook that answers.',
    resolve: async (_, { asKnownAt }, { register }) => {
      const policy = await register.policy(asKnownAt ?? null)
      return policy === null ? [] : [...policy.rulebook.settings.values()].map((setting) => ({ setting, policy }))
    },
  }),
)
