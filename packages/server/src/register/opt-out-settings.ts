import {
  type ChoiceRefusal,
  choiceInForce,
  ENTRY_OF_ACT,
  effectiveAtOf,
  type Instant,
  idProblem,
  isProtective,
  type LedgerEntry,
  type Position,
  positionOf,
  readEntry,
  refuseChoice,
} from '@demur/eligibility'
import type { Policy, RefusalOf, SetOptOutCommand, SetOptOutOutcome, SetOptOutSuccess, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Transaction, unnest } from '../database/database.ts'
import type { Command, Head, Stage } from '../ledger/append.ts'
import { choiceEvent, type RecordedAct, readActs } from './choice-events.ts'
import type { Engine } from './engine.ts'
import { type Facts, loadFacts, type MemberRow } from './facts.ts'
import { settingRecord, versionOf } from './members.ts'
import { seesMember } from './sight.ts'

type Refused = RefusalOf<
  | 'InvalidInputError'
  | 'NotFoundError'
  | 'ForbiddenError'
  | 'VersionConflictError'
  | 'IdempotencyMismatchError'
  | 'NotAppliedError'
>

/** An act whose input is well formed and whose member is settled. */
interface Act extends SetOptOutCommand {
  readonly member: string
}

/** Acts of one call, by one viewer: all of them are recorded, or none. */
interface ActsCommand extends Command<SetOptOutOutcome[], ActState> {
  readonly acts: readonly Act[]
}

interface ActState {
  readonly facts: Facts
  /** Earliest first. */
  readonly policies: readonly Policy[]
  /** Acts recorded under the idempotency keys of the group, by member and key. */
  readonly recorded: Map<string, RecordedAct>
}

/** Records the acts of one call, or says of each why not. */
export async function setOptOuts(
  engine: Engine,
  viewer: Viewer,
  commands: readonly SetOptOutCommand[],
): Promise<SetOptOutOutcome[]> {
  const read = commands.map((command, index) => repeated(commands, index) ?? readAct(viewer, command))
  if (read.some((act) => 'refusal' in act)) return read.map((act) => ('refusal' in act ? act : NOT_APPLIED))
  const acts = read.filter((act): act is Act => !('refusal' in act))
  const command: ActsCommand = {
    acts,
    load: loaderOf(engine),
    decide: (state, head, stage) => decideActs(viewer, acts, state, head, stage),
  }
  return engine.appender.submit(command)
}

const NOT_APPLIED: Refused = {
  refusal: 'NotAppliedError',
  message: 'Nothing was recorded, because another input of the same call was refused.',
}

/** What can be said of an input without looking at the register. */
function readAct(viewer: Viewer, command: SetOptOutCommand): Act | Refused {
  const member = command.member ?? viewer.member
  if (member === null) return invalid(['member'], 'The viewer is no member: say whose setting this is.')
  if (viewer.roles.every((role) => role === 'AUDITOR')) {
    return { refusal: 'ForbiddenError', message: 'Auditors read everything and change nothing.' }
  }
  for (const name of ['setting', 'idempotencyKey', 'channel'] as const) {
    const problem = command[name] === null ? null : idProblem(command[name])
    if (problem !== null) return invalid([name], `“${name}” ${problem}.`)
  }
  return { ...command, member }
}

/** Acts of one call are one change: two on one setting would leave open which of them was meant. */
function repeated(commands: readonly SetOptOutCommand[], index: number): Refused | null {
  const { member, setting, idempotencyKey } = commands[index] as SetOptOutCommand
  const before = commands.slice(0, index).filter((other) => other.member === member)
  if (before.some((other) => other.setting === setting))
    return invalid(['setting'], 'The call names this setting twice.')
  const reused = idempotencyKey !== null && before.some((other) => other.idempotencyKey === idempotencyKey)
  return reused ? invalid(['idempotencyKey'], 'The call uses this idempotency key twice.') : null
}

function invalid(path: readonly string[], message: string): Refused {
  return { refusal: 'InvalidInputError', path, message }
}

/** One loader a process, so that the appender sees which commands can load together. */
const loaders = new WeakMap<Engine, ActsCommand['load']>()

function loaderOf(engine: Engine): ActsCommand['load'] {
  const loader = loaders.get(engine) ?? ((tx, group) => loadState(engine, tx, group as unknown as ActsCommand[]))
  loaders.set(engine, loader)
  return loader
}

async function loadState(engine: Engine, tx: Transaction, group: readonly ActsCommand[]): Promise<ActState> {
  const acts = group.flatMap((command) => command.acts)
  const members = [...new Set(acts.map(({ member }) => member))].filter((key) => idProblem(key) === null)
  const facts = await loadFacts(tx, { members })
  const keyed = acts.filter(({ idempotencyKey }) => idempotencyKey !== null)
  const pairs = unnest({
    member: ['text', keyed.map(({ member }) => member)],
    key: ['text', keyed.map(({ idempotencyKey }) => idempotencyKey)],
  })
  const recorded =
    keyed.length === 0
      ? []
      : await readActs(tx, sql`(e.member, e.idempotency_key) IN (SELECT * FROM ${pairs}) ORDER BY e.position`)
  return {
    facts,
    policies: await engine.policies.all(facts.rulebook, tx),
    recorded: new Map(recorded.map((act) => [recordedUnder(act.body.member, act.idempotencyKey), act])),
  }
}

