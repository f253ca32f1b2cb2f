import {
  blockingMask,
  formatInstant,
  type Instant,
  idProblem,
  type Position,
  parseInstant,
  positionOf,
} from '@demur/eligibility'
import type { ContentItemRecord, Listing, ListingRequest, Viewer } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { factsAt, knownPosition } from './ask.ts'
import { byBytes } from './byte-order.ts'
import { contentItemRecord } from './content-items.ts'
import { type Engine, requestError } from './engine.ts'
import { type Facts, type ItemRow, loadFacts } from './facts.ts'
import type { Policies } from './policies.ts'
import { confinedTo } from './sight.ts'

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
  readonly item: ItemRow
}

/** How many items one statement looks at. */
const CHUNK = 2000

/**
 * The eligible items after a key, in byte order of their keys, complete as known at the position whenever it is read.
 * Reads on as long as it is asked to, a chunk at a time.
 */
export async function* eligibleItems(
  queryable: Queryable,
  policies: Policies,
  point: ListingPoint,
  after: string | null,
): AsyncGenerator<Eligible> {
  const { dataUse, at, position, author } = point
  for (let last = after; ; ) {
    const facts: Facts = await loadFacts(queryable, { items: itemsAfter(last, position, author) })
    const rulebook = (await policies.upTo(facts.rulebook, queryable)).at(position)?.rulebook ?? null
    // Without a rule nothing is eligible: there is no need to look at every item to find that out.
    if (!rulebook?.rulesByDataUse.has(dataUse)) return
    const chunk = [...facts.items].sort(([a], [b]) => byBytes(a, b))
    for (const [key, item] of chunk) {
      if (blockingMask({ item, dataUse, at, position }, { members: facts.members, rulebook }) === 0) yield { key, item }
    }
    if (chunk.length < CHUNK) return
    last = chunk.at(-1)?.[0] ?? last
  }
}

function itemsAfter(key: string | null, position: Position, author: string | null): SQL {
  const written =
    author === null
      ? sql`true`
      : sql`(i.author_id = (SELECT m.id FROM demur.member m WHERE m.key = ${author})
             OR EXISTS (SELECT FROM demur.content_subject s JOIN demur.member m ON m.id = s.member_id
                        WHERE s.item_id = i.id AND s.role = 'CO_AUTHOR' AND m.key = ${author}))`
  return sql`SELECT i.* FROM demur.content_item i
    WHERE i.key > ${key ?? ''} AND i.position <= ${position} AND ${written} ORDER BY i.key LIMIT ${CHUNK}`
}

/** One page of a listing. The first page fixes instant and position for all of them, through the cursor. */
export async function listEligible(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  request: ListingRequest,
): Promise<Listing> {
  const { db } = engine.connection
  const facts = await factsAt(engine, {}, null)
  const cursor = request.after === null ? null : readCursor(request)
  const at = cursor?.at ?? request.at ?? presentAt(clock, facts.recordedAt)
  const position = knownPosition(cursor?.position ?? request.asKnownAt, facts.head)
  const point = { dataUse: request.dataUse, at, position, author: confinedTo(viewer) }
  const found: Eligible[] = []
  for await (const eligible of eligibleItems(db, engine.policies, point, cursor?.key ?? null)) {
    found.push(eligible)
    // One more than asked for tells whether a page follows.
    if (found.length > request.first) break
  }
  return {
    edges: found.slice(0, request.first).map(({ key, item }) => ({
      cursor: writeCursor(point, key),
      node: eligibleRecord(key, item, point),
    })),
    hasNextPage: found.length > request.first,
    hasPreviousPage: request.after !== null,
    at,
    asKnownAt: position,
  }
}

function eligibleRecord(key: string, item: ItemRow, { at, position }: ListingPoint): ContentItemRecord {
  const record = contentItemRecord(key, item, { at, asKnownAt: position })
  if (record === null) throw new Error('an item is eligible and not registered')
  return record
}

/** A cursor says all that its listing is about, so that a page needs nothing else. */
function writeCursor({ dataUse, at, position }: ListingPoint, key: string): string {
  return Buffer.from(JSON.stringify([dataUse, formatInstant(at), position, key])).toString('base64url')
}

function readCursor({ after, dataUse, at, asKnownAt }: ListingRequest): {
  at: Instant
  position: Position
  key: string
} {
  const fields = cursorFields(after ?? '')
  if (fields === null || fields.dataUse !== dataUse) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this listing.')
  }
  if ((at !== null && at !== fields.at) || (asKnownAt !== null && asKnownAt !== fields.position)) {
    throw requestError('BAD_USER_INPUT', '“after” belongs to a listing about another instant or position.')
  }
  return fields
}

function cursorFields(cursor: string): { dataUse: string; at: Instant; position: Position; key: string } | null {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(fields)) return null
    const [dataUse, at, position, key]: unknown[] = fields
    const instant = parseInstant(at)
    const sound = typeof key === 'string' && idProblem(key) === null && Number.isSafeInteger(position)
    if (typeof dataUse !== 'string' || instant === null || !sound) return null
    return { dataUse, at: instant, position: positionOf(Number(position)), key }
  } catch {
    return null
  }
}
