import { ACT_OF_ENTRY, cellOf, formatInstant, type LedgerEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Columns, rows, unnest } from '../database/database.ts'
import { type Of, ofType } from './of-type.ts'
import { projectConsumers } from './project-consumer.ts'
import { projectPolicies } from './project-policy.ts'
import { insertInto, type Projected } from './projected.ts'

/** The ids of rows by the key of their member or item. */
type Ids = ReadonlyMap<string, number>

/**
 * Brings the projections up to entries that are being appended, in as many statements as there are tables concerned.
 * Gives the key of the author of every item among them, null where it has none.
 */
export async function project(to: Projected, entries: readonly LedgerEntry[]): Promise<Map<string, string | null>> {
  const members = await internMembers(to, entries)
  await registerMembers(to, ofType(entries, 'MemberRegistered'), members)
  await registerItems(to, ofType(entries, 'ContentRegistered'), members)
  const items = await itemsOf(to, entries)
  await projectSubjects(to, ofType(entries, 'ContentRegistered'), items.ids, members)
  await projectChanges(to, entries, items.ids)
  await projectMemberFacts(to, entries, members)
  await projectPolicies(to, entries)
  await projectConsumers(to, entries)
  return items.authors
}

/** A row for everybody whom the entries name, registered or not. */
async function internMembers(to: Projected, entries: readonly LedgerEntry[]): Promise<Ids> {
  const keys = new Set<string>()
  for (const entry of entries) {
    if ('member' in entry) keys.add(entry.member)
    if (entry.type === 'ContentRegistered') for (const { member } of entry.subjects) keys.add(member)
  }
  if (keys.size === 0) return new Map()
  const named = [...keys]
  await to.tx.execute(sql`INSERT INTO ${to.schema}.member (key) SELECT key FROM ${unnest({ key: ['text', named] })} AS named (key)
    WHERE NOT EXISTS (SELECT FROM ${to.schema}.member m WHERE m.key = named.key)`)
  const found = await rows<{ id: number; key: string }>(
    to.tx,
    sql`SELECT id::float8 AS id, key FROM ${to.schema}.member WHERE key = ANY(${sql.param(named)}::text[])`,
  )
  return new Map(found.map(({ id, key }) => [key, id]))
}

async function registerMembers(to: Projected, entries: readonly Of<'MemberRegistered'>[], members: Ids): Promise<void> {
  if (entries.length === 0) return
  const registered = unnest({
    id: ['bigint', entries.map(({ member }) => idOf(members, member))],
    ...dated(entries),
  })
  await to.tx.execute(sql`UPDATE ${to.schema}.member m SET position = r.position, effective_at = r.effective_at
    FROM ${registered} AS r (id, position, effective_at) WHERE m.id = r.id`)
}

async function registerItems(to: Projected, entries: readonly Of<'ContentRegistered'>[], members: Ids): Promise<void> {
  await insertInto(to, 'content_item', {
    key: ['text', entries.map(({ item }) => item)],
    ...dated(entries),
    created_at: ['timestamptz', entries.map(({ createdAt }) => formatInstant(createdAt))],
    author_id: ['bigint', entries.map((entry) => authorId(entry, members))],
    kind: ['demur.content_kind', entries.map(({ kind }) => kind)],
    visibility: ['demur.visibility', entries.map(({ visibility }) => visibility)],
    sensitive_source: ['boolean', entries.map(({ sensitiveSource }) => sensitiveSource)],
    cell: ['smallint', entries.map(({ kind, visibility }) => cellOf(kind, visibility))],
  })
}

function authorId({ subjects }: Of<'ContentRegistered'>, members: Ids): number | null {
  const author = subjects.find(({ role }) => role === 'AUTHOR')
  return author === undefined ? null : idOf(members, author.member)
}

/** The rows of the items that entries name, those just registered included, and who wrote them. */
async function itemsOf(
  to: Projected,
  entries: readonly LedgerEntry[],
): Promise<{ ids: Ids; authors: Map<string, string | null> }> {
  const keys = [...new Set(entries.flatMap((entry) => ('item' in entry ? [entry.item] : [])))]
  const found =
    keys.length === 0
      ? []
      : await rows<{ id: number; key: string; author: string | null }>(
          to.tx,
          sql`SELECT i.id::float8 AS id, i.key, m.key AS author
              FROM ${to.schema}.content_item i LEFT JOIN ${to.schema}.member m ON m.id = i.author_id
              WHERE i.key = ANY(${sql.param(keys)}::text[])`,
        )
  return {
    ids: new Map(found.map(({ id, key }) => [key, id])),
    authors: new Map(found.map(({ key, author }) => [key, author])),
  }
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
    effective_at: ['timestamptz', entries.map(({ effectiveAt }) => formatInstant(effectiveAt))],
  }
}

function idOf(ids: Ids, key: string): number {
  const id = ids.get(key)
  // Admission has seen to it that every entry names what exists.
  if (id === undefined) throw new Error('an entry names a row that does not exist')
  return id
}
