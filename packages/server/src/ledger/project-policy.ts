import { formatInstant, type LedgerEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { digestOf } from './digest.ts'
import { ofType } from './of-type.ts'
import { insertInto, type Projected } from './projected.ts'

/** Rulebooks and runs: few entries, each on its own. */
export async function projectPolicies(to: Projected, entries: readonly LedgerEntry[]): Promise<void> {
  const published = ofType(entries, 'RulebookPublished')
  await insertInto(to, 'rulebook', {
    position: ['bigint', published.map(({ position }) => position)],
    version: ['text', published.map(({ rulebook }) => rulebook.version)],
    digest: ['text', published.map(({ body }) => digestOf(body.rulebook ?? null))],
    document: ['jsonb', published.map(({ body }) => JSON.stringify(body.rulebook))],
    approved_by: [
      'jsonb',
      published.map(({ approvedBy }) => (approvedBy === null ? null : JSON.stringify(approvedBy))),
    ],
  })
  for (const run of ofType(entries, 'RunOpened')) {
    await to.tx.execute(
      sql`INSERT INTO ${to.schema}.run (key, opened_position, opened_at, data_use, at, as_known_at, description, status)
          VALUES (${run.run}, ${run.position}, ${formatInstant(run.effectiveAt)}, ${run.dataUse},
                  ${formatInstant(run.at)}, ${run.asKnownAt}, ${run.description}, 'OPEN')`,
    )
  }
  for (const run of ofType(entries, 'RunSealed', 'RunAbandoned')) {
    const sealed = run.type === 'RunSealed' ? run : null
    await to.tx.execute(
      sql`UPDATE ${to.schema}.run SET status = ${sealed ? 'SEALED' : 'ABANDONED'}, closed_position = ${run.position},
            closed_at = ${formatInstant(run.effectiveAt)}, item_count = ${sealed?.itemCount ?? null},
            manifest_digest = ${sealed?.manifestDigest ?? null}
          WHERE key = ${run.run}`,
    )
  }
}
