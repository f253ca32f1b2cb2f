import type { ChoiceRefusal } from '../opt-out-setting.ts'
import type { SettingChange } from '../settings.ts'
import type { Choice, ChoiceAct, OrNewer } from '../vocabulary.ts'

/**
 * How far an attempt to change something has come. `saved` is only ever said of what the register acknowledged, or was
 * seen to hold.
 */
export type Progress =
  | { readonly phase: 'pending' | 'saved' }
  /** Somebody changed it meanwhile. Nothing was changed by this attempt, and the setting is shown as it stands. */
  | { readonly phase: 'conflict' }
  /** The register said no. */
  | { readonly phase: 'refused'; readonly error: ChoiceRefusal }
  /** No answer came; whether it was recorded is not known, unless the setting shows it. */
  | { readonly phase: 'failed'; readonly error: unknown }

/** The latest attempt on a setting. */
export type Attempt = Progress & {
  readonly act: ChoiceAct
  /** The choice that an undo goes back to. */
  readonly before: OrNewer<Choice>
  /** The version that was on the screen. */
  readonly version: number
  /** The same for every try, so that one that was recorded unseen is not recorded twice. */
  readonly idempotencyKey: string
}

/** The latest attempt on all settings together. */
export type EverythingAttempt = Progress & {
  readonly kind: 'object' | 'undo'
  readonly changes: readonly SettingChange[]
  readonly idempotencyKey: string
}
