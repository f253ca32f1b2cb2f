import { type Erasure, erasedRows, type Position } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import { ERASED_FILE, type Pseudonyms } from './pseudonyms.ts'

/**
 * Takes away what imported files tell of a member: the digest of a file that holds a line or two could be found by trying
 * keys. What is kept in its place takes the secret to compute, so that the same file is still recognised.
 */
export async function eraseFiles(
  tx: Transaction,
  pseudonyms: Pseudonyms,
  at: Position,
  erasure: Erasure,
): Promise<void> {
  const places = erasedRows(erasure)
  const firsts = places.map(([back]) => at - back)
  const lasts = places.map(([back, count]) => at - back + count - 1)
  const files = await rows<{ digest: string }>(
    tx,
    sql`SELECT digest FROM demur.imported_file
        WHERE digest NOT LIKE ${`${ERASED_FILE}%`} AND EXISTS (
          SELECT FROM unnest(${sql.param(firsts)}::bigint[], ${sql.param(lasts)}::bigint[]) AS place (first, last)
          WHERE first <= last_position AND last >= first_position)`,
  )
  for (const { digest } of files) {
    await tx.execute(sql`UPDATE demur.imported_file SET digest = ${pseudonyms.ofFile(digest)} WHERE digest = ${digest}`)
  }
}
