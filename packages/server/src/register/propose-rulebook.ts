import { formatInstant, type Instant, plusDays } from '@demur/eligibility'
import type {
  ProposeRulebookCommand,
  ProposeRulebookOutcome,
  RulebookProposalRecord,
  RulebookProposed,
  Viewer,
} from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { loadProposals } from './proposals.ts'
import { type Publishable, readPublishable } from './publishable.ts'

/** Proposes a rulebook to other operators, or says everything that forbids publishing it. */
export async function proposeRulebook(
  engine: Engine,
  viewer: Viewer,
  { document, note }: ProposeRulebookCommand,
): Promise<ProposeRulebookOutcome> {
  const publishable = await readPublishable(engine, viewer, document)
  return 'refusal' in publishable ? publishable : propose(engine, viewer, publishable, note)
}

/**
 * Writes a proposal against the rulebook that answers now. What is open already with the same content is not proposed
 * again: whoever proposes it a second time gets to see who did before.
 */
export async function propose(
  engine: Engine,
  { subject }: Viewer,
  { document, rulebook, digest }: Publishable,
  note: string | null,
): Promise<RulebookProposed> {
  const { db } = engine.connection
  const { approvals, proposalDays } = engine.publishing
  const { recordedAt, rulebook: latest } = await loadFacts(db, {})
  const moment = { now: presentAt(engine.clock(), recordedAt), latest }
  const before = await openProposal(engine, digest, moment)
  if (before !== null) return { proposal: before }
  const [written] = await rows<{ id: string }>(
    db,
    sql`INSERT INTO demur.rulebook_proposal
          (version, digest, document, base_position, proposed_by, proposed_at, expires_at, note, approvals_needed, status)
        VALUES (${rulebook.version}, ${digest}, ${JSON.stringify(document)}::jsonb, ${latest}, ${subject},
                ${formatInstant(moment.now)}, ${formatInstant(plusDays(moment.now, proposalDays))}, ${note},
                ${Math.max(approvals, 1)}, 'OPEN')
        RETURNING id::text AS id`,
  )
  const [proposal] = await loadProposals(db, sql`p.id = ${written?.id}::uuid`, moment)
  if (proposal === undefined) throw new Error('a proposal was written and is not there')
  return { proposal }
}

async function openProposal(
  { connection }: Engine,
  digest: string,
  moment: { readonly now: Instant; readonly latest: RulebookProposalRecord['base'] },
): Promise<RulebookProposalRecord | null> {
  const alike = await loadProposals(connection.db, sql`p.digest = ${digest} AND p.status = 'OPEN'`, moment)
  return alike.find(({ status }) => status === 'OPEN') ?? null
}
