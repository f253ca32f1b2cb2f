import {
  type ConsumerState,
  consumersAt,
  formatInstant,
  type Instant,
  idProblem,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'
import type { AcknowledgeCommand, AcknowledgeOutcome, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows, type Transaction, unnest } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { NO_SUCH_CONSUMER, stageOne } from './consumer-commands.ts'
import { readConsumerFacts, readProgress, selectConsumers } from './consumers.ts'
import type { Engine } from './engine.ts'
import { readHead } from './ledger.ts'

/** An acknowledgement, and what it finds. */
interface Found {
  readonly consumer: ConsumerState | undefined
  readonly acknowledged: Position
  /** Whether it covers an act on a setting of the consumer for the first time, and so is evidence for who acted. */
  readonly isEvidence: boolean
}

/**
 * Records that a consumer has applied everything up to a position. Where that covers acts of members on its settings it
 * is an entry of the ledger, which proves it to them; otherwise only the cursor moves: entries for every heartbeat of every consumer
 * would drown the ledger, and each would be one more thing to acknowledge.
 */
export async function acknowledge(
  engine: Engine,
  viewer: Viewer,
  now: Instant,
  command: AcknowledgeCommand,
): Promise<AcknowledgeOutcome> {
  const { consumer: key, position } = command
  if (!viewer.roles.some((role) => role === 'SERVICE' || role === 'OPERATOR')) return FORBIDDEN
  if (idProblem(key) !== null) return NO_SUCH_CONSUMER
  const { db } = engine.connection
  // Read first: what becomes a duty of the consumer from here on is not covered.
  const head = await readHead(db)
  const [found] = await find(db, [command])
  if (found?.consumer === undefined) return NO_SUCH_CONSUMER
  if (!viewer.roles.includes('OPERATOR') && found.consumer.subject !== viewer.subject) return FORBIDDEN
  if (position > head) {
    const message = `“position” is ${position}, beyond the head of the ledger at ${head}.`
    return { refusal: 'InvalidInputError', path: ['position'], message }
  }
  const isNew = position > found.acknowledged || found.isEvidence
  const entry = found.isEvidence ? await prove(engine, viewer, command) : null
  if (isNew) await moveCursor(db, found.consumer, { acknowledged: position, at: now, head })
  const [consumer] = await selectConsumers(db, now, [key])
  return consumer === undefined ? NO_SUCH_CONSUMER : { consumer, unchanged: !isNew, entry }
}

const FORBIDDEN = {
  refusal: 'ForbiddenError',
  message: 'Only the service whose token has the subject of the consumer acknowledges, and operators on its behalf.',
} as const

/** What acknowledgements find, in their order. */
async function find(queryable: Queryable, commands: readonly AcknowledgeCommand[]): Promise<Found[]> {
  const facts = await readConsumerFacts(
    queryable,
    commands.map(({ consumer }) => consumer),
  )
  const consumers = consumersAt(facts, positionOf(Number.MAX_SAFE_INTEGER))
  const progress = await readProgress(queryable, [...consumers.values()])
  const duties = commands.flatMap(({ consumer, position }, index) =>
    (consumers.get(consumer)?.settings ?? []).map((duty) => ({
      index,
      setting: duty.setting,
      after: progress.get(consumer)?.of(duty) ?? 0,
      through: position < (progress.get(consumer)?.acknowledged ?? 0) ? 0 : position,
    })),
  )
  const found = await rows<{ index: number }>(
    queryable,
    sql`SELECT DISTINCT d.index FROM ${unnest({
      index: ['integer', duties.map(({ index }) => index)],
      setting: ['text', duties.map(({ setting }) => setting)],
      after: ['bigint', duties.map(({ after }) => after)],
      through: ['bigint', duties.map(({ through }) => through)],
    })} AS d (index, setting, after, through)
    WHERE EXISTS (SELECT FROM demur.choice_event c WHERE c.setting = d.setting AND c.position > d.after
      AND c.position <= d.through)`,
  )
  const covering = new Set(found.map(({ index }) => index))
  return commands.map(({ consumer }, index) => ({
    consumer: consumers.get(consumer),
    acknowledged: progress.get(consumer)?.acknowledged ?? positionOf(0),
    isEvidence: covering.has(index),
  }))
}

/** What a group of acknowledgements finds. */
interface Proofs {
  readonly found: ReadonlyMap<AcknowledgementCommand, Found>
  /** Up to where those before it in the group have proven, by consumer. */
  readonly proven: Map<string, Position>
}

interface AcknowledgementCommand extends Command<Position | null, Proofs> {
  readonly acknowledgement: AcknowledgeCommand
}

/** One function for all, so that acknowledgements of a group load together. */
async function loadProofs(tx: Transaction, group: readonly Command<unknown, Proofs>[]): Promise<Proofs> {
  const commands = group as readonly AcknowledgementCommand[]
  const found = await find(
    tx,
    commands.map(({ acknowledgement }) => acknowledgement),
  )
  return { found: new Map(commands.flatMap((command, index) => pairOf(command, found[index]))), proven: new Map() }
}

function pairOf<K, V>(key: K, value: V | undefined): [K, V][] {
  return value === undefined ? [] : [[key, value]]
}

/** Appends the entry that proves an acknowledgement; null where another acknowledgement has covered the same meanwhile. */
async function prove(engine: Engine, viewer: Viewer, acknowledgement: AcknowledgeCommand): Promise<Position | null> {
  const { consumer, position: through } = acknowledgement
  const command: AcknowledgementCommand = {
    acknowledgement,
    load: loadProofs,
    decide({ found, proven }, _, stage) {
      const state = found.get(command)
      if (state?.consumer === undefined || !state.isEvidence || (proven.get(consumer) ?? -1) >= through) return null
      const { entry } = readEntry({ type: 'ConsumerAcknowledged', consumer, through })
      if (entry === null) throw new Error('an acknowledgement makes an unsound entry')
      proven.set(consumer, through)
      return stageOne(stage, entry, viewer).position
    },
  }
  return engine.appender.submit(command)
}

/** Moves the cursor of a consumer forward. It never goes back; one of an earlier life under the same key is none. */
async function moveCursor(
  queryable: Queryable,
  { key, registered }: ConsumerState,
  { acknowledged, at, head }: { readonly acknowledged: Position; readonly at: Instant; readonly head: Position },
): Promise<void> {
  await queryable.execute(sql`INSERT INTO demur.consumer_cursor AS c (consumer, acknowledged, acknowledged_at, head)
    VALUES (${key}, ${acknowledged}, ${formatInstant(at)}, ${head})
    ON CONFLICT (consumer) DO UPDATE SET acknowledged = EXCLUDED.acknowledged,
      acknowledged_at = EXCLUDED.acknowledged_at, head = EXCLUDED.head
    WHERE c.acknowledged <= EXCLUDED.acknowledged OR c.head < ${registered.position}`)
}
