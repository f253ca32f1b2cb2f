/**
 * Evidence: the hash of an entry, the Merkle tree over entries, signed checkpoints, and receipts. Pure functions; the
 * only thing of the platform that is used is Ed25519 of WebCrypto, and that can be replaced.
 * @module @demur/eligibility/evidence
 */
export { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
export {
  CHECKPOINT_REFUSALS,
  type Checkpoint,
  type CheckpointReading,
  type CheckpointRefusalCode,
  type CheckpointVerification,
  checkpointText,
  readCheckpoint,
  signCheckpoint,
  type Trust,
  verifyCheckpoint,
} from './checkpoint.ts'
export { type VerifyEd25519, verifyEd25519 } from './ed25519.ts'
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
export { type ReceiptReading, readReceipt } from './read-receipt.ts'
export {
  completeReceipt,
  formatReceipt,
  isPending,
  isSameEntry,
  type Opening,
  RECEIPT_FORMAT,
  type Receipt,
  type ReceiptEntry,
  receiptEntry,
} from './receipt.ts'
export { type Sha256, sha256 } from './sha256.ts'
export {
  type NoteReading,
  type NoteSignature,
  type NoteVerification,
  readSignedNote,
  type SignedNote,
  type Signer,
  signNote,
  verifyNote,
} from './signed-note.ts'
export { formatVerifierKey, type KeyReading, readVerifierKey, type VerifierKey, verifierKey } from './verifier-key.ts'
export {
  type NoticeClaim,
  RECEIPT_REFUSALS,
  type ReceiptClaim,
  type ReceiptRefusalCode,
  type ReceiptVerification,
  verifyReceipt,
} from './verify-receipt.ts'
