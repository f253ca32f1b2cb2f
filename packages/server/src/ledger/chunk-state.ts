import { type LedgerState, type Position, type ProposedEntry, positionOf, type RunStatus } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import type { Head } from './head.ts'
import { loadNamedRows, membersNamed, type NamedRows } from './named-rows.ts'
import { live } from './projected.ts'

/** What the ledger holds of everything that a chunk names, growing as the chunk is admitted. */
export class ChunkState implements LedgerState {
  head: Position
  /** The rows that there were before the chunk. */
  readonly named: NamedRows
  readonly #members = new Set<string>()
  readonly #items = new Set<string>()
  readonly #runs: Map<string, RunStatus>
  readonly #consumers: Set<string>

  constructor(
    head: Position,
    named: NamedRows,
    runs: Iterable<readonly [string, RunStatus]>,
    consumers: Iterable<string>,
  ) {
    this.head = head
    this.named = named
    this.#runs = new Map(runs)
    this.#consumers = new Set(consumers)
  }

  hasMember(key: string): boolean {
    return this.#members.has(key) || this.named.members.get(key)?.registered === true
  }

  hasItem(key: string): boolean {
    return this.#items.has(key) || this.named.items.has(key)
  }

  runStatus(key: string): RunStatus | null {
    return this.#runs.get(key) ?? null
  }

  hasConsumer(key: string): boolean {
    return this.#consumers.has(key)
  }

  add(entry: ProposedEntry): void {
    this.head = positionOf(this.head + 1)
    if (entry.type === 'MemberRegistered') this.#members.add(entry.member)
    if (entry.type === 'ContentRegistered') this.#items.add(entry.item)
    if (entry.type === 'RunOpened') this.#runs.set(entry.run, 'OPEN')
    if (entry.type === 'RunSealed') this.#runs.set(entry.run, 'SEALED')
    if (entry.type === 'RunAbandoned') this.#runs.set(entry.run, 'ABANDONED')
    if (entry.type === 'ConsumerRegistered') this.#consumers.add(entry.consumer)
    if (entry.type === 'ConsumerDeregistered') this.#consumers.delete(entry.consumer)
  }
}

/** Reads the state that a chunk of entries is admitted against, one statement for each kind of key that it names. */
export async function loadChunkState(
  tx: Transaction,
  chunk: readonly ProposedEntry[],
  head: Head,
): Promise<ChunkState> {
  const [items, runs, consumers] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const entry of chunk) {
    if ('item' in entry) items.add(entry.item)
    if ('run' in entry) runs.add(entry.run)
    if ('consumer' in entry) consumers.add(entry.consumer)
  }
  const named = await loadNamedRows(live(tx), membersNamed(chunk), items)
  return new ChunkState(head.position, named, await runsOf(tx, runs), await consumersOf(tx, consumers))
}

async function runsOf(tx: Transaction, keys: ReadonlySet<string>): Promise<(readonly [string, RunStatus])[]> {
  if (keys.size === 0) return []
  const found = await rows<{ key: string; status: RunStatus }>(
    tx,
    sql`SELECT key, status FROM demur.run WHERE key = ANY(${sql.param([...keys])}::text[])`,
  )
  return found.map(({ key, status }) => [key, status] as const)
}

async function consumersOf(tx: Transaction, keys: ReadonlySet<string>): Promise<string[]> {
  if (keys.size === 0) return []
  const found = await rows<{ key: string }>(
    tx,
    sql`SELECT consumer AS key FROM demur.consumer_registration WHERE NOT deregistered AND position IN (
          SELECT max(position) FROM demur.consumer_registration
          WHERE consumer = ANY(${sql.param([...keys])}::text[]) GROUP BY consumer)`,
  )
  return found.map(({ key }) => key)
}
