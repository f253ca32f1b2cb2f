import { formatInstant, type Instant, type LedgerEntry } from '@demur/eligibility'
import type { ProposalStatus, RefusalOf, ReviewOutcome, RulebookProposalRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import type { Transaction } from '../database/database.ts'
import type { Command, Stage } from '../ledger/append.ts'
import type { Head } from '../ledger/head.ts'
import type { Engine } from './engine.ts'
import { loadProposals, readProposal, seesProposals } from './proposals.ts'
import { loadPublished, type Published, stagePublication, versionTaken } from './publishable.ts'

/** What reviews are decided against. Changes as a group is decided. */
interface ReviewState {
  readonly published: Published
  readonly proposals: Map<string, RulebookProposalRecord>
}

interface Review extends Command<ReviewOutcome, ReviewState> {
  readonly proposal: string
}

/** Loads the proposals of a group, and holds them: whoever reviews one at the same time waits. */
async function loadReviewed(tx: Transaction, group: readonly Command<unknown, ReviewState>[]): Promise<ReviewState> {
  const ids = sql.param((group as readonly Review[]).map(({ proposal }) => proposal))
  await tx.execute(sql`SELECT FROM demur.rulebook_proposal WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`)
  const published = await loadPublished(tx)
  // Whether a proposal expired is decided by the clock of the transaction, which is known only then.
  const moment = { now: Number.NEGATIVE_INFINITY as Instant, latest: published.latest }
  const found = await loadProposals(tx, sql`p.id = ANY(${ids}::uuid[])`, moment)
  return { published, proposals: new Map(found.map((proposal) => [proposal.id, proposal])) }
}

/** Approves a proposal; the last approval that is needed publishes the rulebook, in the same transaction. */
export async function approveRulebook(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  id: string,
): Promise<ReviewOutcome> {
  const refusal = await refuseReview(engine, viewer, clock, id)
  if (refusal !== null) return refusal
  const command: Review = {
    proposal: id,
    load: loadReviewed,
    decide(state, head, stage) {
      const proposal = openAt(id, state, head)
      if ('refusal' in proposal) return proposal
      const { subject } = viewer
      if (proposal.proposedBy === subject) return forbidden('Nobody approves what they proposed themselves.')
      if (proposal.approvals.some((approval) => approval.subject === subject)) {
        return forbidden('You approved it already: somebody else has to.')
      }
      return approve(proposal, subject, state, head, stage)
    },
    write: writeReview,
  }
  return engine.appender.submit(command)
}

function approve(
  proposal: RulebookProposalRecord,
  subject: string,
  state: ReviewState,
  head: Head,
  stage: Stage,
): ReviewOutcome {
  const { rulebook, digest } = proposal
  const approvals = [...proposal.approvals, { subject, approvedAt: head.recordedAt }]
  const enough = approvals.length >= proposal.approvalsNeeded
  const taken = versionTaken(rulebook, digest, state.published)
  if (taken !== null) return notOpen(proposal, taken.message)
  const approvedBy = approvals.map((approval) => approval.subject)
  const entry = enough ? stagePublication(proposal, proposal.proposedBy, approvedBy, state.published, stage) : null
  return keep(state, { ...proposal, approvals, ...publishedBy(subject, entry) })
}

function publishedBy(subject: string, entry: LedgerEntry | null): Partial<RulebookProposalRecord> {
  if (entry === null) return {}
  const { position, recordedAt } = entry
  return { status: 'PUBLISHED', closedBy: subject, closedAt: recordedAt, publishedPosition: position }
}

/** Rejects a proposal, or withdraws it where it is the viewer's own. */
export async function rejectRulebook(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  id: string,
  note: string | null,
): Promise<ReviewOutcome> {
  const refusal = await refuseReview(engine, viewer, clock, id)
  if (refusal !== null) return refusal
  const command: Review = {
    proposal: id,
    load: loadReviewed,
    decide(state, head) {
      const proposal = openAt(id, state, head)
      if ('refusal' in proposal) return proposal
      const status: ProposalStatus = proposal.proposedBy === viewer.subject ? 'WITHDRAWN' : 'REJECTED'
      const closed = { closedBy: viewer.subject, closedAt: head.recordedAt, closedNote: note }
      return keep(state, { ...proposal, status, ...closed })
    },
    write: writeReview,
  }
  return engine.appender.submit(command)
}

/** Why a viewer reviews nothing, or not this: before anybody has to wait for it. */
async function refuseReview(engine: Engine, viewer: Viewer, clock: Instant, id: string): Promise<ReviewOutcome | null> {
  if (!seesProposals(viewer)) return forbidden('Only operators review rulebooks.')
  if ((await readProposal(engine, viewer, clock, id)) === null) return NOT_FOUND
  return viewer.roles.includes('OPERATOR') ? null : forbidden('Only operators review rulebooks.')
}

const NOT_FOUND = { refusal: 'NotFoundError', message: 'There is no such proposal.' } as const

function forbidden(message: string): RefusalOf<'ForbiddenError'> {
  return { refusal: 'ForbiddenError', message }
}

function notOpen(proposal: RulebookProposalRecord, message: string): RefusalOf<'ProposalNotOpenError'> {
  return { refusal: 'ProposalNotOpenError', message, proposal }
}

/** The proposal where it can be reviewed now; else why not. */
function openAt(id: string, { proposals, published }: ReviewState, head: Head): RulebookProposalRecord | ReviewRefused {
  const proposal = proposals.get(id)
  if (proposal === undefined) return NOT_FOUND
  const status = statusAt(proposal, published, head)
  return status === 'OPEN' ? proposal : notOpen({ ...proposal, status }, NOT_OPEN[status])
}

type ReviewRefused = RefusalOf<'NotFoundError' | 'ProposalNotOpenError'>

function statusAt(
  { status, base, expiresAt }: RulebookProposalRecord,
  published: Published,
  head: Head,
): ProposalStatus {
  if (status !== 'OPEN') return status
  // Another command of the same group may have published meanwhile.
  if (base !== published.latest) return 'STALE'
  return expiresAt <= head.recordedAt ? 'EXPIRED' : 'OPEN'
}

const NOT_OPEN: Readonly<Record<Exclude<ProposalStatus, 'OPEN'>, string>> = {
  PUBLISHED: 'The rulebook was approved and published.',
  REJECTED: 'The proposal was rejected: propose it again.',
  WITHDRAWN: 'The proposal was withdrawn: propose it again.',
  EXPIRED: 'Nobody approved the proposal in time: propose it again.',
  STALE: 'Another rulebook was published since this was proposed: propose it again, against the one that answers now.',
}

function keep({ proposals }: ReviewState, proposal: RulebookProposalRecord): ReviewOutcome {
  proposals.set(proposal.id, proposal)
  return { proposal }
}

/** Writes what became of a proposal; nothing where the review was refused. */
async function writeReview(tx: Transaction, outcome: ReviewOutcome): Promise<void> {
  if (outcome.refusal !== undefined) return
  const { id, status, approvals, closedBy, closedAt, closedNote, publishedPosition } = outcome.proposal
  for (const { subject, approvedAt } of approvals) {
    await tx.execute(sql`INSERT INTO demur.rulebook_approval (proposal_id, subject, approved_at)
      VALUES (${id}::uuid, ${subject}, ${formatInstant(approvedAt)}) ON CONFLICT DO NOTHING`)
  }
  await tx.execute(sql`UPDATE demur.rulebook_proposal
    SET status = ${status}, closed_by = ${closedBy}, closed_at = ${closedAt === null ? null : formatInstant(closedAt)},
        closed_note = ${closedNote}, published_position = ${publishedPosition}
    WHERE id = ${id}::uuid`)
}
