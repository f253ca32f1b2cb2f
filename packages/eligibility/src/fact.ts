import type { CalendarDay, Instant } from './instant.ts'
import type { AccountStatus, ChoiceAct, ContentKind, SubjectRole, Visibility } from './vocabulary.ts'

declare const unit: unique symbol

/** A ledger position: 1, 2, 3, … without gaps. 0 is the register before its first entry. */
export type Position = number & { readonly [unit]: 'position' }

/** Trusts `value` to be a whole number from 0 to 2^53 − 1. */
export function positionOf(value: number): Position {
  return value as Position
}

/** What every fact has: when it took effect, and the entry that recorded it. */
export interface Dated {
  readonly effectiveAt: Instant
  readonly position: Position
}

export interface ResidenceFact extends Dated {
  /** As recorded: any letter case, possibly an alias, possibly nonsense; `places.ts` reads it. */
  readonly country: string | null
  readonly subdivision: string | null
}
export interface BirthDateFact extends Dated {
  readonly birthDate: CalendarDay
  readonly verified: boolean
}
export interface AgeSignalFact extends Dated {
  readonly believedMinor: boolean
}
export interface AccountStatusFact extends Dated {
  readonly status: AccountStatus
}
export interface NoticeFact extends Dated {
  readonly notice: string
  readonly version: string
}
export interface ChoiceFact extends Dated {
  readonly setting: string
  readonly act: ChoiceAct
}

/** Everything the register holds of one member that a decision can depend on. No list needs to be in any order. */
export interface MemberFacts {
  readonly registered: Dated
  readonly residences: readonly ResidenceFact[]
  readonly birthDates: readonly BirthDateFact[]
  readonly ageSignals: readonly AgeSignalFact[]
  readonly accountStatuses: readonly AccountStatusFact[]
  readonly notices: readonly NoticeFact[]
  readonly choices: readonly ChoiceFact[]
}

/** What the state of a setting depends on: where a member lives, and what they chose. */
export type SettingFacts = Pick<MemberFacts, 'residences' | 'choices'>

export interface Subject {
  readonly member: string
  readonly role: SubjectRole
}

/** A change of an item; a field that is left out keeps its value. */
export interface ItemChange extends Dated {
  readonly kind?: ContentKind
  readonly visibility?: Visibility
  readonly sensitiveSource?: boolean
  readonly deleted?: true
}

/** What the register holds of one content item. `registered` carries the first values of kind, visibility and flag. */
export interface ItemFacts {
  readonly createdAt: Instant
  readonly subjects: readonly Subject[]
  readonly registered: ItemChange & {
    readonly kind: ContentKind
    readonly visibility: Visibility
    readonly sensitiveSource: boolean
  }
  readonly changes: readonly ItemChange[]
}

/** A point on both time axes: what is true at `at`, as far as it was known at `position`. */
export interface Vantage {
  readonly at: Instant
  readonly position: Position
}

/** Whether a fact is in sight from a vantage: recorded by then, and effective by then. */
export function isInSight(fact: Dated, { at, position }: Vantage): boolean {
  return fact.position <= position && fact.effectiveAt <= at
}

/** Orders facts by (effectiveAt, position), the order in which they supersede each other. */
export function bySuccession(a: Dated, b: Dated): number {
  return a.effectiveAt - b.effectiveAt || a.position - b.position
}

/** The fact in force: of those in sight, the one with the greatest (effectiveAt, position). */
export function inForce<F extends Dated>(facts: readonly F[], vantage: Vantage): F | null {
  let latest: F | null = null
  for (const fact of facts) {
    if (isInSight(fact, vantage) && (latest === null || bySuccession(latest, fact) < 0)) latest = fact
  }
  return latest
}
