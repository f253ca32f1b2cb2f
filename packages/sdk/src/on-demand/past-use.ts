import type { PastUseSummary, PastUses } from '../past-use.ts'
import { memberRef, pointOf } from '../reference.ts'
import type { ReadOptions, SettingsCalls } from '../settings.ts'
import type { PageOptions } from '../settings-overview.ts'
import type { Transport } from '../transport.ts'
import {
  MemberPastUseSummaryDocument,
  MemberPastUsesDocument,
  ViewerPastUseSummaryDocument,
  ViewerPastUsesDocument,
} from './generated/graphql.ts'

/** Reads the sealed runs that used content of a member; null where there is no such member. */
async function readPastUses(
  { send, options: { locale: usual } }: Transport,
  options: PageOptions,
): Promise<PastUses | null> {
  const { member, first = 20, after = null, locale = usual, at, asKnownAt, ...call } = options
  const page = { locale, first, after, ...pointOf({ at, asKnownAt }) }
  const found =
    member === undefined
      ? (await send(ViewerPastUsesDocument, page, call)).viewer.member
      : (await send(MemberPastUsesDocument, { ...page, member: memberRef(member) }, call)).member
  if (found === null) return null
  const { nodes, pageInfo } = found.pastUses
  return { uses: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}

/** Reads the same in words. */
async function readPastUseSummary(
  { send, options: { locale: usual } }: Transport,
  options: ReadOptions,
): Promise<PastUseSummary | null> {
  const { member, locale = usual, at, asKnownAt, ...call } = options
  const variables = { locale, ...pointOf({ at, asKnownAt }) }
  const found =
    member === undefined
      ? (await send(ViewerPastUseSummaryDocument, variables, call)).viewer.member
      : (await send(MemberPastUseSummaryDocument, { ...variables, member: memberRef(member) }, call)).member
  return found && { explanation: found.pastUsesExplanation, dataUses: found.pastUseSummaries }
}

export const calls = (transport: Transport): Pick<SettingsCalls, 'pastUses' | 'pastUseSummary'> => ({
  pastUses: (options = {}) => readPastUses(transport, options),
  pastUseSummary: (options = {}) => readPastUseSummary(transport, options),
})
