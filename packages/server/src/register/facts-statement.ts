import type { AccountStatus, ChoiceAct, ContentKind, SubjectRole, Visibility } from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import type { PreparedStatement } from '../database/database.ts'

/** The rows of one table, each as an array; null where there are none. */
type Rows<Row extends unknown[]> = readonly Row[] | null
/** Facts, each behind the id of the row that it is about. */
type FactRows<Values extends unknown[]> = Rows<[about: number, position: number, effectiveAt: number, ...Values]>

/** Items and everybody in them, table by table. */
export interface FoundItems {
  readonly items: Rows<
    [
      id: number,
      key: string,
      position: number,
      effectiveAt: number,
      createdAt: number,
      author: number | null,
      kind: ContentKind,
      visibility: Visibility,
      sensitiveSource: boolean,
    ]
  >
  /** The people besides authors, as an item names them. */
  readonly others: Rows<[item: number, member: number, role: SubjectRole]>
  readonly changes: FactRows<[ContentKind | null, Visibility | null, sensitiveSource: boolean | null, deleted: boolean]>
  /** Everybody whom the other rows refer to; without a position: named somewhere, and not registered. */
  readonly people: Rows<[id: number, key: string, position: number | null, effectiveAt: number | null]>
}

/** What the statement of the facts gives, in one row. */
export interface FoundFacts extends FoundItems {
  readonly head: [position: number, recordedAt: number, rulebook: number]
  readonly residences: FactRows<[country: string | null, subdivision: string | null]>
  readonly birthDates: FactRows<[birthDate: string, verified: boolean]>
  readonly ageSignals: FactRows<[believedMinor: boolean]>
  readonly accountStatuses: FactRows<[status: AccountStatus]>
  readonly notices: FactRows<[notice: string, version: string]>
  readonly choices: FactRows<[setting: string, act: ChoiceAct]>
}

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

/** Rows as one text: a message for each would take the process longer than deciding does. */
function list(columns: readonly string[], from: string): string {
  return `(SELECT json_agg(json_build_array(${columns.join(', ')})) FROM ${from})`
}

/** The facts of one table about everything in a list. */
function facts(about: 'asked' | 'people', table: string, reference: string, ...values: string[]): string {
  const columns = [reference, 'position', ...values].map((column) => `f.${column}`)
  const from = each(about, `SELECT * FROM demur.${table} t WHERE t.${reference} = ${about}.id`, 'f')
  return list(columns.toSpliced(2, 0, 'demur.ms(f.effective_at)'), from)
}

const ITEMS_OF_KEYS = [
  'SELECT i.* FROM ',
  each(elements('?'), 'SELECT * FROM demur.content_item c WHERE c.key = named.key', 'i'),
].join('')
const OTHERS = each('asked', 'SELECT * FROM demur.content_subject c WHERE c.item_id = asked.id', 'o')
const MEMBERS_OF_KEYS = each(elements('?'), 'SELECT p.id FROM demur.member p WHERE p.key = named.key', 'm')
const INVOLVED = `(SELECT author_id AS id FROM asked
    UNION SELECT member_id FROM others
    UNION SELECT m.id FROM ${MEMBERS_OF_KEYS}) AS involved`

/** Who and what is asked about; `?` stands for the query of the items and for the keys of the members. */
const WHAT = `WITH asked AS MATERIALIZED (?),
  others AS MATERIALIZED (SELECT o.* FROM ${OTHERS}),
  people AS MATERIALIZED (
    SELECT m.* FROM ${each(INVOLVED, 'SELECT * FROM demur.member p WHERE p.id = involved.id', 'm')}
  )`

const ITEM = ['i.id', 'i.key', 'i.position', 'demur.ms(i.effective_at)', 'demur.ms(i.created_at)']
const AS_REGISTERED = ['i.author_id', 'i.kind', 'i.visibility', 'i.sensitive_source']
const OTHER = ['o.item_id', 'o.member_id', 'o.role']
const PERSON = ['p.id', 'p.key', 'p.position', 'demur.ms(p.effective_at)']

const OF_ITEMS = `${list([...ITEM, ...AS_REGISTERED], 'asked i')} AS items,
  ${list(OTHER, '(SELECT * FROM others ORDER BY item_id, ordinal) o')} AS others,
  ${facts('asked', 'content_change', 'item_id', 'kind', 'visibility', 'sensitive_source', 'deleted')} AS changes,
  ${list(PERSON, 'people p')} AS people`

const OF_PEOPLE = `${facts('people', 'residence', 'member_id', 'country', 'subdivision')} AS residences,
  ${facts('people', 'birth_date', 'member_id', 'birth_date', 'verified')} AS "birthDates",
  ${facts('people', 'age_signal', 'member_id', 'believed_minor')} AS "ageSignals",
  ${facts('people', 'account_status', 'member_id', 'status')} AS "accountStatuses",
  ${facts('people', 'notice_served', 'member_id', 'notice', 'version')} AS notices,
  ${facts('people', 'choice_event', 'member_id', 'setting', 'act')} AS choices`

const HEAD = `json_build_array(h.position, demur.ms(h.recorded_at),
    (SELECT coalesce(max(r.position), 0) FROM demur.rulebook r)) AS head`

/** Everything that decisions about some items and members depend on. */
const FACTS = `${WHAT}
  SELECT ${HEAD}, ${OF_ITEMS}, ${OF_PEOPLE} FROM demur.ledger_head h`

/** The same by keys, prepared; its parameters are the keys of items and those of members. */
export const FACTS_OF_KEYS: PreparedStatement = {
  name: 'demur_facts',
  text: filledIn(FACTS, ITEMS_OF_KEYS.replace('?', '$1'), '$2'),
}

function filledIn(statement: string, items: string, members: string): string {
  const [before, between, after] = statement.split('?')
  return `${before}${items}${between}${members}${after}`
}

function filledWith(statement: string, items: SQL, members: SQL): SQL {
  const [before = '', between = '', after = ''] = statement.split('?')
  return sql`${sql.raw(before)}${items}${sql.raw(between)}${members}${sql.raw(after)}`
}

/** Of the items that a query gives, and of members by their keys. The query gives rows of `demur.content_item`. */
export function factsStatement(items: SQL, members: readonly string[]): SQL {
  return filledWith(FACTS, items, sql`${sql.param(members)}`)
}

/** Items of a query with the keys of everybody in them, without anything else about these people. */
export function itemsStatement(items: SQL): SQL {
  return filledWith(`${WHAT} SELECT ${OF_ITEMS}`, items, sql`'{}'`)
}

/** The rows of the items of these keys. */
export function itemsNamed(keys: readonly string[]): SQL {
  const [before = '', after = ''] = ITEMS_OF_KEYS.split('?')
  return sql`${sql.raw(before)}${sql.param(keys)}${sql.raw(after)}`
}
