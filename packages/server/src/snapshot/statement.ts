import { BLOCKING_REASONS, type BlockingReason, CONTENT_KINDS, SUBJECT_ROLES, VISIBILITIES } from '@demur/eligibility'
import { ANY_OTHER, reasonColumn, TABLE_REASONS } from './relations.ts'
import { columnName, type SqlEngine, tableName } from './sql-names.ts'

/** The names of the caller's own tables and columns, as given; and of the tables that hold the snapshot. */
export interface StatementNames {
  readonly items: {
    readonly table: string
    readonly item: string
    readonly author: string
    readonly kind: string
    readonly visibility: string
    readonly createdAt: string
    /** Null where no item stands in a source that is flagged. */
    readonly sensitiveSource: string | null
    /** Null where deleted items are not in the table. */
    readonly deleted: string | null
  }
  /** The people in items besides their authors; null where nobody but the author is ever in one. */
  readonly people: {
    readonly table: string
    readonly item: string
    readonly member: string
    readonly role: string
  } | null
  readonly members: string
  readonly decisionTable: string
}

/** What a warehouse most likely calls them. */
export const DEFAULT_NAMES = {
  items: {
    table: 'items',
    item: 'item',
    author: 'author',
    kind: 'kind',
    visibility: 'visibility',
    createdAt: 'created_at',
    sensitiveSource: 'sensitive_source',
    deleted: 'deleted',
  },
  people: { table: 'people', item: 'item', member: 'member', role: 'role' },
  members: 'demur_members',
  decisionTable: 'demur_decision_table',
} as const satisfies StatementNames

/** Roles that merely appear; any other, and none, is held to be that of a co-author, who passes every check. */
const APPEARING = SUBJECT_ROLES.filter((role) => role !== 'AUTHOR' && role !== 'CO_AUTHOR')

/** The reasons that somebody besides the author can add. Objections are apart: whether they count is the author's rule. */
const OF_OTHERS = [...TABLE_REASONS, 'OUTSIDE_CONTENT_WINDOW', 'CREATED_AS_MINOR'].filter(
  (code): code is BlockingReason => code !== 'OBJECTED' && code !== 'OBJECTED_BY_OTHER',
)

/**
 * The formula of the decision table as one statement that DuckDB, ClickHouse, Spark SQL, Trino and BigQuery read alike:
 * for every row of the caller's items the item, whether it is eligible, and the reasons as `decide` gives them, with
 * spaces between. Every relation that is joined is grouped by what it is joined by and counts what it found; a row that
 * found nothing, or more than one, is somebody unknown. Nothing hangs on what an engine fills a missing row with.
 *
 * @param id the snapshot whose rows answer
 * @param engine whose quotes names are written in, where they need any; null: none does
 * @throws BadSqlName
 */
export function eligibilityStatement(id: string, names: StatementNames, engine: SqlEngine | null): string {
  const relations = [
    `demur_member AS (\n${memberRelation(id, tableName(names.members, engine))}\n)`,
    `demur_cell AS (\n${cellRelation(id, tableName(names.decisionTable, engine))}\n)`,
    `demur_item AS (\n${itemRelation(names.items, engine)}\n)`,
    ...(names.people === null ? [] : [`demur_other AS (\n${otherRelation(names.people, engine)}\n)`]),
  ]
  return `WITH ${relations.join(',\n')}\n${answers(names.people !== null)}\n`
}

function memberRelation(id: string, table: string): string {
  return `  SELECT m.member AS member, count(*) AS found, max(m.class) AS class,
    max(m.of_age_at) AS of_age_at, max(m.objected_since) AS objected_since
  FROM ${table} m
  WHERE m.snapshot = '${id}'
  GROUP BY m.member`
}

function cellRelation(id: string, table: string): string {
  const reasons = TABLE_REASONS.map((code) => bitColumn(`d.${reasonColumn(code)}`, reasonColumn(code)))
  return `  SELECT d.class AS class, d.part AS part, d.kind AS kind, d.visibility AS visibility, count(*) AS found,
    max(d.content_not_before) AS content_not_before, max(d.eligible_reason) AS eligible_reason,
    ${[...['authors_only', 'dated_objection'].map((name) => bitColumn(`d.${name}`, name)), ...reasons].join(',\n    ')}
  FROM ${table} d
  WHERE d.snapshot = '${id}'
  GROUP BY d.class, d.part, d.kind, d.visibility`
}

