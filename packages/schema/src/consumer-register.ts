/** The part of the port that is about consumers. */
import type { Application, ConsumerSetting, Instant, Position, Protection } from '@demur/eligibility'
import type { ReadPoint, RefusalOf, SettledPoint } from './register.ts'

/** A protective act that a consumer has not acknowledged. */
export interface UnappliedRecord {
  readonly position: Position
  readonly setting: string
  readonly effectiveAt: Instant
  readonly dueAt: Instant
}

/** A setting of a consumer, and how far it has come with it. */
export interface ConsumerDutyRecord extends ConsumerSetting {
  /** Since when it has been a setting of the consumer. */
  readonly since: Instant
  /** Up to where it is applied. */
  readonly acknowledged: Position
  /** How many protective acts are not. */
  readonly unapplied: number
  /** Of those the one that took effect first. */
  readonly oldest: UnappliedRecord | null
}

/** A consumer as it stands at a point: `now` and `head` are that point. */
export interface ConsumerRecord {
  readonly key: string
  readonly title: string
  readonly subject: string
  readonly dataUses: readonly string[]
  readonly settings: readonly ConsumerDutyRecord[]
  readonly registeredAt: Instant
  readonly acknowledged: Position
  /** Null where it has acknowledged nothing. */
  readonly acknowledgedAt: Instant | null
  readonly head: Position
  readonly now: Instant
}

/** What a consumer has done about a protection, as the member is told. */
export interface ApplicationRecord extends Application {
  readonly consumer: string
  readonly title: string
}

/** Whose application of what is asked for. */
export interface ProtectionLookup extends SettledPoint {
  readonly setting: string
  readonly protection: Protection
}

export interface RegisterConsumerCommand {
  readonly key: string
  readonly title: string
  /** Null: the key. */
  readonly subject: string | null
  readonly dataUses: readonly string[]
  readonly settings: readonly ConsumerSetting[]
}
export interface RegisterConsumerSuccess {
  readonly refusal?: never
  readonly consumer: ConsumerRecord
  /** Of the entry that registered it so. */
  readonly position: Position
  /** True where it was registered so before. */
  readonly unchanged: boolean
}
export type RegisterConsumerOutcome = RegisterConsumerSuccess | RefusalOf<'InvalidInputError' | 'ForbiddenError'>

export interface DeregisterConsumerSuccess {
  readonly refusal?: never
  readonly position: Position
}
export type DeregisterConsumerOutcome = DeregisterConsumerSuccess | RefusalOf<'NotFoundError' | 'ForbiddenError'>

export interface AcknowledgeCommand {
  readonly consumer: string
  readonly position: Position
}
export interface AcknowledgeSuccess {
  readonly refusal?: never
  readonly consumer: ConsumerRecord
  /** True where nothing new was acknowledged. */
  readonly unchanged: boolean
  /** The entry that proves it; null where it covered no act of a member on its settings, and is none. */
  readonly entry: Position | null
}
export type AcknowledgeOutcome =
  | AcknowledgeSuccess
  | RefusalOf<'InvalidInputError' | 'NotFoundError' | 'ForbiddenError'>

export interface ConsumerRegister {
  /** Every consumer that is registered at a point, in the order in which they came; none for members. */
  allConsumers(point: ReadPoint): Promise<ConsumerRecord[]>
  consumers(keys: readonly string[], point: ReadPoint): Promise<(ConsumerRecord | null)[]>
  registerConsumer(command: RegisterConsumerCommand): Promise<RegisterConsumerOutcome>
  deregisterConsumer(key: string): Promise<DeregisterConsumerOutcome>
  acknowledge(command: AcknowledgeCommand): Promise<AcknowledgeOutcome>
  /** For each protection every consumer of its setting, as known at its point, and what it has done about it. */
  applications(lookups: readonly ProtectionLookup[]): Promise<(readonly ApplicationRecord[])[]>
}
