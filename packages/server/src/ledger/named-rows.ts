import type { ProposedEntry } from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import { rows, rowsNamed } from '../database/database.ts'
import type { Projected } from './projected.ts'

/** Somebody's row. Who is only named by others has one too, and is not registered. */
export interface MemberRow {
  readonly id: number
  readonly registered: boolean
}

/** What of it others refer to. */
export type MemberId = Pick<MemberRow, 'id'>

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

/** What entries are projected by. */
export interface NamedIds extends Pick<NamedRows, 'items'> {
  readonly members: ReadonlyMap<string, MemberId>
}

const NO_ITEMS: NamedRows['items'] = new Map()

/** The rows of what entries name, where members are all that they name and somebody has read those rows; else null. */
export function namedAmong(entries: readonly ProposedEntry[], read: ReadonlyMap<string, MemberId>): NamedIds | null {
  if (entries.some((entry) => 'item' in entry)) return null
  const wereRead = [...membersNamed(entries)].every((key) => read.has(key))
  return wereRead ? { members: read, items: NO_ITEMS } : null
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
  { tx, schema, isLive }: Pick<Projected, 'tx' | 'schema' | 'isLive'>,
  members: Iterable<string>,
  items: Iterable<string>,
): Promise<NamedRows> {
  const [people, things] = [[...members], [...items]]
  const read = <R>(name: string, statement: SQL) =>
    isLive ? rowsNamed<R>(tx, name, statement) : rows<R>(tx, statement)
  const found =
    people.length === 0
      ? []
      : await read<MemberRow & { readonly key: string }>(
          'named_members',
          // Key by key, whatever the planner believes of their number.
          sql`SELECT m.id::float8 AS id, m.key, m.position IS NOT NULL AS registered
              FROM unnest(${sql.param(people)}::text[]) AS named (key)
              CROSS JOIN LATERAL (SELECT * FROM ${schema}.member p WHERE p.key = named.key OFFSET 0) m`,
        )
  const registered =
    things.length === 0
      ? []
      : await read<ItemRow & { readonly key: string }>(
          'named_items',
          sql`SELECT i.id::float8 AS id, i.key,
                     (SELECT m.key FROM ${schema}.member m WHERE m.id = i.author_id) AS author
              FROM unnest(${sql.param(things)}::text[]) AS named (key)
              CROSS JOIN LATERAL (SELECT * FROM ${schema}.content_item c WHERE c.key = named.key OFFSET 0) i`,
        )
  return {
    members: new Map(found.map(({ key, ...row }) => [key, row])),
    items: new Map(registered.map(({ key, ...row }) => [key, row])),
  }
}
