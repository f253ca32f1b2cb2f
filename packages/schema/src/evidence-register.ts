/** The part of the port that is about evidence. */
import type { Instant, Position } from '@demur/eligibility'
import type { Page, PageRequest, RefusalOf, SettledPoint } from './register.ts'

/** Proof of an entry, to keep. */
export interface ReceiptRecord {
  readonly position: Position
  /** `PENDING` while no checkpoint covers the entry. */
  readonly status: 'PENDING' | 'COMPLETE'
  /** JSON. */
  readonly document: string
}

/** A signed head of the tree over the ledger. */
export interface CheckpointRecord {
  readonly origin: string
  readonly size: Position
  /** Base 64. */
  readonly root: string
  readonly note: string
  readonly publishedAt: Instant
}

/** A public key that signed checkpoints. */
export interface CheckpointKeyRecord {
  readonly verifier: string
  /** The first checkpoint that it signed. */
  readonly firstSize: Position
  readonly addedAt: Instant
  /** Whether it signed the latest one. */
  readonly current: boolean
}

/** Hashes that lead to the root of a tree, in base 64 like it. */
export interface ProofRecord {
  readonly size: Position
  readonly root: string
  readonly hashes: readonly string[]
}

export interface PublishCheckpointSuccess {
  readonly refusal?: never
  readonly checkpoint: CheckpointRecord
  /** False where nothing was recorded since the latest. */
  readonly isNew: boolean
}
export type PublishCheckpointOutcome =
  | PublishCheckpointSuccess
  | RefusalOf<'ForbiddenError' | 'NotFoundError' | 'NoSigningKeyError'>

/** Evidence: checkpoints, proofs and receipts. */
export interface EvidenceRegister {
  /** The latest, or the earliest that covers a position; null while there is none. */
  checkpoint(covering: Position | null): Promise<CheckpointRecord | null>
  /** The latest first; those that were published by an instant, or all. */
  checkpoints(page: PageRequest, publishedBy: Instant | null): Promise<Page<CheckpointRecord>>
  /** The newest first. */
  checkpointKeys(): Promise<readonly CheckpointKeyRecord[]>
  publishCheckpoint(): Promise<PublishCheckpointOutcome>
  /** Null: in the tree of the latest checkpoint. */
  inclusionProof(position: Position, size: Position | null): Promise<ProofRecord>
  consistencyProof(first: Position, second: Position | null): Promise<ProofRecord>
  receipts(positions: readonly Position[]): Promise<(ReceiptRecord | null)[]>
  /** Of everything that a member chose, the latest first. */
  receiptsOf(member: string, page: PageRequest & SettledPoint): Promise<Page<ReceiptRecord>>
}
