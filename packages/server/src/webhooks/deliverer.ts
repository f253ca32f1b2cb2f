import { type ChoiceEntryType, ENTRY_OF_ACT, type Instant, instantOf } from '@demur/eligibility'
import type { LedgerEntryRecord, Viewer } from '@demur/schema'
import type { Engine } from '../register/engine.ts'
import { readBatch } from '../register/ledger.ts'
import { messageOf } from './message.ts'
import type { PostOutcome } from './post.ts'
import { delayAfter } from './schedule.ts'
import { signedHeaders } from './signature.ts'
import { advance, claim, disable, type Endpoint, postpone, recordAttempt, release } from './store.ts'

/** What befell an endpoint, for the log. */
export type WebhookNotice =
  | {
      readonly kind: 'failed'
      readonly webhook: string
      readonly position: number
      readonly outcome: PostOutcome
      readonly retryIn: number
    }
  | {
      readonly kind: 'disabled'
      readonly webhook: string
      readonly position: number
      readonly reason: 'GONE' | 'FAILED'
    }
  | { readonly kind: 'fault'; readonly webhook: string | null; readonly error: unknown }

/** How many endpoints one process delivers to at the same time: one that is slow keeps nobody waiting. */
const MOST_AT_ONCE = 32
/** After so many messages an endpoint is let go for a moment, so that others and other processes have their turn. */
const MOST_MESSAGES = 100
/** How many entries are looked at in one statement. */
const PAGE = 500
/** The process looks by itself this often: a ring can be lost, and retries fall due without one. Milliseconds. */
const PATIENCE = 1000

const CHOICE_TYPES = new Set<string>(Object.values(ENTRY_OF_ACT) satisfies ChoiceEntryType[])

/**
 * Delivers entries to endpoints, from the ledger and in order for each. Any number of processes do so side by side: an
 * endpoint is leased by one at a time, and what a process that dies had begun is delivered again by another.
 */
export class WebhookDeliverer {
  readonly #engine: Engine
  readonly #tell: (notice: WebhookNotice) => void
  readonly #lease: string
  readonly #running = new Set<Promise<void>>()
  #stopped = false
  #loop: Promise<void> | null = null

