import {
  CONTENT_KINDS,
  type Instant,
  type ItemState,
  instantOf,
  isOneOf,
  parseInstant,
  SUBJECT_ROLES,
  type Subject,
  VISIBILITIES,
} from '@demur/eligibility'
import { DemurInputError } from '../error.ts'
import type { ContentDescriptor } from '../reference.ts'

/** A content item as a gate is asked about it: what decides about it, from the caller's own records. */
export type GateItem = Omit<ContentDescriptor, 'subjects' | 'createdAt'> & {
  /** An RFC 3339 text, a `Date`, or milliseconds since 1970, which is read fastest. */
  readonly createdAt: string | Date | number
} & (
    | {
        /** The key of the author, where nobody else is in the item. */
        readonly member: string
        readonly subjects?: undefined
      }
    | { readonly subjects: ContentDescriptor['subjects']; readonly member?: undefined }
  )

/** When an item was created. Throws a DemurInputError. */
export function creationOf(createdAt: GateItem['createdAt']): Instant {
  if (typeof createdAt === 'number') {
    if (Number.isSafeInteger(createdAt)) return instantOf(createdAt)
  } else {
    const read = typeof createdAt === 'string' ? parseInstant(createdAt) : instantOf(createdAt.getTime())
    if (read !== null && !Number.isNaN(read)) return read
  }
  throw wrong('createdAt', 'an RFC 3339 instant of at most millisecond precision')
}

/** Reads an item in full. Throws a DemurInputError that names what is wrong with it. */
export function stateOf(item: GateItem): ItemState {
  const { kind, visibility, sensitiveSource = false } = item
  if (!isOneOf(CONTENT_KINDS, kind)) throw wrong('kind', 'one of the kinds of content')
  if (!isOneOf(VISIBILITIES, visibility)) throw wrong('visibility', 'one of the visibilities')
  if (typeof sensitiveSource !== 'boolean') throw wrong('sensitiveSource', 'true or false')
  return {
    kind,
    visibility,
    sensitiveSource,
    deletedAt: null,
    createdAt: creationOf(item.createdAt),
    subjects: subjectsOf(item),
  }
}

function subjectsOf({ member, subjects }: GateItem): Subject[] {
  if (typeof member === 'string') return [{ member, role: 'AUTHOR' }]
  if (!Array.isArray(subjects)) throw wrong('member', 'the key of the author, or “subjects” a list')
  return subjects.map(({ member: key, role = 'AUTHOR' }) => {
    if (typeof key !== 'string') throw wrong('subjects', 'people with a “member” each')
    if (!isOneOf(SUBJECT_ROLES, role)) throw wrong('subjects', 'people in roles that there are')
    return { member: key, role }
  })
}

function wrong(name: string, expected: string): DemurInputError {
  return new DemurInputError(`“${name}” must be ${expected}.`, { code: 'BAD_ITEM', path: [name] })
}
