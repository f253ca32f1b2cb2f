import { type LedgerState, type Position, type ProposedEntry, positionOf, type RunStatus } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import type { Head } from './append.ts'

/** What the ledger holds of everything that a chunk names, growing as the chunk is admitted. */
export class ChunkState implements LedgerState {
  head: Position
  readonly #members: Set<string>
  readonly #items: Set<string>
  readonly #runs: Map<string, RunStatus>
  readonly #consumers: Set<string>

  constructor(
    head: Position,
    members: Iterable<string>,
    items: Iterable<string>,
    runs: Iterable<[string, RunStatus]>,
    consumers: Iterable<string>,
  ) {
    this.head = head
    this.#members = new Set(members)
    this.#items = new Set(items)
    this.#runs = new Map(runs)
    this.#consumers = new Set(consumers)
  }

  hasMember(key: string): boolean {
    return this.#members.has(key)
  }

  hasItem(key: string): boolean {
    return this.#items.has(key)
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

/** Reads the state that a chunk of entries is admitted against, one statement for each kind of key. */
export async function loadChunkState(
  tx: Transaction,
  chunk: readonly ProposedEntry[],
  head: Head,
): Promise<ChunkState> {
  const named = (field: 'member' | 'item' | 'run' | 'consumer'): string[] => [
    ...new Set(
      chunk.flatMap((entry) => (field in entry ? [(entry as unknown as Record<string, string>)[field] ?? ''] : [])),
    ),
  ]
  const members = await rows<{ key: string }>(
    tx,
    sql`SELECT key FROM demur.member WHERE key = ANY(${sql.param(named('member'))}::text[]) AND position IS NOT NULL`,
  )
  const items = await rows<{ key: string }>(
    tx,
    sql`SELECT key FROM demur.content_item WHERE key = ANY(${sql.param(named('item'))}::text[])`,
  )
  const runs = await rows<{ key: string; status: RunStatus }>(
    tx,
    sql`SELECT key, status FROM demur.run WHERE key = ANY(${sql.param(named('run'))}::text[])`,
  )
  const consumers = await rows<{ key: string }>(
    tx,
    sql`SELECT consumer AS key FROM demur.consumer_registration WHERE NOT deregistered AND position IN (
          SELECT max(position) FROM demur.consumer_registration
          WHERE consumer = ANY(${sql.param(named('consumer'))}::text[]) GROUP BY consumer)`,
  )
  const keyOf = ({ key }: { key: string }) => key
  return new ChunkState(
    head.position,
    members.map(keyOf),
    items.map(keyOf),
    runs.map(({ key, status }) => [key, status]),
    consumers.map(keyOf),
  )
}
