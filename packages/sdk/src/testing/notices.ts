import { formatInstant } from '@demur/eligibility'
import type { RecordNoticeServedInput, RecordNoticeServedMutation } from '../on-demand/generated/graphql.ts'
import { memberAt, vantageOf } from './settings.ts'
import { seesMember, type TestViewer } from './viewer.ts'
import { keyIn, type TestWorld } from './world.ts'

type Outcome = RecordNoticeServedMutation['recordNoticeServed']

/** Records that a notice was served, as the server does: now, and once. */
export function recordServing(
  world: TestWorld,
  viewer: TestViewer,
  { member: by, notice, version, channel }: RecordNoticeServedInput,
): Outcome {
  const key = by == null ? viewer.member : keyIn(by, 'Member')
  const member = memberAt(world, key, vantageOf(world))
  if (key === null || member === null || !seesMember(viewer, key)) return notFound('There is no such member.')
  if (viewer.role === 'AUDITOR') {
    const message = 'Only services and operators record what was served to a member.'
    return { __typename: 'ForbiddenError', code: 'FORBIDDEN', message }
  }
  const versions = world.rulebookAt(world.ledger.head)?.notices.get(notice)
  if (versions === undefined) return notFound('The rulebook has no such notice.')
  if (!versions.some((known) => known.version === version)) {
    const message = 'The rulebook has no such version of the notice.'
    return { __typename: 'InvalidInputError', code: 'INVALID_INPUT', message, path: ['version'] }
  }
  const before = member.notices.find((serving) => serving.notice === notice && serving.version === version)
  const { effectiveAt, position } =
    before ??
    world.append(
      { type: 'NoticeServed', member: key, notice, version, channel: channel ?? 'api' },
      viewer.member ?? viewer.role.toLowerCase(),
    )
  return {
    __typename: 'RecordNoticeServedSuccess',
    servedAt: formatInstant(effectiveAt),
    position: String(position),
    unchanged: before !== undefined,
  }
}

function notFound(message: string): Outcome {
  return { __typename: 'NotFoundError', code: 'NOT_FOUND', message }
}
