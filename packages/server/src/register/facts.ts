import {
  type AccountStatus,
  type CalendarDay,
  type ChoiceAct,
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
  type Subject,
  type SubjectRole,
  type Visibility,
} from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import {
  type Connection,
  type PreparedStatement,
  preparedIn,
  type Queryable,
  rows,
  type Transaction,
} from '../database/database.ts'

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

type JsonDated<T extends unknown[]> = [position: number, effectiveAt: number, ...values: T][] | null

interface FactRow {
  readonly head: [position: number, recordedAt: number, rulebook: number] | null
  readonly item:
    | [
        id: number,
        key: string,
        position: number,
        effectiveAt: number,
        createdAt: number,
        author: string | null,
        kind: ContentKind,
        visibility: Visibility,
        sensitiveSource: boolean,
        others: [member: string, role: SubjectRole][] | null,
        changes: JsonDated<[ContentKind | null, Visibility | null, boolean | null, boolean]>,
      ]
    | null
  readonly member:
    | [
        id: number,
        key: string,
        position: number,
        effectiveAt: number,
        residences: JsonDated<[country: string | null, subdivision: string | null]>,
        birthDates: JsonDated<[birthDate: string, verified: boolean]>,
        ageSignals: JsonDated<[believedMinor: boolean]>,
        accountStatuses: JsonDated<[status: AccountStatus]>,
        notices: JsonDated<[notice: string, version: string]>,
        choices: JsonDated<[setting: string, act: ChoiceAct]>,
      ]
    | null
}

/** A correlated list of the facts of one table, each as an array that begins with position and instant. */
function factsOf(table: string, ...columns: string[]): string {
  const values = ['f.position', 'demur.ms(f.effective_at)', ...columns.map((column) => `f.${column}`)].join(', ')
  return `(SELECT json_agg(json_build_array(${values})) FROM demur.${table} f WHERE f.member_id = m.id)`
}

const ITEM = `json_build_array(
  i.id, i.key, i.position, demur.ms(i.effective_at), demur.ms(i.created_at),
  (SELECT a.key FROM demur.member a WHERE a.id = i.author_id),
  i.kind, i.visibility, i.sensitive_source,
  (SELECT json_agg(json_build_array(p.key, s.role) ORDER BY s.ordinal)
     FROM demur.content_subject s JOIN demur.member p ON p.id = s.member_id WHERE s.item_id = i.id),
  (SELECT json_agg(json_build_array(c.position, demur.ms(c.effective_at), c.kind, c.visibility, c.sensitive_source, c.deleted))
     FROM demur.content_change c WHERE c.item_id = i.id))`

const MEMBER = `json_build_array(m.id, m.key, m.position, demur.ms(m.effective_at),
  ${factsOf('residence', 'country', 'subdivision')},
  ${factsOf('birth_date', 'birth_date', 'verified')},
  ${factsOf('age_signal', 'believed_minor')},
  ${factsOf('account_status', 'status')},
  ${factsOf('notice_served', 'notice', 'version')},
  ${factsOf('choice_event', 'setting', 'act')})`

const NO_ITEMS = sql`SELECT * FROM demur.content_item WHERE false`

/**
 * What some query gives for each value of a list, looked up value by value: `OFFSET 0` keeps the planner from joining in
 * any other way. Left to itself it plans for lists of an unknown length, and reads whole tables for one key.
 */
function each(list: string, query: string, name: string): string {
  return `${list} CROSS JOIN LATERAL (${query} OFFSET 0) ${name}`
}

/** The elements of an array that the planner cannot count, so that one plan serves every length. */
function elements(array: string): string {
  return `unnest((SELECT ${array}::text[])) AS named (key)`
}

const ITEMS_OF_KEYS = [
  'SELECT i.* FROM ',
  each(elements('?'), 'SELECT * FROM demur.content_item c WHERE c.key = named.key', 'i'),
].join('')
const SUBJECTS = each('asked', 'SELECT c.member_id FROM demur.content_subject c WHERE c.item_id = asked.id', 's')
const MEMBERS_OF_KEYS = each(elements('?'), 'SELECT p.id FROM demur.member p WHERE p.key = named.key', 'm')
const PEOPLE = each('people', 'SELECT * FROM demur.member p WHERE p.id = people.id AND p.position IS NOT NULL', 'm')

/** The statement, where `?` stands for the query of the items and for the keys of the members. */
const [BEFORE_ITEMS = '', BEFORE_MEMBERS = '', AFTER = ''] = `WITH asked AS MATERIALIZED (?),
  people AS (
    SELECT author_id AS id FROM asked
    UNION SELECT s.member_id FROM ${SUBJECTS}
    UNION SELECT m.id FROM ${MEMBERS_OF_KEYS}
  )
  SELECT json_build_array(h.position, demur.ms(h.recorded_at),
           (SELECT coalesce(max(r.position), 0) FROM demur.rulebook r)) AS head,
         NULL::json AS item, NULL::json AS member
    FROM demur.ledger_head h
  UNION ALL SELECT NULL, ${ITEM}, NULL FROM asked i
  UNION ALL SELECT NULL, NULL, ${MEMBER} FROM ${PEOPLE}`.split('?')

/** The rows of the items of these keys. */
export function itemsNamed(keys: readonly string[]): SQL {
  const [before = '', after = ''] = ITEMS_OF_KEYS.split('?')
  return sql`${sql.raw(before)}${sql.param(keys)}${sql.raw(after)}`
}

