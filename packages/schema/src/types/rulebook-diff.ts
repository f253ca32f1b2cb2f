import {
  CHANGE_CODES,
  CHANGE_IMPACTS,
  CHANGE_MEANINGS,
  type RulebookChange as ChangeData,
  changeMessage,
  type Json,
} from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { RulebookDiffRecord, RulebookReference } from '../register.ts'
import { NotFoundError } from './error.ts'
import { RulebookRefusedError } from './rulebook-refused.ts'
import { described } from './vocabulary.ts'

const RulebookChangeCode = builder.enumType('RulebookChangeCode', {
  description: 'What changes between two rulebooks. More codes may come: the message always says it.',
  values: described(CHANGE_CODES, CHANGE_MEANINGS),
})

const RulebookChangeImpact = builder.enumType('RulebookChangeImpact', {
  description:
    'What a change means for members. On the safe side: where none is LOOSENING or MIXED, no decision becomes ELIGIBLE; where none is TIGHTENING or MIXED, none becomes INELIGIBLE.',
  values: described(CHANGE_IMPACTS, {
    LOOSENING: 'More may be used.',
    TIGHTENING: 'Less may be used.',
    MIXED: 'More for some, less for others.',
    NEUTRAL: 'No decision turns because of it.',
  }),
})

export const RulebookChange = builder.objectRef<ChangeData>('RulebookChange').implement({
  description: 'One difference between two rulebooks.',
  fields: (t) => ({
    code: t.expose('code', { type: RulebookChangeCode, description: 'For programs.' }),
    impact: t.expose('impact', { type: RulebookChangeImpact, description: 'What it means for members.' }),
    path: t.stringList({
      description: 'Where: a list of the document, then keys in place of indexes.',
      resolve: ({ path }) => [...path],
    }),
    dataUse: t.exposeString('dataUse', {
      nullable: true,
      description: 'The key of the data use that it is about; null where it is about none or several.',
    }),
    message: t.string({
      args: { locale: t.arg({ type: 'Locale', description: 'Default: English.' }) },
      description: 'For people.',
      resolve: (change, { locale }) => changeMessage(change, locale ?? null),
    }),
  }),
})

const RulebookDiff = builder.objectRef<RulebookDiffRecord>('RulebookDiff').implement({
  description: 'In what two rulebooks differ.',
  fields: (t) => ({
    from: t.exposeString('from', {
      nullable: true,
      description: 'The version of the earlier one; null where no rulebook answered: then all of the later one is new.',
    }),
    to: t.exposeString('to', { description: 'The version of the later one.' }),
    changes: t.field({
      type: [RulebookChange],
      description: 'Every difference, in the order of the document. Empty where they mean the same.',
      resolve: ({ changes }) => [...changes],
    }),
  }),
})

const RulebookDiffResult = builder.unionType('RulebookDiffResult', {
  description: 'In what two rulebooks differ, or why they cannot be compared.',
  types: [RulebookDiff, RulebookRefusedError, NotFoundError],
  resolveType: ({ refusal }) => refusal ?? 'RulebookDiff',
})

const RulebookRef = builder.inputType('RulebookRef', {
  description: 'A published rulebook, or a document.',
  isOneOf: true,
  fields: (t) => ({
    version: t.string({ description: 'The version of a published one.' }),
    position: t.field({ type: 'Position', description: 'The one that answers at this position.' }),
    document: t.field({ type: 'RulebookDocument', description: 'A document that need not be published.' }),
  }),
})

type RefInput = typeof RulebookRef.$inferInput

function referenceOf(input: RefInput | null | undefined): RulebookReference | null {
  if (input == null) return null
  if (typeof input.version === 'string') return { version: input.version }
  return input.position == null ? { document: (input.document ?? null) as Json } : { position: input.position }
}

builder.queryField('rulebookDiff', (t) =>
  t.field({
    type: RulebookDiffResult,
    args: {
      from: t.arg({ type: RulebookRef, description: 'Default: the rulebook that answers now.' }),
      to: t.arg({ type: RulebookRef, description: 'Default: the rulebook that answers now.' }),
    },
    complexity: 1000,
    description: 'In what two rulebooks differ, in words, and what it means for members. Nothing is written.',
    resolve: (_, { from, to }, { register }) => register.rulebookDiff({ from: referenceOf(from), to: referenceOf(to) }),
  }),
)
