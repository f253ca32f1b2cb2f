import { type Client, clientOver } from '../client.ts'
import type { Instant, Position } from '../vocabulary.ts'
import { type Line, testTransport } from './transport.ts'
import type { TestViewer } from './viewer.ts'
import { TestWorld } from './world.ts'

/** What a register in memory begins with. */
export interface TestRegisterOptions {
  /** A rulebook document, as it is published. Default: none, so that nothing is allowed. */
  readonly rulebook?: unknown
  /** Entries of the interchange format, such as `{ type: 'MemberRegistered', member: 'ada' }`, in their order. */
  readonly entries?: Iterable<unknown>
  /** What its clock says until it is set. Default: the moment of the call. */
  readonly now?: Instant
  /** The language of its clients. Default: English. */
  readonly locale?: string
}

/** A register in memory. */
export interface TestRegister {
  /** The client of a member. */
  asMember(member: string): Client
  /** The client of a service, an operator or an auditor. */
  as(role: 'SERVICE' | 'OPERATOR' | 'AUDITOR'): Client
  /**
   * Records entries of the interchange format as the server's import does, and gives the position of the last one.
   * @throws DemurInputError where one is refused; those before it are recorded
   */
  record(...entries: readonly unknown[]): Position
  /**
   * Sets the clock.
   * @throws DemurInputError where it is no instant
   */
  setNow(now: Instant): void
  /** From now on requests get no answer: all of them, or those of the operations named, such as `SetOptOut`. */
  disconnect(...operations: readonly string[]): void
  /** From now on what the operations named ask for is done, and the answer is lost on the way. */
  loseAnswers(...operations: readonly string[]): void
  /** Everything is answered again. */
  reconnect(): void
}

/**
 * Makes a register in memory. It answers what apps ask: settings, notices, eligibility and the ledger, by the same rules
 * as the server. Runs, rulebooks and documents of your own need a server.
 *
 * @example
 * ```ts
 * import { createTestRegister } from '@demur/sdk/testing'
 *
 * declare const rulebook: unknown
 *
 * const register = createTestRegister({
 *   rulebook,
 *   entries: [
 *     { type: 'MemberRegistered', member: 'ada' },
 *     { type: 'ResidenceRecorded', member: 'ada', country: 'FR' },
 *   ],
 * })
 * const ada = register.asMember('ada')
 * const result = await ada.settings.object('genai-improvement')
 * console.log(result.ok, (await ada.settings.get('genai-improvement'))?.choice)
 * ```
 * @throws DemurInputError where the rulebook or an entry is refused
 */
export function createTestRegister({
  rulebook,
  entries = [],
  now = new Date(),
  locale,
}: TestRegisterOptions = {}): TestRegister {
  const world = new TestWorld(now)
  const line: Line = { cut: new Set(), lossy: new Set() }
  const clientOf = (viewer: TestViewer): Client => clientOver(testTransport(world, viewer, line, locale ?? null))
  const record = (...given: readonly unknown[]): Position => {
    for (const entry of given) world.append(entry, 'import')
    return String(world.ledger.head)
  }
  if (rulebook !== undefined) record({ type: 'RulebookPublished', rulebook })
  record(...entries)
  return {
    asMember: (member) => clientOf({ role: 'MEMBER', member }),
    as: (role) => clientOf({ role, member: null }),
    record,
    setNow: (instant) => world.setNow(instant),
    disconnect: (...operations) => {
      for (const name of operations.length > 0 ? operations : ['*']) line.cut.add(name)
    },
    loseAnswers: (...operations) => {
      for (const name of operations) line.lossy.add(name)
    },
    reconnect: () => {
      line.cut.clear()
      line.lossy.clear()
    },
  }
}
