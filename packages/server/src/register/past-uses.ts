import {
  applicableRule,
  choiceInForce,
  type Instant,
  inForce,
  isInSight,
  placeOf,
  type Rulebook,
  type Vantage,
} from '@demur/eligibility'
import type { ChoiceEventRecord, Page, PageRequest, PastUseRecord, ReadPoint, RunRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from './ask.ts'
import { choiceEvent, readActs } from './choice-events.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts, type MemberRow } from './facts.ts'
import { runsNamed } from './runs.ts'
import { seesMember } from './sight.ts'

interface UseRow {
  readonly run: string
  readonly items: number
  readonly sealed: number
}

/** Sealed runs that used items which a member wrote, alone or with others; in the order in which they were sealed. */
export async function readPastUses(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  member: string,
  { first, after, ...asked }: ReadPoint & PageRequest,
): Promise<Page<PastUseRecord>> {
  if (!seesMember(viewer, member)) return { edges: [], hasNextPage: false, hasPreviousPage: after !== null }
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const { db } = engine.connection
  const facts = await loadFacts(db, { members: [member] })
  const person = facts.members.get(member)
  const position = knownPosition(asked.asKnownAt, facts.head)
  const vantage = { at: asked.at ?? presentAt(clock, facts.recordedAt), position }
  const uses = await rows<UseRow>(
    db,
    sql`WITH me AS (SELECT id FROM demur.member WHERE key = ${member}),
        written AS (
          SELECT id FROM demur.content_item WHERE author_id = (SELECT id FROM me)
          UNION SELECT item_id FROM demur.content_subject WHERE member_id = (SELECT id FROM me) AND role = 'CO_AUTHOR'
        )
        SELECT r.key AS run, count(*)::float8 AS items, r.closed_position::float8 AS sealed
        FROM written JOIN demur.run_item u ON u.item_id = written.id JOIN demur.run r ON r.key = u.run
        WHERE r.status = 'SEALED' AND r.closed_position > ${after ?? '0'}::bigint
          AND r.closed_position <= ${vantage.position} AND demur.ms(r.closed_at) <= ${vantage.at}
        GROUP BY r.key ORDER BY r.closed_position LIMIT ${first + 1}`,
  )
  const page = uses.slice(0, first)
  const runs = await runsNamed(
    db,
    page.map(({ run }) => run),
  )
  const policies = await engine.policies.upTo(facts.rulebook, db)
  const rulebook = policies.at(position)?.rulebook ?? null
  const edges = await Promise.all(
    page.map(async ({ run: key, items, sealed }) => {
      const run = runs.get(key)
      if (run === undefined) throw new Error('a manifest names a run that does not exist')
      const endedBy = person === undefined ? null : await endOfUse(engine, run, member, person, rulebook, vantage)
      return { cursor: String(sealed), node: { run, itemCount: items, endedBy } }
    }),
  )
  return { edges, hasNextPage: uses.length > first, hasPreviousPage: after !== null }
}

/**
 * The choice, made since a run was pinned, that keeps all content of the member out of the next ones: an objection that
 * reaches everything where they live, or a consent withdrawn. Null where they are not out, or not by a choice of theirs.
 */
async function endOfUse(
  { connection }: Engine,
  run: RunRecord,
  member: string,
  person: MemberRow,
  rulebook: Rulebook | null,
  vantage: Vantage,
): Promise<ChoiceEventRecord | null> {
  const place = placeOf(inForce(person.residences, vantage))
  const rule = rulebook === null || place === null ? null : applicableRule(rulebook, run.dataUse, place, vantage.at)
  const setting = rulebook?.dataUses.get(run.dataUse)?.setting ?? null
  if (rule === null || setting === null) return null
  const { choice, since } = choiceInForce(person.choices, setting, vantage)
  const out =
    rule.control === 'OPT_OUT'
      ? choice === 'OBJECTED' && rule.objectionScope === 'ALL_CONTENT'
      : rule.control === 'OPT_IN' && choice !== 'CONSENTED'
  const pin = { at: run.at, position: run.asKnownAt }
  const made = person.choices.find(
    (act) => act.setting === setting && act.effectiveAt === since && isInSight(act, vantage) && !isInSight(act, pin),
  )
  if (!out || made === undefined) return null
  const [act] = await readActs(connection.db, sql`e.member = ${member} AND e.position = ${made.position}`)
  return act === undefined ? null : choiceEvent(act)
}
