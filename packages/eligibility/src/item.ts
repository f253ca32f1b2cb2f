import { type ItemChange, type ItemFacts, inForce, isInSight, positionOf, type Subject, type Vantage } from './fact.ts'
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
export function itemStateAt(item: ItemFacts, vantage: Vantage): ItemState | null {
  const { registered, changes, createdAt, subjects } = item
  if (!isInSight(registered, vantage)) return null
  const facts: readonly ItemChange[] = changes.length === 0 ? [registered] : [registered, ...changes]
  const valueOf = <K extends 'kind' | 'visibility' | 'sensitiveSource'>(field: K) => {
    const setting =
      facts.length === 1
        ? registered
        : inForce(
            facts.filter((fact) => fact[field] !== undefined),
            vantage,
          )
    return (setting?.[field] ?? registered[field]) as (typeof registered)[K]
  }
  const deletions = changes.filter((change) => change.deleted && isInSight(change, vantage))
  return {
    kind: valueOf('kind'),
    visibility: valueOf('visibility'),
    sensitiveSource: valueOf('sensitiveSource'),
    deletedAt:
      deletions.length === 0 ? null : instantOf(Math.min(...deletions.map((deletion) => deletion.effectiveAt))),
    createdAt,
    subjects,
  }
}
