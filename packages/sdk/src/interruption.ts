import type { Clock } from './clock.ts'
import { DemurAbortError, DemurTimeoutError } from './error.ts'

/** What ends a wait before its time. */
export interface Limits {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  /** Milliseconds; `Infinity` for none. */
  readonly timeout: number
  readonly requestId: string | null
}

/**
 * Waits for work until it is done, its time is up or the caller gives up. The work is told through its signal, and not
 * relied on: a `fetch` that ignores signals is left behind.
 * @throws DemurTimeoutError, DemurAbortError, and whatever the work throws
 */
export async function interruptible<T>(
  { clock, signal, timeout, requestId }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new DemurAbortError(requestId)
  const controller = new AbortController()
  let interrupt = (_: DemurAbortError | DemurTimeoutError): void => {}
  const interruption = new Promise<never>((_, reject) => {
    interrupt = (error) => {
      reject(error)
      controller.abort()
    }
  })
  const giveUp = (): void => interrupt(new DemurAbortError(requestId))
  const expire = (): void =>
    interrupt(new DemurTimeoutError(`No answer came within ${timeout} ms.`, { code: 'TIMEOUT', requestId }))
  signal?.addEventListener('abort', giveUp)
  const cancel = timeout === Infinity ? null : clock.after(timeout, expire)
  try {
    return await Promise.race([interruption, work(controller.signal)])
  } finally {
    cancel?.()
    signal?.removeEventListener('abort', giveUp)
  }
}

/**
 * Waits for so many milliseconds.
 * @throws DemurAbortError
 */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let cancel = (): void => {}
  const limits = { clock, signal, timeout: Infinity, requestId: null }
  const waited = interruptible(limits, () => new Promise<void>((wake) => (cancel = clock.after(milliseconds, wake))))
  return waited.finally(() => cancel())
}
