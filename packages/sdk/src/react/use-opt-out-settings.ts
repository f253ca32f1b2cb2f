import type { OptOutSettingDetails, SettingsOverview } from '../settings-overview.ts'
import type { EverythingAttempt } from './attempt.ts'
import { useDemur, useSettings } from './provider.tsx'
import type { SettingsSnapshot } from './settings-store.ts'

/** The settings of the member, and what can be done about all of them. */
export interface OptOutSettingsState {
  /** `absent`: there is no such member, or the viewer may not see them. */
  readonly status: SettingsSnapshot['status']
  /** Empty until they are there. */
  readonly settings: readonly OptOutSettingDetails[]
  readonly overview: SettingsOverview | null
  /** Why they could not be loaded. */
  readonly error: unknown
  /** What became of objecting to everything; null where nobody tried. */
  readonly everything: EverythingAttempt | null
  /** Reads them anew. What is shown stays until the answer is there. */
  readonly refresh: () => Promise<void>
  /** Objects on every setting, on all of them or on none. */
  readonly objectToEverything: () => Promise<void>
  /** Takes back what objecting to everything changed. */
  readonly undoEverything: () => Promise<void>
  /** Tries again what got no answer. */
  readonly retryEverything: () => Promise<void>
}

/**
 * Every setting with the choice of the member.
 *
 * @example
 * ```tsx
 * import { useOptOutSettings } from '@demur/sdk/react'
 *
 * export function Summary() {
 *   const { status, settings, objectToEverything, everything } = useOptOutSettings()
 *   if (status !== 'ready') return null
 *   const objected = settings.filter(({ choice }) => choice === 'OBJECTED').length
 *   return (
 *     <p>
 *       You objected to {objected} of {settings.length}.{' '}
 *       <button onClick={objectToEverything} disabled={everything?.phase === 'pending'}>
 *         Object to everything
 *       </button>
 *     </p>
 *   )
 * }
 * ```
 * @throws Error outside of a provider
 */
export function useOptOutSettings(): OptOutSettingsState {
  const { store } = useDemur()
  const { status, overview, error, everything } = useSettings()
  const { refresh, objectToEverything, undoEverything, retryEverything } = store
  const settings = overview?.settings ?? []
  return {
    status,
    settings,
    overview,
    error,
    everything,
    refresh,
    objectToEverything,
    undoEverything,
    retryEverything,
  }
}
