import { formatInstant, type LedgerEntry } from '@demur/eligibility'
import { insertAll, type Transaction, type Value } from '../database/database.ts'
import { project } from './project.ts'

/** Writes entries, which have their positions, and brings the projections up to them. */
export async function insertEntries(tx: Transaction, entries: readonly LedgerEntry[]): Promise<void> {
  const authors = await project(tx, entries)
  const column = (value: (entry: LedgerEntry) => Value): Value[] => entries.map(value)
  await insertAll(tx, 'ledger_entry', {
    position: ['bigint', column(({ position }) => position)],
    recorded_at: ['timestamptz', column(({ recordedAt }) => formatInstant(recordedAt))],
    effective_at: ['timestamptz', column(({ effectiveAt }) => formatInstant(effectiveAt))],
    type: ['text', column(({ type }) => type)],
    actor: ['text', column(({ actor }) => actor)],
    channel: ['text', column(({ channel }) => channel)],
    idempotency_key: ['text', column(({ idempotencyKey }) => idempotencyKey)],
    member: ['text', column((entry) => ('member' in entry ? entry.member : authorOf(entry, authors)))],
    item: ['text', column((entry) => ('item' in entry ? entry.item : null))],
    body: ['jsonb', column(({ body }) => JSON.stringify(body))],
  })
}

function authorOf(entry: LedgerEntry, authors: ReadonlyMap<string, string | null>): string | null {
  return 'item' in entry ? (authors.get(entry.item) ?? null) : null
}
