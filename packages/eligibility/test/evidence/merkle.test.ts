import { createHash } from 'node:crypto'
import {
  appendLeaf,
  consistencyPath,
  EMPTY_FRONTIER,
  type Frontier,
  foldPeaks,
  fromHex,
  frontierRoot,
  inclusionPath,
  leafHash,
  type NodePlace,
  nodeHash,
  pathHashes,
  peaksOf,
  rootOf,
  toHex,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from '@demur/eligibility/evidence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const bytes = (hex: string): Uint8Array => fromHex(hex) ?? expect.fail(hex)

/** The tree by the definition of RFC 6962, section 2.1. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length < 2) return leaves[0] ?? sha256(new Uint8Array(0))
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(definedRoot(leaves.slice(0, k)), definedRoot(leaves.slice(k)), sha256)
}

/** Keeps every complete node, as a server does. */
class Store {
  readonly nodes = new Map<string, Uint8Array>()
  frontier: Frontier = EMPTY_FRONTIER
  readonly leaves: Uint8Array[] = []

  append(leaf: Uint8Array): void {
    this.leaves.push(leaf)
    this.frontier = appendLeaf(this.frontier, leaf, sha256, ({ level, index }, hash) => {
      if (this.nodes.has(`${level}/${index}`)) throw new Error(`node ${level}/${index} was complete before`)
      this.nodes.set(`${level}/${index}`, hash)
    })
  }

  at({ level, index }: NodePlace): Uint8Array {
    return this.nodes.get(`${level}/${index}`) ?? expect.fail(`no node ${level}/${index}`)
  }

  root(size: number): Uint8Array {
    return foldPeaks(
      peaksOf(size).map((place) => this.at(place)),
      sha256,
    )
  }

  inclusion(index: number, size: number): Uint8Array[] {
    return pathHashes(inclusionPath(index, size), (place) => this.at(place), sha256)
  }

  consistency(first: number, second: number): Uint8Array[] {
    return pathHashes(consistencyPath(first, second), (place) => this.at(place), sha256)
  }
}

function storeOf(size: number): Store {
  const store = new Store()
  for (let index = 0; index < size; index += 1) store.append(leafHash(utf8(`entry ${index}`), sha256))
  return store
}

/** The sample tree of Certificate Transparency, by which its implementations are tested. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
/** Other hashes of that tree, by (level, index). */
const LEAF_0 = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
const LEAF_1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'
const LEAF_4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'
const NODE_1_0 = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'
const NODE_1_1 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'
const NODE_1_2 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'
const NODE_1_3 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
const NODE_2_0 = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'
const NODE_2_1 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'

describe('the sample tree of Certificate Transparency', () => {
  const store = new Store()
  for (const leaf of CT_LEAVES) store.append(leafHash(bytes(leaf), sha256))

  it.each(CT_ROOTS.map((root, size) => [size, root] as const))('has at size %i the root %s', (size, root) => {
    expect(toHex(store.root(size))).toBe(root)
    expect(toHex(rootOf(store.leaves.slice(0, size), sha256))).toBe(root)
  })

  it.each([
    [0, 1, []],
    [0, 8, [LEAF_1, NODE_1_1, NODE_2_1]],
    [5, 8, [LEAF_4, NODE_1_3, NODE_2_0]],
    [2, 3, [NODE_1_0]],
    [1, 5, [LEAF_0, NODE_1_1, LEAF_4]],
  ])('has from leaf %i to the root at size %i the path that is published', (index, size, path) => {
    expect(store.inclusion(index, size).map(toHex)).toEqual(path)
  })

  it.each([
    [1, 1, []],
    [1, 8, [LEAF_1, NODE_1_1, NODE_2_1]],
    [6, 8, [NODE_1_2, NODE_1_3, NODE_2_0]],
    [2, 5, [NODE_1_1, LEAF_4]],
  ])('shows that size %i continues as size %i by the path that is published', (first, second, path) => {
    expect(store.consistency(first, second).map(toHex)).toEqual(path)
  })
})

const MOST = 64
const SAMPLE = storeOf(MOST)
/** Both axes of every proof up to size 64. */
const PAIRS = Array.from({ length: MOST + 1 }, (_, size) =>
  Array.from({ length: size + 1 }, (__, at) => [at, size]),
).flat()

/** A path with one bit turned, a hash too many, one too few, two exchanged. */
function* damaged(path: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [at, hash] of path.entries()) {
    const turned = Uint8Array.from(hash)
    turned[at % 32] = (turned[at % 32] ?? 0) ^ (1 << (at % 8))
    yield path.with(at, turned)
    yield path.toSpliced(at, 1)
    yield path.toSpliced(at, 0, new Uint8Array(32))
    const next = path[at + 1]
    if (next !== undefined) yield path.with(at, next).with(at + 1, hash)
  }
  yield [...path, new Uint8Array(32)]
}

