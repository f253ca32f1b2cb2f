import {
  bySuccession,
  type ItemChange,
  type ItemFacts,
  isInSight,
  positionOf,
  type Subject,
  type Vantage,
} from './fact.ts'
import { type Instant, instantOf } from './instant.ts'
import type { ContentKind, Visibility } from './vocabulary.ts'

/** An item at a vantage: its kind, visibility and flags in force. */
export interface ItemState {
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly sensitiveSource: boolean
  /** Since when it is deleted; null while it is not. */
  readonly deletedAt: Instant | null
  readonly createdAt: Instant
  readonly subjects: readonly Subject[]
}

/** An item that the register does not store, as its caller describes it. */
export interface ContentDescriptor {
  readonly subjects: readonly Subject[]
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly createdAt: Instant
  readonly sensitiveSource: boolean
}

/** The earliest instant there is: what is described holds at every instant. */
const ALWAYS = instantOf(-8_640_000_000_000_000)

/** A described item as facts that hold at every instant and were known from the beginning. */
export function describedItem({ subjects, createdAt, ...values }: ContentDescriptor): ItemFacts {
  return { createdAt, subjects, registered: { effectiveAt: ALWAYS, position: positionOf(0), ...values }, changes: [] }
}

/** The item as it stands at a vantage; null where it is not registered. A deletion is final. */
export function itemStateAt(
  { registered, changes, createdAt, subjects }: ItemFacts,
  vantage: Vantage,
): ItemState | null {
  if (!isInSight(registered, vantage)) return null
  // What sets each value in force: the registration sets all of them, a change some.
  let [kind, visibility, sensitiveSource]: [ItemChange, ItemChange, ItemChange] = [registered, registered, registered]
  let deletedAt: Instant | null = null
  for (const change of changes) {
    if (!isInSight(change, vantage)) continue
    if (change.kind !== undefined && bySuccession(kind, change) < 0) kind = change
    if (change.visibility !== undefined && bySuccession(visibility, change) < 0) visibility = change
    if (change.sensitiveSource !== undefined && bySuccession(sensitiveSource, change) < 0) sensitiveSource = change
    if (change.deleted && (deletedAt === null || change.effectiveAt < deletedAt)) deletedAt = change.effectiveAt
  }
  return {
    kind: kind.kind ?? registered.kind,
    visibility: visibility.visibility ?? registered.visibility,
    sensitiveSource: sensitiveSource.sensitiveSource ?? registered.sensitiveSource,
    deletedAt,
    createdAt,
    subjects,
  }
}
