import { type Instant, type LedgerEntry, type ProposedEntry, positionOf } from '@demur/eligibility'
import { type Database, sqlState, type Transaction } from '../database/database.ts'
import type { Pseudonyms } from '../erasure/pseudonyms.ts'
import { chainEntries, type RandomBytes } from './chain.ts'
import { type Head, lockHead } from './head.ts'
import { appendEntries } from './insert.ts'
import { type MemberId, namedAmong } from './named-rows.ts'

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
  /** The rows of the members that its entries are about, by key, where the state has them: nobody looks them up again. */
  readonly members?: (state: State) => ReadonlyMap<string, MemberId>
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
      const members = new Map<string, MemberId>()
      for (const [load, alike] of Map.groupBy(commands, (command) => command.load)) {
        const state = await load(tx, alike)
        states.set(load, state)
        for (const [key, row] of alike[0]?.members?.(state) ?? []) members.set(key, row)
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
        const chain = () => chainEntries(staged, head.hash, this.#sources.random)
        await appendEntries(tx, head, staged, chain, namedAmong(staged, members))
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
