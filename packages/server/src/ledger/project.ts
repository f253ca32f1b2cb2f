import { ACT_OF_ENTRY, cellOf, type LedgerEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Columns, unnest } from '../database/database.ts'
import { loadNamedRows, membersNamed, type NamedIds, type NamedRows } from './named-rows.ts'
import { type Of, ofType } from './of-type.ts'
import { projectConsumers } from './project-consumer.ts'
import { projectPolicies } from './project-policy.ts'
import { insertInto, insertNumbered, type Projected } from './projected.ts'

/** The ids of rows by the key of their member or item. */
type Ids = ReadonlyMap<string, number>

/**
 * Brings the projections up to entries that are being appended, in as many statements as there are tables concerned.
 * @param named the rows that there are already of what they name
 */
export async function project(to: Projected, entries: readonly LedgerEntry[], named: NamedIds): Promise<void> {
  const members = await projectMembers(to, entries, named)
  const registered = ofType(entries, 'ContentRegistered')
  const items = await registerItems(to, registered, members)
  for (const [key, { id }] of named.items) items.set(key, id)
  await projectSubjects(to, registered, items, members)
  await projectChanges(to, entries, items)
  await projectMemberFacts(to, entries, members)
  await projectPolicies(to, entries)
  await projectConsumers(to, entries)
}

/** The rows that there are of what entries name. */
export function loadNamed(to: Projected, entries: readonly LedgerEntry[]): Promise<NamedRows> {
  return loadNamedRows(to, membersNamed(entries), itemsChanged(entries))
}

/** The author of each item that entries are about, by their keys; null where an item has none. */
export function authorsOf(entries: readonly LedgerEntry[], { items }: NamedIds): Map<string, string | null> {
  const registered = ofType(entries, 'ContentRegistered').map((entry) => [entry.item, authorOf(entry)] as const)
  return new Map([...registered, ...[...items].map(([key, { author }]) => [key, author] as const)])
}

/** The keys of the items that entries change; those that they register have no rows yet. */
function itemsChanged(entries: readonly LedgerEntry[]): Set<string> {
  return new Set(ofType(entries, 'ContentChanged', 'ContentDeleted').map(({ item }) => item))
}

/** A row for everybody whom the entries name, registered or not. Gives the ids of all of them. */
async function projectMembers(to: Projected, entries: readonly LedgerEntry[], named: NamedIds): Promise<Ids> {
  const registrations = new Map(ofType(entries, 'MemberRegistered').map((entry) => [entry.member, entry]))
  const added = [...membersNamed(entries)].filter((key) => !named.members.has(key))
  const registration = (key: string) => registrations.get(key) ?? null
  const ids = await insertNumbered(to, 'member', {
    key: ['text', added],
    position: ['bigint', added.map((key) => registration(key)?.position ?? null)],
    effective_at: ['timestamptz', added.map((key) => registration(key)?.effectiveAt ?? null)],
  })
  for (const [key, { id }] of named.members) ids.set(key, id)
  const appeared = [...registrations.values()].filter(({ member }) => named.members.has(member))
  await registerMembers(to, appeared, ids)
  return ids
}

/** Of those who have a row because somebody named them before. */
async function registerMembers(to: Projected, entries: readonly Of<'MemberRegistered'>[], members: Ids): Promise<void> {
  if (entries.length === 0) return
  const registered = unnest({
    id: ['bigint', entries.map(({ member }) => idOf(members, member))],
    ...dated(entries),
  })
  await to.tx.execute(sql`UPDATE ${to.schema}.member m SET position = r.position, effective_at = r.effective_at
    FROM ${registered} AS r (id, position, effective_at) WHERE m.id = r.id`)
}

function registerItems(
  to: Projected,
  entries: readonly Of<'ContentRegistered'>[],
  members: Ids,
): Promise<Map<string, number>> {
  return insertNumbered(to, 'content_item', {
    ...dated(entries),
    created_at: ['timestamptz', entries.map(({ createdAt }) => createdAt)],
    author_id: ['bigint', entries.map((entry) => authorId(entry, members))],
    kind: ['demur.content_kind', entries.map(({ kind }) => kind)],
    visibility: ['demur.visibility', entries.map(({ visibility }) => visibility)],
    sensitive_source: ['boolean', entries.map(({ sensitiveSource }) => sensitiveSource)],
    cell: ['smallint', entries.map(({ kind, visibility }) => cellOf(kind, visibility))],
    key: ['text', entries.map(({ item }) => item)],
  })
}

