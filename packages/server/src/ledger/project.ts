import { ACT_OF_ENTRY, formatInstant, type LedgerEntry } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Columns, insertAll, rows, type Transaction, unnest } from '../database/database.ts'
import { type Of, ofType } from './of-type.ts'
import { projectConsumers } from './project-consumer.ts'
import { projectPolicies } from './project-policy.ts'

/** The ids of rows by the key of their member or item. */
type Ids = ReadonlyMap<string, number>

/**
 * Brings the projections up to entries that are being appended, in as many statements as there are tables concerned.
 * Gives the key of the author of every item among them, null where it has none.
 */
export async function project(tx: Transaction, entries: readonly LedgerEntry[]): Promise<Map<string, string | null>> {
  const members = await internMembers(tx, entries)
  await registerMembers(tx, ofType(entries, 'MemberRegistered'), members)
  await registerItems(tx, ofType(entries, 'ContentRegistered'), members)
  const items = await itemsOf(tx, entries)
  await projectSubjects(tx, ofType(entries, 'ContentRegistered'), items.ids, members)
  await projectChanges(tx, entries, items.ids)
  await projectMemberFacts(tx, entries, members)
  await projectPolicies(tx, entries)
  await projectConsumers(tx, entries)
  return items.authors
}

/** A row for everybody whom the entries name, registered or not. */
async function internMembers(tx: Transaction, entries: readonly LedgerEntry[]): Promise<Ids> {
  const keys = new Set<string>()
  for (const entry of entries) {
    if ('member' in entry) keys.add(entry.member)
    if (entry.type === 'ContentRegistered') for (const { member } of entry.subjects) keys.add(member)
  }
  if (keys.size === 0) return new Map()
  const named = [...keys]
  await tx.execute(sql`INSERT INTO demur.member (key) SELECT key FROM ${unnest({ key: ['text', named] })} AS named (key)
    WHERE NOT EXISTS (SELECT FROM demur.member m WHERE m.key = named.key)`)
  const found = await rows<{ id: number; key: string }>(
    tx,
    sql`SELECT id::float8 AS id, key FROM demur.member WHERE key = ANY(${sql.param(named)}::text[])`,
  )
  return new Map(found.map(({ id, key }) => [key, id]))
}

async function registerMembers(
  tx: Transaction,
  entries: readonly Of<'MemberRegistered'>[],
  members: Ids,
): Promise<void> {
  if (entries.length === 0) return
  const registered = unnest({
    id: ['bigint', entries.map(({ member }) => idOf(members, member))],
    ...dated(entries),
  })
  await tx.execute(sql`UPDATE demur.member m SET position = r.position, effective_at = r.effective_at
    FROM ${registered} AS r (id, position, effective_at) WHERE m.id = r.id`)
}

async function registerItems(
  tx: Transaction,
  entries: readonly Of<'ContentRegistered'>[],
  members: Ids,
): Promise<void> {
  await insertAll(tx, 'content_item', {
    key: ['text', entries.map(({ item }) => item)],
    ...dated(entries),
    created_at: ['timestamptz', entries.map(({ createdAt }) => formatInstant(createdAt))],
    author_id: ['bigint', entries.map((entry) => authorId(entry, members))],
    kind: ['demur.content_kind', entries.map(({ kind }) => kind)],
    visibility: ['demur.visibility', entries.map(({ visibility }) => visibility)],
    sensitive_source: ['boolean', entries.map(({ sensitiveSource }) => sensitiveSource)],
  })
}

function authorId({ subjects }: Of<'ContentRegistered'>, members: Ids): number | null {
  const author = subjects.find(({ role }) => role === 'AUTHOR')
  return author === undefined ? null : idOf(members, author.member)
}

