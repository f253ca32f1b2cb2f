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
  if (times > 1) {
    await query(url, insertions(times).join(';\n'))
  }
  await query(url, 'VACUUM ANALYZE')
}

function insertions(times: number): string[] {
  const [members, items, head] = [
    '(SELECT max(id) FROM demur.member)',
    '(SELECT max(id) FROM demur.content_item)',
    '(SELECT position FROM demur.ledger_head)',
  ]
  // Read before anything is added; a copy at a time, so that rows lie as if each had been imported after the other.
  const world = `(SELECT ${members} AS members, ${items} AS items, ${head} AS head OFFSET 0) w,
    LATERAL generate_series(1, ${times - 1}) copy`
  const shifted = { member_id: 'members', item_id: 'items', position: 'head' } as const
  const facts = FACTS.map(([table, told, alike]) => {
    const columns = told.split(', ') as (keyof typeof shifted)[]
    const values = columns.map((column) => `r.${column} + copy * w.${shifted[column]}`)
    return `INSERT INTO demur.${table} (${told}, ${alike})
      SELECT ${values.join(', ')}, ${alike} FROM ${world}, LATERAL (SELECT * FROM demur.${table} OFFSET 0) r`
  })
  return [
    'BEGIN',
    "SET LOCAL work_mem = '256MB'",
    ...facts,
    `INSERT INTO demur.content_item (id, position, effective_at, created_at, author_id, kind, visibility, sensitive_source, cell, key)
      OVERRIDING SYSTEM VALUE
      SELECT r.id + copy * w.items, r.position + copy * w.head, effective_at, created_at, author_id + copy * w.members,
             kind, visibility, sensitive_source, cell, key || '-' || copy
      FROM ${world}, LATERAL (SELECT * FROM demur.content_item OFFSET 0) r`,
    `INSERT INTO demur.member (id, key, position, effective_at)
      OVERRIDING SYSTEM VALUE
      SELECT r.id + copy * w.members, key || '-' || copy, r.position + copy * w.head, effective_at
      FROM ${world}, LATERAL (SELECT * FROM demur.member OFFSET 0) r`,
    `INSERT INTO demur.ledger_entry
      SELECT (jsonb_populate_record(e, jsonb_build_object('position', e.position * ${times}))).*
      FROM demur.ledger_entry e WHERE position = ${head}`,
    `UPDATE demur.ledger_head SET position = position * ${times}`,
    'COMMIT',
  ]
}
