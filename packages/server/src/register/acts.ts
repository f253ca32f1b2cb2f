import {
  type ChoiceRefusal,
  choiceInForce,
  ENTRY_OF_ACT,
  effectiveAtOf,
  type Instant,
  isProtective,
  type LedgerEntry,
  type Position,
  positionOf,
  readEntry,
  refuseChoice,
} from '@demur/eligibility'
import type {
  Policy,
  RefusalOf,
  SetOptOutCommand,
  SetOptOutOutcome,
  SetOptOutSuccess,
  SettingRecord,
  Viewer,
} from '@demur/schema'
import type { Stage } from '../ledger/append.ts'
import type { Head } from '../ledger/head.ts'
import type { ActingMember } from './acting-members.ts'
import { choiceEvent, type RecordedAct } from './choice-events.ts'
import { settingRecord, versionOf } from './members.ts'
import { seesMember } from './sight.ts'

/** Why an act is not recorded. */
export type Refused = RefusalOf<
  | 'InvalidInputError'
  | 'NotFoundError'
  | 'ForbiddenError'
  | 'VersionConflictError'
  | 'IdempotencyMismatchError'
  | 'NotAppliedError'
>

/** An act whose input is well formed and whose member is settled. */
export interface Act extends SetOptOutCommand {
  readonly member: string
}

/** What acts are decided against. */
export interface ActState {
  /** By key; only who is registered. */
  readonly members: ReadonlyMap<string, ActingMember>
  /** Earliest first. */
  readonly policies: readonly Policy[]
  /** Acts recorded under the idempotency keys of the group, by member and key. */
  readonly recorded: Map<string, RecordedAct>
}

export const NOT_APPLIED: Refused = {
  refusal: 'NotAppliedError',
  message: 'Nothing was recorded, because another input of the same call was refused.',
}

/** A refusal of an input, and where in it. */
export function invalid(path: readonly string[], message: string): Refused {
  return { refusal: 'InvalidInputError', path, message }
}

/** Idempotency keys belong to a member. */
export function recordedUnder(member: string, idempotencyKey: string | null): string {
  return JSON.stringify([member, idempotencyKey])
}

/** Decides the acts of one call, all or nothing, in the order in which they were given. */
export function decideActs(
  viewer: Viewer,
  acts: readonly Act[],
  state: ActState,
  head: Head,
  stage: Stage,
): SetOptOutOutcome[] {
  const checked = acts.map((act) => check(viewer, act, state, head))
  if (checked.some((outcome) => 'refusal' in outcome)) {
    return checked.map((outcome) => ('refusal' in outcome ? outcome : NOT_APPLIED))
  }
  return checked.map((outcome) => (outcome as Admitted)(stage))
}

/** Records an act that nothing stands against. */
type Admitted = (stage: Stage) => SetOptOutSuccess

function check(viewer: Viewer, act: Act, state: ActState, head: Head): Admitted | Refused {
  const member = state.members.get(act.member)
  if (member === undefined || !seesMember(viewer, act.member)) return notFound('member')
  const byTheMember = viewer.member === act.member
  if (!byTheMember && !viewer.roles.some((role) => role === 'SERVICE' || role === 'OPERATOR')) {
    return { refusal: 'ForbiddenError', message: 'Only services and operators may object on behalf of a member.' }
  }
  const definition = definitionOf(act.setting, state)
  if (definition === null) return notFound('setting')
  const first = state.recorded.get(recordedUnder(act.member, act.idempotencyKey))
  if (first !== undefined) return repeat(act, first, member, definition, state)
  const forbidden = refuseEffectiveAt(viewer, act, head.recordedAt)
  if (forbidden !== null) return forbidden
  const version = versionOf(act.setting, member, latest(member, head))
  const refusal = refuseChoice({ ...act, byTheMember, version })
  if (refusal !== null) return refused(refusal, act, member, definition, state, head)
  return (stage) => record(viewer, act, member, definition, state, head, stage)
}

function notFound(what: string): Refused {
  return { refusal: 'NotFoundError', message: `There is no such ${what}.` }
}

/** What describes a setting: the last rulebook that has it, so that none that was ever offered is lost. */
function definitionOf(key: string, { policies }: ActState): SettingRecord | null {
  for (const policy of policies.toReversed()) {
    const setting = policy.rulebook.settings.get(key)
    if (setting !== undefined) return { setting, policy }
  }
  return null
}

