import { DemurInputError } from '../error.ts'
import { createTransport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { Acknowledger } from './acknowledger.ts'
import { type GateDecision, shut } from './decision.ts'
import { keepUp } from './follow.ts'
import type { GateItem } from './item.ts'
import type { Knowledge } from './knowledge.ts'
import { MOST_FOUND } from './member-store.ts'
import { checkOptions, type GateOptions, type GateStatus } from './options.ts'
import { GateState } from './state.ts'

/** Decides in memory, and lets nothing through where it cannot know. */
export interface Gate {
  /** Whether an item may be used now. At once, and the same as the server would answer at `position`. */
  decide(item: GateItem): GateDecision
  /**
   * The same about many items, in their order. Faster, because what is known of their authors is fetched from memory for
   * many at a time.
   * @throws DemurInputError whose path begins with the index of an item that cannot be read
   */
  decideMany(items: readonly GateItem[]): GateDecision[]
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
  return new MemoryGate(options)
}

class MemoryGate implements Gate {
  readonly #state: GateState
  readonly #acknowledger: Acknowledger | null
  readonly #leaving = new AbortController()
  readonly #running: Promise<void>

  constructor(options: GateOptions) {
    checkOptions(options)
    const { server, publicKeys, origin, revokedKeys, verifyEd25519, consumer, acknowledgeWithin = 10_000 } = options
    const clock = options.clock ?? server?.clock
    const transport = server === undefined ? null : createTransport({ ...server, clock })
    const state = new GateState(clock ?? { now: () => Date.now() }, options)
    const acknowledger =
      consumer === undefined || transport === null
        ? null
        : new Acknowledger(transport, consumer, acknowledgeWithin, (error) => state.meet(error))
    const keys = typeof publicKeys === 'string' ? [publicKeys] : publicKeys
    const trust = { publicKeys: keys, origin, revokedKeys, verifyEd25519 }
    const { signal } = this.#leaving
    this.#state = state
    this.#acknowledger = acknowledger
    this.#running = keepUp({ options, state, transport, trust, acknowledger, signal })
  }

  decide(item: GateItem): GateDecision {
    const knowledge = this.#state.present()
    return knowledge === null ? shut(this.#state.reason) : knowledge.decide(item)
  }

  decideMany(items: readonly GateItem[]): GateDecision[] {
    const decisions: GateDecision[] = []
    for (let from = 0; from < items.length; from += MOST_FOUND) {
      const until = Math.min(from + MOST_FOUND, items.length)
      const knowledge = this.#state.present()
      if (knowledge === null) for (let at = from; at < until; at += 1) decisions.push(shut(this.#state.reason))
      else decideSome(knowledge, items, from, until, decisions)
    }
    return decisions
  }

  get status(): GateStatus {
    return this.#state.status
  }

  ready(): Promise<void> {
    return this.#state.ready
  }

  reached(position: Position): Promise<void> {
    return this.#state.reached(position)
  }

  async close(): Promise<void> {
    this.#state.shut('GATE_CLOSED')
    this.#leaving.abort()
    await this.#running
    this.#state.end()
    await this.#acknowledger?.settle()
  }
}

/** Decides about some items, and names the one that cannot be read. */
function decideSome(
  knowledge: Knowledge,
  items: readonly GateItem[],
  from: number,
  until: number,
  decisions: GateDecision[],
): void {
  try {
    knowledge.decideSome(items, from, until, decisions)
  } catch (error) {
    if (!(error instanceof DemurInputError)) throw error
    // Decisions are appended in the order of the items.
    const { message, code, path } = error
    const index = String(decisions.length)
    throw new DemurInputError(`Item ${index}: ${message}`, { code, path: [index, ...path] })
  }
}
