import type { PastUse, SettingsOverview } from '@demur/sdk'
import type { Attempt, EverythingAttempt } from '@demur/sdk/react'

/** How many of the latest acts on each setting are shown at first; older ones are read when they are asked for. */
export const ACTS_AT_FIRST = 50

/** Everything that the page shows, as JSON: the server renders it, and the browser takes over from it. */
export interface PageData {
  readonly locale: string
  /** Null: the account is no member. */
  readonly overview: SettingsOverview | null
  readonly pastUses: readonly PastUse[]
  /** What became of a form. */
  readonly attempts: Readonly<Record<string, Attempt>>
  /** What became of objecting to everything by a form. */
  readonly everything: EverythingAttempt | null
  /** Whether a form was turned away. */
  readonly forged: boolean
  /** What every form carries. */
  readonly csrf: string
  readonly nonce: string
  readonly accountUrl: string | null
  readonly publicKeys: readonly string[]
}
