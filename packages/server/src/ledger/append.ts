import {
  formatInstant,
  type Instant,
  instantOf,
  type LedgerEntry,
  type Position,
  type ProposedEntry,
  positionOf,
} from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { APPENDED, type Database, rowsNamed, sqlState, type Transaction } from '../database/database.ts'
import type { Pseudonyms } from '../erasure/pseudonyms.ts'
import { chainEntries, type RandomBytes } from './chain.ts'
import { presentAt } from './clock.ts'
import { insertEntries } from './insert.ts'

/** A place in the ledger that a transaction holds for itself: nobody else appends until it ends. */
export interface Head {
  readonly position: Position
  /** When everything appended in this transaction is recorded. */
  readonly recordedAt: Instant
  /** Of the last entry, in hexadecimal; zeros before the first. */
  readonly hash: string
}

/** What entries are made with besides what they say. */
export interface Sources {
  /** Reads the clock. */
  readonly clock: () => Instant
  /** For salts. */
  readonly random: RandomBytes
  /** To know who was erased before; null where no secret is configured. */
  readonly pseudonyms: Pseudonyms | null
}

/** Appends what it is given behind the head; gives the entries as recorded. */
export type Stage = (entries: readonly ProposedEntry[], actor: string) => LedgerEntry[]

/**
 * Something that wants to append. Commands that wait while a group commits go together into the next one, so they load
 * what they need together too.
 */
export interface Command<Result, State> {
  /** Loads what all commands of a group need, in as few statements as there are kinds of commands. */
  readonly load: (tx: Transaction, group: readonly Command<unknown, State>[]) => Promise<State>
  /** Decides, given the state that the commands before it in the group left, and stages what is to be appended. */
  readonly decide: (state: State, head: Head, stage: Stage) => Result
  /** Writes what is no part of the ledger and has to stand or fall with it, in the same transaction. */
  readonly write?: (tx: Transaction, result: Result, head: Head) => Promise<void>
}

interface Waiting {
  readonly command: Command<unknown, unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** How many commands one transaction takes at most. */
const LARGEST_GROUP = 500

/** Appends to the ledger, one transaction for everything that waits. */
export class Appender {
  readonly #db: Database
  readonly #sources: Sources
  readonly #appended: () => void
  #waiting: Waiting[] = []
  #draining: Promise<void> | null = null

  /** `appended` is called after each commit that appended something. */
  constructor(db: Database, sources: Sources, appended: () => void) {
    this.#db = db
    this.#sources = sources
    this.#appended = appended
  }

  /** Resolves once the command is committed; rejects where nothing of it was. */
  submit<Result, State>(command: Command<Result, State>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        command: command as Command<unknown, unknown>,
        resolve: resolve as (result: unknown) => void,
        reject,
      })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#draining !== null) await this.#draining
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that everything submitted in this one makes a group.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, LARGEST_GROUP))
    this.#draining = null
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#transact(group.map(({ command }) => command))
      for (const [index, { resolve }] of group.entries()) resolve(results[index])
    } catch (error) {
      if (group.length > 1 && isRefusedByDatabase(error)) {
        // One command that the database cannot take must not cost the others their place.
        for (const alone of group) await this.#commit([alone])
      } else {
        for (const { reject } of group) reject(error)
      }
    }
  }

  async #transact(commands: readonly Command<unknown, unknown>[]): Promise<unknown[]> {
    const staged: LedgerEntry[] = []
    const results = await this.#db.transaction(async (tx) => {
      const head = await lockHead(tx, this.#sources.clock())
      const states = new Map<unknown, unknown>()
      for (const [load, alike] of Map.groupBy(commands, (command) => command.load)) {
        states.set(load, await load(tx, alike))
      }
      const stage: Stage = (entries, actor) => {
        const recorded = entries.map((entry, index) => ({
          ...entry,
          position: positionOf(head.position + staged.length + index + 1),
          recordedAt: head.recordedAt,
          effectiveAt: entry.effectiveAt ?? head.recordedAt,
          actor,
        }))
        staged.push(...recorded)
        return recorded
      }
      const decided = commands.map((command) => command.decide(states.get(command.load), head, stage))
      if (staged.length > 0) {
        await moveHead(tx, await insertEntries(tx, head, chainEntries(staged, head.hash, this.#sources.random)))
      }
      for (const [index, { write }] of commands.entries()) await write?.(tx, decided[index], head)
      return decided
    })
    if (staged.length > 0) this.#appended()
    return results
  }
}

/**
 * Whether the database refused the values of a statement (SQLSTATE classes 22 and 23), so that nothing was committed.
 * After any other fault that is not certain, and trying again could record twice.
 */
function isRefusedByDatabase(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '')
}

/** Locks the head row until the transaction ends: the one lock that orders everything. */
export async function lockHead(tx: Transaction, clock: Instant): Promise<Head> {
  const [head] = await rowsNamed<{ position: number; recorded_at: number; hash: string }>(
    tx,
    'lock_head',
    sql`SELECT position::float8 AS position, demur.ms(recorded_at) AS recorded_at, encode(hash, 'hex') AS hash
        FROM demur.ledger_head FOR UPDATE`,
  )
  if (head === undefined) throw new Error('the ledger has no head')
  return {
    position: positionOf(head.position),
    recordedAt: presentAt(clock, instantOf(head.recorded_at)),
    hash: head.hash,
  }
}

/** Moves the head to the last entry of the transaction, and announces it once that is committed. */
export async function moveHead(tx: Transaction, { position, recordedAt, hash }: Head): Promise<void> {
  await rowsNamed(
    tx,
    'move_head',
    sql`WITH moved AS (
          UPDATE demur.ledger_head SET position = ${position}, recorded_at = ${formatInstant(recordedAt)},
            hash = decode(${hash}, 'hex') RETURNING true)
        SELECT pg_notify(${APPENDED}, ${String(position)}) FROM moved`,
  )
}
