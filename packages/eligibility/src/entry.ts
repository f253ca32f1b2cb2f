import type { ConsumerRegistration } from './consumer.ts'
import type { Position } from './fact.ts'
import type { CalendarDay, Instant } from './instant.ts'
import type { Rulebook } from './rulebook.ts'
import type { AccountStatus, ChoiceAct, ContentKind, SubjectRole, Visibility } from './vocabulary.ts'

/** Every type of ledger entry. */
export const ENTRY_TYPES = [
  'RulebookPublished',
  'MemberRegistered',
  'ResidenceRecorded',
  'BirthDateRecorded',
  'AgeSignalRecorded',
  'AccountStatusRecorded',
  'NoticeServed',
  'ContentRegistered',
  'ContentChanged',
  'ContentDeleted',
  'Objected',
  'ObjectionWithdrawn',
  'ConsentGiven',
  'ConsentWithdrawn',
  'RunOpened',
  'RunSealed',
  'RunAbandoned',
  'SignalReceived',
  'ConsumerRegistered',
  'ConsumerDeregistered',
  'ConsumerAcknowledged',
  'MemberErased',
] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/** A value as JSON carries it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

export interface RunFields {
  readonly run: string
  readonly dataUse: string
  readonly at: Instant
  readonly asKnownAt: Position
}

/** The fields of each type, read. */
export type EntryFields =
  | {
      readonly type: 'RulebookPublished'
      readonly rulebook: Rulebook
      /** Who approved it besides the actor, where that was required; null where it was not. */
      readonly approvedBy: readonly string[] | null
    }
  | { readonly type: 'MemberRegistered'; readonly member: string }
  | {
      readonly type: 'ResidenceRecorded'
      readonly member: string
      readonly country: string | null
      readonly subdivision: string | null
    }
  | {
      readonly type: 'BirthDateRecorded'
      readonly member: string
      readonly birthDate: CalendarDay
      readonly verified: boolean
    }
  | {
      readonly type: 'AgeSignalRecorded'
      readonly member: string
      readonly believedMinor: boolean
      readonly source: string
    }
  | { readonly type: 'AccountStatusRecorded'; readonly member: string; readonly status: AccountStatus }
  | {
      readonly type: 'NoticeServed'
      readonly member: string
      readonly notice: string
      readonly version: string
    }
  | {
      readonly type: 'ContentRegistered'
      readonly item: string
      readonly kind: ContentKind
      readonly visibility: Visibility
      readonly createdAt: Instant
      readonly subjects: readonly { readonly member: string; readonly role: SubjectRole }[]
      readonly sensitiveSource: boolean
    }
  | {
      readonly type: 'ContentChanged'
      readonly item: string
      readonly kind?: ContentKind
      readonly visibility?: Visibility
      readonly sensitiveSource?: boolean
    }
  | { readonly type: 'ContentDeleted'; readonly item: string }
  | { readonly type: ChoiceEntryType; readonly member: string; readonly setting: string; readonly evidence: Json }
  | ({ readonly type: 'RunOpened'; readonly description: string | null } & RunFields)
  | ({ readonly type: 'RunAbandoned' } & RunFields)
  | ({ readonly type: 'RunSealed'; readonly itemCount: number; readonly manifestDigest: string } & RunFields)
  | { readonly type: 'SignalReceived'; readonly member: string; readonly signal: string; readonly value: Json }
  | ({ readonly type: 'ConsumerRegistered'; readonly consumer: string } & ConsumerRegistration)
  | { readonly type: 'ConsumerDeregistered'; readonly consumer: string }
  | { readonly type: 'ConsumerAcknowledged'; readonly consumer: string; readonly through: Position }
  | ({ readonly type: 'MemberErased' } & Erasure)

/**
 * Stands for everybody who was erased from an item that somebody else wrote. Longer than any key, so that nobody can be
 * registered under it. Whether they would allow a use is not known, so that it counts as a co-author whom nobody knows.
 */
export const ERASED_PERSON = /* @__PURE__ */ 'erased'.padEnd(300, '.')

/** That somebody was erased: nothing in it says who, but to whoever holds the secret that pseudonyms are made with. */
export interface Erasure {
  /** In place of the member's key: a keyed hash of it, in hexadecimal. */
  readonly pseudonym: string
  /** Tells which secret the pseudonym was made with. */
  readonly secret: string
  /** The settings on which an objection was in force: it is kept for when the same person comes again. */
  readonly objections: readonly string[]
  /** Which entries were about the member: how far back from this one each row of them begins, and how many they are. */
  readonly entries: readonly (readonly [back: number, count: number])[]
  /** In which entries about others the member appeared: how far back from this one. */
  readonly appearances: readonly (readonly [back: number])[]
}

/** Where the rows of entries stand that an erasure is about, appearances included, counted back as it counts them. */
export function erasedRows({ entries, appearances }: Erasure): (readonly [back: number, count: number])[] {
  return [...entries, ...appearances.map(([back]) => [back, 1] as const)]
}

export type ChoiceEntryType = 'Objected' | 'ObjectionWithdrawn' | 'ConsentGiven' | 'ConsentWithdrawn'

/** The entry that records an act, and back. */
export const ENTRY_OF_ACT = {
  OBJECT: 'Objected',
  WITHDRAW_OBJECTION: 'ObjectionWithdrawn',
  CONSENT: 'ConsentGiven',
  WITHDRAW_CONSENT: 'ConsentWithdrawn',
} as const satisfies Record<ChoiceAct, ChoiceEntryType>

export const ACT_OF_ENTRY = {
  Objected: 'OBJECT',
  ObjectionWithdrawn: 'WITHDRAW_OBJECTION',
  ConsentGiven: 'CONSENT',
  ConsentWithdrawn: 'WITHDRAW_CONSENT',
} as const satisfies Record<ChoiceEntryType, ChoiceAct>

interface EntryEnvelope {
  readonly channel: string | null
  readonly idempotencyKey: string | null
  /** The fields of the type exactly as they were given: what is exported is what was imported. */
  readonly body: JsonObject
}

/** An entry as somebody proposes it: the register adds position, recording time and actor. */
export type ProposedEntry = EntryFields &
  EntryEnvelope & { /** Null: when it is recorded. */ readonly effectiveAt: Instant | null }

/** An entry of the ledger. */
export type LedgerEntry = EntryFields &
  EntryEnvelope & {
    readonly position: Position
    readonly recordedAt: Instant
    readonly effectiveAt: Instant
    readonly actor: string
  }
