import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { splitHashes, TILE_WIDTH, tileRoot } from '../ledger/tiles.ts'
import { type Expectations, type LedgerProblem, problemAt } from './verify-ledger.ts'

/** Compares the tiles that a database keeps with those over the leaves that it is told; one tile of each level at a time. */
export function tilesOf(queryable: Queryable): NonNullable<Expectations['tree']> {
  const levels: Level[] = []

  const push = async (level: number, hash: string): Promise<LedgerProblem | null> => {
    const { hashes } = (levels[level] ??= { full: 0, hashes: [] })
    hashes.push(hash)
    return hashes.length < TILE_WIDTH ? null : close(level)
  }
  const close = async (level: number): Promise<LedgerProblem | null> => {
    const { full, hashes } = levels[level] ?? { full: 0, hashes: [] }
    levels[level] = { full: full + 1, hashes: [] }
    const kept = await readTile(queryable, level, full)
    return differing(level, full, hashes, kept) ?? push(level + 1, tileRoot(hashes))
  }
  return {
    add: (leaf) => push(0, leaf),
    async end() {
      // Tiles of leaves are kept when they are full; those above, as far as they are.
      for (const [level, { full, hashes }] of levels.entries()) {
        const expected = level === 0 ? [] : hashes
        const problem = differing(level, full, expected, await readTile(queryable, level, full))
        if (problem !== null) return problem
      }
      const count = levels.reduce(
        (tiles, { full, hashes }, at) => tiles + full + Number(at > 0 && hashes.length > 0),
        0,
      )
      return surplus(queryable, count)
    },
  }
}

interface Level {
  /** How many tiles are complete. */
  readonly full: number
  /** Those of the tile that is not. */
  readonly hashes: string[]
}

async function readTile(queryable: Queryable, level: number, index: number): Promise<string[]> {
  const [tile] = await rows<{ hashes: string }>(
    queryable,
    sql`SELECT encode(hashes, 'hex') AS hashes FROM demur.ledger_tile WHERE level = ${level} AND index = ${index}`,
  )
  return splitHashes(tile?.hashes ?? '')
}

function differing(level: number, index: number, computed: readonly string[], kept: readonly string[]) {
  const most = Math.max(computed.length, kept.length)
  for (let at = 0; at < most; at += 1) {
    if (computed[at] === kept[at]) continue
    const first = (index * TILE_WIDTH + at) * TILE_WIDTH ** level + 1
    return problemAt('TILE_MISMATCH', first, `tile ${index} of level ${level}`, first + TILE_WIDTH ** level - 1)
  }
  return null
}

async function surplus(queryable: Queryable, count: number): Promise<LedgerProblem | null> {
  const [found] = await rows<{ count: number }>(queryable, sql`SELECT count(*)::float8 AS count FROM demur.ledger_tile`)
  if (found?.count === count) return null
  return problemAt('TILE_MISMATCH', 1, `${found?.count} tiles are kept, and there should be ${count}`)
}
