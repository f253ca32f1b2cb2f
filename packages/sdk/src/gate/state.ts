import type { Clock } from '../clock.ts'
import { DemurAbortError, type DemurError, DemurPermissionError } from '../error.ts'
import type { LedgerBatch } from '../on-demand/feed/batch.ts'
import type { Position } from '../vocabulary.ts'
import { Application, Unusable } from './apply.ts'
import type { GateReason } from './decision.ts'
import { Knowledge } from './knowledge.ts'
import type { GateOptions, GateStatus } from './options.ts'
import { problemOf } from './problem.ts'
import type { ReadSnapshot } from './read-snapshot.ts'

/** Who waits for a position. */
interface Waiter {
  readonly position: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What a gate knows, up to where, as of when, and whether it may decide by it. */
export class GateState {
  readonly #clock: Pick<Clock, 'now'>
  readonly #options: Pick<GateOptions, 'maxStaleness' | 'onChange'>
  readonly ready: Promise<void>
  #becomeReady: () => void = () => {}
  #giveUp: (error: unknown) => void = () => {}
  #knowledge: Knowledge | null = null
  #application: Application | null = null
  #position = 0
  readonly #waiting = new Set<Waiter>()
  /** As of when it knows everything. */
  #asOf = Number.NEGATIVE_INFINITY
  /** Until when it may decide: negative infinity while it is shut for another reason than its age. */
  #until = Number.NEGATIVE_INFINITY
  #reason: GateReason = 'GATE_NOT_LOADED'
  #problem: DemurError | null = null

  constructor(clock: Pick<Clock, 'now'>, options: Pick<GateOptions, 'maxStaleness' | 'onChange'>) {
    this.#clock = clock
    this.#options = options
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve
      this.#giveUp = reject
    })
    // Whoever never waits for it hears of it from the decisions.
    this.ready.catch(() => {})
  }

  /** What it knows, at the present; null while it is shut. */
  present(): Knowledge | null {
    const now = this.#clock.now()
    const knowledge = this.#knowledge
    if (knowledge === null || now > this.#until) return null
    knowledge.moveTo(now)
    return knowledge
  }

  /** Why it is shut, where it is. */
  get reason(): GateReason {
    return this.#reason
  }

  get problem(): DemurError | null {
    return this.#problem
  }

  /** Up to where everything is applied. */
  get position(): Position {
    return String(this.#position)
  }

  get status(): GateStatus {
    const knowledge = this.#knowledge
    return {
      shut: this.#clock.now() > this.#until ? this.#reason : null,
      position: knowledge === null ? null : this.position,
      asOf: knowledge === null ? null : new Date(this.#asOf).toISOString(),
      rulebookVersion: knowledge?.rulebook.version ?? null,
      members: knowledge?.members.size ?? 0,
      bytes: knowledge?.members.bytes ?? 0,
      problem: this.#problem,
    }
  }

  reached(position: Position): Promise<void> {
    if (this.#position >= Number(position)) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.add({ position: Number(position), resolve, reject }))
  }

  /** Puts a snapshot in the place of what it knew. It is not open yet. */
  hold({ header, members }: ReadSnapshot): void {
    this.#knowledge = new Knowledge(header, members)
    this.#application = new Application(this.#knowledge)
    this.#moveTo(header.position)
    // Nothing is known as of a time that has not come: the clock of the register may be ahead.
    this.#asOf = Math.min(header.at, this.#clock.now())
  }

  /** Applies a batch as a whole: nothing is asked in between. At the head it opens. */
  take({ after, through, head, readAt, entries }: LedgerBatch): void {
    const received = this.#clock.now()
    if (entries.length !== Number(through) - Number(after)) {
      throw new DemurPermissionError('The token does not see every entry of the ledger.', { code: 'FORBIDDEN' })
    }
    for (const entry of entries) this.#application?.apply(entry)
    this.#moveTo(Number(through))
    if (through !== head) return
    if (this.#application?.isSettled === false) {
      throw new Unusable('GATE_UNREADABLE', 'an entry was erased without an erasure that says so')
    }
    this.#asOf = Math.max(this.#asOf, Math.min(Date.parse(readAt), received))
    this.open()
  }

  /** Decides from here on, for as long as what it knows is not too old. */
  open(): void {
    const wasShut = this.#until === Number.NEGATIVE_INFINITY
    this.#reason = 'GATE_STALE'
    this.#problem = null
    this.#until = this.#asOf + this.#options.maxStaleness
    if (wasShut) this.#tell()
    this.#becomeReady()
  }

  shut(reason: GateReason): void {
    if (this.#reason === 'GATE_CLOSED') return
    this.#until = Number.NEGATIVE_INFINITY
    this.#reason = reason
    this.#tell()
  }

  /** It has a snapshot again, and is shut only for as long as the feed has not caught up. */
  wait(): void {
    this.#reason = 'GATE_STALE'
  }

  /** Something went wrong. */
  meet(error: unknown): void {
    this.#problem = problemOf(error)
    this.#tell()
  }

  /** Whoever waits until it is ready, and it never was, waits in vain. */
  giveUp(error: unknown): void {
    this.#giveUp(error)
  }

  /** Nothing comes any more. */
  end(): void {
    this.#giveUp(new DemurAbortError())
    for (const { reject } of this.#waiting) reject(new DemurAbortError())
  }

  #moveTo(position: number): void {
    this.#position = position
    for (const waiter of this.#waiting) {
      if (waiter.position > position) continue
      this.#waiting.delete(waiter)
      waiter.resolve()
    }
  }

  #tell(): void {
    try {
      this.#options.onChange?.(this.status)
    } catch {
      // What a hook throws is its own affair.
    }
  }
}
