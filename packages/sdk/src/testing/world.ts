import {
  formatInstant,
  type Instant,
  type LedgerEntry,
  MemoryLedger,
  type Position,
  parseInstant,
  positionOf,
  type Rulebook,
  readEntry,
} from '@demur/eligibility'
import { DemurInputError } from '../error.ts'
import type { Instant as GivenInstant } from '../vocabulary.ts'

/** A ledger in memory with a clock that stands still until it is set. */
export class TestWorld {
  readonly ledger = new MemoryLedger()
  readonly #heard = new Set<() => void>()
  #now: Instant

  constructor(now: GivenInstant) {
    this.#now = instantFrom(now, 'now')
  }

  get now(): Instant {
    return this.#now
  }

  setNow(now: GivenInstant): void {
    this.#now = instantFrom(now, 'now')
  }

  rulebookAt(position: Position): Rulebook | null {
    return this.ledger.rulebookAt(position)
  }

  /**
   * Appends an entry of the interchange format.
   * @throws DemurInputError where the register would refuse it; nothing is appended then
   */
  append(json: unknown, actor: string): LedgerEntry {
    const { entry, problems } = readEntry(json)
    const [problem] =
      entry === null ? problems : [this.ledger.append(entry, this.#now, actor)].filter((p) => p !== null)
    const recorded = this.ledger.entries.at(-1)
    if (problem !== undefined || recorded === undefined) {
      throw new DemurInputError(`The entry is refused at “${problem?.path.join('.')}”: ${problem?.message}.`, {
        code: 'ENTRY_REFUSED',
        path: problem?.path.map(String) ?? [],
      })
    }
    for (const hear of this.#heard) hear()
    return recorded
  }

  /** Resolves at the next entry, or when the signal says so. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#heard.delete(done)
        resolve()
      }
      this.#heard.add(done)
      signal.addEventListener('abort', done)
    })
  }
}

/** @throws DemurInputError where it is none */
function instantFrom(given: GivenInstant, path: string): Instant {
  const instant = parseInstant(typeof given === 'string' ? given : given.toISOString())
  if (instant === null) throw new DemurInputError(`“${path}” is no instant.`, { code: 'BAD_INSTANT', path: [path] })
  return instant
}

/** An instant that an operation was sent; null where none was. */
export function optionalInstant(given: string | null | undefined, path: string): Instant | null {
  return given == null ? null : instantFrom(given, path)
}

/** A position that an operation was sent; null where none was. */
function optionalPosition(given: string | null | undefined): Position | null {
  return given == null ? null : positionOf(Number(given))
}

/** The known time of a read: as asked for, or the head. Beyond the head nothing is known yet. */
export function knownPosition({ ledger }: TestWorld, asKnownAt: string | null | undefined): Position {
  const asked = optionalPosition(asKnownAt)
  if (asked === null || asked <= ledger.head) return asked ?? ledger.head
  throw new DemurInputError('“asKnownAt” is beyond the head of the ledger.', { code: 'BAD_USER_INPUT' })
}

export const written = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant))

/** A global id as the server makes them. */
export function globalId(type: string, key: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(`${type}:${key}`)))
}

/** The key in a reference by key or global id; null where the id is of another type. */
export function keyIn(reference: object, type: string): string | null {
  if ('key' in reference && typeof reference.key === 'string') return reference.key
  try {
    const bytes = Uint8Array.from(atob('id' in reference ? String(reference.id) : ''), (c) => c.charCodeAt(0))
    const decoded = new TextDecoder().decode(bytes)
    return decoded.startsWith(`${type}:`) ? decoded.slice(type.length + 1) : null
  } catch {
    return null
  }
}
