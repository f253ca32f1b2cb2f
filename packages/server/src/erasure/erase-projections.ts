import { ERASED_PERSON } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import type { Transaction } from '../database/database.ts'

/** The tables that hold facts about members, by `member_id`. */
const FACTS = ['residence', 'birth_date', 'age_signal', 'account_status', 'notice_served', 'choice_event']

/** Removes a member and what they wrote from the projections; in items of others somebody unknown takes their place. */
export async function eraseProjections(tx: Transaction, memberId: number): Promise<void> {
  const written = sql`SELECT id FROM demur.content_item WHERE author_id = ${memberId}`
  await tx.execute(sql`DELETE FROM demur.content_change WHERE item_id IN (${written})`)
  await tx.execute(sql`DELETE FROM demur.content_subject WHERE item_id IN (${written})`)
  // Taking them out of the items of others would open those.
  await tx.execute(sql`INSERT INTO demur.member (key) VALUES (${ERASED_PERSON}) ON CONFLICT DO NOTHING`)
  await tx.execute(sql`UPDATE demur.content_subject s SET member_id = m.id, role = 'CO_AUTHOR'
    FROM demur.member m WHERE m.key = ${ERASED_PERSON} AND s.member_id = ${memberId}`)
  await tx.execute(sql`DELETE FROM demur.content_item WHERE author_id = ${memberId}`)
  for (const table of FACTS) {
    await tx.execute(sql`DELETE FROM ${sql.raw(`demur.${table}`)} WHERE member_id = ${memberId}`)
  }
  await tx.execute(sql`DELETE FROM demur.member WHERE id = ${memberId}`)
}
