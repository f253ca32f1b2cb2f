import { type Position, positionOf } from '@demur/eligibility'
import type { RunRecord } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, unnest } from '../database/database.ts'
import { batched } from './batched.ts'
import { type Eligible, eligibleSteps, type Reading } from './eligible-items.ts'
import type { Engine } from './engine.ts'
import { MANIFEST_CHUNK } from './manifest-digest.ts'

/** An item of the set of a run. */
export interface RunItem {
  readonly key: string
  /** Where it was registered. */
  readonly position: Position
  /** The commitment of the entry that registered it, in hexadecimal. */
  readonly leaf: string
}

/** An item of a manifest that is written out. */
export interface StoredItem extends Omit<RunItem, 'key'> {
  readonly ordinal: number
  /** Null where the entry that registered it is erased. */
  readonly key: string | null
  /** Whether it is: an entry that has no key for another reason registered no item. */
  readonly erased: boolean
}

/** What a set is made of. */
export interface SetPoint {
  readonly dataUse: string
  readonly at: RunRecord['at']
  readonly asKnownAt: Position
}

/** How all of a set is read. */
const WHOLE = { firstStep: 2048, toEnd: true }
/** How a set is read that somebody pages through. */
const PAGE = { firstStep: 1024, toEnd: false }

/**
 * The keys of the eligible items at a point, as they follow from what the ledger holds, after a key and in byte order;
 * a few of them, or all.
 */
export async function* derivedKeys(
  engine: Engine,
  { dataUse, at, asKnownAt }: SetPoint,
  after: string | null = null,
  author: string | null = null,
  reading: Reading = PAGE,
): AsyncGenerator<Eligible> {
  const point = { dataUse, at, position: asKnownAt, author }
  for await (const { items } of eligibleSteps(engine, point, after, reading)) yield* items
}

/** All of them. */
export function allDerivedKeys(engine: Engine, point: SetPoint): AsyncGenerator<Eligible> {
  return derivedKeys(engine, point, null, null, WHOLE)
}

/**
 * The same as items, in lists of the size of a chunk. A list is shorter, also within the set, where somebody was erased
 * while it was read.
 */
export async function* derivedChunks(engine: Engine, point: SetPoint, after: string | null): AsyncGenerator<RunItem[]> {
  const keys = derivedKeys(engine, point, after, null, WHOLE)
  for await (const chunk of batched(keys, MANIFEST_CHUNK)) yield await identify(engine.connection.db, chunk)
}

/** The same one by one. */
export async function* derivedItems(engine: Engine, point: SetPoint): AsyncGenerator<RunItem> {
  for await (const chunk of derivedChunks(engine, point, null)) yield* chunk
}

/**
 * The leaves of items, in the order given; without those that are erased. Each is looked up by the position of its
 * entry: nothing else is left to a planner that believes to know better.
 */
async function identify(queryable: Queryable, items: readonly Eligible[]): Promise<RunItem[]> {
  const found = await rows<{ nth: number; leaf: string }>(
    queryable,
    sql`SELECT (named.ordinal - 1)::float8 AS nth, encode(e.commitment, 'hex') AS leaf
        FROM ${unnest({ position: ['bigint', items.map(({ position }) => position)] })}
          WITH ORDINALITY AS named (position, ordinal)
        CROSS JOIN LATERAL (SELECT commitment FROM demur.ledger_entry
                            WHERE position = named.position AND item IS NOT NULL OFFSET 0) AS e
        ORDER BY named.ordinal`,
  )
  return found.flatMap(({ nth, leaf }) => {
    const item = items[nth]
    return item === undefined ? [] : [{ ...item, leaf }]
  })
}

/** The items of a manifest that is written out, from an ordinal on; read so many at a time. */
export async function* storedItems(
  queryable: Queryable,
  run: Position,
  from = 0,
  size = MANIFEST_CHUNK,
): AsyncGenerator<StoredItem> {
  for (let next = from; ; ) {
    const chunk = await readStored(queryable, run, next, size)
    yield* chunk
    if (chunk.length < size) return
    next = (chunk.at(-1)?.ordinal ?? next) + 1
  }
}

/** The same without those of people who were erased: nothing is left to name them by. */
export async function* namedItems(
  queryable: Queryable,
  run: Position,
  from?: number,
  size?: number,
): AsyncGenerator<RunItem & { readonly ordinal: number }> {
  for await (const { key, ...item } of storedItems(queryable, run, from, size)) if (key !== null) yield { key, ...item }
}

/**
 * Ordinals have no gaps. Bounded on both sides, so that a planner that knows nothing of a manifest yet, which was
 * written a moment ago, joins these few and not all of it.
 */
async function readStored(queryable: Queryable, run: Position, from: number, most: number): Promise<StoredItem[]> {
  const found = await rows<{ ordinal: number; key: string | null; position: number; leaf: string; erased: boolean }>(
    queryable,
    sql`SELECT u.ordinal, e.item AS key, u.item::float8 AS position, encode(e.commitment, 'hex') AS leaf,
               e.type = 'ContentRegistered' AND e.body IS NULL AS erased
        FROM demur.run_item u JOIN demur.ledger_entry e ON e.position = u.item
        WHERE u.run = ${run} AND u.ordinal >= ${from} AND u.ordinal < ${from + most} ORDER BY u.ordinal`,
  )
  return found.map(({ position, ...item }) => ({ ...item, position: positionOf(position) }))
}

/** Where an item stands in a set: after its key in what is derived, after its ordinal in what is written out. */
export interface Place {
  readonly key: string
  /** Null where it is derived. */
  readonly ordinal: number | null
}

/** The items of a run after a place, from its manifest where that is written out, else derived. Reads so many at a time. */
export async function* placesOf(
  engine: Engine,
  run: RunRecord,
  after: Place | null,
  size?: number,
): AsyncGenerator<Place> {
  const { db } = engine.connection
  if (after?.ordinal !== null && (await isWritten(db, run.openedPosition))) {
    yield* namedItems(db, run.openedPosition, (after?.ordinal ?? -1) + 1, size)
  } else for await (const { key } of derivedKeys(engine, run, after?.key)) yield { key, ordinal: null }
}

/** Whether all of the manifest of a run is written out. */
export async function isWritten(queryable: Queryable, run: Position): Promise<boolean> {
  const [found] = await rows<{ written: boolean }>(
    queryable,
    sql`SELECT manifest_items IS NOT NULL AS written FROM demur.run WHERE opened_position = ${run}`,
  )
  return found?.written === true
}
