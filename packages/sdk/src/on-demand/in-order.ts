import { DemurAbortError } from '../error.ts'

/**
 * Does work on what a source gives, on at most `width` at once, and gives the results in the order of the source. Takes
 * from the source only when it is asked for a result, and ends the source when it is ended itself. The work is told
 * through its signal when nobody waits for it any more.
 * @throws DemurAbortError, and whatever source and work throw
 */
export async function* inOrder<Input, Output>(
  source: Iterator<Input, unknown> | AsyncIterator<Input, unknown>,
  width: number,
  outer: AbortSignal | undefined,
  work: (input: Input, signal: AbortSignal) => Promise<Output>,
): AsyncGenerator<Output, void, undefined> {
  if (outer?.aborted) throw new DemurAbortError()
  const halt = new AbortController()
  let giveUp = (): void => {}
  const givenUp = watched(
    new Promise<never>((_, reject) => {
      giveUp = () => reject(new DemurAbortError())
    }),
  )
  outer?.addEventListener('abort', giveUp)
  const running: Promise<Output>[] = []
  try {
    for (let exhausted = false; ; ) {
      while (!exhausted && running.length < Math.max(width, 1)) {
        const next = await Promise.race([givenUp, source.next()])
        if (next.done) exhausted = true
        else running.push(watched(work(next.value, halt.signal)))
      }
      const first = running.shift()
      if (first === undefined) return
      yield await Promise.race([givenUp, first])
    }
  } finally {
    outer?.removeEventListener('abort', giveUp)
    halt.abort()
    const ended = watched(Promise.resolve(source.return?.()))
    // A source that is waiting for something itself ends only when that comes, which may be never.
    if (!outer?.aborted) await ended
  }
}

/** A promise whose failure may come before anybody looks: it fails again for whoever looks then. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
