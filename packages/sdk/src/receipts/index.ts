/**
 * Receipts: proofs of choices that need no server to be verified, in browsers and in Node.
 * @module @demur/sdk/receipts
 */

export { type Completion, completeReceipt, type ReceiptSource } from './complete.ts'
export {
  type NoticeClaim,
  type ReceiptClaim,
  type ReceiptRefusalCode,
  type ReceiptVerification,
  type VerifyOptions,
  verifyReceipt,
} from './verify.ts'
