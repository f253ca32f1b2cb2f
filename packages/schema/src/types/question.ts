import type { ContentDescriptor as DescriptorData } from '@demur/eligibility'
import { builder } from '../builder.ts'
import type { ItemReference, QuestionRecord } from '../register.ts'
import { keyOf } from './reference.ts'
import { ContentKindEnum, SubjectRoleEnum, VisibilityEnum } from './vocabulary.ts'

const SubjectInput = builder.inputType('SubjectInput', {
  description: 'A person in a described item.',
  fields: (t) => ({
    member: t.string({ required: true, description: "The caller's own id of the person." }),
    role: t.field({
      type: SubjectRoleEnum,
      required: true,
      defaultValue: 'AUTHOR',
      description: 'What the person is in the item.',
    }),
  }),
})

const ContentDescriptor = builder.inputType('ContentDescriptor', {
  description: 'An item that the register does not store.',
  fields: (t) => ({
    subjects: t.field({ type: [SubjectInput], required: true, description: 'The people in it.' }),
    kind: t.field({ type: ContentKindEnum, required: true, description: 'What it is.' }),
    visibility: t.field({ type: VisibilityEnum, required: true, description: 'Who can see it.' }),
    createdAt: t.field({ type: 'DateTime', required: true, description: 'When it was created.' }),
    sensitiveSource: t.boolean({
      defaultValue: false,
      description: 'Whether it stands in a page or group that is flagged sensitive.',
    }),
  }),
})

const ContentItemRef = builder.inputType('ContentItemRef', {
  description: "By the caller's own id, by global id, or described.",
  isOneOf: true,
  fields: (t) => ({
    key: t.string({ description: "The caller's own id." }),
    id: t.id({ description: 'The global id.' }),
    descriptor: t.field({ type: ContentDescriptor, description: 'An item that the register does not store.' }),
  }),
})

export const QuestionInput = builder.inputType('QuestionInput', {
  description: 'May this item be used for this data use, at this instant, as far as was known at this position?',
  fields: (t) => ({
    item: t.field({ type: ContentItemRef, required: true, description: 'The content item.' }),
    dataUse: t.string({ required: true, description: 'The key of the data use.' }),
    at: t.field({ type: 'DateTime', description: "Default: the request's clock." }),
    asKnownAt: t.field({ type: 'Position', description: 'Default: the head of the ledger.' }),
  }),
})

/** Reads the question of an input. */
export function questionOf({ item, dataUse, at, asKnownAt }: typeof QuestionInput.$inferInput): QuestionRecord {
  return { item: itemReference(item), dataUse, at: at ?? null, asKnownAt: asKnownAt ?? null }
}

function itemReference({ key, id, descriptor }: typeof ContentItemRef.$inferInput): ItemReference {
  if (descriptor) return { descriptor: describe(descriptor) }
  // An id of another type names no content item, as the empty key, which nothing can have, names none.
  return { key: keyOf({ key, id }, 'ContentItem') ?? '' }
}

function describe({ subjects, sensitiveSource, ...values }: typeof ContentDescriptor.$inferInput): DescriptorData {
  return { ...values, subjects, sensitiveSource: sensitiveSource ?? false }
}