function authorOf({ subjects }: Of<'ContentRegistered'>): string | null {
  return subjects.find(({ role }) => role === 'AUTHOR')?.member ?? null
}

function authorId(entry: Of<'ContentRegistered'>, members: Ids): number | null {
  const author = authorOf(entry)
  return author === null ? null : idOf(members, author)
}

async function projectSubjects(
  to: Projected,
  entries: readonly Of<'ContentRegistered'>[],
  items: Ids,
  members: Ids,
): Promise<void> {
  const others = entries.flatMap(({ item, subjects }) =>
    subjects
      .filter(({ role }) => role !== 'AUTHOR')
      .map(({ member, role }, ordinal) => ({ item: idOf(items, item), ordinal, member: idOf(members, member), role })),
  )
  await insertInto(to, 'content_subject', {
    item_id: ['bigint', others.map(({ item }) => item)],
    ordinal: ['integer', others.map(({ ordinal }) => ordinal)],
    member_id: ['bigint', others.map(({ member }) => member)],
    role: ['demur.subject_role', others.map(({ role }) => role)],
  })
}

async function projectChanges(to: Projected, entries: readonly LedgerEntry[], items: Ids): Promise<void> {
  const changes = ofType(entries, 'ContentChanged', 'ContentDeleted')
  const valueOf = (name: 'kind' | 'visibility' | 'sensitiveSource') =>
    changes.map((change) => (change.type === 'ContentChanged' ? (change[name] ?? null) : null))
  await insertInto(to, 'content_change', {
    item_id: ['bigint', changes.map(({ item }) => idOf(items, item))],
    ...dated(changes),
    kind: ['demur.content_kind', valueOf('kind')],
    visibility: ['demur.visibility', valueOf('visibility')],
    sensitive_source: ['boolean', valueOf('sensitiveSource')],
    deleted: ['boolean', changes.map(({ type }) => type === 'ContentDeleted')],
  })
}

async function projectMemberFacts(to: Projected, entries: readonly LedgerEntry[], members: Ids): Promise<void> {
  const about = (of: readonly (LedgerEntry & { readonly member: string })[]): Columns => ({
    member_id: ['bigint', of.map(({ member }) => idOf(members, member))],
    ...dated(of),
  })
  const residences = ofType(entries, 'ResidenceRecorded')
  await insertInto(to, 'residence', {
    ...about(residences),
    country: ['text', residences.map(({ country }) => country)],
    subdivision: ['text', residences.map(({ subdivision }) => subdivision)],
  })
  const births = ofType(entries, 'BirthDateRecorded')
  await insertInto(to, 'birth_date', {
    ...about(births),
    birth_date: ['date', births.map(({ birthDate }) => birthDate)],
    verified: ['boolean', births.map(({ verified }) => verified)],
  })
  const signals = ofType(entries, 'AgeSignalRecorded')
  await insertInto(to, 'age_signal', {
    ...about(signals),
    believed_minor: ['boolean', signals.map(({ believedMinor }) => believedMinor)],
  })
  const statuses = ofType(entries, 'AccountStatusRecorded')
  await insertInto(to, 'account_status', {
    ...about(statuses),
    status: ['demur.account_status_type', statuses.map(({ status }) => status)],
  })
  const notices = ofType(entries, 'NoticeServed')
  await insertInto(to, 'notice_served', {
    ...about(notices),
    notice: ['text', notices.map(({ notice }) => notice)],
    version: ['text', notices.map(({ version }) => version)],
  })
  const choices = ofType(entries, 'Objected', 'ObjectionWithdrawn', 'ConsentGiven', 'ConsentWithdrawn')
  await insertInto(to, 'choice_event', {
    ...about(choices),
    setting: ['text', choices.map(({ setting }) => setting)],
    act: ['demur.choice_act', choices.map(({ type }) => ACT_OF_ENTRY[type])],
  })
}

function dated(entries: readonly LedgerEntry[]): Columns {
  return {
    position: ['bigint', entries.map(({ position }) => position)],
    effective_at: ['timestamptz', entries.map(({ effectiveAt }) => effectiveAt)],
  }
}

function idOf(ids: Ids, key: string): number {
  const id = ids.get(key)
  // Admission has seen to it that every entry names what exists.
  if (id === undefined) throw new Error('an entry names a row that does not exist')
  return id
}
