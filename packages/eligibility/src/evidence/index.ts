/**
 * Evidence: the hash of an entry, the Merkle tree over entries, signed checkpoints, and receipts. Pure functions; the
 * only thing of the platform that is used is Ed25519 of WebCrypto, and that can be replaced.
 * @packageDocumentation
 */
export { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
export { commitmentOf, type EntryHeader, entryHash, headerText, NO_HASH, SALT_BYTES } from './entry-hash.ts'
export {
  appendLeaf,
  EMPTY_FRONTIER,
  type Frontier,
  foldPeaks,
  frontierRoot,
  type InclusionProof,
  leafHash,
  type NodePlace,
  nodeHash,
  peaksOf,
  rootFromPath,
  rootOf,
  type TreeHead,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'
export { consistencyPath, inclusionPath, type PathStep, pathHashes } from './merkle-path.ts'
export { type Sha256, sha256 } from './sha256.ts'
