import { type Instant, type ItemFacts, idProblem, itemStateAt } from '@demur/eligibility'
import type { ContentItemRecord, MemberRecord, Page, PageRequest, ReadPoint, SettledPoint, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { presentAt } from '../ledger/clock.ts'
import { factsAt, knownPosition, possibleKeys } from './ask.ts'
import { byBytes } from './byte-order.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'
import { seesItem } from './sight.ts'

/** Items as they stand at the points asked for, in the order of the lookups, from one statement. */
export async function readContentItems(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  lookups: readonly (ReadPoint & { readonly key: string })[],
): Promise<(ContentItemRecord | null)[]> {
  const facts = await factsAt(engine, { items: possibleKeys(lookups.map(({ key }) => key)) }, null)
  const now = presentAt(clock, facts.recordedAt)
  return lookups.map(({ key, at, asKnownAt }) => {
    const point = { at: at ?? now, asKnownAt: knownPosition(asKnownAt, facts.head) }
    const item = facts.items.get(key)
    return item !== undefined && seesItem(viewer, item) ? contentItemRecord(key, item, point) : null
  })
}

/** An item at a point on both time axes; null where it is not registered there. */
export function contentItemRecord(key: string, item: ItemFacts, point: SettledPoint): ContentItemRecord | null {
  const state = itemStateAt(item, { at: point.at, position: point.asKnownAt })
  if (state === null) return null
  const { kind, visibility, createdAt, deletedAt, subjects } = state
  const author = subjects.find(({ role }) => role === 'AUTHOR')?.member ?? null
  return { key, kind, visibility, createdAt, deletedAt, author, ...point }
}

/** The items of which a member is the author, ordered by key, as they stand at the point that the member was read at. */
export async function readContentItemsOf(
  { connection }: Engine,
  { key: author, at, asKnownAt }: MemberRecord,
  { first, after }: PageRequest,
): Promise<Page<ContentItemRecord>> {
  const last = after === null ? '' : Buffer.from(after, 'base64url').toString()
  if (after !== null && idProblem(last) !== null) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const facts = await loadFacts(connection.db, {
    items: sql`SELECT i.* FROM demur.content_item i
      WHERE i.author_id = (SELECT m.id FROM demur.member m WHERE m.key = ${author})
        AND i.key > ${last} AND i.position <= ${asKnownAt} AND demur.ms(i.effective_at) <= ${at}
      ORDER BY i.key LIMIT ${first + 1}`,
  })
  const records = [...facts.items]
    .sort(([a], [b]) => byBytes(a, b))
    .flatMap(([key, item]) => contentItemRecord(key, item, { at, asKnownAt }) ?? [])
  return {
    edges: records.slice(0, first).map((node) => ({ cursor: Buffer.from(node.key).toString('base64url'), node })),
    hasNextPage: records.length > first,
    hasPreviousPage: after !== null,
  }
}
