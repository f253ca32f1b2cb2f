import {
  applicableRule,
  blockingMask,
  choiceThatEndedUse,
  type Instant,
  inForce,
  isInSight,
  type Position,
  placeOf,
  type Rulebook,
  type Vantage,
} from '@demur/eligibility'
import type { ChoiceEventRecord, Page, PageRequest, PastUseRecord, ReadPoint, RunRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from './ask.ts'
import { choiceEvent, readActs } from './choice-events.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts, type MemberRow } from './facts.ts'
import { selectRuns } from './runs.ts'
import { seesMember } from './sight.ts'
import { writtenBy } from './written-by.ts'

/** What a sealed run used of a member: the positions that their items were registered at. */
export interface Use {
  readonly run: RunRecord
  readonly items: readonly Position[]
}

/** The uses of a member's content as far as was known at a point, and what they are judged by. */
export interface Uses {
  /** Every sealed run, those that used nothing of them among them. */
  readonly runs: readonly RunRecord[]
  /** In the order in which the runs were sealed. */
  readonly uses: readonly Use[]
  readonly person: MemberRow | null
  readonly rulebook: Rulebook | null
  readonly vantage: Vantage
}

/** Sealed runs that used items which a member wrote, alone or with others; in the order in which they were sealed. */
export async function readPastUses(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  member: string,
  { first, after, ...point }: ReadPoint & PageRequest,
): Promise<Page<PastUseRecord>> {
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  if (!seesMember(viewer, member)) return { edges: [], hasNextPage: false, hasPreviousPage: after !== null }
  const found = await usesOf(engine, clock, member, point)
  const rest = found.uses.filter(({ run }) => Number(run.closedPosition) > Number(after ?? 0))
  const edges = await Promise.all(
    rest.slice(0, first).map(async ({ run, items }) => {
      const endedBy = await endOfUse(engine.connection.db, run, member, found)
      return { cursor: String(run.closedPosition), node: { run, itemCount: items.length, endedBy } }
    }),
  )
  return { edges, hasNextPage: rest.length > first, hasPreviousPage: after !== null }
}

/** Everything that sealed runs used of a member. Memory grows with their items, not with the register. */
export async function usesOf(engine: Engine, clock: Instant, member: string, point: ReadPoint): Promise<Uses> {
  const { db } = engine.connection
  const facts = await loadFacts(db, { members: [member] })
  const position = knownPosition(point.asKnownAt, facts.head)
  const vantage = { at: point.at ?? presentAt(clock, facts.recordedAt), position }
  const runs = await selectRuns(
    db,
    sql`r.status = 'SEALED' AND r.closed_position <= ${position} AND demur.ms(r.closed_at) <= ${vantage.at}
        ORDER BY r.closed_position`,
  )
  const written = await writtenUses(db, member)
  const derived = await derivedUses(
    engine,
    member,
    runs.filter(({ openedPosition }) => !written.manifests.has(openedPosition)),
  )
  const itemsOf = ({ openedPosition }: RunRecord) => written.items.get(openedPosition) ?? derived.get(openedPosition)
  return {
    runs,
    uses: runs.flatMap((run) => {
      const items = itemsOf(run)
      return items === undefined ? [] : [{ run, items }]
    }),
    person: facts.members.get(member) ?? null,
    rulebook: (await engine.policies.upTo(facts.rulebook, db)).at(position)?.rulebook ?? null,
    vantage,
  }
}

/** The runs whose manifests are written out, and what each of them has of a member. */
async function writtenUses(
  queryable: Queryable,
  member: string,
): Promise<{ manifests: Set<Position>; items: Map<Position, Position[]> }> {
  const found = await rows<{ run: Position; items: Position[] | null }>(
    queryable,
    sql`WITH own AS (
          SELECT u.run, json_agg(u.item) AS items FROM demur.content_item i JOIN demur.run_item u ON u.item = i.position
          WHERE i.id IN (${writtenBy(member)}) GROUP BY u.run
        )
        SELECT r.opened_position::float8 AS run, own.items FROM demur.run r LEFT JOIN own ON own.run = r.opened_position
        WHERE r.manifest_items IS NOT NULL`,
  )
  const items = found.flatMap(({ run, items: own }) => (own === null ? [] : [[run, own] as const]))
  return { manifests: new Set(found.map(({ run }) => run)), items: new Map(items) }
}

/** How many items of a member are looked at by one statement. */
const CHUNK = 2000

/**
 * What runs whose manifests are not written out have of a member: those that were imported. Their items are decided
 * anew at the point of each run.
 */
async function derivedUses(
  { connection, policies }: Engine,
  member: string,
  runs: readonly RunRecord[],
): Promise<Map<Position, Position[]>> {
  const found = new Map<Position, Position[]>()
  if (runs.length === 0) return found
  for (let last = 0; ; ) {
    const { items, members, rulebook } = await loadFacts(connection.db, {
      items: sql`SELECT i.* FROM demur.content_item i
        WHERE i.id IN (${writtenBy(member)}) AND i.id > ${last} ORDER BY i.id LIMIT ${CHUNK}`,
    })
    const published = await policies.upTo(rulebook, connection.db)
    for (const item of items.values()) {
      last = Math.max(last, item.id)
      for (const { dataUse, at, asKnownAt, openedPosition } of runs) {
        const knowledge = { members, rulebook: published.at(asKnownAt)?.rulebook ?? null }
        if (blockingMask({ item, dataUse, at, position: asKnownAt }, knowledge) !== 0) continue
        const own = found.get(openedPosition) ?? []
        own.push(item.registered.position)
        found.set(openedPosition, own)
      }
    }
    if (items.size < CHUNK) return found
  }
}

/**
 * The choice, made since a run was pinned, that keeps all content of the member out of the next ones where they live.
 * Null where they are not out, or not by a choice of theirs.
 */
export async function endOfUse(
  queryable: Queryable,
  run: RunRecord,
  member: string,
  { person, rulebook, vantage }: Uses,
): Promise<ChoiceEventRecord | null> {
  if (person === null || rulebook === null) return null
  const place = placeOf(inForce(person.residences, vantage))
  const rule = place === null ? null : applicableRule(rulebook, run.dataUse, place, vantage.at)
  const setting = rulebook.dataUses.get(run.dataUse)?.setting ?? null
  if (rule === null || setting === null) return null
  const ended = choiceThatEndedUse(person.choices, setting, rule, vantage)
  if (ended === null || isInSight(ended, { at: run.at, position: run.asKnownAt })) return null
  const [act] = await readActs(queryable, sql`e.member = ${member} AND e.position = ${ended.position}`)
  return act === undefined ? null : choiceEvent(act)
}
