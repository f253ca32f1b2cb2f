import {
  ENTRY_OF_ACT,
  effectiveAtOf,
  formatInstant,
  isProtective,
  type Rulebook,
  refuseChoice,
  type Setting,
} from '@demur/eligibility'
import type { SetOptOutInput, SetOptOutResultFieldsFragment } from '../generated/graphql.ts'
import { eventOf, isAct, memberAt, settingOf, vantageOf, wasUnchanged } from './settings.ts'
import { seesMember, type TestViewer } from './viewer.ts'
import { keyIn, optionalInstant, type TestWorld } from './world.ts'

type Outcome = SetOptOutResultFieldsFragment
type Admitted = () => Outcome

/** Records the acts of one call, all or none, as the server does. */
export function recordActs(
  world: TestWorld,
  viewer: TestViewer,
  inputs: readonly SetOptOutInput[],
  locale: string | null,
): Outcome[] {
  const checked = inputs.map((input, index) => {
    const twice = inputs.slice(0, index).some((other) => other.setting === input.setting && sameMember(other, input))
    return twice ? invalid('setting', 'The call names this setting twice.') : check(world, viewer, input, locale)
  })
  if (checked.every((outcome): outcome is Admitted => typeof outcome === 'function')) return checked.map((act) => act())
  return checked.map((outcome) => (typeof outcome === 'function' ? NOT_APPLIED : outcome))
}

function sameMember({ member: one }: SetOptOutInput, { member: other }: SetOptOutInput): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

const NOT_APPLIED: Outcome = {
  __typename: 'NotAppliedError',
  code: 'NOT_APPLIED',
  message: 'Nothing was recorded, because another input of the same call was refused.',
}

function invalid(path: string, message: string): Outcome {
  return { __typename: 'InvalidInputError', code: 'INVALID_INPUT', message, path: [path] }
}

function forbidden(message: string): Outcome {
  return { __typename: 'ForbiddenError', code: 'FORBIDDEN', message }
}

function notFound(what: string): Outcome {
  return { __typename: 'NotFoundError', code: 'NOT_FOUND', message: `There is no such ${what}.` }
}

function check(world: TestWorld, viewer: TestViewer, input: SetOptOutInput, locale: string | null): Admitted | Outcome {
  if (viewer.role === 'AUDITOR') return forbidden('Auditors read everything and change nothing.')
  const key = input.member == null ? viewer.member : keyIn(input.member, 'Member')
  if (key === null && input.member == null)
    return invalid('member', 'The viewer is no member: say whose setting this is.')
  const vantage = vantageOf(world)
  const member = memberAt(world, key, vantage)
  if (key === null || member === null || !seesMember(viewer, key)) return notFound('member')
  const setting = settingNamed(world, input.setting)
  if (setting === null) return notFound('setting')
  const claimed = optionalInstant(input.effectiveAt, 'effectiveAt')
  const first = world.ledger.entries.find(
    (entry) => isAct(entry) && entry.member === key && entry.idempotencyKey === (input.idempotencyKey ?? undefined),
  )
  if (first !== undefined && isAct(first)) {
    const same = first.type === ENTRY_OF_ACT[input.act] && first.setting === input.setting
    if (same) return () => success(world, key, setting, first.position, locale)
    const message = 'The idempotency key was used before, for another act.'
    return { __typename: 'IdempotencyMismatchError', code: 'IDEMPOTENCY_MISMATCH', message }
  }
  if (claimed !== null && claimed < world.now) {
    if (!isProtective(input.act)) return invalid('effectiveAt', 'Only a protective act can have taken effect earlier.')
    if (viewer.role !== 'OPERATOR') return forbidden('Only operators may say when an objection was received.')
  }
  const current = settingOf(world, key, member, setting, locale, vantage)
  const attempt = { act: input.act, expectedVersion: input.expectedVersion ?? null, version: current.version }
  const refusal = refuseChoice({ ...attempt, byTheMember: viewer.member === key })
  switch (refusal) {
    case 'ONLY_THE_MEMBER':
      return forbidden('Nobody but the member may do this.')
    case 'VERSION_MISSING':
      return invalid('expectedVersion', `${input.act} needs the version of the setting that was on the screen.`)
    case 'VERSION_STALE': {
      const message = `The setting is at version ${current.version}, not ${input.expectedVersion}.`
      return { __typename: 'VersionConflictError', code: 'VERSION_CONFLICT', message, current }
    }
    case null:
      return () => record(world, viewer, key, input, setting, locale)
  }
}

function record(
  world: TestWorld,
  viewer: TestViewer,
  member: string,
  input: SetOptOutInput,
  setting: Setting,
  locale: string | null,
): Outcome {
  const { position } = world.append(
    {
      type: ENTRY_OF_ACT[input.act],
      member,
      setting: input.setting,
      channel: input.channel ?? 'api',
      ...(input.idempotencyKey == null ? {} : { idempotencyKey: input.idempotencyKey }),
      effectiveAt: formatInstant(effectiveAtOf(optionalInstant(input.effectiveAt, 'effectiveAt'), world.now)),
    },
    viewer.member ?? viewer.role.toLowerCase(),
  )
  return success(world, member, setting, position, locale)
}

/** The answer to an act, as the register stood right after it. */
function success(world: TestWorld, key: string, setting: Setting, position: number, locale: string | null): Outcome {
  const entry = world.ledger.entries[position - 1]
  const member = world.ledger.members.get(key)
  if (entry === undefined || !isAct(entry) || member === undefined)
    throw new Error('an act is not where it was recorded')
  return {
    __typename: 'SetOptOutSuccess',
    setting: settingOf(world, key, member, setting, locale, { at: entry.recordedAt, position: entry.position }),
    event: eventOf(entry),
    position: String(entry.position),
    unchanged: wasUnchanged(member, entry),
  }
}

/** The setting in the last rulebook that has it, so that none that was ever offered is lost. */
function settingNamed({ ledger }: TestWorld, key: string): Setting | null {
  const published = ledger.entries.flatMap((entry): Rulebook[] =>
    entry.type === 'RulebookPublished' ? [entry.rulebook] : [],
  )
  return published.findLast((rulebook) => rulebook.settings.has(key))?.settings.get(key) ?? null
}
