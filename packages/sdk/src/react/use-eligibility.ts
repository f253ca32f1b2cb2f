import { useEffect, useState } from 'react'
import type { Decision, Question } from '../decision.ts'
import { useDemur } from './provider.tsx'

/** Whether content may be used, as far as that is known yet. */
export interface EligibilityState {
  readonly status: 'loading' | 'ready' | 'failed'
  /** True only where the register has said so: not while it is asked, and not where it could not be asked. */
  readonly eligible: boolean
  /** Null until it is there. */
  readonly decision: Decision | null
  /** Why there is none. */
  readonly error: unknown
}

type Known = Omit<EligibilityState, 'eligible'> & { readonly asked: string }

/**
 * Asks whether content may be used. Asked anew when the question changes, and when `revision` does: pass the position
 * that a write returned, and the answer reflects it.
 *
 * @example
 * ```tsx
 * import { useEligibility } from '@demur/sdk/react'
 *
 * export function WhyNot({ post }: { readonly post: string }) {
 *   const { status, eligible, decision } = useEligibility({ item: post, dataUse: 'genai.training' })
 *   if (status !== 'ready') return null
 *   return <p>{eligible ? 'May train AI.' : decision?.explanation}</p>
 * }
 * ```
 * @throws Error outside of a provider
 */
export function useEligibility(
  question: Question,
  { revision }: { readonly revision?: string } = {},
): EligibilityState {
  const { client, messages, initialDecisions } = useDemur()
  const asked = JSON.stringify([question, messages.locale, revision])
  const initial = initialDecisions.find(([other]) => JSON.stringify(other) === JSON.stringify(question))?.[1]
  const [known, setKnown] = useState<Known>(() => ({
    asked,
    status: initial === undefined ? 'loading' : 'ready',
    decision: initial ?? null,
    error: null,
  }))
  const needed = known.asked !== asked || known.status === 'loading'
  useEffect(() => {
    if (!needed) return
    const leaving = new AbortController()
    const options = { locale: messages.locale, minPosition: revision, signal: leaving.signal }
    client.eligibility.check(question, options).then(
      (decision) => setKnown({ asked, status: 'ready', decision, error: null }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setKnown({ asked, status: 'failed', decision: null, error })
      },
    )
    return () => leaving.abort()
  }, [client, asked, needed])
  if (known.asked !== asked) return { status: 'loading', eligible: false, decision: null, error: null }
  const { status, decision, error } = known
  return { status, eligible: decision?.outcome === 'ELIGIBLE', decision, error }
}
