import type { Clock } from '@demur/sdk'

/** A clock whose waits are over at once, and which says how long they would have been. */
export class HastyClock implements Clock {
  readonly waits: number[] = []
  #now = Date.UTC(2026, 10, 23, 12)

  now(): number {
    return this.#now
  }

  after(milliseconds: number, wake: () => void): () => void {
    this.waits.push(milliseconds)
    this.#now += milliseconds
    const soon = setImmediate(wake)
    return () => clearImmediate(soon)
  }
}

/** A clock that stands still, whose short waits are over at once, and whose time limits never are. */
export class ImpatientClock implements Clock {
  readonly #now: number

  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, wake: () => void): () => void {
    if (milliseconds >= 10_000) return () => {}
    const soon = setImmediate(wake)
    return () => clearImmediate(soon)
  }
}

/** A clock that stands still until it is moved on. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 23, 12)
  readonly #alarms = new Set<{ readonly at: number; readonly wake: () => void }>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, wake: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, wake }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Moves on, and wakes whoever waits for that. */
  advance(milliseconds: number): void {
    this.#now += milliseconds
    for (const alarm of this.#alarms) {
      if (alarm.at > this.#now) continue
      this.#alarms.delete(alarm)
      alarm.wake()
    }
  }
}
