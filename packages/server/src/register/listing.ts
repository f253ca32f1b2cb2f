import { formatInstant, type Instant, idProblem, type Position, parseInstant, positionOf } from '@demur/eligibility'
import type { Listing, ListingRequest, Viewer } from '@demur/schema'
import { presentAt } from '../ledger/clock.ts'
import { factsAt, knownPosition } from './ask.ts'
import { itemRecords } from './decided-items.ts'
import { type Eligible, eligibleSteps, type ListingPoint } from './eligible-items.ts'
import { type Engine, requestError } from './engine.ts'
import { confinedTo } from './sight.ts'

/** The fewest items that a page looks at in its first step. */
const LEAST_STEP = 128

/**
 * One page of a listing. The first page fixes instant and position for all of them, through the cursor. Where few items
 * are eligible a page ends after as many as one request may look at, with what it found and the cursor to go on from.
 */
export async function listEligible(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  request: ListingRequest,
): Promise<Listing> {
  const facts = await factsAt(engine, {}, null)
  const cursor = request.after === null ? null : readCursor(request)
  const at = cursor?.at ?? request.at ?? presentAt(clock, facts.recordedAt)
  const position = knownPosition(cursor?.position ?? request.asKnownAt, facts.head)
  const point = { dataUse: request.dataUse, at, position, author: confinedTo(viewer) }
  const { found, last } = await readUpTo(engine, point, cursor?.key ?? null, {
    first: request.first,
    latestRulebook: facts.rulebook,
  })
  const shown = found.slice(0, request.first).map(({ key }) => key)
  // One more than asked for tells whether a page follows; so does the place where looking ended early.
  const hasNextPage = found.length > request.first || last !== null
  const reached = found.length > request.first ? shown.at(-1) : (last ?? shown.at(-1))
  const records = await itemRecords(engine, shown, { at, asKnownAt: position })
  return {
    edges: records.map((node) => ({ cursor: writeCursor(point, node.key), node })),
    endCursor: reached === undefined ? null : writeCursor(point, reached),
    hasNextPage,
    hasPreviousPage: request.after !== null,
    at,
    asKnownAt: position,
  }
}

/** As many items as were asked for and one more, or what there is of them up to the last key looked at. */
async function readUpTo(
  engine: Engine,
  point: ListingPoint,
  after: string | null,
  { first, latestRulebook }: { readonly first: number; readonly latestRulebook: Position },
): Promise<{ readonly found: readonly Eligible[]; readonly last: string | null }> {
  const found: Eligible[] = []
  let looked = 0
  const reading = { firstStep: Math.max(2 * first, LEAST_STEP), toEnd: false, latestRulebook }
  for await (const step of eligibleSteps(engine, point, after, reading)) {
    found.push(...step.items)
    looked += step.looked
    if (step.isEnd) break
    if (found.length > first || looked >= engine.mostLooked) return { found, last: step.last }
  }
  return { found, last: null }
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
