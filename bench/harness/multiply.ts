import { query } from './context.ts'

/** Tables of facts: what of a row is told apart from one copy to the next. */
const FACTS = [
  ['residence', 'member_id, position', 'effective_at, country, subdivision'],
  ['birth_date', 'member_id, position', 'effective_at, birth_date, verified'],
  ['age_signal', 'member_id, position', 'effective_at, believed_minor'],
  ['account_status', 'member_id, position', 'effective_at, status'],
  ['notice_served', 'member_id, position', 'effective_at, notice, version'],
  ['choice_event', 'member_id, position', 'effective_at, setting, act'],
  ['content_change', 'item_id, position', 'effective_at, kind, visibility, sensitive_source, deleted'],
  ['content_subject', 'item_id, member_id', 'ordinal, role'],
] as const

/**
 * Makes a register so many times as large: everybody in it, and everything that they wrote, again under other keys and
 * at later positions, as an import of them would have left the projections. The ledger gets its last entry and none of
 * those between: decisions are made from projections, and a ledger of millions takes many times as long to write.
 */
export async function multiply(url: string, times: number): Promise<void> {
  if (times > 1) await query(url, insertions(times).join(';\n'))
  await query(url, 'VACUUM ANALYZE')
}

function insertions(times: number): string[] {
  return [
    'BEGIN',
    // Rows are to lie in the order in which they were imported, a copy behind the other.
    'SET LOCAL synchronize_seqscans = off',
    `CREATE TEMPORARY TABLE world ON COMMIT DROP AS SELECT
       (SELECT max(id) FROM demur.member) AS members,
       (SELECT max(id) FROM demur.content_item) AS items,
       (SELECT position FROM demur.ledger_head) AS head`,
    ...[...FACTS.map(([table]) => table), 'content_item', 'member'].map(
      (table) => `CREATE TEMPORARY TABLE one_${table} ON COMMIT DROP AS SELECT * FROM demur.${table}`,
    ),
    ...Array.from({ length: times - 1 }, (_, index) => copies(index + 1)).flat(),
    `INSERT INTO demur.ledger_entry
      SELECT (jsonb_populate_record(e, jsonb_build_object('position', e.position * ${times}))).*
      FROM demur.ledger_entry e, world WHERE e.position = world.head`,
    `UPDATE demur.ledger_head SET position = position * ${times}`,
    'COMMIT',
  ]
}

/** Everybody and everything once more. */
function copies(nth: number): string[] {
  const shifted = { member_id: 'members', item_id: 'items', position: 'head' } as const
  const facts = FACTS.map(([table, told, alike]) => {
    const columns = told.split(', ') as (keyof typeof shifted)[]
    const values = columns.map((column) => `r.${column} + ${nth} * w.${shifted[column]}`)
    return `INSERT INTO demur.${table} (${told}, ${alike}) SELECT ${values.join(', ')}, ${alike} FROM world w, one_${table} r`
  })
  return [
    ...facts,
    `INSERT INTO demur.content_item (id, position, effective_at, created_at, author_id, kind, visibility, sensitive_source, cell, key)
      OVERRIDING SYSTEM VALUE
      SELECT r.id + ${nth} * w.items, r.position + ${nth} * w.head, effective_at, created_at, author_id + ${nth} * w.members,
             kind, visibility, sensitive_source, cell, key || '-${nth}'
      FROM world w, one_content_item r`,
    `INSERT INTO demur.member (id, key, position, effective_at)
      OVERRIDING SYSTEM VALUE
      SELECT r.id + ${nth} * w.members, key || '-${nth}', r.position + ${nth} * w.head, effective_at
      FROM world w, one_member r`,
  ]
}
