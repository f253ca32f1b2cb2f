import type { Client } from '../client.ts'
import type { Decision, Question } from '../decision.ts'
import type { DueNotice } from '../notice.ts'
import type { OptOutSetting } from '../opt-out-setting.ts'
import type { PastUseSummary, PastUses } from '../past-use.ts'
import type { MemberReference } from '../reference.ts'
import type { ChoiceHistory, SettingsOverview } from '../settings-overview.ts'

/** What a query needs: pass it to `useQuery`, `prefetchQuery`, `ensureQueryData` and their like. */
export interface QueryOptions<Data> {
  readonly queryKey: readonly unknown[]
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Data>
}

/** Whose data, and in which language. */
export interface Of {
  /** Default: the viewer. */
  readonly member?: MemberReference | undefined
  readonly locale?: string | undefined
}

/** A query for everything that can be asked. */
export interface DemurQueries {
  /** Every setting with the choice of the member; null where there is no such member. */
  settings(of?: Of): QueryOptions<readonly OptOutSetting[] | null>
  /** Everything that a settings page shows. */
  overview(of?: Of): QueryOptions<SettingsOverview | null>
  /** The first acts on a setting, latest first. */
  history(setting: string, of?: Of): QueryOptions<ChoiceHistory | null>
  /** The sealed runs that used content of the member. */
  pastUses(of?: Of): QueryOptions<PastUses | null>
  /** The same in words, and what ended it. */
  pastUseSummary(of?: Of): QueryOptions<PastUseSummary | null>
  /** The notices that are due. */
  noticesDue(of?: Of): QueryOptions<readonly DueNotice[] | null>
  /** Whether an item may be used, and why. */
  eligibility(question: Question, of?: Pick<Of, 'locale'>): QueryOptions<Decision>
}

/**
 * The beginnings of the keys: pass one to `invalidateQueries` to have all queries under it asked again.
 *
 * @example
 * ```ts
 * import { demurKeys } from '@demur/sdk/tanstack'
 * import type { QueryClient } from '@tanstack/react-query'
 *
 * export const signOut = (client: QueryClient) => client.removeQueries({ queryKey: demurKeys.all })
 * ```
 */
export const demurKeys = {
  all: ['demur'],
  /** What a choice changes: settings, histories, past uses. */
  choices: ['demur', 'choices'],
  notices: ['demur', 'notices'],
  /** Decisions, which every choice may turn. */
  eligibility: ['demur', 'eligibility'],
} as const

/**
 * Query options for a client. Queries are aborted when nobody waits for them any more.
 *
 * @example
 * ```tsx
 * import { createClient } from '@demur/sdk'
 * import { demurQueries } from '@demur/sdk/tanstack'
 * import { useQuery } from '@tanstack/react-query'
 *
 * const queries = demurQueries(createClient({ url: '/graphql', auth: 'dev-member:fr-plain' }))
 *
 * export function Count() {
 *   const { data } = useQuery(queries.settings({ locale: 'fr' }))
 *   return <p>{data?.filter(({ choice }) => choice === 'OBJECTED').length ?? '…'}</p>
 * }
 * ```
 */
export function demurQueries({ settings, notices, eligibility }: Client): DemurQueries {
  const { choices } = demurKeys
  return {
    settings: (of = {}) => ({
      queryKey: [...choices, 'settings', of],
      queryFn: ({ signal }) => settings.list({ ...of, signal }),
    }),
    overview: (of = {}) => ({
      queryKey: [...choices, 'overview', of],
      queryFn: ({ signal }) => settings.overview({ ...of, signal }),
    }),
    history: (setting, of = {}) => ({
      queryKey: [...choices, 'history', setting, of],
      queryFn: ({ signal }) => settings.history(setting, { ...of, signal }),
    }),
    pastUses: (of = {}) => ({
      queryKey: [...choices, 'past-uses', of],
      queryFn: ({ signal }) => settings.pastUses({ ...of, signal }),
    }),
    pastUseSummary: (of = {}) => ({
      queryKey: [...choices, 'past-use-summary', of],
      queryFn: ({ signal }) => settings.pastUseSummary({ ...of, signal }),
    }),
    noticesDue: (of = {}) => ({
      queryKey: [...demurKeys.notices, of],
      queryFn: ({ signal }) => notices.due({ ...of, signal }),
    }),
    eligibility: (question, { locale } = {}) => ({
      queryKey: [...demurKeys.eligibility, question, locale ?? null],
      queryFn: ({ signal }) => eligibility.check(question, { locale, signal }),
    }),
  }
}
