import { membersAt, REGIONS, type Region as RegionData, regionNamed, textIn } from '@demur/eligibility'
import { builder } from '../builder.ts'

export const Region = builder.objectRef<RegionData>('Region')

builder.node(Region, {
  description: 'A named set of countries and subdivisions; membership is dated.',
  id: { resolve: ({ code }) => code, description: 'Global id.' },
  loadOne: (code) => regionNamed(code),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The name that rules use, such as EEA.' }),
    title: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'What people call it.',
      resolve: ({ title }, { locale }) => textIn(title, locale ?? null),
    }),
    countries: t.field({
      type: ['CountryCode'],
      args: { at: t.arg({ type: 'DateTime', description: 'Default: now.' }) },
      description: 'ISO 3166-1 codes, and ISO 3166-2 codes of subdivisions that belong on their own; sorted.',
      resolve: ({ code }, { at }, { register }) => membersAt(code, at ?? register.now),
    }),
    sources: t.stringList({
      description: 'Where the membership is laid down.',
      resolve: ({ sources }) => [...sources],
    }),
  }),
})

builder.queryFields((t) => ({
  regions: t.field({ type: [Region], description: 'The regions that rules can name.', resolve: () => [...REGIONS] }),
  region: t.field({
    type: Region,
    nullable: true,
    args: { code: t.arg.string({ required: true, description: 'Upper case, such as EEA.' }) },
    description: 'A region by its code.',
    resolve: (_, { code }) => regionNamed(code),
  }),
}))
