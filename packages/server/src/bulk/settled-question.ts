import type { Instant, Position, Rulebook } from '@demur/eligibility'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from '../register/ask.ts'
import type { Engine } from '../register/engine.ts'
import { loadFacts } from '../register/facts.ts'

/** What is asked about everybody, or about every item. */
export interface BulkQuestion {
  readonly dataUse: string
  /** Null: now. */
  readonly at: Instant | null
  /** Null: the head. */
  readonly asKnownAt: Position | null
}

/** A question at one instant and one position, with the rules that answer it. */
export interface SettledQuestion {
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
  readonly rulebook: Rulebook
  /** Whether `at` lies in the future: no run may use such an answer. */
  readonly projected: boolean
}

/** Why there is no answer to a question about everything. */
export class BulkRefused extends Error {
  override readonly name = 'BulkRefused'
  readonly code: 'NOT_FOUND' | 'BAD_USER_INPUT' | 'STORAGE_CHANGED' | 'NOT_CONFIGURED'

  constructor(code: BulkRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Settles what a question is about. Throws `BulkRefused` where no rulebook known at the position has the data use. */
export async function settle(
  { connection, policies }: Engine,
  clock: Instant,
  { dataUse, at, asKnownAt }: BulkQuestion,
): Promise<SettledQuestion> {
  const facts = await loadFacts(connection.db, {})
  const position = knownPosition(asKnownAt, facts.head)
  const rulebook = (await policies.upTo(facts.rulebook, connection.db)).at(position)?.rulebook ?? null
  // An empty answer would say that nothing may be used; a misspelt use says nothing.
  if (!rulebook?.dataUses.has(dataUse)) throw new BulkRefused('NOT_FOUND', `There is no data use “${dataUse}”.`)
  const now = presentAt(clock, facts.recordedAt)
  const instant = at ?? now
  return { dataUse, at: instant, position, rulebook, projected: instant > now }
}
