/** Where time comes from. Tests put their own in place of the machine's. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `wake` once, after so many milliseconds. What it gives back cancels the call. */
  after(milliseconds: number, wake: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, wake) {
    const timer = setTimeout(wake, milliseconds)
    return () => clearTimeout(timer)
  },
}
