import { concatBytes, equalBytes } from './bytes.ts'
import type { Sha256 } from './sha256.ts'

/**
 * The Merkle tree of RFC 6962 and RFC 9162: roots, and appending to a tree of which only the peaks are at hand.
 * Leaf `index` is entry `index + 1`. Sizes go up to 2^53 − 1: no bit operation of 32 bits touches them.
 */

/** A node of the tree: leaves are level 0; node (level, index) covers leaves `index · 2^level` up to the next node's. */
export interface NodePlace {
  readonly level: number
  readonly index: number
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The hash of a leaf. A leaf is the hash of an entry: 32 bytes. */
export function leafHash(leaf: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(LEAF, leaf))
}

export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(NODE, left, right))
}

/**
 * The right edge of a tree: its size and the hashes of its complete subtrees, largest first. All that appending needs.
 * @see {@link peaksOf} for where those hashes stand in a store of nodes
 */
export interface Frontier {
  readonly size: number
  readonly peaks: readonly Uint8Array[]
}

export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] }

/**
 * Appends one leaf hash.
 * @param onNode is told every node that is complete from now on and never changes again: the leaf first, then upwards
 */
export function appendLeaf(
  { size, peaks }: Frontier,
  leaf: Uint8Array,
  sha256: Sha256,
  onNode?: (place: NodePlace, hash: Uint8Array) => void,
): Frontier {
  const grown = [...peaks]
  let hash = leaf
  let place: NodePlace = { level: 0, index: size }
  onNode?.(place, hash)
  while (isOdd(place.index)) {
    // A right child's left sibling is the last peak.
    hash = nodeHash(grown.pop() as Uint8Array, hash, sha256)
    place = { level: place.level + 1, index: half(place.index) }
    onNode?.(place, hash)
  }
  return { size: size + 1, peaks: [...grown, hash] }
}

/** Where the peaks of a tree of `size` leaves stand, largest first: the hashes of a `Frontier`. */
export function peaksOf(size: number): NodePlace[] {
  return completeSubtrees(0, size)
}

/** The complete subtrees that cover the leaves from `start` up to `end`, left to right; `start` is where a subtree begins. */
export function completeSubtrees(start: number, end: number): NodePlace[] {
  const places: NodePlace[] = []
  for (let at = start; at < end; ) {
    const level = Math.floor(Math.log2(end - at))
    // Math.log2 rounds up just below large powers of two.
    const fits = 2 ** level <= end - at ? level : level - 1
    places.push({ level: fits, index: at / 2 ** fits })
    at += 2 ** fits
  }
  return places
}

/** The root of a tree, from the hashes of its peaks or of any subtrees in a row that end at its right edge. */
export function foldPeaks(peaks: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const last = peaks.at(-1)
  if (last === undefined) return sha256(new Uint8Array(0))
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last)
}

export function frontierRoot({ peaks }: Frontier, sha256: Sha256): Uint8Array {
  return foldPeaks(peaks, sha256)
}

/** The root of a list of leaf hashes; of none, the hash of nothing. */
export function rootOf(leaves: Iterable<Uint8Array>, sha256: Sha256): Uint8Array {
  let frontier = EMPTY_FRONTIER
  for (const leaf of leaves) frontier = appendLeaf(frontier, leaf, sha256)
  return frontierRoot(frontier, sha256)
}

/** What `verifyInclusion` needs. */
export interface InclusionProof {
  /** From 0. */
  readonly index: number
  readonly size: number
  readonly path: readonly Uint8Array[]
}

/**
 * The root that a leaf hash and its path lead to (RFC 9162, section 2.1.3.2).
 * Null where no path of this length leads from this leaf to the root of a tree of this size.
 */
export function rootFromPath(
  leaf: Uint8Array,
  { index, size, path }: InclusionProof,
  sha256: Sha256,
): Uint8Array | null {
  if (!isSize(index) || !isSize(size) || index >= size) return null
  let [node, last, hash] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return null
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash, sha256)
      // Levels at which the right edge has no sibling.
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)]
    } else {
      hash = nodeHash(hash, sibling, sha256)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 ? hash : null
}

/** Whether the leaf hash stands at `index` of the tree of `size` leaves with this root. */
export function verifyInclusion(leaf: Uint8Array, proof: InclusionProof, root: Uint8Array, sha256: Sha256): boolean {
  const found = rootFromPath(leaf, proof, sha256)
  return found !== null && equalBytes(found, root)
}

/** A tree: how many leaves it has, and its root. */
export interface TreeHead {
  readonly size: number
  readonly root: Uint8Array
}

/**
 * Whether the second tree is the first one with leaves appended: nothing was changed or removed
 * (RFC 9162, section 2.1.4.2). Every tree continues the empty one, and itself.
 */
export function verifyConsistency(
  first: TreeHead,
  second: TreeHead,
  path: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size) return false
  if (first.size === second.size) return path.length === 0 && equalBytes(first.root, second.root)
  if (first.size === 0) return path.length === 0 && equalBytes(first.root, foldPeaks([], sha256))
  // The largest subtree that both trees share to their right edge: the whole first tree where that is complete.
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...path] : path
  if (start === undefined) return false
  let [node, last, firstHash, secondHash] = [first.size - 1, second.size - 1, start, start]
  while (isOdd(node)) [node, last] = [half(node), half(last)]
  for (const hash of rest) {
    if (last === 0) return false
    if (isOdd(node) || node === last) {
      firstHash = nodeHash(hash, firstHash, sha256)
      secondHash = nodeHash(hash, secondHash, sha256)
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)]
    } else {
      secondHash = nodeHash(secondHash, hash, sha256)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalBytes(firstHash, first.root) && equalBytes(secondHash, second.root)
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isOdd(value: number): boolean {
  return value % 2 === 1
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value
}
