import {
  formatInstant,
  type Instant,
  idProblem,
  type LedgerState,
  type Position,
  readEntry,
  refuseEntry,
} from '@demur/eligibility'
import type { AbandonRunOutcome, OpenRunCommand, OpenRunOutcome, RefusalOf, RunRecord, Viewer } from '@demur/schema'
import type { Transaction } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { presentAt } from '../ledger/clock.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { dropManifest, type Manifest, writtenManifest } from './manifest.ts'
import { runsNamed } from './runs.ts'

export const FORBIDDEN = {
  refusal: 'ForbiddenError',
  message: 'Only services and operators open, seal and abandon runs.',
} as const

export const NO_SUCH_RUN = { refusal: 'NotFoundError', message: 'There is no such run.' } as const

export function mayRun({ roles }: Viewer): boolean {
  return roles.includes('SERVICE') || roles.includes('OPERATOR')
}

/** What a group of commands is about. */
export interface RunStates {
  /** By key. */
  readonly runs: Map<string, RunRecord>
  /** What is written of the manifests of those that are to be sealed, by the position that opened them. */
  readonly manifests: ReadonlyMap<Position, Manifest>
}

/** A command about one run. */
export interface RunCommand<Result> extends Command<Result, RunStates> {
  readonly run: string
  /** Whether it seals the run. */
  readonly seals?: true
}

/** One function for all commands about runs: those of a group load together, and each sees what the others did. */
export async function loadRuns(tx: Transaction, group: readonly Command<unknown, RunStates>[]): Promise<RunStates> {
  const commands = group as readonly RunCommand<unknown>[]
  const keys = commands.map(({ run }) => run)
  const runs = await runsNamed(tx, keys)
  const manifests = new Map<Position, Manifest>()
  for (const { run, seals } of commands) {
    const position = runs.get(run)?.openedPosition
    if (seals && position !== undefined) manifests.set(position, await writtenManifest(tx, position))
  }
  return { runs, manifests }
}

/** Opens a run over what is known now; from here on its set is fixed. */
export async function openRun(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { key, dataUse, at, description }: OpenRunCommand,
): Promise<OpenRunOutcome> {
  if (!mayRun(viewer)) return FORBIDDEN
  const problem = idProblem(key)
  if (problem !== null) return invalidRun(['key'], `“key” ${problem}.`)
  const facts = await loadFacts(engine.connection.db, {})
  const policy = (await engine.policies.upTo(facts.rulebook, engine.connection.db)).at(facts.head)
  if (!policy?.rulebook.dataUses.has(dataUse)) return invalidRun(['dataUse'], 'There is no such data use.')
  const instant = at ?? presentAt(clock, facts.recordedAt)
  const command: RunCommand<OpenRunOutcome> = {
    run: key,
    load: loadRuns,
    decide({ runs }, head, stage) {
      const asKnownAt = head.position
      const { entry, problems } = readEntry({
        type: 'RunOpened',
        run: key,
        dataUse,
        at: formatInstant(instant),
        asKnownAt,
        ...(description === null ? {} : { description }),
      })
      const [problem] = entry === null ? problems : [refuseEntry(entry, ledgerState(runs, asKnownAt), head.recordedAt)]
      if (problem) return invalidRun([INPUT_OF_FIELD[problem.path[0] ?? ''] ?? 'key'], problem.message)
      const [opened] = entry === null ? [] : stage([entry], viewer.subject)
      if (opened === undefined) throw new Error('nothing was staged')
      const { position: openedPosition, effectiveAt: openedAt } = opened
      const pinned = { key, dataUse, at: instant, asKnownAt, description, openedPosition, openedAt }
      const run = { ...pinned, status: 'OPEN', ...UNSEALED } as const
      runs.set(key, run)
      return { run, position: openedPosition }
    },
  }
  return engine.appender.submit(command)
}

const UNSEALED = { closedPosition: null, closedAt: null, itemCount: null, manifestDigest: null } as const

/** The fields of an input that the fields of an entry come from. */
const INPUT_OF_FIELD: Readonly<Record<string, string>> = {
  run: 'key',
  dataUse: 'dataUse',
  at: 'at',
  description: 'description',
}

function invalidRun(path: readonly string[], message: string): OpenRunOutcome {
  return { refusal: 'InvalidInputError', path, message }
}

function ledgerState(runs: RunStates['runs'], head: Position): LedgerState {
  const none = () => false
  const runStatus = (run: string) => runs.get(run)?.status ?? null
  return { head, hasMember: none, hasItem: none, hasConsumer: none, runStatus }
}

/** Gives up an open run. */
export async function abandonRun(engine: Engine, viewer: Viewer, key: string): Promise<AbandonRunOutcome> {
  if (!mayRun(viewer)) return FORBIDDEN
  if (idProblem(key) !== null) return NO_SUCH_RUN
  const command: RunCommand<AbandonRunOutcome> = {
    run: key,
    load: loadRuns,
    decide({ runs }, _, stage) {
      const run = runs.get(key)
      if (run === undefined) return NO_SUCH_RUN
      if (run.status !== 'OPEN') return notOpen(run)
      const { dataUse, at, asKnownAt } = run
      const { entry } = readEntry({ type: 'RunAbandoned', run: key, dataUse, at: formatInstant(at), asKnownAt })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      const { position, effectiveAt } = recorded
      const abandoned = { ...run, status: 'ABANDONED', closedPosition: position, closedAt: effectiveAt } as const
      runs.set(key, abandoned)
      return { run: abandoned, position }
    },
  }
  const outcome = await engine.appender.submit(command)
  // What an interrupted sealing wrote. No chunk is added to a run that is abandoned.
  if (outcome.refusal === undefined) await dropManifest(engine.connection.db, outcome.run.openedPosition)
  return outcome
}

/** The refusal of a run that has come to its end. */
export function notOpen({ status }: RunRecord): RefusalOf<'RunNotOpenError'> {
  return { refusal: 'RunNotOpenError', message: `The run is ${status.toLowerCase()}.` }
}
