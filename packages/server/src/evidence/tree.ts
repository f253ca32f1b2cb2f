import type { Position } from '@demur/eligibility'
import {
  consistencyPath,
  foldPeaks,
  inclusionPath,
  type NodePlace,
  type PathStep,
  pathHashes,
  peaksOf,
  rootOf,
} from '@demur/eligibility/evidence'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, unnest } from '../database/database.ts'
import { splitHashes, TILE_WIDTH } from '../ledger/tiles.ts'
import { sha256 } from './sha256.ts'

/** How many levels of nodes one level of tiles stands for. */
const TILE_HEIGHT = Math.log2(TILE_WIDTH)

/** The root of the tree over the first `size` entries, which must exist. */
export async function treeRoot(queryable: Queryable, size: Position): Promise<Uint8Array> {
  const peaks = peaksOf(size)
  const nodeAt = await readNodes(queryable, peaks)
  return foldPeaks(peaks.map(nodeAt), sha256)
}

/** The hashes by which the entry at `position` is shown to be in the tree over the first `size` entries. */
export function inclusionHashes(queryable: Queryable, position: Position, size: Position): Promise<Uint8Array[]> {
  return hashesOf(queryable, inclusionPath(position - 1, size))
}

/** The hashes by which the tree of `second` entries is shown to continue the one of its first `first` entries. */
export function consistencyHashes(queryable: Queryable, first: Position, second: Position): Promise<Uint8Array[]> {
  return hashesOf(queryable, consistencyPath(first, second))
}

async function hashesOf(queryable: Queryable, steps: readonly PathStep[]): Promise<Uint8Array[]> {
  return pathHashes(steps, await readNodes(queryable, steps.flat()), sha256)
}

/**
 * Reads complete nodes in one statement: one row for each, out of one tile each. Only below a tile that is not full yet
 * are entries read, fewer than a tile holds.
 */
export async function readNodes(
  queryable: Queryable,
  places: readonly NodePlace[],
): Promise<(place: NodePlace) => Uint8Array> {
  const slices = places.map(sliceOf)
  const wanted = unnest({
    level: ['integer', slices.map(({ level }) => level)],
    first: ['bigint', slices.map(({ first }) => first)],
    count: ['integer', slices.map(({ count }) => count)],
  })
  const found =
    places.length === 0
      ? []
      : await rows<{ hashes: string | null }>(
          queryable,
          sql`SELECT coalesce(
                encode(substring(t.hashes FROM (32 * (w.first % ${TILE_WIDTH}) + 1)::integer FOR 32 * w.count), 'hex'),
                (SELECT string_agg(encode(sha256('\\x00'::bytea || e.hash), 'hex'), '' ORDER BY e.position)
                   FROM demur.ledger_entry e
                   WHERE w.level = 0 AND e.position > w.first AND e.position <= w.first + w.count)) AS hashes
              FROM ${wanted} WITH ORDINALITY AS w (level, first, count, place)
              LEFT JOIN demur.ledger_tile t ON t.level = w.level AND t.index = w.first / ${TILE_WIDTH}
              ORDER BY w.place`,
        )
  const nodes = new Map(places.map((place, at) => [nameOf(place), nodeOf(found[at]?.hashes ?? '', slices[at]?.count)]))
  return (place) => nodes.get(nameOf(place)) ?? missing(place)
}

/** A node as the hashes of one level of tiles that it is the root of. */
interface Slice {
  readonly level: number
  readonly first: number
  readonly count: number
}

function sliceOf({ level, index }: NodePlace): Slice {
  const count = 2 ** (level % TILE_HEIGHT)
  return { level: Math.floor(level / TILE_HEIGHT), first: index * count, count }
}

function nodeOf(hex: string, count: number | undefined): Uint8Array | null {
  const hashes = splitHashes(hex).map((hash) => Buffer.from(hash, 'hex'))
  return hashes.length === count ? rootOf(hashes, sha256) : null
}

function nameOf({ level, index }: NodePlace): string {
  return `${level}/${index}`
}

function missing({ level, index }: NodePlace): never {
  throw new Error(`the tree over the ledger has no node ${index} at level ${level}: run “demur verify”`)
}
