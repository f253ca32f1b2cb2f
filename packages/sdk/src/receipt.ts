import type { CallOptions, ReadPoint } from './options.ts'
import type { MemberReference } from './reference.ts'
import type { OrNewer, Position, Timestamp } from './vocabulary.ts'

/** Proof of an entry, to keep. `verifyReceipt` of `@demur/sdk/receipts` verifies its document offline. */
export interface Receipt {
  /** The position of the entry in the ledger. */
  readonly entry: Position
  /** `PENDING` until a checkpoint covers the entry: complete it with `completeReceipt` of `@demur/sdk/receipts`. */
  readonly status: OrNewer<'PENDING' | 'COMPLETE'>
  /** JSON, complete in itself: keep this. */
  readonly document: string
}

/** A public key that signed checkpoints of the register. */
export interface CheckpointKey {
  /** `name+id+key`: what receipts are verified with. */
  readonly verifier: string
  /** Whether it signed the latest checkpoint. Retired keys stay, so that what they signed can be verified. */
  readonly current: boolean
  /** How many entries the first checkpoint covered that it signed. */
  readonly firstSize: Position
  /** When it signed for the first time. */
  readonly addedAt: Timestamp
}

/** Whose receipts are listed. */
export interface ReceiptListOptions extends CallOptions, ReadPoint {
  /** Default: the viewer. */
  readonly member?: MemberReference | undefined
  /** How many are fetched at once, from 1 to 100. Default: 50. */
  readonly pageSize?: number | undefined
}

/** Proofs of what was recorded. */
export interface ReceiptCalls {
  /**
   * The receipts of everything that a member chose, the latest first, as of the latest checkpoint. Nothing where there is
   * no such member or the viewer may not see them.
   */
  list(options?: ReceiptListOptions): AsyncGenerator<Receipt, void, undefined>
  /** The receipt of an entry; null where there is no such entry or the viewer may not see it. */
  get(position: Position, options?: CallOptions): Promise<Receipt | null>
  /**
   * The public keys that ever signed, the newest first. Whoever verifies against what the same server says now shows that
   * it agrees with itself: keep a copy of the keys elsewhere.
   */
  keys(options?: CallOptions): Promise<readonly CheckpointKey[]>
}