function bitColumn(condition: string, name: string): string {
  return `max(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS ${name}`
}

/** The caller's items. A flag that is null is taken to be set. */
function itemRelation(items: StatementNames['items'], engine: SqlEngine | null): string {
  const column = (name: string) => `i.${columnName(name, engine)}`
  const flag = (name: string | null) => (name === null ? '0' : `CASE WHEN NOT ${column(name)} THEN 0 ELSE 1 END`)
  const kind = `${column(items.kind)} IN (${list(CONTENT_KINDS)})`
  const visibility = `${column(items.visibility)} IN (${list(VISIBILITIES)})`
  return `  SELECT ${column(items.item)} AS item, ${column(items.author)} AS author, ${column(items.createdAt)} AS created,
    CASE WHEN ${kind}
      THEN ${column(items.kind)} ELSE '${ANY_OTHER}' END AS cell_kind,
    CASE WHEN ${kind}
      THEN CASE WHEN ${visibility} THEN ${column(items.visibility)} ELSE '${ANY_OTHER}' END
      ELSE '${ANY_OTHER}' END AS cell_visibility,
    ${flag(items.sensitiveSource)} AS is_sensitive,
    ${flag(items.deleted)} AS is_deleted
  FROM ${tableName(items.table, engine)} i`
}

/** What blocks by the people of each item who are not its author. */
function otherRelation(people: NonNullable<StatementNames['people']>, engine: SqlEngine | null): string {
  const column = (name: string) => `p.${columnName(name, engine)}`
  const reasons = OF_OTHERS.map((code) => `max(${bit(conditionOf(code, 'q'))}) AS ${reasonColumn(code)}`)
  return `  SELECT q.item AS item, count(*) AS found,
    ${reasons.join(',\n    ')},
    max(CASE WHEN q.part = 'CO_AUTHOR' THEN ${bit(objection('q', 'objected_by_other'))} ELSE 0 END) AS co_author_objected,
    max(CASE WHEN q.part = 'APPEARING' THEN ${bit(objection('q', 'objected_by_other'))} ELSE 0 END) AS appearing_objected
  FROM (
${judged(
  `SELECT i.item AS item, i.author AS author, i.created AS created, i.cell_kind AS cell_kind,
          i.cell_visibility AS cell_visibility, p.member AS member, p.part AS part
        FROM (
          SELECT ${column(people.item)} AS item, ${column(people.member)} AS member,
            CASE WHEN ${column(people.role)} IN (${list(APPEARING)}) THEN 'APPEARING' ELSE 'CO_AUTHOR' END AS part
          FROM ${tableName(people.table, engine)} p
        ) p
        JOIN demur_item i ON i.item = p.item
        WHERE CASE WHEN p.member = i.author THEN 0 ELSE 1 END = 1`,
  `c.item AS item, c.part AS part`,
)}
  ) q
  GROUP BY q.item`
}

/**
 * People in items with what the table says of them. `cast` gives item, created, cell_kind, cell_visibility, member and part;
 * whoever is not registered, or twice, is of class 0.
 */
function judged(cast: string, kept: string): string {
  const cells = TABLE_REASONS.map((code) => `d.${reasonColumn(code)} AS ${reasonColumn(code)}`)
  return `    SELECT ${kept}, c.created AS created, c.of_age_at AS of_age_at, c.objected_since AS objected_since,
      d.found AS found, d.content_not_before AS content_not_before, d.eligible_reason AS eligible_reason,
      d.authors_only AS authors_only, d.dated_objection AS dated_objection,
      ${cells.join(', ')}
    FROM (
      SELECT a.*, CASE WHEN m.found = 1 THEN m.class ELSE 0 END AS class,
        CASE WHEN m.found = 1 THEN m.of_age_at END AS of_age_at,
        CASE WHEN m.found = 1 THEN m.objected_since END AS objected_since
      FROM (
        ${cast}
      ) a
      LEFT JOIN demur_member m ON m.member = a.member
    ) c
    LEFT JOIN demur_cell d
      ON d.class = c.class AND d.part = c.part AND d.kind = c.cell_kind AND d.visibility = c.cell_visibility`
}

