import { type SQL, sql } from 'drizzle-orm'

/** The ids of the items that a member wrote, alone or with others. */
export function writtenBy(member: string): SQL {
  const id = sql`(SELECT m.id FROM demur.member m WHERE m.key = ${member})`
  return sql`SELECT w.id FROM demur.content_item w WHERE w.author_id = ${id}
    UNION SELECT s.item_id FROM demur.content_subject s WHERE s.member_id = ${id} AND s.role = 'CO_AUTHOR'`
}