  constructor(engine: Engine, tell: (notice: WebhookNotice) => void) {
    this.#engine = engine
    this.#tell = tell
    this.#lease = Buffer.from(engine.random(16)).toString('hex')
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Ends after the messages that are on their way. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#engine.wakeup.ring()
    await this.#loop
    await Promise.all(this.#running)
  }

  /** Delivers everything that is due now; for tests and tools that have no loop. */
  async deliverDue(): Promise<void> {
    for (;;) {
      if ((await this.#begin()) === 0 && this.#running.size === 0) return
      await Promise.all(this.#running)
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const arrival = this.#engine.wakeup.next()
      let begun = 0
      try {
        begun = await this.#begin()
      } catch (error) {
        this.#tell({ kind: 'fault', webhook: null, error })
      }
      const anyDone = Promise.race(this.#running)
      if (begun === 0) await Promise.race([arrival.within(PATIENCE), ...(this.#running.size > 0 ? [anyDone] : [])])
    }
  }

  /** Begins with what is due, as far as there is room; gives with how many endpoints. */
  async #begin(): Promise<number> {
    const room = MOST_AT_ONCE - this.#running.size
    if (room <= 0) return 0
    const now = this.#now()
    const endpoints = await claim(this.#engine.connection.db, this.#lease, now, this.#until(now), room)
    for (const endpoint of endpoints) {
      const delivery = this.#deliver(endpoint)
        .catch((error) => this.#tell({ kind: 'fault', webhook: endpoint.key, error }))
        .finally(() => this.#running.delete(delivery))
      this.#running.add(delivery)
    }
    return endpoints.length
  }

  /** Posts what an endpoint is owed, one message after the other, until there is none, one fails or its turn is over. */
  async #deliver(endpoint: Endpoint): Promise<void> {
    const { db } = this.#engine.connection
    const viewer = viewerOf(endpoint)
    let { position, failures } = endpoint
    for (let messages = 0; messages < MOST_MESSAGES && !this.#stopped; ) {
      const { entries, through, head } = await readBatch(this.#engine, viewer, position, PAGE)
      for (const entry of entries.filter((candidate) => isWanted(endpoint, candidate))) {
        if (!(await this.#post(endpoint, entry, failures))) return
        messages += 1
        failures = 0
        if (this.#stopped) break
      }
      if (this.#stopped) break
      position = through
      const passed = { position, until: this.#until(this.#now()), deliveredAt: null }
      if (!(await advance(db, endpoint, this.#lease, passed))) return
      if (position >= head) break
    }
    await release(db, endpoint, this.#lease)
  }

  /** Posts one message, which failed so many times before; whether the next one may follow. */
  async #post(endpoint: Endpoint, entry: LedgerEntryRecord, failures: number): Promise<boolean> {
    const { db } = this.#engine.connection
    const { poster } = this.#engine.webhooks
    const { id, body } = messageOf(endpoint.key, entry)
    const at = this.#now()
    const headers = { ...JSON_HEADERS, ...signedHeaders(id, at, body, secretsAt(endpoint, at)) }
    const outcome = await poster.post(endpoint.url, headers, body)
    await recordAttempt(db, endpoint.key, entry.position, at, outcome)
    const ended = this.#now()
    if (isDelivered(outcome)) {
      const passed = { position: entry.position, until: this.#until(ended), deliveredAt: ended }
      return advance(db, endpoint, this.#lease, passed)
    }
    await this.#fail(endpoint, entry, failures + 1, outcome, ended)
    return false
  }

  async #fail(
    endpoint: Endpoint,
    { position }: LedgerEntryRecord,
    failures: number,
    outcome: PostOutcome,
    at: Instant,
  ): Promise<void> {
    const { db } = this.#engine.connection
    const retryIn =
      outcome.status === 410 ? null : delayAfter(failures, this.#engine.webhooks.jitter, outcome.retryAfter)
    if (retryIn !== null) {
      if (await postpone(db, endpoint, this.#lease, at, instantOf(at + retryIn)))
        this.#tell({ kind: 'failed', webhook: endpoint.key, position, outcome, retryIn })
      return
    }
    const reason = outcome.status === 410 ? 'GONE' : 'FAILED'
    if (await disable(db, endpoint, this.#lease, at, reason))
      this.#tell({ kind: 'disabled', webhook: endpoint.key, position, reason })
  }

  #now(): Instant {
    return this.#engine.clock()
  }

  #until(now: Instant): Instant {
    return instantOf(now + this.#engine.webhooks.lease)
  }
}

export const JSON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'Demur-Webhooks' } as const

/** Any 2xx is yes; everything else, redirects included, is no. */
export function isDelivered({ status }: PostOutcome): boolean {
  return status !== null && status >= 200 && status < 300
}

/** The secrets that sign at an instant. */
export function secretsAt({ secrets }: Endpoint, at: Instant): string[] {
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > at).map(({ secret }) => secret)
}

/** An endpoint sees what a service sees. */
function viewerOf({ key }: Endpoint): Viewer {
  return { subject: `webhook ${key}`, roles: ['SERVICE'], member: null }
}

/** Whether the filters of an endpoint let an entry pass. Of an erased one nothing is known but its type. */
function isWanted({ types, settings }: Endpoint, { type, body }: LedgerEntryRecord): boolean {
  if (types !== null && !types.includes(type)) return false
  if (settings === null || !CHOICE_TYPES.has(type)) return true
  const { setting } = (body === null ? {} : JSON.parse(body)) as { readonly setting?: string }
  return setting !== undefined && settings.includes(setting)
}
