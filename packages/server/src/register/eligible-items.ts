import { blockingMask, decisionTable, type Instant, type Position, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { walkByKey } from '../bulk/keyed-items.ts'
import { byBytes } from './byte-order.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { writtenBy } from './written-by.ts'

/** What a listing is about, whichever of its pages is read. */
export interface ListingPoint {
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
  /** Only items of this author; null: of everybody. */
  readonly author: string | null
}

/** An item found eligible. */
export interface Eligible {
  readonly key: string
  /** Where it was registered. */
  readonly position: Position
}

/** What was found in some of the items, one step of a listing. */
export interface EligibleStep {
  readonly items: readonly Eligible[]
  /** How many items were looked at. */
  readonly looked: number
  /** The key of the last one that was looked at; null where there was none. */
  readonly last: string | null
  /** Whether none comes after. */
  readonly isEnd: boolean
}

/** How a listing is read. */
export interface Reading {
  /** How many items the first step looks at; the next ones look at more. */
  readonly firstStep: number
  /** Whether all of it is wanted, as it is for a manifest. */
  readonly toEnd: boolean
  /** The position of the rulebook published last, where that is known already. */
  readonly latestRulebook?: Position
}

/** How many items of an author one statement looks at. */
const OWN_STEP = 2000

/**
 * The eligible items after a key, in byte order of their keys, complete as known at the position whenever it is read.
 * Reads on as long as it is asked to, a step at a time.
 */
export async function* eligibleSteps(
  engine: Engine,
  point: ListingPoint,
  after: string | null,
  reading: Reading,
): AsyncGenerator<EligibleStep> {
  const { connection, policies } = engine
  const { dataUse, at, position, author } = point
  if (author !== null) return yield* ownSteps(engine, { ...point, author }, after)
  const latest = reading.latestRulebook ?? (await loadFacts(connection.db, {})).rulebook
  const rulebook = (await policies.upTo(latest, connection.db)).at(position)?.rulebook ?? null
  // Without a rule nothing is eligible: there is no need to look at every item to find that out.
  if (!rulebook?.rulesByDataUse.has(dataUse)) return
  const tables = [decisionTable(rulebook, dataUse, at)]
  for await (const step of walkByKey(connection, { tables, vantage: { at, position }, after, ...reading })) {
    const items: Eligible[] = []
    for (let row = 0; row < step.count; row += 1) {
      if (step.mask(row) === 0) items.push({ key: step.key(row), position: step.position(row) })
    }
    yield { items, looked: step.looked, last: step.last, isEnd: step.isEnd }
  }
}

/** What an author wrote, alone or with others: few items, found by the author. */
async function* ownSteps(
  { connection: { db }, policies }: Engine,
  { dataUse, at, position, author }: ListingPoint & { readonly author: string },
  after: string | null,
): AsyncGenerator<EligibleStep> {
  for (let last = after; ; ) {
    const facts = await loadFacts(db, {
      items: sql`SELECT i.* FROM demur.content_item i WHERE i.id IN (${writtenBy(author)})
        AND i.key > ${last ?? ''} AND i.position <= ${position} ORDER BY i.key LIMIT ${OWN_STEP}`,
    })
    const rulebook = (await policies.upTo(facts.rulebook, db)).at(position)?.rulebook ?? null
    if (!rulebook?.rulesByDataUse.has(dataUse)) return
    const { members } = facts
    const found = [...facts.items].sort(([a], [b]) => byBytes(a, b))
    last = found.at(-1)?.[0] ?? last
    const isEnd = found.length < OWN_STEP
    const items = found.flatMap(([key, item]) => {
      const mask = blockingMask({ item, dataUse, at, position }, { members, rulebook })
      return mask === 0 ? [{ key, position: positionOf(item.registered.position) }] : []
    })
    yield { items, looked: found.length, last, isEnd }
    if (isEnd) return
  }
}
