import type { LedgerEntry } from './ledger-entry.ts'
import type { SubscribeOptions } from './on-demand/feed/options.ts'
import type { CallOptions, ReadPoint } from './options.ts'
import type { MemberReference } from './reference.ts'
import type { ForbiddenError, InvalidInputError, NotFoundError, UnknownError } from './refusal.ts'
import type { ApplicationStatus, Choice, OrNewer, Position, Timestamp } from './vocabulary.ts'

/** An objection, or a withdrawal of a consent, that a consumer has not acknowledged. */
export interface UnappliedAct {
  readonly position: Position
  /** The key of the setting. */
  readonly setting: string
  readonly effectiveAt: Timestamp
  readonly ageSeconds: number
  readonly dueAt: Timestamp
  /** Whether that has passed. */
  readonly overdue: boolean
}

/** A setting of a consumer, and how far it has come with it. */
export interface ConsumerDuty {
  /** The key of the setting. */
  readonly setting: string
  /** An ISO 8601 duration. */
  readonly deadline: string
  /** Since when it has been a setting of the consumer. */
  readonly since: Timestamp
  /** Up to where it is applied. */
  readonly acknowledged: Position
  /** How many objections and withdrawals of consents are not applied. */
  readonly unapplied: number
  readonly overdue: boolean
  /** Of those the one that took effect first. */
  readonly oldestUnapplied: UnappliedAct | null
}

/** Who uses content outside the register: it follows the ledger, applies what it reads, and acknowledges up to where. */
export interface Consumer {
  /** Global id. */
  readonly id: string
  /** The caller's own id. */
  readonly key: string
  /** What members are told that it is. */
  readonly title: string
  /** The subject of the service token that may acknowledge. */
  readonly subject: string
  readonly dataUses: readonly string[]
  readonly registeredAt: Timestamp
  /** Up to where it has acknowledged; `0` where it has not. */
  readonly acknowledged: Position
  readonly acknowledgedAt: Timestamp | null
  /** Where the ledger stands. */
  readonly head: Position
  /** How many entries it has not acknowledged, of whatever kind. */
  readonly behind: number
  /** How many objections and withdrawals of consents it has not applied. */
  readonly unapplied: number
  readonly overdue: boolean
  /** Of those the one that is due first. */
  readonly firstDue: UnappliedAct | null
  readonly settings: readonly ConsumerDuty[]
}

/** A consumer to register. */
export interface NewConsumer {
  /** The caller's own id. What is registered under it before is replaced. */
  readonly key: string
  /** What members are told that it is. */
  readonly title: string
  /** Default: the key. */
  readonly subject?: string | undefined
  /** The keys of the data uses that it is about. */
  readonly dataUses?: readonly string[] | undefined
  /** At least one. The deadline is an ISO 8601 duration such as `P30D` or `PT72H`. */
  readonly settings: readonly { readonly setting: string; readonly deadline: string }[]
}

export type RegisterConsumerResult =
  | {
      readonly ok: true
      readonly consumer: Consumer
      readonly position: Position
      /** True where it was registered so before. */
      readonly unchanged: boolean
    }
  | { readonly ok: false; readonly error: InvalidInputError | ForbiddenError | UnknownError }

export type DeregisterConsumerResult =
  | { readonly ok: true; readonly position: Position }
  | { readonly ok: false; readonly error: NotFoundError | ForbiddenError | UnknownError }

export type AcknowledgeResult =
  | {
      readonly ok: true
      readonly consumer: Consumer
      /** True where nothing new was acknowledged. */
      readonly unchanged: boolean
      /** The entry that proves it; null where it covered no act of a member on its settings, and is none. */
      readonly entry: Position | null
    }
  | { readonly ok: false; readonly error: InvalidInputError | NotFoundError | ForbiddenError | UnknownError }

/** What one consumer has done about a member's objection. */
export interface Application {
  /** The key of the consumer. */
  readonly consumer: string
  readonly title: string
  readonly status: OrNewer<ApplicationStatus>
  /** APPLIED: when it acknowledged. PENDING: from when on it had to apply it. OVERDUE: when its time was up. */
  readonly since: Timestamp
  readonly dueAt: Timestamp
}

/** A setting of a member, and who has applied what they chose. */
export interface SettingApplications {
  /** The key of the setting. */
  readonly setting: string
  readonly choice: OrNewer<Choice>
  /** Every consumer of the setting; empty where there is nothing to apply. */
  readonly appliedBy: readonly Application[]
}

/** What following the ledger as a consumer takes. */
export interface ConsumeOptions extends SubscribeOptions {
  /** After how many entries to acknowledge what was taken. Default: 1,000. */
  readonly acknowledgeEvery?: number | undefined
  /** After how many milliseconds at the latest, as soon as something comes. Default: 10,000. */
  readonly acknowledgeWithin?: number | undefined
}

/** Consumers. Refusals are values of the results. */
export interface ConsumerCalls {
  /** Registers a consumer. Operators. */
  register(consumer: NewConsumer, options?: CallOptions): Promise<RegisterConsumerResult>
  /** Ends a registration. Operators. */
  deregister(key: string, options?: CallOptions): Promise<DeregisterConsumerResult>
  /** Says that a consumer has applied everything up to a position. Its own service, and operators on its behalf. */
  acknowledge(key: string, position: Position, options?: CallOptions): Promise<AcknowledgeResult>
  /** Every consumer; none for members. */
  list(options?: CallOptions & ReadPoint): Promise<readonly Consumer[]>
  /** A consumer by its key; null where there is none or the viewer may not see it. */
  get(key: string, options?: CallOptions & ReadPoint): Promise<Consumer | null>
  /**
   * Every entry that a consumer has not applied, and those recorded from then on. An entry counts as applied when the
   * next one is asked for: what was applied is acknowledged in batches, and once more when the loop is left. Begins
   * after the first position that any setting still needs.
   * @throws DemurPermissionError where the token may not acknowledge; DemurInputError where there is no such consumer
   */
  consume(key: string, options?: ConsumeOptions): AsyncGenerator<LedgerEntry, never, undefined>
  /** Who has applied what a member chose, setting by setting; null where there is no such member. Default: the viewer. */
  applications(
    options?: CallOptions & ReadPoint & { readonly member?: MemberReference | undefined },
  ): Promise<readonly SettingApplications[] | null>
}