function recordedUnder(member: string, idempotencyKey: string | null): string {
  return JSON.stringify([member, idempotencyKey])
}

function decideActs(
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
  const member = state.facts.members.get(act.member)
  if (member === undefined || !seesMember(viewer, act.member)) return notFound('member')
  const byTheMember = viewer.member === act.member
  if (!byTheMember && !viewer.roles.some((role) => role === 'SERVICE' || role === 'OPERATOR')) {
    return { refusal: 'ForbiddenError', message: 'Only services and operators may object on behalf of a member.' }
  }
  const policy = policyWith(act.setting, state)
  if (policy === null) return notFound('setting')
  const first = state.recorded.get(recordedUnder(act.member, act.idempotencyKey))
  if (first !== undefined) return repeat(act, first, member, policy)
  const forbidden = refuseEffectiveAt(viewer, act, head.recordedAt)
  if (forbidden !== null) return forbidden
  const version = versionOf(act.setting, member, latest(member, state))
  const refusal = refuseChoice({ ...act, byTheMember, version })
  if (refusal !== null) return refused(refusal, act, member, policy, state, head)
  return (stage) => record(viewer, act, member, policy, state, head, stage)
}

function notFound(what: string): Refused {
  return { refusal: 'NotFoundError', message: `There is no such ${what}.` }
}

/** The rulebook whose words describe a setting: the last that has it, so that none that was ever offered is lost. */
function policyWith(setting: string, { policies }: ActState): Policy | null {
  return policies.findLast(({ rulebook }) => rulebook.settings.has(setting)) ?? null
}

/** A claimed time that is not earlier than the receipt is cut to it. Only operators record what reached them earlier. */
function refuseEffectiveAt(viewer: Viewer, { act, effectiveAt }: Act, receivedAt: Instant): Refused | null {
  if (effectiveAt === null || effectiveAt >= receivedAt) return null
  if (!isProtective(act)) return invalid(['effectiveAt'], 'Only a protective act can have taken effect earlier.')
  if (viewer.roles.includes('OPERATOR')) return null
  return { refusal: 'ForbiddenError', message: 'Only operators may say when an objection was received.' }
}

/** The last position that says something of a member, what was staged before in the same group included. */
function latest({ choices }: MemberRow, { facts }: ActState): Position {
  return positionOf(Math.max(facts.head, ...choices.map(({ position }) => position)))
}

function refused(
  refusal: ChoiceRefusal,
  act: Act,
  member: MemberRow,
  policy: Policy,
  state: ActState,
  head: Head,
): Refused {
  switch (refusal) {
    case 'ONLY_THE_MEMBER':
      return { refusal: 'ForbiddenError', message: 'Nobody but the member may do this.' }
    case 'VERSION_MISSING':
      return invalid(['expectedVersion'], `${act.act} needs the version of the setting that was on the screen.`)
    case 'VERSION_STALE': {
      const point = { at: head.recordedAt, asKnownAt: latest(member, state) }
      const current = settingRecord(act.setting, act.member, member, policy, point)
      if (current === null) return notFound('setting')
      const message = `The setting is at version ${current.version}, not ${act.expectedVersion}.`
      return { refusal: 'VersionConflictError', message, current }
    }
  }
}

/** The same idempotency key: the first answer again for the same content, a refusal for any other. */
function repeat(act: Act, first: RecordedAct, member: MemberRow, policy: Policy): Admitted | Refused {
  const same =
    first.type === ENTRY_OF_ACT[act.act] &&
    first.body.setting === act.setting &&
    (act.channel === null || first.channel === act.channel) &&
    effectiveAtOf(act.effectiveAt, first.recordedAt) === first.effectiveAt
  if (same) return () => success(act, first, member, policy)
  return { refusal: 'IdempotencyMismatchError', message: 'The idempotency key was used before, for another act.' }
}

function record(
  viewer: Viewer,
  act: Act,
  member: MemberRow,
  policy: Policy,
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
  return success(act, event, member, policy)
}

/** The answer to an act, as the register stood right after it. */
function success(act: Act, recorded: RecordedAct, member: MemberRow, policy: Policy): SetOptOutSuccess {
  const point = { at: recorded.recordedAt, asKnownAt: recorded.position }
  const setting = settingRecord(act.setting, act.member, member, policy, point)
  if (setting === null) throw new Error('an act was recorded on a setting that its rulebook does not have')
  const [before, after] = [recorded.position - 1, recorded.position].map((position) =>
    choiceInForce(member.choices, act.setting, { at: recorded.recordedAt, position: positionOf(position) }),
  )
  const unchanged = before?.choice === after?.choice && before?.since === after?.since
  return { setting, event: choiceEvent(recorded), position: recorded.position, unchanged }
}
