import type { PastUses } from '../past-use.ts'
import { memberRef } from '../reference.ts'
import type { PageOptions } from '../settings-overview.ts'
import type { Transport } from '../transport.ts'
import { MemberPastUsesDocument, ViewerPastUsesDocument } from './generated/graphql.ts'

/** Reads the sealed runs that used content of a member; null where there is no such member. */
export async function readPastUses(
  { send, options: { locale: usual } }: Transport,
  options: PageOptions,
): Promise<PastUses | null> {
  const { member, first = 20, after = null, locale = usual, ...call } = options
  const page = { locale, first, after }
  const found =
    member === undefined
      ? (await send(ViewerPastUsesDocument, page, call)).viewer.member
      : (await send(MemberPastUsesDocument, { ...page, member: memberRef(member) }, call)).member
  if (found === null) return null
  const { nodes, pageInfo } = found.pastUses
  return { uses: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}
