import type { CallOptions } from '../options.ts'
import type { CheckpointKey, Receipt, ReceiptCalls, ReceiptListOptions } from '../receipt.ts'
import { type MemberReference, memberRef, pointOf } from '../reference.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import {
  CheckpointKeysDocument,
  MemberReceiptsDocument,
  ReceiptDocument,
  type ReceiptsFieldsFragment,
  ViewerReceiptsDocument,
} from './generated/graphql.ts'
import { pages } from './pages.ts'

/** Gives the receipts of a member, the latest first. */
function list(
  { send }: Transport,
  { member, pageSize: first = 50, at, asKnownAt, ...call }: ReceiptListOptions,
): AsyncGenerator<Receipt, void, undefined> {
  return pages((after) => readPage(send, member, { first, after, ...pointOf({ at, asKnownAt }) }, call))
}

async function readPage(
  send: Transport['send'],
  member: MemberReference | undefined,
  page: {
    readonly first: number
    readonly after: string | null
    readonly at: string | null
    readonly asKnownAt: string | null
  },
  call: CallOptions,
): Promise<ReceiptsFieldsFragment | null> {
  const found =
    member === undefined
      ? (await send(ViewerReceiptsDocument, page, call)).viewer.member
      : (await send(MemberReceiptsDocument, { ...page, member: memberRef(member) }, call)).member
  return found?.receipts ?? null
}

/** Reads one receipt. */
async function get({ send }: Transport, position: Position, call: CallOptions): Promise<Receipt | null> {
  return (await send(ReceiptDocument, { position }, call)).receipt
}

/** Reads the public keys. */
async function keys({ send }: Transport, call: CallOptions): Promise<readonly CheckpointKey[]> {
  return (await send(CheckpointKeysDocument, {}, call)).checkpointKeys
}

export const calls = (transport: Transport): ReceiptCalls => ({
  list: (options = {}) => list(transport, options),
  get: (position, options = {}) => get(transport, position, options),
  keys: (options = {}) => keys(transport, options),
})
