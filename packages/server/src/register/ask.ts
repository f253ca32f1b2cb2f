import {
  decide,
  describedItem,
  type Instant,
  type ItemFacts,
  idProblem,
  type MemberFacts,
  type Position,
} from '@demur/eligibility'
import type { DecisionRecord, QuestionRecord, Viewer } from '@demur/schema'
import { presentAt } from '../ledger/clock.ts'
import { type Engine, requestError } from './engine.ts'
import type { Facts, FactsOfKeys } from './facts.ts'
import { membersInSight, seesItem } from './sight.ts'

/** A waiting reader looks by itself this often: a ring can be lost. Milliseconds. */
const POLL = 100

/** Loads facts that reflect at least a position, waiting for it a while where it has not arrived here yet. */
export async function factsAt(engine: Engine, request: FactsOfKeys, minPosition: Position | null): Promise<Facts> {
  const deadline = performance.now() + engine.minPositionWait
  for (;;) {
    const arrival = engine.wakeup.next()
    const facts = await engine.facts.load(request)
    if (minPosition === null || facts.head >= minPosition) return facts
    const patience = deadline - performance.now()
    if (patience <= 0) {
      throw requestError(
        'POSITION_NOT_REACHED',
        `Position ${minPosition} was not reached within ${engine.minPositionWait} ms: the ledger stands at ${facts.head}.`,
      )
    }
    await arrival.within(Math.min(patience, POLL))
  }
}

/** The known time of a read: as asked for, or the head. Beyond the head nothing is known yet. */
export function knownPosition(asKnownAt: Position | null, head: Position): Position {
  if (asKnownAt === null || asKnownAt <= head) return asKnownAt ?? head
  throw requestError('BAD_USER_INPUT', `“asKnownAt” is ${asKnownAt}, beyond the head of the ledger at ${head}.`)
}

/** Keys that anything can be registered under; the others would only break the statement. */
export function possibleKeys(keys: Iterable<string>): string[] {
  return [...new Set(keys)].filter((key) => idProblem(key) === null)
}

/** Answers questions in their order, from one statement. */
export async function answer(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  questions: readonly QuestionRecord[],
  minPosition: Position | null,
): Promise<DecisionRecord[]> {
  const named = questions.flatMap(({ item }) => (item.key === undefined ? [] : [item.key]))
  const described = questions.flatMap(({ item }) => item.descriptor?.subjects ?? [])
  const request = {
    items: possibleKeys(named),
    members: possibleKeys(described.map(({ member }) => member)),
  }
  const facts = await factsAt(engine, request, minPosition)
  const inSight = membersInSight(viewer, facts.members)
  const now = presentAt(clock, facts.recordedAt)
  const policies = await engine.policies.upTo(facts.rulebook, engine.connection.db)
  return questions.map(({ item: reference, dataUse, at, asKnownAt }) => {
    const position = knownPosition(asKnownAt, facts.head)
    const policy = policies.at(position)
    const item = reference.descriptor ? describedItem(reference.descriptor) : visibleItem(facts, viewer, reference.key)
    const members: ReadonlyMap<string, MemberFacts> = reference.descriptor ? inSight : facts.members
    const rulebook = policy?.rulebook ?? null
    return { decision: decide({ item, dataUse, at: at ?? now, position }, { members, rulebook, now }), policy }
  })
}

/** An item by its key, as far as the viewer may see it. */
export function visibleItem(facts: Facts, viewer: Viewer, key: string): ItemFacts | null {
  const item = facts.items.get(key)
  return item !== undefined && seesItem(viewer, item) ? item : null
}
