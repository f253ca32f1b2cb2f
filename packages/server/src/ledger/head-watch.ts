import type { Position } from '@demur/eligibility'
import type { Wakeup } from './wakeup.ts'

/** The watch looks by itself this often: a ring can be lost. Milliseconds. */
const PATIENCE = 1000
/** It never looks more often than this, however fast others append. Milliseconds. */
const BREATH = 20

interface Waiting {
  readonly after: Position
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Watches the head of the ledger for everybody in the process who waits for it to move: however many follow the ledger,
 * one statement looks whether there is anything new.
 */
export class HeadWatch {
  readonly #read: () => Promise<Position>
  readonly #wakeup: Wakeup
  readonly #waiting = new Set<Waiting>()
  #watching = false
  /** As last read. Whoever comes to wait after it was read must not wait for the next ring. */
  #head = 0

  /** `read` gives the position of the head. */
  constructor(read: () => Promise<Position>, wakeup: Wakeup) {
    this.#read = read
    this.#wakeup = wakeup
  }

  /**
   * Resolves when the head is beyond a position, after so many milliseconds, or when the signal is aborted; rejects where
   * the head cannot be read.
   */
  beyond(after: Position, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || after < this.#head) return Promise.resolve()
    let end = (): void => {}
    const moved = new Promise<void>((resolve, reject) => {
      const waiting: Waiting = { after, resolve, reject }
      const timer = setTimeout(resolve, milliseconds)
      const abort = (): void => resolve()
      signal.addEventListener('abort', abort)
      this.#waiting.add(waiting)
      end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        this.#waiting.delete(waiting)
      }
    })
    if (!this.#watching) void this.#watch()
    return moved.finally(end)
  }

  /** Looks for as long as somebody waits. */
  async #watch(): Promise<void> {
    this.#watching = true
    while (this.#waiting.size > 0) {
      const arrival = this.#wakeup.next()
      try {
        this.#head = await this.#read()
        for (const { after, resolve } of this.#waiting) if (after < this.#head) resolve()
      } catch (error) {
        for (const { reject } of this.#waiting) reject(error)
      }
      await new Promise((rested) => setTimeout(rested, BREATH))
      await arrival.within(PATIENCE)
    }
    this.#watching = false
  }
}
