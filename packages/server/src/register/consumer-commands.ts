import {
  type ConsumerFact,
  type ConsumerRegistration,
  type ConsumerState,
  consumersAt,
  type Instant,
  idProblem,
  type LedgerEntry,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'
import type {
  ConsumerRecord,
  DeregisterConsumerOutcome,
  RefusalOf,
  RegisterConsumerCommand,
  RegisterConsumerOutcome,
  Viewer,
} from '@demur/schema'
import type { Transaction } from '../database/database.ts'
import type { Command, Stage } from '../ledger/append.ts'
import { readConsumerFacts, selectConsumers } from './consumers.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'

const ONLY_OPERATORS = {
  refusal: 'ForbiddenError',
  message: 'Only operators register consumers.',
} as const

export const NO_SUCH_CONSUMER = { refusal: 'NotFoundError', message: 'There is no such consumer.' } as const

/** Everything ever registered of the consumers that a group of commands is about. Open: what is staged is added. */
type Registrations = ConsumerFact[]

/** A command about one consumer. */
export interface ConsumerCommand<Result> extends Command<Result, Registrations> {
  readonly consumer: string
}

/** One function for all commands about registrations, so that those of a group load together. */
async function loadRegistrations(
  tx: Transaction,
  group: readonly Command<unknown, Registrations>[],
): Promise<Registrations> {
  return readConsumerFacts(
    tx,
    (group as readonly ConsumerCommand<unknown>[]).map(({ consumer }) => consumer),
  )
}

/** A consumer after everything that was recorded or staged. */
function latest(registrations: Registrations, key: string): ConsumerState | undefined {
  return consumersAt(registrations, positionOf(Number.MAX_SAFE_INTEGER)).get(key)
}

/** Registers a consumer, or what is new of it. What is registered already is recorded no second time. */
export async function registerConsumer(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  command: RegisterConsumerCommand,
): Promise<RegisterConsumerOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  const { key, subject, ...registration } = command
  const fields = { ...registration, subject: subject ?? key }
  const { entry, problems } = readEntry({ type: 'ConsumerRegistered', consumer: key, ...fields })
  const [problem] = problems
  if (entry === null) return invalid(problem?.path ?? [], problem?.message ?? '')
  const unknown = await unknownPolicy(engine, fields)
  if (unknown !== null) return unknown
  const append: ConsumerCommand<{ readonly position: Position; readonly unchanged: boolean }> = {
    consumer: key,
    load: loadRegistrations,
    decide(registrations, _, stage) {
      const before = latest(registrations, key)
      const last = registrations.findLast(({ consumer }) => consumer === key)
      if (before !== undefined && last !== undefined && isSame(before, fields)) {
        return { position: last.position, unchanged: true }
      }
      const { position, effectiveAt } = stageOne(stage, entry, viewer)
      registrations.push({ consumer: key, registration: fields, position, effectiveAt })
      return { position, unchanged: false }
    },
  }
  const appended = await engine.appender.submit(append)
  return { ...appended, consumer: await standing(engine, now, key) }
}

/** The fields of an entry that have another name in the input. */
const INPUT_OF_FIELD: Readonly<Record<string, string>> = { consumer: 'key' }

function invalid([field = 'key', ...rest]: readonly string[], message: string): RefusalOf<'InvalidInputError'> {
  const path = [INPUT_OF_FIELD[field] ?? field, ...rest]
  return { refusal: 'InvalidInputError', path, message: `“${path.join('.')}” ${message}.` }
}

/** Settings and data uses that the rulebook in force does not have would never come to anything. */
async function unknownPolicy(
  { policies, connection }: Engine,
  { settings, dataUses }: ConsumerRegistration,
): Promise<RefusalOf<'InvalidInputError'> | null> {
  const facts = await loadFacts(connection.db, {})
  const rulebook = (await policies.upTo(facts.rulebook, connection.db)).at(facts.head)?.rulebook
  const own = new Set(settings.map(({ setting }) => setting))
  for (const [index, { setting }] of settings.entries()) {
    if (!rulebook?.settings.has(setting)) return invalid(['settings', String(index), 'setting'], 'is no setting')
  }
  for (const [index, key] of dataUses.entries()) {
    const use = rulebook?.dataUses.get(key)
    if (use === undefined) return invalid(['dataUses', String(index)], 'is no data use')
    if (use.setting === null || !own.has(use.setting))
      return invalid(['dataUses', String(index)], 'is under none of the settings')
  }
  return null
}

function isSame(before: ConsumerState, { title, subject, dataUses, settings }: ConsumerRegistration): boolean {
  const facts = (of: ConsumerRegistration): string =>
    JSON.stringify([of.title, of.subject, of.dataUses, of.settings.map(({ setting, deadline }) => [setting, deadline])])
  return facts(before) === facts({ title, subject, dataUses, settings })
}

/** Ends the registration of a consumer. */
export async function deregisterConsumer(
  engine: Engine,
  viewer: Viewer,
  key: string,
): Promise<DeregisterConsumerOutcome> {
  if (!viewer.roles.includes('OPERATOR')) return ONLY_OPERATORS
  if (idProblem(key) !== null) return NO_SUCH_CONSUMER
  const command: ConsumerCommand<DeregisterConsumerOutcome> = {
    consumer: key,
    load: loadRegistrations,
    decide(registrations, _, stage) {
      if (latest(registrations, key) === undefined) return NO_SUCH_CONSUMER
      const { entry } = readEntry({ type: 'ConsumerDeregistered', consumer: key })
      if (entry === null) throw new Error('an end of a registration makes an unsound entry')
      const { position, effectiveAt } = stageOne(stage, entry, viewer)
      registrations.push({ consumer: key, registration: null, position, effectiveAt })
      return { position }
    },
  }
  return engine.appender.submit(command)
}

export function stageOne(stage: Stage, entry: Parameters<Stage>[0][number], { subject }: Viewer): LedgerEntry {
  const [recorded] = stage([entry], subject)
  if (recorded === undefined) throw new Error('nothing was staged')
  return recorded
}

/** A consumer as it stands now. */
export async function standing(engine: Engine, now: Instant, key: string): Promise<ConsumerRecord> {
  const [consumer] = await selectConsumers(engine.connection.db, now, [key])
  if (consumer === undefined) throw new Error('a consumer was deregistered while it was written to')
  return consumer
}
