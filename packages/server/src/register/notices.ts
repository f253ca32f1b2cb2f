import { idProblem, readEntry } from '@demur/eligibility'
import type { RecordNoticeServedCommand, RecordNoticeServedOutcome, RefusalOf, Viewer } from '@demur/schema'
import type { Transaction } from '../database/database.ts'
import type { Command, Stage } from '../ledger/append.ts'
import type { Head } from '../ledger/head.ts'
import type { Engine } from './engine.ts'
import { type Facts, loadFactsToAppend } from './facts.ts'
import type { PublishedPolicies } from './policies.ts'
import { seesMember } from './sight.ts'

type Refused = RefusalOf<'InvalidInputError' | 'NotFoundError' | 'ForbiddenError'>

/** A serving whose member is settled. */
interface Serving extends RecordNoticeServedCommand {
  readonly member: string
}

interface ServingState {
  readonly facts: Facts
  readonly policies: PublishedPolicies
}

interface ServingCommand extends Command<RecordNoticeServedOutcome, ServingState> {
  readonly serving: Serving
}

/** Records that a notice was put before a member, or says why not. */
export async function recordNoticeServed(
  engine: Engine,
  viewer: Viewer,
  command: RecordNoticeServedCommand,
): Promise<RecordNoticeServedOutcome> {
  const serving = readServing(viewer, command)
  if ('refusal' in serving) return serving
  const submitted: ServingCommand = {
    serving,
    load: loaderOf(engine),
    members: ({ facts }) => facts.members,
    decide: (state, head, stage) => decide(viewer, serving, state, head, stage),
  }
  return engine.appender.submit(submitted)
}

/** What can be said of a serving without looking at the register. */
function readServing(viewer: Viewer, command: RecordNoticeServedCommand): Serving | Refused {
  const member = command.member ?? viewer.member
  if (member === null) return invalid('member', 'The viewer is no member: say to whom the notice was served.')
  for (const name of ['notice', 'version', 'channel'] as const) {
    const problem = command[name] === null ? null : idProblem(command[name])
    if (problem !== null) return invalid(name, `“${name}” ${problem}.`)
  }
  if (member !== viewer.member && !viewer.roles.some((role) => role === 'SERVICE' || role === 'OPERATOR')) {
    // To somebody who may not see the member there is none.
    if (!seesMember(viewer, member)) return NO_MEMBER
    return { refusal: 'ForbiddenError', message: 'Only services and operators record what was served to a member.' }
  }
  return { ...command, member }
}

const NO_MEMBER: Refused = { refusal: 'NotFoundError', message: 'There is no such member.' }

function invalid(path: string, message: string): Refused {
  return { refusal: 'InvalidInputError', path: [path], message }
}

/** A serving takes effect when it is recorded: an earlier one would cut short the time that a member has to object. */
function decide(
  viewer: Viewer,
  { member: key, notice, version, channel }: Serving,
  { facts, policies }: ServingState,
  head: Head,
  stage: Stage,
): RecordNoticeServedOutcome {
  const member = facts.members.get(key)
  if (member === undefined) return NO_MEMBER
  const versions = policies.all.at(-1)?.rulebook.notices.get(notice)
  if (versions === undefined) return { refusal: 'NotFoundError', message: 'The rulebook has no such notice.' }
  if (!versions.some((known) => known.version === version)) {
    return invalid('version', 'The rulebook has no such version of the notice.')
  }
  const [first] = member.notices
    .filter((serving) => serving.notice === notice && serving.version === version)
    .toSorted((a, b) => a.effectiveAt - b.effectiveAt || a.position - b.position)
  if (first !== undefined && first.effectiveAt <= head.recordedAt) {
    return { servedAt: first.effectiveAt, position: first.position, unchanged: true }
  }
  const { entry, problems } = readEntry({
    type: 'NoticeServed',
    member: key,
    notice,
    version,
    channel: channel ?? 'api',
  })
  if (entry === null) throw new Error(`a serving makes an unsound entry: ${problems[0]?.path.join('.')}`)
  const [recorded] = stage([entry], viewer.subject)
  if (recorded === undefined) throw new Error('nothing was staged')
  // What comes later in the same group sees this serving.
  member.notices.push({ effectiveAt: recorded.effectiveAt, position: recorded.position, notice, version })
  return { servedAt: recorded.effectiveAt, position: recorded.position, unchanged: false }
}

/** One loader a process, so that the appender sees which commands can load together. */
const loaders = new WeakMap<Engine, ServingCommand['load']>()

function loaderOf(engine: Engine): ServingCommand['load'] {
  const loader = loaders.get(engine) ?? ((tx, group) => loadState(engine, tx, group as unknown as ServingCommand[]))
  loaders.set(engine, loader)
  return loader
}

async function loadState(engine: Engine, tx: Transaction, group: readonly ServingCommand[]): Promise<ServingState> {
  const members = [...new Set(group.map(({ serving }) => serving.member))].filter((key) => idProblem(key) === null)
  const facts = await loadFactsToAppend(tx, { members })
  return { facts, policies: await engine.policies.upTo(facts.rulebook, tx) }
}
