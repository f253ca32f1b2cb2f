import type {
  ForbiddenError,
  IdempotencyMismatchError,
  InvalidInputError,
  NotAppliedError,
  NotFoundError,
  UnknownError,
  VersionConflictError,
} from './refusal.ts'
import type { Choice, ChoiceAct, OrNewer, Position, Timestamp } from './vocabulary.ts'

/** One member's choice on one setting. */
export interface OptOutSetting {
  /** Global id. */
  readonly id: string
  /** The setting, in the language asked for. */
  readonly setting: {
    /** What choices name it by. Never changes. */
    readonly key: string
    readonly title: string
    readonly description: string
    /** Where people find it in the application, outermost first. */
    readonly path: readonly string[]
  }
  /** The choice in force. `DEFAULT` is never a yes. */
  readonly choice: OrNewer<Choice>
  /** Whether a rule that honours this choice applies where the member lives now. */
  readonly inForce: boolean
  /** Whether any use of this setting may use the member's content now, as far as choice and place decide. */
  readonly useAllowed: boolean
  /** Pass it as `expectedVersion` when withdrawing an objection or consenting. */
  readonly version: number
  /** When the latest act took effect; null where there was none. */
  readonly changedAt: Timestamp | null
}

/** One act on a setting, as recorded. */
export interface ChoiceEvent {
  /** Global id. */
  readonly id: string
  readonly act: OrNewer<ChoiceAct>
  /** How it was said, such as `settings`, `phone` or `letter`. */
  readonly channel: string
  /** Who recorded it. */
  readonly actor: string
  /** From when on it works. */
  readonly effectiveAt: Timestamp
  readonly recordedAt: Timestamp
  readonly position: Position
  /** Proof for the member to keep: the position of the entry, and the entry as JSON. */
  readonly receipt: { readonly entry: string; readonly document: string }
}

/** An act that is recorded. */
export interface ChoiceRecorded {
  readonly ok: true
  /** The setting, as it stood right after the act. */
  readonly setting: OptOutSetting
  readonly event: ChoiceEvent
  /** Pass it as `minPosition` to read this write. */
  readonly position: Position
  /** Whether the act was recorded and changed nothing. */
  readonly unchanged: boolean
}

/** Why an act was not recorded. */
export type ChoiceRefusal =
  | InvalidInputError
  | NotFoundError
  | ForbiddenError
  | VersionConflictError
  | IdempotencyMismatchError
  | NotAppliedError
  | UnknownError

export type ChoiceResult = ChoiceRecorded | { readonly ok: false; readonly error: ChoiceRefusal }