/** A claimed time that is not earlier than the receipt is cut to it. Only operators record what reached them earlier. */
function refuseEffectiveAt(viewer: Viewer, { act, effectiveAt }: Act, receivedAt: Instant): Refused | null {
  if (effectiveAt === null || effectiveAt >= receivedAt) return null
  if (!isProtective(act)) return invalid(['effectiveAt'], 'Only a protective act can have taken effect earlier.')
  if (viewer.roles.includes('OPERATOR')) return null
  return { refusal: 'ForbiddenError', message: 'Only operators may say when an objection was received.' }
}

/** The last position that says something of a member, what was staged before in the same group included. */
function latest({ choices }: ActingMember, head: Head): Position {
  return positionOf(Math.max(head.position, ...choices.map(({ position }) => position)))
}

function refused(
  refusal: ChoiceRefusal,
  act: Act,
  member: ActingMember,
  definition: SettingRecord,
  state: ActState,
  head: Head,
): Refused {
  switch (refusal) {
    case 'ONLY_THE_MEMBER':
      return { refusal: 'ForbiddenError', message: 'Nobody but the member may do this.' }
    case 'VERSION_MISSING':
      return invalid(['expectedVersion'], `${act.act} needs the version of the setting that was on the screen.`)
    case 'VERSION_STALE': {
      const point = { at: head.recordedAt, asKnownAt: latest(member, head) }
      const current = settingRecord(definition, state.policies.at(-1) ?? null, act.member, member, point)
      const message = `The setting is at version ${current.version}, not ${act.expectedVersion}.`
      return { refusal: 'VersionConflictError', message, current }
    }
  }
}

/** The same idempotency key: the first answer again for the same content, a refusal for any other. */
function repeat(
  act: Act,
  first: RecordedAct,
  member: ActingMember,
  definition: SettingRecord,
  state: ActState,
): Admitted | Refused {
  const same =
    first.type === ENTRY_OF_ACT[act.act] &&
    first.body.setting === act.setting &&
    (act.channel === null || first.channel === act.channel) &&
    effectiveAtOf(act.effectiveAt, first.recordedAt) === first.effectiveAt
  if (same) return () => success(act, first, member, definition, state)
  return { refusal: 'IdempotencyMismatchError', message: 'The idempotency key was used before, for another act.' }
}

function record(
  viewer: Viewer,
  act: Act,
  member: ActingMember,
  definition: SettingRecord,
  state: ActState,
  head: Head,
  stage: Stage,
): SetOptOutSuccess {
  const { entry, problems } = readEntry({
    type: ENTRY_OF_ACT[act.act],
    member: act.member,
    setting: act.setting,
    channel: act.channel ?? 'api',
    idempotencyKey: act.idempotencyKey,
    effectiveAt: new Date(effectiveAtOf(act.effectiveAt, head.recordedAt)).toISOString(),
  })
  if (entry === null) throw new Error(`an act makes an unsound entry: ${problems[0]?.path.join('.')}`)
  const [recorded] = stage([entry], viewer.subject)
  if (recorded === undefined) throw new Error('nothing was staged')
  const event = recorded as LedgerEntry & RecordedAct
  // What comes later in the same group sees this act.
  member.choices.push({ ...recorded, setting: act.setting, act: act.act })
  if (act.idempotencyKey !== null) state.recorded.set(recordedUnder(act.member, act.idempotencyKey), event)
  return success(act, event, member, definition, state)
}

/** The answer to an act, as the register stood right after it. */
function success(
  act: Act,
  recorded: RecordedAct,
  member: ActingMember,
  definition: SettingRecord,
  { policies }: ActState,
): SetOptOutSuccess {
  const point = { at: recorded.recordedAt, asKnownAt: recorded.position }
  const answering = policies.findLast(({ position }) => position <= recorded.position) ?? null
  const setting = settingRecord(definition, answering, act.member, member, point)
  const [before, after] = [recorded.position - 1, recorded.position].map((position) =>
    choiceInForce(member.choices, act.setting, { at: recorded.recordedAt, position: positionOf(position) }),
  )
  const unchanged = before?.choice === after?.choice && before?.since === after?.since
  return { setting, event: choiceEvent(recorded), position: recorded.position, unchanged }
}