describe('for every size up to 64', () => {
  it('the root is that of the definition, from the leaves and from the stored nodes alike', () => {
    for (let size = 0; size <= MOST; size += 1) {
      const defined = toHex(definedRoot(SAMPLE.leaves.slice(0, size)))
      expect(toHex(rootOf(SAMPLE.leaves.slice(0, size), sha256))).toBe(defined)
      expect(toHex(SAMPLE.root(size))).toBe(defined)
    }
  })

  it('every leaf has a path of logarithmic length that verifies, and only at its place, size and root', () => {
    for (const [index = 0, size = 0] of PAIRS.filter(([at = 0, all = 0]) => at < all)) {
      const path = SAMPLE.inclusion(index, size)
      const [leaf, root] = [SAMPLE.leaves[index] ?? expect.fail(), SAMPLE.root(size)]
      expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
      expect(verifyInclusion(leaf, { index, size, path }, root, sha256)).toBe(true)
      for (const other of damaged(path)) {
        expect(verifyInclusion(leaf, { index, size, path: other }, root, sha256)).toBe(false)
      }
      for (const at of [-1, index - 1, index + 1, size - 1 - index, size, index + 0.5]) {
        if (at !== index) expect(verifyInclusion(leaf, { index: at, size, path }, root, sha256)).toBe(false)
      }
      expect(verifyInclusion(leafHash(utf8('other'), sha256), { index, size, path }, root, sha256)).toBe(false)
      expect(verifyInclusion(leaf, { index, size, path }, SAMPLE.root(size - 1), sha256)).toBe(false)
    }
  })

  it('every earlier tree is shown to continue, and no other tree is', () => {
    for (const [small = 0, large = 0] of PAIRS) {
      const path = SAMPLE.consistency(small, large)
      const first = { size: small, root: SAMPLE.root(small) }
      const second = { size: large, root: SAMPLE.root(large) }
      expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(Math.max(1, large))) + 1)
      expect(verifyConsistency(first, second, path, sha256)).toBe(true)
      for (const other of damaged(path)) expect(verifyConsistency(first, second, other, sha256)).toBe(false)
      const forked = leafHash(utf8('forked'), sha256)
      expect(verifyConsistency({ ...first, root: forked }, second, path, sha256)).toBe(false)
      if (small > 0) expect(verifyConsistency(first, { ...second, root: forked }, path, sha256)).toBe(false)
      if (small < large) expect(verifyConsistency(second, first, path, sha256)).toBe(false)
    }
  })
})

describe('for any size', () => {
  const sizes = fc.tuple(fc.nat({ max: 1500 }), fc.nat({ max: 1500 })).map((pair) => pair.toSorted((a, b) => a - b))
  const store = storeOf(1500)

  it('a frontier taken up from stored peaks goes on as if it had never been put down', () => {
    fc.assert(
      fc.property(sizes, ([small = 0, large = 0]) => {
        let frontier: Frontier = { size: small, peaks: peaksOf(small).map((place) => store.at(place)) }
        for (const leaf of store.leaves.slice(small, large)) frontier = appendLeaf(frontier, leaf, sha256)
        expect(toHex(frontierRoot(frontier, sha256))).toBe(toHex(store.root(large)))
      }),
      { numRuns: 50 },
    )
  })

  it('proofs of what is there verify, and a history with one entry changed is not its continuation', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([small = 0, large = 0], turn) => {
        const index = turn % Math.max(1, large)
        const second = { size: large, root: store.root(large) }
        if (large > 0) {
          const path = store.inclusion(index, large)
          expect(
            verifyInclusion(store.leaves[index] ?? expect.fail(), { index, size: large, path }, second.root, sha256),
          ).toBe(true)
        }
        const path = store.consistency(small, large)
        expect(verifyConsistency({ size: small, root: store.root(small) }, second, path, sha256)).toBe(true)
        if (index >= small) return
        const changed = store.leaves.slice(0, small).with(index, leafHash(utf8('changed'), sha256))
        expect(verifyConsistency({ size: small, root: rootOf(changed, sha256) }, second, path, sha256)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it.each([2 ** 31, 2 ** 32 + 1, 2 ** 40 - 1, 2 ** 53 - 1])('places stay exact in a tree of %d leaves', (size) => {
    const leaves = (place: NodePlace) => 2 ** place.level
    expect(peaksOf(size).reduce((sum, place) => sum + leaves(place), 0)).toBe(size)
    const path = inclusionPath(size - 1, size)
    expect(path.flat().reduce((sum, place) => sum + leaves(place), 1)).toBe(size)
    expect(path.flat().every(({ level, index }) => Number.isSafeInteger(index) && index * 2 ** level < size)).toBe(true)
    expect(consistencyPath(size - 1, size).length).toBeLessThanOrEqual(54)
  })

  it('a proof of what cannot be is not asked for by mistake', () => {
    expect(() => inclusionPath(5, 5)).toThrow(RangeError)
    expect(() => consistencyPath(6, 5)).toThrow(RangeError)
  })
})
