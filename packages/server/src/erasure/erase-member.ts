import {
  choiceInForce,
  decisionTable,
  type Instant,
  idProblem,
  type LedgerEntry,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'
import type { EraseMemberOutcome, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import { chainEntries } from '../ledger/chain.ts'
import { presentAt } from '../ledger/clock.ts'
import { type Head, lockHead } from '../ledger/head.ts'
import { appendEntries } from '../ledger/insert.ts'
import { type Engine, requestError } from '../register/engine.ts'
import { dropOpenManifests, keepManifests } from '../register/erase-manifests.ts'
import { loadFacts } from '../register/facts.ts'
import { eraseFiles } from './erase-files.ts'
import { eraseProjections } from './erase-projections.ts'
import { erasedAmong } from './kept-objections.ts'
import type { Pseudonyms } from './pseudonyms.ts'

const NO_MEMBER: EraseMemberOutcome = { refusal: 'NotFoundError', message: 'There is no such member.' }

/**
 * Erases a member: what entries say of them, and everything that is derived from it. The entries stay, without fields
 * and salt, and so do their hashes; an entry says that somebody was erased. Objections in force are kept under a
 * pseudonym. One transaction, which holds the head of the ledger.
 */
export async function eraseMember(engine: Engine, viewer: Viewer, member: string): Promise<EraseMemberOutcome> {
  if (!viewer.roles.includes('OPERATOR')) {
    return { refusal: 'ForbiddenError', message: 'Only operators erase members.' }
  }
  if (idProblem(member) !== null) return NO_MEMBER
  const { pseudonyms, wakeup } = engine
  if (pseudonyms === null) {
    throw requestError('NOT_CONFIGURED', 'Nobody can be erased without DEMUR_ERASURE_SECRET.')
  }
  await keepManifests(engine)
  const outcome = await withCounts(engine, member, () => erase(engine, pseudonyms, viewer, member))
  wakeup.ring()
  return outcome
}

/** Takes counts that are remembered along, so that an erasure does not have everybody counted anew. */
async function withCounts<R>(engine: Engine, member: string, erase: () => Promise<R>): Promise<R> {
  const { connection, policies, counts } = engine
  const [row] = await rows<{ id: number }>(
    connection.db,
    sql`SELECT id::float8 AS id FROM demur.member WHERE key = ${member}`,
  )
  if (row === undefined) return erase()
  const facts = await loadFacts(connection.db, {})
  const policy = (await policies.upTo(facts.rulebook, connection.db)).at(facts.head)
  if (policy === null) return erase()
  const { rulebook } = policy
  const at = presentAt(engine.clock(), facts.recordedAt)
  const tables = [...rulebook.dataUses.keys()].map((use) => decisionTable(rulebook, use, at))
  const asked = { tables, settings: [...rulebook.settings.keys()] }
  return counts.acrossErasure({ at, position: facts.head }, asked, row.id, erase)
}

function erase(engine: Engine, pseudonyms: Pseudonyms, viewer: Viewer, member: string): Promise<EraseMemberOutcome> {
  return engine.connection.db.transaction(async (tx) => {
    const head = await lockHead(tx, engine.clock())
    const [row] = await rows<{ id: number }>(tx, sql`SELECT id::float8 AS id FROM demur.member WHERE key = ${member}`)
    if (row === undefined) return beforehand(tx, pseudonyms, member, head.position)
    await dropOpenManifests(tx, member)
    const entry = await erasure(tx, pseudonyms, head, member, row.id, viewer.subject)
    await appendEntries(tx, head, [entry], () => chainEntries([entry], head.hash, engine.random))
    await tx.execute(sql`SELECT demur.erase(${member})`)
    await eraseProjections(tx, row.id)
    await eraseFiles(tx, pseudonyms, entry.position, entry)
    const erasedEntries = entry.entries.reduce((sum, [, count]) => sum + count, 0)
    return { position: entry.position, erasedEntries, unchanged: false }
  })
}

async function beforehand(
  tx: Transaction,
  pseudonyms: Pseudonyms,
  member: string,
  until: Position,
): Promise<EraseMemberOutcome> {
  const erased = (await erasedAmong(tx, pseudonyms, [member], until)).get(member)
  if (erased === undefined) return NO_MEMBER
  return { position: positionOf(erased.position), erasedEntries: 0, unchanged: true }
}

/** The entry that says that somebody was erased, and which entries were about them. */
async function erasure(
  tx: Transaction,
  pseudonyms: Pseudonyms,
  head: Head,
  member: string,
  memberId: number,
  actor: string,
): Promise<Extract<LedgerEntry, { type: 'MemberErased' }>> {
  const position = positionOf(head.position + 1)
  const { entry, problems } = readEntry({
    type: 'MemberErased',
    pseudonym: pseudonyms.of(member),
    secret: pseudonyms.secret,
    objections: await objectionsInForce(tx, member, { at: head.recordedAt, position: head.position }),
    entries: await rowsAbout(tx, position, member),
    appearances: await appearances(tx, position, memberId),
  })
  if (entry?.type !== 'MemberErased')
    throw new Error(`an erasure makes an unsound entry: ${problems[0]?.path.join('.')}`)
  return { ...entry, position, recordedAt: head.recordedAt, effectiveAt: head.recordedAt, actor }
}

async function objectionsInForce(
  tx: Transaction,
  member: string,
  vantage: { readonly at: Instant; readonly position: Position },
): Promise<string[]> {
  const facts = (await loadFacts(tx, { members: [member] })).members.get(member)
  const settings = [...new Set(facts?.choices.map(({ setting }) => setting))].sort()
  return settings.filter((setting) => choiceInForce(facts?.choices ?? [], setting, vantage).choice === 'OBJECTED')
}

/** The entries about a member, in rows of positions that follow each other, counted back from the erasure. */
async function rowsAbout(tx: Transaction, from: Position, member: string): Promise<[back: number, count: number][]> {
  const found = await rows<{ first: number; count: number }>(
    tx,
    sql`SELECT min(position)::float8 AS first, count(*)::float8 AS count
        FROM (SELECT position, position - row_number() OVER (ORDER BY position) AS island
              FROM demur.ledger_entry WHERE member = ${member}) AS about
        GROUP BY island ORDER BY first`,
  )
  return found.map(({ first, count }) => [from - first, count])
}

/** The registrations of items of others that a member appears in. */
async function appearances(tx: Transaction, from: Position, memberId: number): Promise<[back: number][]> {
  const found = await rows<{ position: number }>(
    tx,
    sql`SELECT DISTINCT i.position::float8 AS position
        FROM demur.content_subject s JOIN demur.content_item i ON i.id = s.item_id
        WHERE s.member_id = ${memberId} AND i.author_id IS DISTINCT FROM ${memberId} ORDER BY 1`,
  )
  return found.map(({ position }) => [from - position])
}
