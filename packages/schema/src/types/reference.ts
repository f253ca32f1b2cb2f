import { decodeGlobalID } from '@pothos/plugin-relay'
import { builder } from '../builder.ts'

export const MemberRef = builder.inputType('MemberRef', {
  description: "By the caller's own id, or by global id.",
  isOneOf: true,
  fields: (t) => ({
    key: t.string({ description: "The caller's own id." }),
    id: t.id({ description: 'The global id.' }),
  }),
})

export const ContentItemKey = builder.inputType('ContentItemKey', {
  description: "A registered item by the caller's own id, or by global id.",
  isOneOf: true,
  fields: (t) => ({
    key: t.string({ description: "The caller's own id." }),
    id: t.id({ description: 'The global id.' }),
  }),
})

interface Reference {
  readonly key?: string | null | undefined
  readonly id?: string | null | undefined
}

/** The caller's own id that a reference names; null where its global id is none of that type. */
export function keyOf({ key, id }: Reference, typename: string): string | null {
  if (key !== null && key !== undefined) return key
  try {
    const decoded = decodeGlobalID(id ?? '')
    return decoded.typename === typename ? decoded.id : null
  } catch {
    return null
  }
}
