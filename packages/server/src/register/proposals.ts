import { type Instant, instantOf, type Json, type Position, positionOf, readRulebook } from '@demur/eligibility'
import type {
  EffectQuestion,
  Page,
  PageRequest,
  ProposalStatus,
  ReadPoint,
  RulebookProposalRecord,
  Viewer,
} from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from './ask.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'

interface ProposalRow {
  readonly id: string
  readonly status: 'OPEN' | 'PUBLISHED' | 'REJECTED' | 'WITHDRAWN'
  readonly version: string
  readonly digest: string
  readonly document: Json
  readonly base: number
  readonly proposed_by: string
  readonly proposed_at: number
  readonly expires_at: number
  readonly note: string | null
  readonly approvals_needed: number
  readonly approvals: readonly (readonly [subject: string, approvedAt: number])[] | null
  readonly closed_by: string | null
  readonly closed_at: number | null
  readonly closed_note: string | null
  readonly published_position: number | null
}

/** What tells whether an open proposal can still be approved. */
export interface Moment {
  readonly now: Instant
  /** The position of the rulebook published last; 0: none. */
  readonly latest: Position
}

/** The proposals that a condition on `p` names, the latest first. */
export async function loadProposals(
  queryable: Queryable,
  where: SQL,
  { now, latest }: Moment,
): Promise<RulebookProposalRecord[]> {
  const found = await rows<ProposalRow>(
    queryable,
    sql`SELECT p.id::text AS id, p.status, p.version, p.digest, p.document, p.base_position::float8 AS base,
               p.proposed_by, demur.ms(p.proposed_at) AS proposed_at, demur.ms(p.expires_at) AS expires_at, p.note,
               p.approvals_needed,
               (SELECT json_agg(json_build_array(a.subject, demur.ms(a.approved_at)) ORDER BY a.approved_at, a.subject)
                  FROM demur.rulebook_approval a WHERE a.proposal_id = p.id) AS approvals,
               p.closed_by, demur.ms(p.closed_at) AS closed_at, p.closed_note,
               p.published_position::float8 AS published_position
        FROM demur.rulebook_proposal p WHERE ${where}`,
  )
  return found.map((row) => proposalRecord(row, { now, latest }))
}

function proposalRecord(row: ProposalRow, { now, latest }: Moment): RulebookProposalRecord {
  const open: ProposalStatus = row.base !== latest ? 'STALE' : row.expires_at <= now ? 'EXPIRED' : 'OPEN'
  return {
    id: row.id,
    status: row.status === 'OPEN' ? open : row.status,
    version: row.version,
    digest: row.digest,
    document: row.document,
    // Read when it is looked at: a list of proposals needs none of them.
    get rulebook() {
      return sound(row.document)
    },
    base: positionOf(row.base),
    proposedBy: row.proposed_by,
    proposedAt: instantOf(row.proposed_at),
    expiresAt: instantOf(row.expires_at),
    note: row.note,
    approvalsNeeded: row.approvals_needed,
    approvals: (row.approvals ?? []).map(([subject, at]) => ({ subject, approvedAt: instantOf(at) })),
    closedBy: row.closed_by,
    closedAt: row.closed_at === null ? null : instantOf(row.closed_at),
    closedNote: row.closed_note,
    publishedPosition: row.published_position === null ? null : positionOf(row.published_position),
  }
}

function sound(document: Json) {
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) throw new Error(`a proposed rulebook is unsound: ${problems[0]?.path.join('.')}`)
  return rulebook
}

/** Whether a viewer may see proposals. */
export function seesProposals({ roles }: Viewer): boolean {
  return roles.some((role) => role === 'OPERATOR' || role === 'AUDITOR')
}

async function momentOf({ connection }: Engine, clock: Instant): Promise<Moment> {
  const { recordedAt, rulebook } = await loadFacts(connection.db, {})
  return { now: presentAt(clock, recordedAt), latest: rulebook }
}

/** The identifiers that proposals have; anything else would only break the statement. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A proposal by its id; null where there is none or the viewer may not see it. */
export async function readProposal(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  id: string,
): Promise<RulebookProposalRecord | null> {
  if (!seesProposals(viewer) || !UUID.test(id)) return null
  const found = await loadProposals(engine.connection.db, sql`p.id = ${id}::uuid`, await momentOf(engine, clock))
  return found[0] ?? null
}

/** A page of the proposals, the latest first. A cursor says when its row was proposed, and which it is. */
export async function readProposals(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  status: ProposalStatus | null,
  { first, after }: PageRequest,
): Promise<Page<RulebookProposalRecord>> {
  if (!seesProposals(viewer)) return { edges: [], hasNextPage: false, hasPreviousPage: after !== null }
  const { now, latest } = await momentOf(engine, clock)
  const open = sql`p.status = 'OPEN' AND p.base_position`
  const expired = sql`demur.ms(p.expires_at) <= ${now}::float8`
  const conditions: Readonly<Record<ProposalStatus, SQL>> = {
    OPEN: sql`${open} = ${latest} AND NOT ${expired}`,
    EXPIRED: sql`${open} = ${latest} AND ${expired}`,
    STALE: sql`${open} <> ${latest}`,
    PUBLISHED: sql`p.status = 'PUBLISHED'`,
    REJECTED: sql`p.status = 'REJECTED'`,
    WITHDRAWN: sql`p.status = 'WITHDRAWN'`,
  }
  const [at, id] = after === null ? [null, null] : readCursor(after)
  const wanted = status === null ? sql`true` : conditions[status]
  const beyond = at === null ? sql`true` : sql`(demur.ms(p.proposed_at), p.id) < (${at}::float8, ${id}::uuid)`
  const page = sql`${wanted} AND ${beyond} ORDER BY p.proposed_at DESC, p.id DESC LIMIT ${first + 1}`
  const found = await loadProposals(engine.connection.db, page, { now, latest })
  return {
    edges: found.slice(0, first).map((node) => ({ cursor: `${node.proposedAt} ${node.id}`, node })),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
  }
}

function readCursor(cursor: string): [at: number, id: string] {
  const [, at, id] = /^(\d{1,15}) (\S+)$/.exec(cursor) ?? []
  if (at !== undefined && id !== undefined && UUID.test(id)) return [Number(at), id]
  throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
}

/** What the effect of a proposal is measured at: what it replaces or replaced against the proposal. */
export async function proposalEffect(
  { connection }: Engine,
  clock: Instant,
  { rulebook, base, publishedPosition, closedAt }: RulebookProposalRecord,
  point: ReadPoint,
): Promise<EffectQuestion> {
  const { head, recordedAt } = await loadFacts(connection.db, {})
  const now = presentAt(clock, recordedAt)
  const usual = publishedPosition === null ? head : positionOf(publishedPosition - 1)
  const at = point.at ?? (publishedPosition === null ? now : (closedAt ?? now))
  return { rulebook, base, at, asKnownAt: knownPosition(point.asKnownAt ?? usual, head), now }
}