/** The statement that `loadFactsOfKeys` runs; its parameters are the keys of items and those of members. */
export const FACTS_OF_KEYS: PreparedStatement = {
  name: 'demur_facts',
  text: `${BEFORE_ITEMS}${ITEMS_OF_KEYS.replace('?', '$1')}${BEFORE_MEMBERS}$2${AFTER}`,
}

/** `loadFacts` for items and members by their keys, by a statement that each connection parses and plans once. */
export async function loadFactsOfKeys(
  connection: Connection,
  { items = [], members = [] }: FactsOfKeys,
): Promise<Facts> {
  return factsFrom(await connection.prepared<FactRow>(FACTS_OF_KEYS, [items, members]))
}

/** The same within a transaction that is going to append. */
export async function loadFactsToAppend(tx: Transaction, { items = [], members = [] }: FactsOfKeys): Promise<Facts> {
  return factsFrom(await preparedIn<FactRow>(tx, FACTS_OF_KEYS, [items, members]))
}

/**
 * Loads everything that decisions about these items and members depend on, whatever their number, in one statement and
 * therefore in one snapshot: the head it reports is the head of exactly these facts.
 */
export async function loadFacts(
  queryable: Queryable,
  { items = NO_ITEMS, members = [] }: FactsRequest,
): Promise<Facts> {
  const [before, between, after] = [BEFORE_ITEMS, BEFORE_MEMBERS, AFTER].map((part) => sql.raw(part))
  return factsFrom(await rows<FactRow>(queryable, sql`${before}${items}${between}${sql.param(members)}${after}`))
}

/** Items of a query by key, without the people in them. */
export async function loadItems(queryable: Queryable, items: SQL): Promise<ReadonlyMap<string, ItemRow>> {
  const found = await rows<{ item: NonNullable<FactRow['item']> }>(
    queryable,
    sql`WITH asked AS MATERIALIZED (${items}) SELECT ${sql.raw(ITEM)} AS item FROM asked i`,
  )
  return new Map(found.map(({ item }) => [item[1], itemRow(item)]))
}

function factsFrom(found: readonly FactRow[]): Facts {
  const items = new Map<string, ItemRow>()
  const members = new Map<string, MemberRow>()
  let head: FactRow['head'] = null
  for (const row of found) {
    if (row.member !== null) members.set(row.member[1], memberRow(row.member))
    else if (row.item !== null) items.set(row.item[1], itemRow(row.item))
    else if (row.head !== null) head = row.head
  }
  if (head === null) throw new Error('the ledger has no head')
  const [position, recordedAt, rulebook] = head
  return {
    head: positionOf(position),
    recordedAt: instantOf(recordedAt),
    rulebook: positionOf(rulebook),
    items,
    members,
  }
}

/** Most members have few kinds of facts. */
function listOf<T extends readonly unknown[], F>(rows: readonly T[] | null, read: (row: T) => F): F[] {
  return rows === null ? [] : rows.map(read)
}

function dated(position: number, effectiveAt: number): Dated {
  return { position: positionOf(position), effectiveAt: instantOf(effectiveAt) }
}

function itemRow(row: NonNullable<FactRow['item']>): ItemRow {
  const [id, , position, effectiveAt, createdAt, author, kind, visibility, sensitiveSource, others, changes] = row
  const subjects: Subject[] = listOf(others, ([member, role]) => ({ member, role }))
  return {
    id,
    createdAt: instantOf(createdAt),
    subjects: author === null ? subjects : [{ member: author, role: 'AUTHOR' }, ...subjects],
    registered: { ...dated(position, effectiveAt), kind, visibility, sensitiveSource },
    changes: listOf(changes, itemChange),
  }
}

function itemChange([position, effectiveAt, kind, visibility, sensitiveSource, deleted]: [
  number,
  number,
  ContentKind | null,
  Visibility | null,
  boolean | null,
  boolean,
]): ItemChange {
  return {
    ...dated(position, effectiveAt),
    ...(kind === null ? {} : { kind }),
    ...(visibility === null ? {} : { visibility }),
    ...(sensitiveSource === null ? {} : { sensitiveSource }),
    ...(deleted ? { deleted } : {}),
  }
}

function memberRow(row: NonNullable<FactRow['member']>): MemberRow {
  const [id, , position, effectiveAt, residences, birthDates, ageSignals, accountStatuses, notices, choices] = row
  return {
    id,
    registered: dated(position, effectiveAt),
    residences: listOf(residences, ([p, at, country, subdivision]) => ({ ...dated(p, at), country, subdivision })),
    birthDates: listOf(birthDates, ([p, at, birthDate, verified]) => ({
      ...dated(p, at),
      birthDate: birthDate as CalendarDay,
      verified,
    })),
    ageSignals: listOf(ageSignals, ([p, at, believedMinor]) => ({ ...dated(p, at), believedMinor })),
    accountStatuses: listOf(accountStatuses, ([p, at, status]) => ({ ...dated(p, at), status })),
    notices: listOf(notices, ([p, at, notice, version]) => ({ ...dated(p, at), notice, version })),
    choices: listOf(choices, ([p, at, setting, act]) => ({ ...dated(p, at), setting, act })),
  }
}
