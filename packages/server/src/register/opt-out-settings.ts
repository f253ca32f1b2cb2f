import { idProblem } from '@demur/eligibility'
import type { SetOptOutCommand, SetOptOutOutcome, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Transaction, unnest } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { loadActingMembers } from './acting-members.ts'
import { type Act, type ActState, decideActs, invalid, NOT_APPLIED, type Refused, recordedUnder } from './acts.ts'
import { readActs } from './choice-events.ts'
import type { Engine } from './engine.ts'

/** Acts of one call, by one viewer: all of them are recorded, or none. */
interface ActsCommand extends Command<SetOptOutOutcome[], ActState> {
  readonly acts: readonly Act[]
}

/** Records the acts of one call, or says of each why not. */
export async function setOptOuts(
  engine: Engine,
  viewer: Viewer,
  commands: readonly SetOptOutCommand[],
): Promise<SetOptOutOutcome[]> {
  const settled = commands.map((command) => ({ ...command, member: command.member ?? viewer.member }))
  const read = settled.map((command, index) => repeated(settled, index) ?? readAct(viewer, command))
  if (read.some((act) => 'refusal' in act)) return read.map((act) => ('refusal' in act ? act : NOT_APPLIED))
  const acts = read.filter((act): act is Act => !('refusal' in act))
  const command: ActsCommand = {
    acts,
    load: loaderOf(engine),
    members: ({ members }) => members,
    decide: (state, head, stage) => decideActs(viewer, acts, state, head, stage),
  }
  return engine.appender.submit(command)
}

/** What can be said of an input without looking at the register. */
function readAct(viewer: Viewer, command: SetOptOutCommand): Act | Refused {
  const { member } = command
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

/** One loader a process, so that the appender sees which commands can load together. */
const loaders = new WeakMap<Engine, ActsCommand['load']>()

function loaderOf(engine: Engine): ActsCommand['load'] {
  const loader = loaders.get(engine) ?? ((tx, group) => loadState(engine, tx, group as unknown as ActsCommand[]))
  loaders.set(engine, loader)
  return loader
}

async function loadState(engine: Engine, tx: Transaction, group: readonly ActsCommand[]): Promise<ActState> {
  const acts = group.flatMap((command) => command.acts)
  const keys = [...new Set(acts.map(({ member }) => member))].filter((key) => idProblem(key) === null)
  const { members, rulebook } = await loadActingMembers(tx, keys)
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
    members,
    policies: (await engine.policies.upTo(rulebook, tx)).all,
    // Of several under one key, which only an import can bring, the first counts.
    recorded: new Map(recorded.reverse().map((act) => [recordedUnder(act.body.member, act.idempotencyKey), act])),
  }
}
