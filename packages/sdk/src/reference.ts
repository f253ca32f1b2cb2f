import { DemurInputError } from './error.ts'
import type { ContentItemRef, MemberRef } from './generated/graphql.ts'
import type { ReadPoint } from './options.ts'
import type { ContentKind, Instant, Position, SubjectRole, Timestamp, Visibility } from './vocabulary.ts'

/** A member: the caller's own id, or the global id. */
export type MemberReference = string | { readonly id: string }

/** A content item: the caller's own id, the global id, or what there is to know of one that the register does not store. */
export type ItemReference = string | { readonly id: string } | { readonly descriptor: ContentDescriptor }

/** What decides about a content item that the register does not store. */
export interface ContentDescriptor {
  /** The people in it. Exactly one is the author. */
  readonly subjects: readonly Subject[]
  /** What it is. */
  readonly kind: ContentKind
  /** Who can see it. */
  readonly visibility: Visibility
  readonly createdAt: Instant
  /** Whether it stands in a page or group that is flagged sensitive. Default: false. */
  readonly sensitiveSource?: boolean | undefined
}

/** A person in a content item. */
export interface Subject {
  /** The caller's own id of the member. */
  readonly member: string
  /** Default: `AUTHOR`. */
  readonly role?: SubjectRole | undefined
}

/** How the schema takes a member. */
export function memberRef(member: MemberReference): MemberRef {
  return typeof member === 'string' ? { key: member } : { id: member.id }
}

/** How the schema takes an item. */
export function itemRef(item: ItemReference): ContentItemRef {
  if (typeof item === 'string') return { key: item }
  if ('id' in item) return { id: item.id }
  const { subjects, kind, visibility, createdAt, sensitiveSource = false } = item.descriptor
  const people = subjects.map(({ member, role = 'AUTHOR' }) => ({ member, role }))
  return { descriptor: { subjects: people, kind, visibility, createdAt: timestamp(createdAt), sensitiveSource } }
}

/**
 * How the schema takes an instant.
 * @throws DemurInputError for a `Date` that is none
 */
export function timestamp(instant: Instant): Timestamp {
  if (typeof instant === 'string') return instant
  if (!Number.isNaN(instant.getTime())) return instant.toISOString()
  throw new DemurInputError('An instant is an invalid Date.', { code: 'BAD_INSTANT' })
}

/** How the schema takes what a read is about. */
export function pointOf({ at, asKnownAt }: ReadPoint): { at: Timestamp | null; asKnownAt: Position | null } {
  return { at: optionalTimestamp(at), asKnownAt: asKnownAt ?? null }
}

/** The same where nothing may be said. */
export function optionalTimestamp(instant: Instant | undefined): Timestamp | null {
  return instant === undefined ? null : timestamp(instant)
}
