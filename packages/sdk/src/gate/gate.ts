import type { Trust } from '@demur/eligibility/evidence'
import type { Clock } from '../clock.ts'
import { DemurAbortError, DemurError, DemurInputError, DemurPermissionError } from '../error.ts'
import { pause } from '../interruption.ts'
import type { LedgerBatch } from '../on-demand/feed/batch.ts'
import { followBatches } from '../on-demand/feed/follow.ts'
import { retryAfterOf, waitBefore } from '../retry.ts'
import { createTransport, type Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { Acknowledger } from './acknowledger.ts'
import { Application, Unusable } from './apply.ts'
import { type GateDecision, type GateReason, shut } from './decision.ts'
import { fetchSnapshot, piecesOf } from './fetch-snapshot.ts'
import type { GateItem } from './item.ts'
import { Knowledge } from './knowledge.ts'
import { checkOptions, type GateOptions, type GateStatus, type SnapshotSource } from './options.ts'
import { problemOf, reasonOf } from './problem.ts'
import { readSnapshot } from './read-snapshot.ts'

/** How many entries are applied at once: what is asked meanwhile waits. */
const BATCH = 1000
/** The longest wait between two attempts to follow or to load; milliseconds. */
const LONGEST_WAIT = 30_000

/** Decides in memory, and lets nothing through where it cannot know. */
export interface Gate {
  /** Whether an item may be used now. At once, and the same as the server would answer at `position`. */
  decide(item: GateItem): GateDecision
  readonly status: GateStatus
  /**
   * Waits until it decides: a snapshot is loaded and, where it follows a server, applied up to the head.
   * @throws DemurError where that cannot come about, and it is no use to wait
   */
  ready(): Promise<void>
  /**
   * Waits until what was recorded up to a position is applied, such as a write of one's own.
   * @throws DemurAbortError where it is closed before
   */
  reached(position: Position): Promise<void>
  /** Acknowledges what is applied, and shuts for good. */
  close(): Promise<void>
}

/**
 * Makes a gate. It begins at once to load and to follow; until it is ready, and whenever it cannot know, everything is
 * ineligible, with the reason.
 *
 * @example
 * ```ts
 * import { createGate } from '@demur/sdk/gate'
 *
 * export async function trainable(posts: { author: string; text: string; writtenAt: string }[], keys: string[], token: string) {
 *   const gate = createGate({
 *     dataUse: 'genai.training',
 *     maxStaleness: 60_000,
 *     publicKeys: keys,
 *     server: { url: 'https://demur.example/graphql', auth: token },
 *   })
 *   await gate.ready()
 *   const allowed = posts.filter(({ author, writtenAt }) => {
 *     const item = { member: author, kind: 'POST', visibility: 'PUBLIC', createdAt: writtenAt } as const
 *     return gate.decide(item).outcome === 'ELIGIBLE'
 *   })
 *   await gate.close()
 *   return allowed
 * }
 * ```
 * @throws DemurInputError where an option cannot be used
 */
export function createGate(options: GateOptions): Gate {
  return new FollowingGate(options)
}

/** Who waits for a position. */
interface Waiter {
  readonly position: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

class FollowingGate implements Gate {
  readonly #options: GateOptions
  readonly #clock: Pick<Clock, 'now'>
  readonly #transport: Transport | null
  readonly #trust: Trust
  readonly #acknowledger: Acknowledger | null
  readonly #leaving = new AbortController()
  readonly #running: Promise<void>
  readonly #ready: Promise<void>
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

  constructor(options: GateOptions) {
    checkOptions(options)
    const { server, publicKeys, consumer } = options
    this.#options = options
    const clock = options.clock ?? server?.clock
    this.#transport = server === undefined ? null : createTransport({ ...server, clock })
    this.#clock = clock ?? { now: () => Date.now() }
    const { origin, revokedKeys, verifyEd25519 } = options
    this.#trust = {
      publicKeys: typeof publicKeys === 'string' ? [publicKeys] : publicKeys,
      origin,
      revokedKeys,
      verifyEd25519,
    }
    this.#acknowledger =
      consumer === undefined || this.#transport === null
        ? null
        : new Acknowledger(this.#transport, consumer, options.acknowledgeWithin ?? 10_000, (error) => this.#meet(error))
    this.#ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve
      this.#giveUp = reject
    })
    // Whoever never waits for it hears of it from the decisions.
    this.#ready.catch(() => {})
    this.#running = this.#run()
  }

  decide(item: GateItem): GateDecision {
    const now = this.#clock.now()
    const knowledge = this.#knowledge
    if (knowledge === null || now > this.#until) return shut(this.#reason)
    knowledge.moveTo(now)
    return knowledge.decide(item)
  }

  get status(): GateStatus {
    const knowledge = this.#knowledge
    return {
      shut: this.#clock.now() > this.#until ? this.#reason : null,
      position: knowledge === null ? null : String(this.#position),
      asOf: knowledge === null ? null : new Date(this.#asOf).toISOString(),
      rulebookVersion: knowledge?.rulebook.version ?? null,
      members: knowledge?.members.size ?? 0,
      bytes: knowledge?.members.bytes ?? 0,
      problem: this.#problem,
    }
  }

  ready(): Promise<void> {
    return this.#ready
  }

  reached(position: Position): Promise<void> {
    if (this.#position >= Number(position)) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.add({ position: Number(position), resolve, reject }))
  }

  async close(): Promise<void> {
    this.#shut('GATE_CLOSED')
    this.#leaving.abort()
    await this.#running
    this.#giveUp(new DemurAbortError())
    for (const { reject } of this.#waiting) reject(new DemurAbortError())
    await this.#acknowledger?.settle()
  }

  async #run(): Promise<void> {
    try {
      await this.#load(this.#options.snapshot)
      if (this.#transport === null) return this.#open()
      await this.#follow(this.#transport)
    } catch (error) {
      if (this.#leaving.signal.aborted) return
      this.#meet(error)
      this.#giveUp(this.#problem)
    }
  }

  /** Puts a snapshot in the place of what it knew. */
  async #load(source: SnapshotSource | undefined): Promise<void> {
    const { dataUse } = this.#options
    const pieces = source === undefined ? this.#fetch(dataUse) : piecesOf(source)
    const random = this.#transport?.options.random ?? Math.random
    const { header, members } = await readSnapshot(pieces, dataUse, this.#trust, Math.floor(random() * 2 ** 32))
    if (this.#leaving.signal.aborted) throw new DemurAbortError()
    this.#knowledge = new Knowledge(header, members)
    this.#application = new Application(this.#knowledge)
    this.#moveTo(header.position)
    // Nothing is known as of a time that has not come: the clock of the register may be ahead.
    this.#asOf = Math.min(header.at, this.#clock.now())
  }

  #fetch(dataUse: string): AsyncIterable<Uint8Array> {
    const transport = this.#transport
    if (transport === null)
      throw new DemurInputError('There is neither “server” nor “snapshot”.', { code: 'BAD_OPTION' })
    return fetchSnapshot(transport.options, dataUse, this.#leaving.signal)
  }

  /** Follows the ledger for as long as the gate is open, and loads anew where what it holds is of no use any more. */
  async #follow(transport: Transport): Promise<never> {
    for (let failures = 0; ; ) {
      try {
        const { signal } = this.#leaving
        for await (const batch of followBatches(transport, {
          after: String(this.#position),
          batchSize: BATCH,
          signal,
        })) {
          this.#take(batch)
          failures = 0
        }
      } catch (error) {
        if (this.#leaving.signal.aborted) throw error
        const reason = reasonOf(error)
        if (reason !== null) this.#shut(reason)
        this.#meet(error)
        // A gate that never opened has nothing to lose: whoever waits for it hears why.
        if (reason === null && !this.#problem?.retryable) this.#giveUp(this.#problem)
        failures += 1
        await this.#pause(transport, failures, error)
        if (reason !== null) failures = await this.#reload(transport, failures)
      }
    }
  }

  /** Loads anew until it succeeds. Gives how many attempts have failed. */
  async #reload(transport: Transport, before: number): Promise<number> {
    for (let failures = before; ; failures += 1) {
      try {
        await this.#load(undefined)
        this.#reason = 'GATE_STALE'
        return 0
      } catch (error) {
        if (this.#leaving.signal.aborted) throw error
        this.#meet(error)
        await this.#pause(transport, failures + 1, error)
      }
    }
  }

  async #pause({ options: { clock, random } }: Transport, failures: number, error: unknown): Promise<void> {
    const retryAfter = error instanceof DemurError ? retryAfterOf(error) : null
    const wait = Math.min(waitBefore(Math.min(failures, 8), random, retryAfter), LONGEST_WAIT)
    await pause(clock, wait, this.#leaving.signal)
  }

  /** Applies a batch as a whole: nothing is asked in between. */
  #take({ after, through, head, readAt, entries }: LedgerBatch): void {
    const received = this.#clock.now()
    if (entries.length !== Number(through) - Number(after)) {
      throw new DemurPermissionError('The token does not see every entry of the ledger.', { code: 'FORBIDDEN' })
    }
    for (const entry of entries) this.#application?.apply(entry)
    this.#moveTo(Number(through))
    this.#acknowledger?.applied(through)
    if (through !== head) return
    if (this.#application?.isSettled === false) {
      throw new Unusable('GATE_UNREADABLE', 'an entry was erased without an erasure that says so')
    }
    this.#asOf = Math.max(this.#asOf, Math.min(Date.parse(readAt), received))
    this.#open()
  }

  #moveTo(position: number): void {
    this.#position = position
    for (const waiter of this.#waiting) {
      if (waiter.position > position) continue
      this.#waiting.delete(waiter)
      waiter.resolve()
    }
  }

  /** Decides from here on, for as long as what it knows is not too old. */
  #open(): void {
    const wasShut = this.#until === Number.NEGATIVE_INFINITY
    this.#reason = 'GATE_STALE'
    this.#problem = null
    this.#until = this.#asOf + this.#options.maxStaleness
    if (wasShut) this.#tell()
    this.#becomeReady()
  }

  #shut(reason: GateReason): void {
    if (this.#reason === 'GATE_CLOSED') return
    this.#until = Number.NEGATIVE_INFINITY
    this.#reason = reason
    this.#tell()
  }

  #meet(error: unknown): void {
    this.#problem = problemOf(error)
    this.#tell()
  }

  #tell(): void {
    try {
      this.#options.onChange?.(this.status)
    } catch {
      // What a hook throws is its own affair.
    }
  }
}
