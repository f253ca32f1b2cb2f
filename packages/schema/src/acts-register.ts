/** The part of the port that records what members do, and what is done for them. */
import type { ChoiceAct, Instant, Position } from '@demur/eligibility'
import type { ChoiceEventRecord, OptOutSettingRecord, RefusalOf } from './register.ts'

export interface SetOptOutCommand {
  /** Null: the viewer. */
  readonly member: string | null
  readonly setting: string
  readonly act: ChoiceAct
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
  readonly effectiveAt: Instant | null
  readonly channel: string | null
}

export interface SetOptOutSuccess {
  readonly refusal?: never
  readonly setting: OptOutSettingRecord
  readonly event: ChoiceEventRecord
  readonly position: Position
  readonly unchanged: boolean
}

export type SetOptOutOutcome =
  | SetOptOutSuccess
  | RefusalOf<
      | 'InvalidInputError'
      | 'NotFoundError'
      | 'ForbiddenError'
      | 'VersionConflictError'
      | 'IdempotencyMismatchError'
      | 'NotAppliedError'
    >

export interface RecordNoticeServedCommand {
  /** Null: the viewer. */
  readonly member: string | null
  readonly notice: string
  readonly version: string
  readonly channel: string | null
}
export interface RecordNoticeServedSuccess {
  readonly refusal?: never
  readonly servedAt: Instant
  readonly position: Position
  readonly unchanged: boolean
}
export type RecordNoticeServedOutcome =
  | RecordNoticeServedSuccess
  | RefusalOf<'InvalidInputError' | 'NotFoundError' | 'ForbiddenError'>

export interface EraseMemberSuccess {
  readonly refusal?: never
  /** Of the entry that says so. */
  readonly position: Position
  readonly erasedEntries: number
  readonly unchanged: boolean
}
export type EraseMemberOutcome = EraseMemberSuccess | RefusalOf<'NotFoundError' | 'ForbiddenError'>

export interface ActsRegister {
  /** All or nothing. */
  setOptOuts(commands: readonly SetOptOutCommand[]): Promise<SetOptOutOutcome[]>
  recordNoticeServed(command: RecordNoticeServedCommand): Promise<RecordNoticeServedOutcome>
  eraseMember(member: string): Promise<EraseMemberOutcome>
}
