import { completeSubtrees, foldPeaks, type NodePlace } from './merkle.ts'
import type { Sha256 } from './sha256.ts'

/**
 * Which nodes a proof is made of (RFC 9162, sections 2.1.3 and 2.1.4), as places, so that a store of complete nodes can
 * fetch all of them at once and only then hash.
 */

/**
 * One hash of a path: that of the subtree over these complete subtrees, left to right. One place where that subtree is
 * complete itself; several where it ends at the right edge of the tree, and has no node in any store.
 */
export type PathStep = readonly NodePlace[]

/** The path from leaf `index` to the root of the tree of `size` leaves, lowest sibling first. */
export function inclusionPath(index: number, size: number): PathStep[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size} leaves`)
  const steps: PathStep[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start)
    if (index < middle) {
      steps.push(completeSubtrees(middle, end))
      end = middle
    } else {
      steps.push(completeSubtrees(start, middle))
      start = middle
    }
  }
  return steps.reverse()
}

/** The path by which a tree of `second` leaves shows that it continues its first `first` leaves. */
export function consistencyPath(first: number, second: number): PathStep[] {
  if (!(first >= 0 && first <= second)) throw new RangeError(`a tree of ${second} leaves continues none of ${first}`)
  if (first === 0 || first === second) return []
  const steps: PathStep[] = []
  let [start, end] = [0, second]
  while (end > first) {
    const middle = start + largestPowerBelow(end - start)
    if (first <= middle) {
      steps.push(completeSubtrees(middle, end))
      end = middle
    } else {
      steps.push(completeSubtrees(start, middle))
      start = middle
    }
  }
  // The verifier has the root of the first tree; it needs this hash only where that is another one.
  if (start > 0) steps.push(completeSubtrees(start, end))
  return steps.reverse()
}

/** Turns the steps of a path into its hashes, with the nodes that `nodeAt` gives. */
export function pathHashes(
  steps: readonly PathStep[],
  nodeAt: (place: NodePlace) => Uint8Array,
  sha256: Sha256,
): Uint8Array[] {
  return steps.map((places) => foldPeaks(places.map(nodeAt), sha256))
}

/** The largest power of two below `size`, which is at least 2: where RFC 6962 splits a tree. */
function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}
