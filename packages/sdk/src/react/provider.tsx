import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Client } from '../client.ts'
import type { Decision, Question } from '../decision.ts'
import type { MemberReference } from '../reference.ts'
import type { SettingsOverview } from '../settings-overview.ts'
import type { Attempt, EverythingAttempt } from './attempt.ts'
import { en } from './locales/en.ts'
import type { Messages } from './messages.ts'
import { type SettingsSnapshot, SettingsStore } from './settings-store.ts'

/** What a server has read already, as plain JSON: the page is complete before anything is asked from the browser. */
export interface InitialData {
  /** From `client.settings.overview()`. */
  readonly overview?: SettingsOverview | null | undefined
  /** From `client.eligibility.check(…)`: each question with its answer. */
  readonly decisions?: readonly (readonly [question: Question, decision: Decision])[] | undefined
  /** What became of a change that was sent as a form, by the key of its setting. */
  readonly attempts?: Readonly<Record<string, Attempt>> | undefined
  /** What became of objecting to everything, sent as a form. */
  readonly everything?: EverythingAttempt | null | undefined
}

export interface DemurProviderProps {
  readonly client: Client
  /** Whose settings these are. Default: the viewer. */
  readonly member?: MemberReference | undefined
  /** The texts of the components. Default: English. Others: `@demur/sdk/react/locales`. */
  readonly messages?: Messages | undefined
  /** In which zone times are written. Default: that of the reader, and UTC until the page has come to life. */
  readonly timeZone?: string | undefined
  /** How acts are recorded. Default: `settings`. */
  readonly channel?: string | undefined
  /** How many of the latest acts come with each setting, from 1 to 100. Default: 10. */
  readonly history?: number | undefined
  /** Read once, when the provider is first rendered. */
  readonly initialData?: InitialData | undefined
  readonly children?: ReactNode
}

interface DemurContext {
  readonly client: Client
  readonly member: MemberReference | undefined
  readonly store: SettingsStore
  readonly messages: Messages
  readonly timeZone: string
  readonly initialDecisions: NonNullable<InitialData['decisions']>
}

const Context = createContext<DemurContext | null>(null)

/**
 * Gives hooks and components their client, their member and their language.
 *
 * @example On a server, read first what the page shows, and hand it to the browser as JSON:
 * ```tsx
 * import { createClient, type SettingsOverview } from '@demur/sdk'
 * import { DemurProvider, OptOutSettings } from '@demur/sdk/react'
 * import { de } from '@demur/sdk/react/locales'
 *
 * const client = createClient({ url: 'https://demur.example/graphql', auth: 'dev-member:de-plain' })
 *
 * export function Privacy({ overview }: { readonly overview: SettingsOverview | null }) {
 *   return (
 *     <DemurProvider client={client} messages={de} initialData={{ overview }}>
 *       <OptOutSettings />
 *     </DemurProvider>
 *   )
 * }
 * ```
 */
export function DemurProvider({
  client,
  member,
  messages = en,
  timeZone,
  channel = 'settings',
  history,
  initialData = {},
  children,
}: DemurProviderProps): ReactNode {
  const here = useTimeZone()
  const { locale } = messages
  // Initial data belongs to the first rendering: a new client or member starts from nothing.
  const store = useMemo(
    () =>
      new SettingsStore({
        client,
        member,
        locale,
        channel,
        history,
        initial: initialData.overview,
        attempts: initialData.attempts ?? {},
        everything: initialData.everything ?? null,
      }),
    [client, JSON.stringify(member), locale, channel, history],
  )
  const value = useMemo(
    () => ({
      client,
      member,
      store,
      messages,
      timeZone: timeZone ?? here,
      initialDecisions: initialData.decisions ?? [],
    }),
    [client, store, messages, timeZone, here],
  )
  return <Context value={value}>{children}</Context>
}

/**
 * What the provider gives.
 * @throws Error outside of a provider
 */
export function useDemur(): DemurContext {
  const context = useContext(Context)
  if (context === null) throw new Error('Put a <DemurProvider> around what uses Demur.')
  return context
}

/** The settings as they are known; the first to look has them read. */
export function useSettings(): SettingsSnapshot {
  const { store } = useDemur()
  useEffect(() => void store.load(), [store])
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot)
}

const never = (): (() => void) => () => {}

/** Whether the page has come to life: what a server rendered has to be the same at first. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}

function useTimeZone(): string {
  return useSyncExternalStore(
    never,
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => 'UTC',
  )
}