/** A date that is not known is on the side that blocks. */
function conditionOf(code: BlockingReason, alias: string): string {
  switch (code) {
    case 'UNKNOWN_MEMBER':
      // Without a row of the table nothing is known, whatever the reason.
      return `WHEN ${alias}.found = 1 AND ${alias}.unknown_member = 0 THEN 0 ELSE 1`
    case 'OUTSIDE_CONTENT_WINDOW':
      return `WHEN ${alias}.content_not_before IS NULL THEN 0 WHEN ${alias}.created >= ${alias}.content_not_before THEN 0 ELSE 1`
    case 'CREATED_AS_MINOR':
      return `WHEN ${alias}.part = 'APPEARING' THEN 0 WHEN ${alias}.of_age_at IS NULL THEN 0 WHEN ${alias}.created >= ${alias}.of_age_at THEN 0 ELSE 1`
    default:
      return `WHEN ${alias}.${reasonColumn(code)} = 1 THEN 1 ELSE 0`
  }
}

function objection(alias: string, column: string): string {
  return `WHEN ${alias}.${column} = 1 THEN 1 WHEN ${alias}.dated_objection = 1
      THEN CASE WHEN ${alias}.created < ${alias}.objected_since THEN 0 ELSE 1 END ELSE 0`
}

function bit(cases: string): string {
  return `CASE ${cases} END`
}

function answers(withPeople: boolean): string {
  const texts = BLOCKING_REASONS.filter((code) => code !== 'UNKNOWN_ITEM').map(
    (code) => `      ${textOf(code, withPeople)}`,
  )
  const others = withPeople ? `\n  LEFT JOIN demur_other o ON o.item = q.item` : ''
  return `SELECT r.item AS item,
  CASE WHEN r.reasons = '' THEN true ELSE false END AS eligible,
  CASE WHEN r.reasons = '' THEN r.eligible_reason ELSE substr(r.reasons, 2) END AS reasons
FROM (
  SELECT q.item AS item, q.eligible_reason AS eligible_reason,
    CASE WHEN q.item IS NULL THEN ' UNKNOWN_ITEM' ELSE concat(
${texts.join(',\n')}
    ) END AS reasons
  FROM (
${judged(
  `SELECT i.item AS item, i.created AS created, i.cell_kind AS cell_kind, i.cell_visibility AS cell_visibility,
          i.is_sensitive AS is_sensitive, i.is_deleted AS is_deleted, i.author AS member, 'AUTHOR' AS part
        FROM demur_item i`,
  'c.item AS item, c.part AS part, c.is_sensitive AS is_sensitive, c.is_deleted AS is_deleted',
)}
  ) q${others}
) r`
}

/** A reason with a space before it, or nothing. */
function textOf(code: BlockingReason, withPeople: boolean): string {
  const text = (cases: string) => `CASE ${cases} ELSE '' END`
  const blocks = `THEN ' ${code}'`
  const ofOther = withPeople ? ` WHEN o.${reasonColumn(code)} = 1 ${blocks}` : ''
  switch (code) {
    case 'ITEM_DELETED':
      return text(`WHEN q.is_deleted = 1 ${blocks}`)
    case 'SENSITIVE_SOURCE':
      return text(`WHEN q.is_sensitive = 1 ${blocks}`)
    case 'OBJECTED':
      return text(`WHEN ${bit(objection('q', 'objected'))} = 1 ${blocks}`)
    case 'OBJECTED_BY_OTHER': {
      if (!withPeople) return text(`WHEN q.objected_by_other = 1 ${blocks}`)
      const appearing = `WHEN q.authors_only = 1 THEN '' WHEN o.appearing_objected = 1 ${blocks}`
      return text(`WHEN q.objected_by_other = 1 ${blocks} WHEN o.co_author_objected = 1 ${blocks} ${appearing}`)
    }
    default:
      return text(`WHEN ${bit(conditionOf(code, 'q'))} = 1 ${blocks}${ofOther}`)
  }
}

function list(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
