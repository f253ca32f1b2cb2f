import { diffRulebooks, instantOf, type Json, type Position, readRulebook } from '@demur/eligibility'
import type {
  Page,
  PageRequest,
  Policy,
  RulebookDiffOutcome,
  RulebookDiffRequest,
  RulebookRecord,
  RulebookReference,
  Viewer,
} from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import { knownPosition } from './ask.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'
import type { PublishedPolicies } from './policies.ts'

interface PublicationRow {
  readonly position: number
  readonly digest: string
  readonly published_at: number
  readonly published_by: string
  readonly approved_by: readonly string[] | null
  readonly document: Json
}

/** A page of the published rulebooks, the one published last first. A cursor is the position of its row. */
export async function readRulebooks(
  engine: Engine,
  viewer: Viewer,
  { first, after }: PageRequest,
  asKnownAt: Position | null,
): Promise<Page<RulebookRecord>> {
  const last = after === null ? Number.POSITIVE_INFINITY : Number(after)
  if (Number.isNaN(last)) throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  const { policies, head } = await published(engine)
  const known = knownPosition(asKnownAt, head)
  const listed = policies.all.toReversed().filter(({ position }) => position < last && position <= known)
  const records = await publications(
    engine,
    viewer,
    policies,
    listed.slice(0, first).map(({ position }) => position),
  )
  return {
    edges: records.map((node) => ({ cursor: String(node.position), node })),
    hasNextPage: listed.length > first,
    hasPreviousPage: after !== null,
  }
}

/** A published rulebook; null where there is none. */
export async function readPublication(
  engine: Engine,
  viewer: Viewer,
  reference: RulebookReference | null,
): Promise<RulebookRecord | null> {
  const { policies, head } = await published(engine)
  const position = findPolicy(policies, reference, head)?.position
  if (position === undefined) return null
  const [record] = await publications(engine, viewer, policies, [position])
  return record ?? null
}

/** By its version, or the one that answers at a position: by default at the head. */
function findPolicy(policies: PublishedPolicies, reference: RulebookReference | null, head: Position): Policy | null {
  const { version, position = null } = reference ?? {}
  if (version === undefined) return policies.at(knownPosition(position, head))
  return policies.all.find(({ rulebook }) => rulebook.version === version) ?? null
}

async function published({ connection, policies }: Engine): Promise<{ policies: PublishedPolicies; head: Position }> {
  const { head, rulebook } = await loadFacts(connection.db, {})
  return { policies: await policies.upTo(rulebook, connection.db), head }
}

/** What the ledger says of some publications, in the order of the positions. */
async function publications(
  { connection }: Engine,
  { roles }: Viewer,
  policies: PublishedPolicies,
  positions: readonly Position[],
): Promise<RulebookRecord[]> {
  const found = await rows<PublicationRow>(
    connection.db,
    sql`SELECT r.position::float8 AS position, r.digest, demur.ms(e.recorded_at) AS published_at,
               e.actor AS published_by, r.approved_by, r.document
        FROM demur.rulebook r JOIN demur.ledger_entry e USING (position)
        WHERE r.position = ANY(${sql.param(positions)}::bigint[])`,
  )
  const byPosition = new Map(found.map((row) => [row.position, row]))
  const overseer = roles.some((role) => role === 'OPERATOR' || role === 'AUDITOR')
  return positions.flatMap((position) => {
    const [policy, row] = [policies.at(position), byPosition.get(position)]
    if (policy === null || row === undefined) return []
    const { digest, published_at, published_by, approved_by, document } = row
    const inSight = overseer
      ? { publishedBy: published_by, approvedBy: approved_by, document }
      : { publishedBy: null, approvedBy: null, document: null }
    return [{ ...policy, digest, publishedAt: instantOf(published_at), ...inSight }]
  })
}

/** In what two rulebooks differ. A document need not be published, but it has to be sound. */
export async function compareRulebooks(
  engine: Engine,
  { from, to }: RulebookDiffRequest,
): Promise<RulebookDiffOutcome> {
  const { policies, head } = await published(engine)
  const [before, after] = [from, to].map((reference) => {
    if (reference?.document !== undefined) return readRulebook(reference.document)
    return { rulebook: findPolicy(policies, reference, head)?.rulebook ?? null, problems: [] }
  })
  const problems = [...(before?.problems ?? []), ...(after?.problems ?? [])]
  if (problems.length > 0) {
    return { refusal: 'RulebookRefusedError', message: `The rulebook has ${problems.length} problem(s).`, problems }
  }
  const missing =
    after?.rulebook == null ? to : from?.version !== undefined && before?.rulebook == null ? from : undefined
  if (after?.rulebook == null || missing !== undefined) {
    return { refusal: 'NotFoundError', message: `There is no rulebook ${nameOf(missing ?? to)}.` }
  }
  const earlier = before?.rulebook ?? null
  return {
    from: earlier?.version ?? null,
    to: after.rulebook.version,
    changes: diffRulebooks(earlier, after.rulebook),
  }
}

function nameOf(reference: RulebookReference | null): string {
  if (reference?.version !== undefined) return `of version “${reference.version}”`
  return reference?.position === undefined ? 'that answers now' : `that answers at position ${reference.position}`
}
