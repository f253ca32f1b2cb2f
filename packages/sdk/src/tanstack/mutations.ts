import type { Client } from '../client.ts'
import type { NoticeServedResult, NoticeServing } from '../notice.ts'
import type { ChoiceResult } from '../opt-out-setting.ts'
import type { EverythingResult, LooseningActOptions, ProtectiveActOptions } from '../settings.ts'
import { demurKeys } from './queries.ts'

/** What a mutation needs: pass it to `useMutation`. What the register refuses is a value of `data`, not an error. */
export interface MutationOptions<Data, Variables> {
  readonly mutationKey: readonly unknown[]
  readonly mutationFn: (variables: Variables) => Promise<Data>
  /** Has everything asked again that the act may have changed. */
  readonly onSettled: (
    data: Data | undefined,
    error: Error | null,
    variables: Variables,
    onMutateResult: unknown,
    context: { readonly client: Invalidates },
  ) => Promise<void>
}

/** What is used of a `QueryClient`. */
interface Invalidates {
  invalidateQueries(filters: { readonly queryKey: readonly unknown[] }): Promise<void>
}

type Protective = ProtectiveActOptions & { readonly setting: string }
type Loosening = LooseningActOptions & { readonly setting: string }

/** A mutation for everything that a member can do. */
export interface DemurMutations {
  object(): MutationOptions<ChoiceResult, Protective>
  withdraw(): MutationOptions<ChoiceResult, Loosening>
  consent(): MutationOptions<ChoiceResult, Loosening>
  withdrawConsent(): MutationOptions<ChoiceResult, Protective>
  /** On all settings or on none. */
  objectToEverything(): MutationOptions<EverythingResult, ProtectiveActOptions | undefined>
  recordNoticeServed(): MutationOptions<NoticeServedResult, NoticeServing>
}

/**
 * Mutation options for a client. None is optimistic: a choice shows when the register has recorded it.
 *
 * @example
 * ```tsx
 * import { createClient } from '@demur/sdk'
 * import { demurMutations } from '@demur/sdk/tanstack'
 * import { useMutation } from '@tanstack/react-query'
 *
 * const mutations = demurMutations(createClient({ url: '/graphql', auth: 'dev-member:fr-plain' }))
 *
 * export function Object() {
 *   const { mutate, data } = useMutation(mutations.object())
 *   return <button onClick={() => mutate({ setting: 'genai-improvement' })}>{data?.ok ? 'Objected' : 'Object'}</button>
 * }
 * ```
 */
export function demurMutations({ settings, notices }: Client): DemurMutations {
  const choices = { onSettled: invalidating(demurKeys.choices, demurKeys.eligibility) }
  return {
    object: () => ({
      mutationKey: ['demur', 'object'],
      mutationFn: ({ setting, ...act }) => settings.object(setting, act),
      ...choices,
    }),
    withdraw: () => ({
      mutationKey: ['demur', 'withdraw'],
      mutationFn: ({ setting, ...act }) => settings.withdraw(setting, act),
      ...choices,
    }),
    consent: () => ({
      mutationKey: ['demur', 'consent'],
      mutationFn: ({ setting, ...act }) => settings.consent(setting, act),
      ...choices,
    }),
    withdrawConsent: () => ({
      mutationKey: ['demur', 'withdraw-consent'],
      mutationFn: ({ setting, ...act }) => settings.withdrawConsent(setting, act),
      ...choices,
    }),
    objectToEverything: () => ({
      mutationKey: ['demur', 'object-to-everything'],
      mutationFn: (act) => settings.objectToEverything(act),
      ...choices,
    }),
    recordNoticeServed: () => ({
      mutationKey: ['demur', 'record-notice-served'],
      mutationFn: (serving) => notices.recordServed(serving),
      onSettled: invalidating(demurKeys.choices, demurKeys.notices, demurKeys.eligibility),
    }),
  }
}

function invalidating(...keys: readonly (readonly unknown[])[]) {
  return async (
    _data: unknown,
    _error: Error | null,
    _variables: unknown,
    _onMutateResult: unknown,
    { client }: { readonly client: Invalidates },
  ): Promise<void> => {
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
}
