import type { Instant } from '@demur/eligibility'
import type {
  ContentItemRecord,
  DecidedItemRecord,
  Page,
  PageRequest,
  RunChunkRecord,
  RunRecord,
  Viewer,
} from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { answer } from './ask.ts'
import { decidedItems, itemRecords } from './decided-items.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'
import { countLateItems, sealPoint } from './late-items.ts'
import { mergeByKey } from './merge.ts'
import { pageOf, readPlace, taken } from './run-cursor.ts'
import { derivedKeys, isWritten, type Place, placesOf, type SetPoint } from './run-items.ts'
import { confinedTo } from './sight.ts'
import { writtenBy } from './written-by.ts'

/** Items of the set of a run in the order of their keys, as they stood at its point. Members see their own. */
export async function readRunItems(
  engine: Engine,
  viewer: Viewer,
  run: RunRecord,
  page: PageRequest,
): Promise<Page<ContentItemRecord>> {
  const set = `items ${run.openedPosition}`
  const places = await taken(itemPlaces(engine, viewer, run, readPlace(set, page), page.first + 1), page.first + 1)
  const records = await itemRecords(engine, keysOf(places, page), run)
  return pageOf(set, page, places, new Map(records.map((record) => [record.key, record])))
}

function keysOf(places: readonly Place[], { first }: PageRequest): string[] {
  return places.slice(0, first).map(({ key }) => key)
}

async function* itemPlaces(
  engine: Engine,
  viewer: Viewer,
  run: RunRecord,
  after: Place | null,
  size: number,
): AsyncGenerator<Place> {
  const only = confinedTo(viewer)
  if (only === null) yield* placesOf(engine, run, after, size)
  else if (await isWritten(engine.connection.db, run.openedPosition))
    yield* ownPlaces(engine, run, only, after?.key ?? '')
  else yield* derivedPlaces(derivedKeys(engine, run, after?.key, only))
}

async function* derivedPlaces(keys: AsyncIterable<{ readonly key: string }>): AsyncGenerator<Place> {
  for await (const { key } of keys) yield { key, ordinal: null }
}

/** The items in a manifest that a member wrote, alone or with others. */
async function* ownPlaces(
  { connection }: Engine,
  { openedPosition }: RunRecord,
  member: string,
  after: string,
): AsyncGenerator<Place> {
  const own = await rows<{ key: string }>(
    connection.db,
    sql`SELECT i.key FROM demur.content_item i
        WHERE i.id IN (${writtenBy(member)}) AND i.key > ${after}
          AND EXISTS (SELECT FROM demur.run_item u WHERE u.item = i.position AND u.run = ${openedPosition})
        ORDER BY i.key`,
  )
  yield* own.map(({ key }) => ({ key, ordinal: null }))
}

/**
 * Items of the set of a run that are not eligible any more – when it was sealed, or now for one that is open – with the
 * decision that says why. An abandoned run uses nothing, so nothing is late for it.
 */
export async function readLateItems(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  run: RunRecord,
  page: PageRequest,
): Promise<Page<DecidedItemRecord>> {
  const set = `late ${run.openedPosition}`
  const after = readPlace(set, page)
  if (run.status === 'ABANDONED') return pageOf(set, page, [], new Map())
  const point = sealPoint(run) ?? (await presentPoint(engine, clock, run))
  const places = await taken(latePlaces(engine, viewer, clock, run, point, after, page.first + 1), page.first + 1)
  const decided = await decidedItems(engine, viewer, clock, keysOf(places, page), point, point)
  return pageOf(set, page, places, new Map(decided.map((late) => [late.item.key, late])))
}

async function presentPoint({ connection }: Engine, clock: Instant, { dataUse }: RunRecord): Promise<SetPoint> {
  const { head, recordedAt } = await loadFacts(connection.db, {})
  return { dataUse, at: presentAt(clock, recordedAt), asKnownAt: head }
}

async function* latePlaces(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  run: RunRecord,
  point: SetPoint,
  after: Place | null,
  size: number,
): AsyncGenerator<Place> {
  const only = confinedTo(viewer)
  if (only !== null) return yield* ownLatePlaces(engine, viewer, clock, run, point, after)
  if (run.status === 'SEALED') {
    await countLateItems(engine, run)
    return yield* writtenLatePlaces(engine, run, after?.ordinal ?? -1, size)
  }
  const key = after?.key ?? null
  for await (const { left, right } of mergeByKey(derivedKeys(engine, run, key), derivedKeys(engine, point, key))) {
    if (right === null) yield { key: left.key, ordinal: null }
  }
}

async function* writtenLatePlaces(
  { connection }: Engine,
  { openedPosition }: RunRecord,
  after: number,
  size: number,
): AsyncGenerator<Place> {
  yield* await rows<{ key: string; ordinal: number }>(
    connection.db,
    sql`SELECT e.item AS key, l.ordinal FROM demur.run_late_item l
        JOIN demur.run_item u ON u.run = l.run AND u.ordinal = l.ordinal
        JOIN demur.ledger_entry e ON e.position = u.item AND e.item IS NOT NULL
        WHERE l.run = ${openedPosition} AND l.ordinal > ${after} ORDER BY l.ordinal LIMIT ${size}`,
  )
}

/** Of a member's own items in the set: few, so each is asked about. */
async function* ownLatePlaces(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  run: RunRecord,
  { dataUse, at, asKnownAt }: SetPoint,
  after: Place | null,
): AsyncGenerator<Place> {
  for await (const place of itemPlaces(engine, viewer, run, after, 1)) {
    const question = { item: { key: place.key }, dataUse, at, asKnownAt }
    const [found] = await answer(engine, viewer, clock, [question], null)
    if (found?.decision.outcome === 'INELIGIBLE') yield place
  }
}

/** The chunks of a manifest that is written out, in their order; none where it is derived. Not for members. */
export async function readChunks(
  { connection }: Engine,
  viewer: Viewer,
  { openedPosition }: RunRecord,
  { first, after }: PageRequest,
): Promise<Page<RunChunkRecord>> {
  if (after !== null && !/^\d{1,9}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const found = await rows<RunChunkRecord>(
    connection.db,
    sql`SELECT c.ordinal, e.item AS "firstKey", c.item_count AS "itemCount", c.digest
        FROM demur.run_chunk c LEFT JOIN demur.ledger_entry e ON e.position = c.first_item
        WHERE c.run = ${openedPosition} AND c.ordinal > ${after ?? '-1'}::integer AND ${confinedTo(viewer) === null}
        ORDER BY c.ordinal LIMIT ${first + 1}`,
  )
  return {
    edges: found.slice(0, first).map((node) => ({ cursor: String(node.ordinal), node })),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
  }
}
