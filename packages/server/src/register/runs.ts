import {
  formatInstant,
  type Instant,
  idProblem,
  instantOf,
  type LedgerState,
  type Position,
  positionOf,
  type RunStatus,
  readEntry,
  refuseEntry,
} from '@demur/eligibility'
import type { OpenRunCommand, OpenRunOutcome, RunRecord, SealRunOutcome, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, type Transaction } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { presentAt } from '../ledger/clock.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { writeManifest } from './manifest.ts'
import { confinedTo } from './sight.ts'

interface RunRow {
  readonly key: string
  readonly data_use: string
  readonly at: number
  readonly as_known_at: number
  readonly status: RunStatus
  readonly description: string | null
  readonly item_count: number | null
  readonly manifest_digest: string | null
  readonly closed_at: number | null
}

/** Runs by key, in the order of the keys; null where there is none or the viewer may not see it. */
export async function readRuns(
  queryable: Queryable,
  viewer: Viewer,
  keys: readonly string[],
): Promise<(RunRecord | null)[]> {
  const possible = keys.filter((key) => idProblem(key) === null)
  // Members see the runs that used their content, through their past uses, and no others.
  if (confinedTo(viewer) !== null || possible.length === 0) return keys.map(() => null)
  const found = await runRecords(queryable, possible)
  return keys.map((key) => found.get(key) ?? null)
}

export async function runRecords(queryable: Queryable, keys: readonly string[]): Promise<Map<string, RunRecord>> {
  const found = await rows<RunRow>(
    queryable,
    sql`SELECT key, data_use, demur.ms(at) AS at, as_known_at::float8 AS as_known_at, status, description,
               item_count::float8 AS item_count, manifest_digest, demur.ms(closed_at) AS closed_at
        FROM demur.run WHERE key = ANY(${sql.param(keys)}::text[])`,
  )
  return new Map(found.map((row) => [row.key, runRecord(row)]))
}

function runRecord({ data_use, as_known_at, item_count, manifest_digest, closed_at, at, ...row }: RunRow): RunRecord {
  return {
    ...row,
    dataUse: data_use,
    at: instantOf(at),
    asKnownAt: positionOf(as_known_at),
    itemCount: item_count,
    manifestDigest: manifest_digest,
    sealedAt: row.status === 'SEALED' && closed_at !== null ? instantOf(closed_at) : null,
  }
}

const FORBIDDEN = { refusal: 'ForbiddenError', message: 'Only services and operators open and seal runs.' } as const

function mayRun({ roles }: Viewer): boolean {
  return roles.includes('SERVICE') || roles.includes('OPERATOR')
}

/** The statuses of the runs that a group of commands is about. */
type RunStates = Map<string, RunStatus>

interface RunCommand<Result> extends Command<Result, RunStates> {
  readonly run: string
}

async function loadRunStates(tx: Transaction, group: readonly Command<unknown, RunStates>[]): Promise<RunStates> {
  const records = await runRecords(
    tx,
    (group as readonly RunCommand<unknown>[]).map(({ run }) => run),
  )
  return new Map([...records].map(([key, { status }]) => [key, status]))
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
    load: loadRunStates,
    decide(states, head, stage) {
      const asKnownAt = head.position
      const { entry, problems } = readEntry({
        type: 'RunOpened',
        run: key,
        dataUse,
        at: formatInstant(instant),
        asKnownAt,
        ...(description === null ? {} : { description }),
      })
      const [problem] =
        entry === null ? problems : [refuseEntry(entry, ledgerState(states, asKnownAt), head.recordedAt)]
      if (problem) return invalidRun([INPUT_OF_FIELD[problem.path[0] ?? ''] ?? 'key'], problem.message)
      const [opened] = entry === null ? [] : stage([entry], viewer.subject)
      if (opened === undefined) throw new Error('nothing was staged')
      states.set(key, 'OPEN')
      const record = { key, dataUse, at: instant, asKnownAt, description, status: 'OPEN' } as const
      return { run: { ...record, itemCount: null, manifestDigest: null, sealedAt: null }, position: opened.position }
    },
  }
  return engine.appender.submit(command)
}

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

function ledgerState(states: RunStates, head: Position): LedgerState {
  return { head, hasMember: () => false, hasItem: () => false, runStatus: (run) => states.get(run) ?? null }
}

/** Writes the manifest of an open run, and then the entry that seals it. */
export async function sealRun(engine: Engine, viewer: Viewer, clock: Instant, key: string): Promise<SealRunOutcome> {
  if (!mayRun(viewer)) return FORBIDDEN
  const [run] = await readRuns(engine.connection.db, viewer, [key])
  if (!run) return { refusal: 'NotFoundError', message: 'There is no such run.' }
  if (run.status !== 'OPEN') return notOpen(run.status)
  const { itemCount, digest, lateItemCount } = await writeManifest(engine, clock, run)
  const command: RunCommand<SealRunOutcome> = {
    run: key,
    load: loadRunStates,
    decide(states, head, stage) {
      const status = states.get(key)
      if (status !== 'OPEN') return notOpen(status ?? 'ABANDONED')
      const { dataUse, at, asKnownAt } = run
      const sealed = { run: key, dataUse, at: formatInstant(at), asKnownAt, itemCount, manifestDigest: digest }
      const { entry } = readEntry({ type: 'RunSealed', ...sealed })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      states.set(key, 'SEALED')
      const record = { ...run, status: 'SEALED', itemCount, manifestDigest: digest, sealedAt: head.recordedAt } as const
      return { run: record, position: recorded.position, lateItemCount }
    },
  }
  return engine.appender.submit(command)
}

function notOpen(status: RunStatus): SealRunOutcome {
  return { refusal: 'RunNotOpenError', message: `The run is ${status.toLowerCase()}.` }
}
