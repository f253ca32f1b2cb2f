import type { Position, ProposedEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { ConfigurationError } from '../configuration.ts'
import { type Queryable, rows } from '../database/database.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** The erasures that a member went through, the last one first, whether or not they are registered again. */
export interface Erased {
  readonly position: number
  readonly objections: readonly string[]
}

/**
 * Which of these members were erased at or before a position, and what was kept of each: the last erasure counts.
 * @throws ConfigurationError where somebody was erased under a secret that this process does not have: their objections
 *   could not be found, and must not be lost for that
 */
export async function erasedAmong(
  queryable: Queryable,
  pseudonyms: Pseudonyms | null,
  members: readonly string[],
  until: Position,
): Promise<ReadonlyMap<string, Erased>> {
  if (members.length === 0) return new Map()
  const secrets = await rows<{ secret: string }>(
    queryable,
    sql`SELECT DISTINCT body ->> 'secret' AS secret FROM demur.ledger_entry
        WHERE type = 'MemberErased' AND position <= ${until}`,
  )
  if (secrets.length === 0) return new Map()
  if (pseudonyms === null || secrets.some(({ secret }) => secret !== pseudonyms.secret)) {
    throw new ConfigurationError('DEMUR_ERASURE_SECRET is not the secret under which members were erased.')
  }
  const byPseudonym = new Map(members.map((member) => [pseudonyms.of(member), member]))
  const found = await rows<{ pseudonym: string; position: number; objections: string[] }>(
    queryable,
    sql`SELECT body ->> 'pseudonym' AS pseudonym, position::float8 AS position, body -> 'objections' AS objections
        FROM demur.ledger_entry
        WHERE type = 'MemberErased' AND body ->> 'pseudonym' = ANY(${sql.param([...byPseudonym.keys()])}::text[])
          AND position <= ${until}
        ORDER BY position`,
  )
  return new Map(found.map(({ pseudonym, ...erased }) => [byPseudonym.get(pseudonym) ?? '', erased]))
}

/** The objections that somebody who was erased made and never took back, as entries to follow their registration. */
export function keptObjections(member: string, erased: Erased | undefined): ProposedEntry[] {
  return (erased?.objections ?? []).map((setting) => {
    const evidence = { keptSince: erased?.position ?? null }
    return {
      type: 'Objected',
      member,
      setting,
      evidence,
      effectiveAt: null,
      channel: 'kept at erasure',
      idempotencyKey: null,
      body: { member, setting, evidence },
    }
  })
}
