import {
  type CalendarDay,
  type ChoiceFact,
  type ContentKind,
  type Dated,
  type Instant,
  type ItemChange,
  type ItemFacts,
  instantOf,
  type MemberFacts,
  type NoticeFact,
  type Position,
  positionOf,
  type Visibility,
} from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import { type Connection, preparedIn, type Queryable, rows, type Transaction } from '../database/database.ts'
import { FACTS_OF_KEYS, type FoundFacts, type FoundItems, factsStatement, itemsStatement } from './facts-statement.ts'

/** A member's facts, and the row they hang on. */
export interface MemberRow extends MemberFacts {
  readonly id: number
  /** Open, so that a writer can add what it is about to record. */
  readonly choices: ChoiceFact[]
  readonly notices: NoticeFact[]
}

/** An item's facts, and the row they hang on. */
export interface ItemRow extends ItemFacts {
  readonly id: number
}

/** What one statement read, in one snapshot. */
export interface Facts {
  /** The position of the last entry, and when it was recorded. */
  readonly head: Position
  readonly recordedAt: Instant
  /** The position of the rulebook published last; 0 where there is none. */
  readonly rulebook: Position
  /** In the order in which the statement found them; by key. */
  readonly items: ReadonlyMap<string, ItemRow>
  /** The members asked for and everybody in the items, where registered; by key. */
  readonly members: ReadonlyMap<string, MemberRow>
}

/** Which items, and which members besides those in them. */
export interface FactsRequest {
  /** A query that gives the rows of `demur.content_item` to load. */
  readonly items?: SQL
  readonly members?: readonly string[]
}

/** The same by keys alone: what is asked most, so that the statement for it is prepared once and for all. */
export interface FactsOfKeys {
  readonly items?: readonly string[]
  readonly members?: readonly string[]
}

const NO_ITEMS = sql`SELECT * FROM demur.content_item WHERE false`

/** `loadFacts` for items and members by their keys, by a statement that each connection parses and plans once. */
export async function loadFactsOfKeys(
  connection: Connection,
  { items = [], members = [] }: FactsOfKeys,
): Promise<Facts> {
  return factsFrom(await connection.prepared<FoundFacts>(FACTS_OF_KEYS, [items, members]))
}

/** The same within a transaction that is going to append. */
export async function loadFactsToAppend(tx: Transaction, { items = [], members = [] }: FactsOfKeys): Promise<Facts> {
  return factsFrom(await preparedIn<FoundFacts>(tx, FACTS_OF_KEYS, [items, members]))
}

/**
 * Loads everything that decisions about these items and members depend on, whatever their number, in one statement and
 * therefore in one snapshot: the head it reports is the head of exactly these facts.
 */
export async function loadFacts(
  queryable: Queryable,
  { items = NO_ITEMS, members = [] }: FactsRequest,
): Promise<Facts> {
  return factsFrom(await rows<FoundFacts>(queryable, factsStatement(items, members)))
}

/** Items of a query by key, without the facts of the people in them. */
export async function loadItems(queryable: Queryable, items: SQL): Promise<ReadonlyMap<string, ItemRow>> {
  const [found] = await rows<FoundItems>(queryable, itemsStatement(items))
  return found === undefined ? new Map() : itemsFrom(found)
}

function factsFrom([found]: readonly FoundFacts[]): Facts {
  if (found === undefined) throw new Error('the ledger has no head')
  const [position, recordedAt, rulebook] = found.head
  return {
    head: positionOf(position),
    recordedAt: instantOf(recordedAt),
    rulebook: positionOf(rulebook),
    items: itemsFrom(found),
    members: membersFrom(found),
  }
}

/** What is still being read: its lists are added to. */
type Growing<T> = { readonly [K in keyof T]: T[K] extends readonly (infer F)[] ? F[] : T[K] }

function itemsFrom({ items, others, changes, people }: FoundItems): ReadonlyMap<string, ItemRow> {
  const keys = new Map((people ?? []).map(([id, key]) => [id, key]))
  const byId = new Map<number, Growing<ItemRow>>()
  const byKey = new Map<string, ItemRow>()
  for (const [id, key, position, at, createdAt, author, kind, visibility, sensitiveSource] of items ?? []) {
    const writer = author === null ? undefined : keys.get(author)
    const item: Growing<ItemRow> = {
      id,
      createdAt: instantOf(createdAt),
      subjects: writer === undefined ? [] : [{ member: writer, role: 'AUTHOR' }],
      registered: { effectiveAt: instantOf(at), position: positionOf(position), kind, visibility, sensitiveSource },
      changes: [],
    }
    byId.set(id, item)
    byKey.set(key, item)
  }
  for (const [id, person, role] of others ?? []) {
    const member = keys.get(person)
    if (member !== undefined) byId.get(id)?.subjects.push({ member, role })
  }
  for (const [id, position, at, ...values] of changes ?? [])
    byId.get(id)?.changes.push(itemChange(position, at, values))
  return byKey
}

type ChangedValues = [ContentKind | null, Visibility | null, sensitiveSource: boolean | null, deleted: boolean]

function itemChange(
  position: number,
  at: number,
  [kind, visibility, sensitiveSource, deleted]: ChangedValues,
): ItemChange {
  return {
    ...dated(position, at),
    ...(kind === null ? {} : { kind }),
    ...(visibility === null ? {} : { visibility }),
    ...(sensitiveSource === null ? {} : { sensitiveSource }),
    ...(deleted ? { deleted } : {}),
  }
}

function membersFrom({ people, ...found }: FoundFacts): ReadonlyMap<string, MemberRow> {
  const byId = new Map<number, Growing<MemberRow>>()
  const byKey = new Map<string, MemberRow>()
  for (const [id, key, position, at] of people ?? []) {
    if (position === null || at === null) continue
    const member = newMember(id, dated(position, at))
    byId.set(id, member)
    byKey.set(key, member)
  }
  for (const [id, position, at, country, subdivision] of found.residences ?? []) {
    byId.get(id)?.residences.push({ ...dated(position, at), country, subdivision })
  }
  for (const [id, position, at, birthDate, verified] of found.birthDates ?? []) {
    byId.get(id)?.birthDates.push({ ...dated(position, at), birthDate: birthDate as CalendarDay, verified })
  }
  for (const [id, position, at, believedMinor] of found.ageSignals ?? []) {
    byId.get(id)?.ageSignals.push({ ...dated(position, at), believedMinor })
  }
  for (const [id, position, at, status] of found.accountStatuses ?? []) {
    byId.get(id)?.accountStatuses.push({ ...dated(position, at), status })
  }
  for (const [id, position, at, notice, version] of found.notices ?? []) {
    byId.get(id)?.notices.push({ ...dated(position, at), notice, version })
  }
  for (const [id, position, at, setting, act] of found.choices ?? []) {
    byId.get(id)?.choices.push({ ...dated(position, at), setting, act })
  }
  return byKey
}

function newMember(id: number, registered: Dated): Growing<MemberRow> {
  return {
    id,
    registered,
    residences: [],
    birthDates: [],
    ageSignals: [],
    accountStatuses: [],
    notices: [],
    choices: [],
  }
}

function dated(position: number, effectiveAt: number): Dated {
  return { position: positionOf(position), effectiveAt: instantOf(effectiveAt) }
}
