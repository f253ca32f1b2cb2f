import type { DueNotice, NoticeCalls, NoticeServedResult, NoticeServing } from '../notice.ts'
import type { CallOptions } from '../options.ts'
import { memberRef, pointOf } from '../reference.ts'
import { readResult } from '../refusal.ts'
import type { ReadOptions } from '../settings.ts'
import type { Transport } from '../transport.ts'
import { MemberNoticesDueDocument, RecordNoticeServedDocument, ViewerNoticesDueDocument } from './generated/graphql.ts'

/** Reads the notices that are due; null where there is no such member. */
async function readNoticesDue(
  { send, options: { locale: usual } }: Transport,
  options: ReadOptions,
): Promise<readonly DueNotice[] | null> {
  const { member, locale = usual, at, asKnownAt, ...call } = options
  const variables = { locale, ...pointOf({ at, asKnownAt }) }
  const found =
    member === undefined
      ? (await send(ViewerNoticesDueDocument, variables, call)).viewer.member
      : (await send(MemberNoticesDueDocument, { ...variables, member: memberRef(member) }, call)).member
  return found?.noticesDue ?? null
}

/** Records a serving. The register keeps the first of several, so that sending it again does no harm. */
async function recordNoticeServed(
  { send }: Transport,
  serving: NoticeServing,
  call: CallOptions,
): Promise<NoticeServedResult> {
  const { member, notice, version, channel = null } = serving
  const input = { member: member === undefined ? null : memberRef(member), notice, version, channel }
  const data = await send(RecordNoticeServedDocument, { input }, { ...call, idempotent: true })
  const known = {
    RecordNoticeServedSuccess: true,
    InvalidInputError: true,
    NotFoundError: true,
    ForbiddenError: true,
  } as const
  const result = readResult(data.recordNoticeServed, known)
  if (result.__typename !== 'RecordNoticeServedSuccess') return { ok: false, error: result }
  const { servedAt, position, unchanged } = result
  return { ok: true, servedAt, position, unchanged }
}

export const calls = (transport: Transport): NoticeCalls => ({
  due: (options = {}) => readNoticesDue(transport, options),
  recordServed: (serving, options = {}) => recordNoticeServed(transport, serving, options),
})
