import type { BenchContext } from './context.ts'
import { query } from './context.ts'
import { multiply } from './multiply.ts'
import { fill } from './register.ts'

/** Of how many members a world is generated, before it is repeated. */
const WORLD = 50_000
export const ITEMS_PER_MEMBER = 10

/** Shares of members who object. */
export const SHARES = [0.01, 0.15, 0.6] as const
export type Share = (typeof SHARES)[number]

/** A register in which everybody came first, and then more and more people objected. */
export interface BulkWorld {
  readonly url: string
  readonly items: number
  /** As known at which position how many have objected. */
  readonly positionOf: ReadonlyMap<Share, number>
}

/** A register of so many items: a world that is generated and imported once, and repeated under other keys. */
export async function bulkWorld(context: BenchContext, items: number): Promise<BulkWorld> {
  const members = Math.max(Math.round(items / ITEMS_PER_MEMBER), 100)
  const times = Math.max(Math.round(members / WORLD), 1)
  const seed = `world_${Math.round(members / times)}`
  await context.keptDatabase(seed, async (url) => {
    context.say('importing a world')
    await fill(url, { members: Math.round(members / times), itemsPerMember: ITEMS_PER_MEMBER, objected: SHARES[0] })
  })
  const name = `bulk_${times}_${seed}`
  const url = await context.keptDatabase(
    name,
    async (filling) => {
      context.say(`${times} times that world`)
      await multiply(filling, times)
      for (const share of SHARES.slice(1)) await object(filling, share)
      await query(filling, 'VACUUM ANALYZE')
    },
    seed,
  )
  return { url, items: await countItems(url), positionOf: await positions(url) }
}

async function countItems(url: string): Promise<number> {
  const [found] = await query<{ items: string }>(url, 'SELECT count(*) AS items FROM demur.content_item')
  return Number(found?.items)
}

/**
 * Lets people object until a share of all has: as an import of their objections would have left the projections, at
 * positions behind the head, one second after the other since the notices began.
 */
async function object(url: string, share: Share): Promise<void> {
  await query(
    url,
    `WITH head AS (SELECT position FROM demur.ledger_head),
       objecting AS (SELECT DISTINCT member_id FROM demur.choice_event WHERE setting = '${SETTING}' AND act = 'OBJECT'),
       registered AS (SELECT count(*) AS people FROM demur.member WHERE position IS NOT NULL),
       further AS (
         SELECT m.id, row_number() OVER (ORDER BY hashint8(m.id)) AS nth
         FROM demur.member m LEFT JOIN objecting o ON o.member_id = m.id
         WHERE m.position IS NOT NULL AND o.member_id IS NULL),
       added AS (
         INSERT INTO demur.choice_event (member_id, position, effective_at, setting, act)
         SELECT f.id, head.position + f.nth, '2026-10-01'::timestamptz + f.nth * interval '1 second', '${SETTING}', 'OBJECT'
         FROM further f, head, registered
         WHERE f.nth <= registered.people * ${share} - (SELECT count(*) FROM objecting)
         RETURNING position),
       last AS (SELECT max(position) AS position FROM added),
       entry AS (
         INSERT INTO demur.ledger_entry
         SELECT (jsonb_populate_record(e, jsonb_build_object('position', last.position))).*
         FROM demur.ledger_entry e, head, last WHERE e.position = head.position)
     UPDATE demur.ledger_head SET position = last.position FROM last`,
  )
}

const SETTING = 'genai-improvement'

/** The ledger of such a register has its last entry, and the last one before each time that people objected. */
async function positions(url: string): Promise<ReadonlyMap<Share, number>> {
  const last = await query<{ position: string }>(
    url,
    `SELECT position FROM demur.ledger_entry ORDER BY position DESC LIMIT ${SHARES.length}`,
  )
  return new Map(SHARES.map((share, nth) => [share, Number(last.at(-1 - nth)?.position)]))
}
