import { CHOICE_ACTS, type Choice, type ChoiceAct, evolveChoice, type Vantage } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Connection, rows } from '../database/database.ts'
import { inSight, textLiteral } from './literals.ts'
import { among } from './row-ids.ts'

/** How many registered members stand where on one setting; all others have chosen nothing that is in force. */
export type ChoiceCounts = Readonly<Record<Exclude<Choice, 'DEFAULT'>, number>>

/**
 * Folds the acts in sight of everybody, or of some by the ids of their rows, a member at a time, with the function that
 * folds those of one member: the database puts them in order, and nothing of them is kept. In the order of the settings.
 */
export async function countChoices(
  connection: Connection,
  settings: readonly string[],
  vantage: Vantage,
  members: readonly number[] | null = null,
): Promise<ChoiceCounts[]> {
  const counts = settings.map(() => ({ OBJECTED: 0, CONSENTED: 0 }))
  if (settings.length === 0 || members?.length === 0) return counts
  let [member, setting] = [-1, -1]
  let choice: Choice = 'DEFAULT'
  const close = () => {
    const count = counts[setting]
    if (count !== undefined && choice !== 'DEFAULT') count[choice] += 1
  }
  await connection.readBulk(async (copy) => {
    // Bulk statements are planned without scans of whole tables; that of everybody joins, and needs them.
    if (members === null) await copy(PLAN_FREELY, 1, () => {})
    await copy(actsQuery(settings, vantage, members), 3, (row) => {
      if (row.int8(0) !== member || row.int4(1) !== setting) {
        close()
        member = row.int8(0)
        setting = row.int4(1)
        choice = 'DEFAULT'
      }
      choice = evolveChoice(choice, CHOICE_ACTS[row.int4(2)] as ChoiceAct)
    })
  })
  close()
  return counts
}

const PLAN_FREELY = `SELECT set_config('enable_seqscan', 'on', true)`

/** The acts of registered members: whose, on which setting, and what, by their places in the lists. */
function actsQuery(settings: readonly string[], vantage: Vantage, members: readonly number[] | null): string {
  const nthSetting = settings.map((key, nth) => `WHEN c.setting = ${textLiteral(key)} THEN ${nth}`).join(' ')
  const nthAct = CHOICE_ACTS.map((act, nth) => `WHEN c.act = '${act}' THEN ${nth}`).join(' ')
  return `SELECT c.member_id, CASE ${nthSetting} END::int4 AS setting, CASE ${nthAct} END::int4
    FROM demur.choice_event c JOIN demur.member m ON m.id = c.member_id
    WHERE ${inSight('c', vantage)} AND ${inSight('m', vantage)}
      AND ${members === null ? 'true' : among('m.id', members)}
      AND c.setting IN (${settings.map(textLiteral).join(', ')})
    ORDER BY c.member_id, setting, c.effective_at, c.position`
}

/** How many members are registered at a vantage: of everybody, or of some by the ids of their rows. */
export async function countMembers(
  connection: Connection,
  vantage: Vantage,
  members: readonly number[] | null = null,
): Promise<number> {
  if (members?.length === 0) return 0
  const condition = members === null ? 'true' : among('m.id', members)
  const [found] = await rows<{ count: number }>(
    connection.db,
    sql.raw(`SELECT count(*)::float8 AS count FROM demur.member m WHERE ${inSight('m', vantage)} AND ${condition}`),
  )
  return found?.count ?? 0
}
