import type { LedgerCalls } from '../ledger.ts'
import type { CallOptions } from '../options.ts'
import { timestamp } from '../reference.ts'
import type { Transport } from '../transport.ts'
import type { Position } from '../vocabulary.ts'
import { LedgerEntriesDocument, LedgerHeadDocument, PositionAtDocument } from './generated/graphql.ts'

/** Reads the head. */
export async function ledgerHead({ send }: Transport, call: CallOptions): Promise<Position> {
  return (await send(LedgerHeadDocument, {}, call)).ledgerHead
}

export const calls = (transport: Transport): Pick<LedgerCalls, 'list' | 'head' | 'positionAt'> => ({
  list: async ({ after = '0', first = 100, asKnownAt, ...call } = {}) =>
    (await transport.send(LedgerEntriesDocument, { after, first, asKnownAt: asKnownAt ?? null }, call)).ledger,
  head: (call = {}) => ledgerHead(transport, call),
  positionAt: async (instant, call = {}) =>
    (await transport.send(PositionAtDocument, { at: timestamp(instant) }, call)).positionAt,
})
