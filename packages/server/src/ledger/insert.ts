import { type LedgerEntry, positionOf } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { copyRows } from '../database/copy-encoder.ts'
import { type BulkWriter, type Columns, rowsNamed, type Transaction, unnest, type Value } from '../database/database.ts'
import type { Head } from './append.ts'
import { type ChainedEntry, type ErasedEntry, isErased, type Link } from './chain.ts'
import type { NamedRows } from './named-rows.ts'
import { project } from './project.ts'
import { live } from './projected.ts'
import { growTiles } from './tiles.ts'

/** What whoever appends much has at hand. */
export interface BulkInsert {
  readonly write: BulkWriter
  /** The rows that there are of what the entries name. */
  readonly named: NamedRows
}

/** Writes entries behind the head, and brings projections and tree up to them. Gives the head that they make. */
export async function insertEntries(
  tx: Transaction,
  head: Head,
  chained: readonly ChainedEntry[],
  bulk: BulkInsert | null = null,
): Promise<Head> {
  const last = chained.at(-1)
  if (last === undefined) return head
  const authors = await project(
    live(tx, bulk?.write),
    chained.flatMap(({ entry }) => (isErased(entry) ? [] : [entry])),
    bulk?.named,
  )
  await writeRows(tx, chained, authors, bulk?.write ?? null)
  await growTiles(
    tx,
    head.position,
    chained.map(({ link }) => link.hash),
  )
  return { ...head, position: positionOf(head.position + chained.length), hash: last.link.hash }
}

async function writeRows(
  tx: Transaction,
  chained: readonly ChainedEntry[],
  authors: ReadonlyMap<string, string | null>,
  write: BulkWriter | null,
): Promise<void> {
  const always = (value: (entry: LedgerEntry | ErasedEntry) => Value): Value[] =>
    chained.map(({ entry }) => value(entry))
  const unlessErased = (value: (entry: LedgerEntry) => Value): Value[] =>
    always((entry) => (isErased(entry) ? null : value(entry)))
  const columns = {
    position: ['bigint', always(({ position }) => position)],
    recorded_at: ['timestamptz', always(({ recordedAt }) => recordedAt)],
    type: ['text', always(({ type }) => type)],
    effective_at: ['timestamptz', unlessErased(({ effectiveAt }) => effectiveAt)],
    actor: ['text', unlessErased(({ actor }) => actor)],
    channel: ['text', unlessErased(({ channel }) => channel)],
    idempotency_key: ['text', unlessErased(({ idempotencyKey }) => idempotencyKey)],
    member: ['text', unlessErased((entry) => ('member' in entry ? entry.member : authorOf(entry, authors)))],
    item: ['text', unlessErased((entry) => ('item' in entry ? entry.item : null))],
    body: ['jsonb', unlessErased(({ body }) => JSON.stringify(body))],
    subject_salts: ['jsonb', chained.map(({ link }) => link.subjectSalts && JSON.stringify(link.subjectSalts))],
  } satisfies Columns
  if (write !== null) {
    const bytes = (value: (link: Link) => string | null): Columns[string] => [
      'bytea',
      chained.map(({ link }) => prefixed(value(link))),
    ]
    const whole: Columns = {
      ...columns,
      commitment: bytes(({ commitment }) => commitment),
      hash: bytes(({ hash }) => hash),
      salt: bytes(({ salt }) => salt),
    }
    return write('ledger_entry', Object.keys(whole), copyRows(whole))
  }
  const names = sql.raw(Object.keys(columns).join(', '))
  // Hashes and salt travel in one array: what an entry costs on its way is mostly how many values it has.
  const links: Columns = { link: ['text', chained.map(({ link }) => link.commitment + link.hash + (link.salt ?? ''))] }
  const insertion = sql`INSERT INTO demur.ledger_entry (${names}, commitment, hash, salt)
    SELECT ${names}, substring(link FROM 1 FOR 32), substring(link FROM 33 FOR 32),
           CASE WHEN octet_length(link) > 64 THEN substring(link FROM 65) END
    FROM (SELECT ${names}, decode(link, 'hex') AS link
          FROM ${unnest({ ...columns, ...links })} AS entry (${names}, link) OFFSET 0) AS decoded`
  await rowsNamed(tx, 'insert_ledger_entry', insertion)
}

function authorOf(entry: LedgerEntry, authors: ReadonlyMap<string, string | null>): string | null {
  return 'item' in entry ? (authors.get(entry.item) ?? null) : null
}

function prefixed(hex: string | null): string | null {
  return hex === null ? null : `\\x${hex}`
}
