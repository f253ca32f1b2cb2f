/** A moment to wait for. */
export interface Arrival {
  /** Resolves when it comes, or after so many milliseconds. */
  within(milliseconds: number): Promise<void>
}

/**
 * Tells waiting readers that something may have been appended. A hint: readers look at the database, and look again by
 * themselves after a while, so a ring that is lost costs time and nothing else.
 */
export class Wakeup {
  #waiting = new Set<() => void>()

  ring(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const wake of waiting) wake()
  }

  /** The next ring from now on. Taken before looking, so that none falls between looking and waiting. */
  next(): Arrival {
    let rung = false
    let resolve = (): void => {}
    const wake = (): void => {
      rung = true
      resolve()
    }
    this.#waiting.add(wake)
    return {
      within: (milliseconds) =>
        new Promise((done) => {
          if (rung) return done()
          const timer = setTimeout(() => wake(), milliseconds)
          resolve = () => {
            clearTimeout(timer)
            this.#waiting.delete(wake)
            done()
          }
        }),
    }
  }
}