/** The rows of the items that entries name, those just registered included, and who wrote them. */
async function itemsOf(
  tx: Transaction,
  entries: readonly LedgerEntry[],
): Promise<{ ids: Ids; authors: Map<string, string | null> }> {
  const keys = [...new Set(entries.flatMap((entry) => ('item' in entry ? [entry.item] : [])))]
  const found =
    keys.length === 0
      ? []
      : await rows<{ id: number; key: string; author: string | null }>(
          tx,
          sql`SELECT i.id::float8 AS id, i.key, m.key AS author
              FROM demur.content_item i LEFT JOIN demur.member m ON m.id = i.author_id
              WHERE i.key = ANY(${sql.param(keys)}::text[])`,
        )
  return {
    ids: new Map(found.map(({ id, key }) => [key, id])),
    authors: new Map(found.map(({ key, author }) => [key, author])),
  }
}

async function projectSubjects(
  tx: Transaction,
  entries: readonly Of<'ContentRegistered'>[],
  items: Ids,
  members: Ids,
): Promise<void> {
  const others = entries.flatMap(({ item, subjects }) =>
    subjects
      .filter(({ role }) => role !== 'AUTHOR')
      .map(({ member, role }, ordinal) => ({ item: idOf(items, item), ordinal, member: idOf(members, member), role })),
  )
  await insertAll(tx, 'content_subject', {
    item_id: ['bigint', others.map(({ item }) => item)],
    ordinal: ['integer', others.map(({ ordinal }) => ordinal)],
    member_id: ['bigint', others.map(({ member }) => member)],
    role: ['demur.subject_role', others.map(({ role }) => role)],
  })
}

async function projectChanges(tx: Transaction, entries: readonly LedgerEntry[], items: Ids): Promise<void> {
  const changes = ofType(entries, 'ContentChanged', 'ContentDeleted')
  const valueOf = (name: 'kind' | 'visibility' | 'sensitiveSource') =>
    changes.map((change) => (change.type === 'ContentChanged' ? (change[name] ?? null) : null))
  await insertAll(tx, 'content_change', {
    item_id: ['bigint', changes.map(({ item }) => idOf(items, item))],
    ...dated(changes),
    kind: ['demur.content_kind', valueOf('kind')],
    visibility: ['demur.visibility', valueOf('visibility')],
    sensitive_source: ['boolean', valueOf('sensitiveSource')],
    deleted: ['boolean', changes.map(({ type }) => type === 'ContentDeleted')],
  })
}

async function projectMemberFacts(tx: Transaction, entries: readonly LedgerEntry[], members: Ids): Promise<void> {
  const about = (of: readonly (LedgerEntry & { readonly member: string })[]): Columns => ({
    member_id: ['bigint', of.map(({ member }) => idOf(members, member))],
    ...dated(of),
  })
  const residences = ofType(entries, 'ResidenceRecorded')
  await insertAll(tx, 'residence', {
    ...about(residences),
    country: ['text', residences.map(({ country }) => country)],
    subdivision: ['text', residences.map(({ subdivision }) => subdivision)],
  })
  const births = ofType(entries, 'BirthDateRecorded')
  await insertAll(tx, 'birth_date', {
    ...about(births),
    birth_date: ['date', births.map(({ birthDate }) => birthDate)],
    verified: ['boolean', births.map(({ verified }) => verified)],
  })
  const signals = ofType(entries, 'AgeSignalRecorded')
  await insertAll(tx, 'age_signal', {
    ...about(signals),
    believed_minor: ['boolean', signals.map(({ believedMinor }) => believedMinor)],
  })
  const statuses = ofType(entries, 'AccountStatusRecorded')
  await insertAll(tx, 'account_status', {
    ...about(statuses),
    status: ['demur.account_status_type', statuses.map(({ status }) => status)],
  })
  const notices = ofType(entries, 'NoticeServed')
  await insertAll(tx, 'notice_served', {
    ...about(notices),
    notice: ['text', notices.map(({ notice }) => notice)],
    version: ['text', notices.map(({ version }) => version)],
  })
  const choices = ofType(entries, 'Objected', 'ObjectionWithdrawn', 'ConsentGiven', 'ConsentWithdrawn')
  await insertAll(tx, 'choice_event', {
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
