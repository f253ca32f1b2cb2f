import { hash } from 'node:crypto'
import type { Position } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { insertAll, rows, type Transaction } from '../database/database.ts'

/** How many hashes a tile holds. */
export const TILE_WIDTH = 256
const HASH_DIGITS = 64

/**
 * Brings the tiles up to entries that are being appended behind `before`, given their hashes in hexadecimal. Most
 * groups complete no tile and cost nothing.
 */
export async function growTiles(tx: Transaction, before: Position, hashes: readonly string[]): Promise<void> {
  const first = Math.floor(before / TILE_WIDTH)
  const full = Math.floor((before + hashes.length) / TILE_WIDTH)
  if (full === first) return
  const pending = [...(await hashesFrom(tx, first * TILE_WIDTH, before)), ...hashes]
  const tiles = Array.from({ length: full - first }, (_, at) =>
    pending.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH).map(leafHex),
  )
  await insertAll(tx, 'ledger_tile', {
    level: ['integer', tiles.map(() => 0)],
    index: ['bigint', tiles.map((_, at) => first + at)],
    hashes: ['bytea', tiles.map((tile) => `\\x${tile.join('')}`)],
  })
  await grow(tx, 1, first, tiles.map(tileRoot))
}

/** Adds the roots of tiles, complete from now on, to the level above; `first` is the index of the first of them. */
async function grow(tx: Transaction, level: number, first: number, roots: readonly string[]): Promise<void> {
  const completed: string[] = []
  for (let at = 0; at < roots.length; ) {
    const place = first + at
    const added = roots.slice(at, at + TILE_WIDTH - (place % TILE_WIDTH))
    const [tile] = await rows<{ hashes: string }>(
      tx,
      sql`INSERT INTO demur.ledger_tile AS tile (level, index, hashes)
          VALUES (${level}, ${Math.floor(place / TILE_WIDTH)}, decode(${added.join('')}, 'hex'))
          ON CONFLICT (level, index) DO UPDATE SET hashes = tile.hashes || EXCLUDED.hashes
          RETURNING encode(hashes, 'hex') AS hashes`,
    )
    at += added.length
    if ((first + at) % TILE_WIDTH === 0) completed.push(tileRoot(splitHashes(tile?.hashes ?? '')))
  }
  if (completed.length > 0) await grow(tx, level + 1, Math.floor(first / TILE_WIDTH), completed)
}

/** The hashes of the entries after `from` up to `until`. */
async function hashesFrom(tx: Transaction, from: number, until: number): Promise<string[]> {
  const found = await rows<{ hash: string }>(
    tx,
    sql`SELECT encode(hash, 'hex') AS hash FROM demur.ledger_entry
        WHERE position > ${from} AND position <= ${until} ORDER BY position`,
  )
  return found.map(({ hash }) => hash)
}

/** The hashes that stand one after the other in a tile. */
export function splitHashes(hex: string): string[] {
  return Array.from({ length: hex.length / HASH_DIGITS }, (_, at) =>
    hex.slice(at * HASH_DIGITS, (at + 1) * HASH_DIGITS),
  )
}

/**
 * `leafHash` and `nodeHash` of the pure functions, in hexadecimal and over bytes that are used again and again: making
 * a buffer for each hash costs several times as much as hashing.
 */
const leaf = Buffer.alloc(33)
const node = Buffer.alloc(65, 1)

export function leafHex(entry: string): string {
  leaf.write(entry, 1, 'hex')
  return hash('sha256', leaf)
}

/** The root over the hashes of a full tile, or of any power of two. */
export function tileRoot(hashes: readonly string[]): string {
  let nodes = hashes
  while (nodes.length > 1) {
    const pairs: string[] = []
    for (let at = 0; at < nodes.length; at += 2) {
      node.write(`${nodes[at]}${nodes[at + 1]}`, 1, 'hex')
      pairs.push(hash('sha256', node))
    }
    nodes = pairs
  }
  return nodes[0] ?? ''
}
