/**
 * The settings of members in React 19: a provider, hooks, and components that are ready to use.
 * @module @demur/sdk/react
 */
export type { Attempt, EverythingAttempt, Progress } from './attempt.ts'
export { en } from './locales/en.ts'
export type { Messages, Plural } from './messages.ts'
export { NoticeBanner, type NoticeBannerProps, type NoticeForm } from './notice-banner.tsx'
export { ObjectToEverything } from './object-to-everything.tsx'
export { OptOutSettings, type OptOutSettingsProps } from './opt-out-settings.tsx'
export { DemurProvider, type DemurProviderProps, type InitialData } from './provider.tsx'
export { type FormTarget, SettingGroup, type SettingGroupProps } from './setting-group.tsx'
export { type EligibilityState, useEligibility } from './use-eligibility.ts'
export { type OptOutState, type SwitchProps, useOptOut } from './use-opt-out.ts'
export { type OptOutSettingsState, useOptOutSettings } from './use-opt-out-settings.ts'
