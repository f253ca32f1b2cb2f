import type { ProposedEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rows } from '../database/database.ts'
import type { Projected } from './projected.ts'

/** Somebody's row. Who is only named by others has one too, and is not registered. */
export interface MemberRow {
  readonly id: number
  readonly registered: boolean
}

export interface ItemRow {
  readonly id: number
  /** The key of the author; null where the item has none. */
  readonly author: string | null
}

/** The rows that there are of what entries name, by key. */
export interface NamedRows {
  readonly members: ReadonlyMap<string, MemberRow>
  readonly items: ReadonlyMap<string, ItemRow>
}

/** The keys of everybody whom the entries name, registered or not. */
export function membersNamed(entries: readonly ProposedEntry[]): Set<string> {
  const keys = new Set<string>()
  for (const entry of entries) {
    if ('member' in entry) keys.add(entry.member)
    if (entry.type === 'ContentRegistered') for (const { member } of entry.subjects) keys.add(member)
  }
  return keys
}

/** The rows of members and of items by key, a statement for each. */
export async function loadNamedRows(
  { tx, schema }: Pick<Projected, 'tx' | 'schema'>,
  members: Iterable<string>,
  items: Iterable<string>,
): Promise<NamedRows> {
  const [people, things] = [[...members], [...items]]
  const found =
    people.length === 0
      ? []
      : await rows<MemberRow & { readonly key: string }>(
          tx,
          sql`SELECT id::float8 AS id, key, position IS NOT NULL AS registered FROM ${schema}.member
              WHERE key = ANY(${sql.param(people)}::text[])`,
        )
  const registered =
    things.length === 0
      ? []
      : await rows<ItemRow & { readonly key: string }>(
          tx,
          sql`SELECT i.id::float8 AS id, i.key,
                     (SELECT m.key FROM ${schema}.member m WHERE m.id = i.author_id) AS author
              FROM ${schema}.content_item i WHERE i.key = ANY(${sql.param(things)}::text[])`,
        )
  return {
    members: new Map(found.map(({ key, ...row }) => [key, row])),
    items: new Map(registered.map(({ key, ...row }) => [key, row])),
  }
}
