import { choiceInForce } from '@demur/eligibility'
import type { ChoiceEventRecord, Page, PageRequest, PastUseRecord, RunRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { choiceEvent, readActs } from './choice-events.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts, type MemberRow } from './facts.ts'
import { runRecords } from './runs.ts'
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
  member: string,
  { first, after }: PageRequest,
): Promise<Page<PastUseRecord>> {
  if (!seesMember(viewer, member)) return { edges: [], hasNextPage: false, hasPreviousPage: after !== null }
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  const { db } = engine.connection
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
        GROUP BY r.key ORDER BY r.closed_position LIMIT ${first + 1}`,
  )
  const page = uses.slice(0, first)
  const runs = await runRecords(
    db,
    page.map(({ run }) => run),
  )
  const facts = await loadFacts(db, { members: [member] })
  const person = facts.members.get(member)
  const edges = await Promise.all(
    page.map(async ({ run: key, items, sealed }) => {
      const run = runs.get(key)
      if (run === undefined) throw new Error('a manifest names a run that does not exist')
      const endedBy = person === undefined ? null : await objectionAfter(engine, run, member, person, facts.rulebook)
      return { cursor: String(sealed), node: { run, itemCount: items, endedBy } }
    }),
  )
  return { edges, hasNextPage: uses.length > first, hasPreviousPage: after !== null }
}

/** The objection in force that keeps the member out of every run opened after it; null where none was recorded since the pin. */
async function objectionAfter(
  { connection, policies }: Engine,
  run: RunRecord,
  member: string,
  person: MemberRow,
  latest: RunRecord['asKnownAt'],
): Promise<ChoiceEventRecord | null> {
  const policy = (await policies.upTo(latest, connection.db)).at(run.asKnownAt)
  const setting = policy?.rulebook.dataUses.get(run.dataUse)?.setting ?? null
  const last = person.choices.reduce(
    (position, act) => (act.position > position ? act.position : position),
    run.asKnownAt,
  )
  if (setting === null || last === run.asKnownAt) return null
  const at = person.choices.reduce((instant, act) => (act.effectiveAt > instant ? act.effectiveAt : instant), run.at)
  const { choice, since } = choiceInForce(person.choices, setting, { at, position: last })
  const began = person.choices.find(
    (act) =>
      act.setting === setting && act.act === 'OBJECT' && act.effectiveAt === since && act.position > run.asKnownAt,
  )
  if (choice !== 'OBJECTED' || began === undefined) return null
  const [act] = await readActs(connection.db, sql`e.member = ${member} AND e.position = ${began.position}`)
  return act === undefined ? null : choiceEvent(act)
}
