import { DemurError, DemurInputError, DemurPermissionError } from '../error.ts'
import { acknowledge } from '../on-demand/consumer.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'

/** Acknowledges what a gate has applied, one request at a time and not too often. Deciding never waits for it. */
export class Acknowledger {
  readonly #transport: Transport
  readonly #consumer: string
  readonly #within: number
  readonly #onProblem: (error: unknown) => void
  #applied: Position | null = null
  #acknowledged: Position | null = null
  #sending: Promise<void> | null = null
  #sentAt = Number.NEGATIVE_INFINITY

  constructor(transport: Transport, consumer: string, within: number, onProblem: (error: unknown) => void) {
    this.#transport = transport
    this.#consumer = consumer
    this.#within = within
    this.#onProblem = onProblem
  }

  /** Everything up to a position is applied. */
  applied(position: Position): void {
    this.#applied = position
    const now = this.#transport.options.clock.now()
    if (this.#sending !== null || now - this.#sentAt < this.#within) return
    this.#sentAt = now
    this.#sending = this.#send().finally(() => (this.#sending = null))
  }

  /** Acknowledges what is left. */
  async settle(): Promise<void> {
    await this.#sending
    await this.#send()
  }

  async #send(): Promise<void> {
    const position = this.#applied
    if (position === null || position === this.#acknowledged) return
    try {
      const result = await acknowledge(this.#transport, this.#consumer, position, {})
      if (result.ok) this.#acknowledged = position
      else this.#onProblem(refusal(result.error.__typename))
    } catch (error) {
      if (!(error instanceof DemurError)) throw error
      this.#onProblem(error)
    }
  }
}

function refusal(kind: string): DemurError {
  if (kind === 'NotFoundError') {
    return new DemurInputError('There is no such consumer.', { code: 'NO_CONSUMER', path: ['consumer'] })
  }
  return new DemurPermissionError('The token may not acknowledge for this consumer.', { code: 'FORBIDDEN' })
}
