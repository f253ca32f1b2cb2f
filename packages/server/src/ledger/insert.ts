import { type LedgerEntry, positionOf } from '@demur/eligibility'
import { type SQL, sql } from 'drizzle-orm'
import { copyRows } from '../database/copy-encoder.ts'
import { type BulkWriter, type Columns, rowsNamed, type Transaction, unnest, type Value } from '../database/database.ts'
import { type ChainedEntry, type ErasedEntry, isErased, type Link } from './chain.ts'
import { type Head, movingHead } from './head.ts'
import type { NamedIds } from './named-rows.ts'
import { authorsOf, loadNamed, project } from './project.ts'
import { live, type Projected } from './projected.ts'
import { growTiles } from './tiles.ts'

/** What whoever appends much has at hand. */
export interface BulkInsert {
  readonly write: BulkWriter
  /** The rows that there are of what the entries name. */
  readonly named: NamedIds
}

/** Links entries to the ones before; called once, while the database is busy with their projections. */
export type Chain = () => readonly ChainedEntry[]

type Entries = readonly (LedgerEntry | ErasedEntry)[]

/**
 * Appends entries behind the head and moves it to the last of them, with all that follows from them: projections, tree,
 * and the announcement.
 * @param named the rows that there are of what the entries name; null where nobody has read them
 */
export async function appendEntries(
  tx: Transaction,
  head: Head,
  entries: Entries,
  chain: Chain,
  named: NamedIds | null = null,
): Promise<void> {
  const { chained, columns } = await projectAndChain(live(tx), entries, chain, named)
  const reached = behind(head, chained)
  await rowsNamed(tx, 'append_entries', movingHead(reached, insertion(columns, chained)))
  await growTiles(tx, head.position, hashesOf(chained))
}

/** Writes entries behind the head as `appendEntries` does. Gives the head that they make, for the caller to move to. */
export async function insertEntries(
  tx: Transaction,
  head: Head,
  entries: Entries,
  chain: Chain,
  bulk: BulkInsert | null = null,
): Promise<Head> {
  if (entries.length === 0) return head
  const { chained, columns } = await projectAndChain(live(tx, bulk?.write), entries, chain, bulk?.named ?? null)
  if (bulk === null) await rowsNamed(tx, 'insert_entries', insertion(columns, chained))
  else await copy(columns, chained, bulk.write)
  await growTiles(tx, head.position, hashesOf(chained))
  return behind(head, chained)
}

/** Neither needs the other: the process makes the one while the database is busy with the other. */
async function projectAndChain(to: Projected, entries: Entries, chain: Chain, read: NamedIds | null) {
  const told = entries.flatMap((entry) => (isErased(entry) ? [] : [entry]))
  const named = read ?? (await loadNamed(to, told))
  return meanwhile(project(to, told, named), () => {
    const chained = chain()
    return { chained, columns: columnsOf(chained, authorsOf(told, named)) }
  })
}

/**
 * Does work of the process while the database is busy with statements. Ends when both have, even where one fails: a
 * statement that comes after its transaction would be committed by itself.
 */
async function meanwhile<T>(statements: Promise<void>, work: () => T): Promise<T> {
  // After a turn of the event loop the first of them is on its way.
  const working = new Promise(setImmediate).then(work)
  await Promise.allSettled([statements, working])
  await statements
  return working
}

function behind(head: Head, chained: readonly ChainedEntry[]): Head {
  const hash = chained.at(-1)?.link.hash ?? head.hash
  return { ...head, position: positionOf(head.position + chained.length), hash }
}

function hashesOf(chained: readonly ChainedEntry[]): string[] {
  return chained.map(({ link }) => link.hash)
}

/** The columns of the table but for hashes and salts. */
function columnsOf(chained: readonly ChainedEntry[], authors: ReadonlyMap<string, string | null>): Columns {
  const always = (value: (entry: LedgerEntry | ErasedEntry) => Value): Value[] =>
    chained.map(({ entry }) => value(entry))
  const unlessErased = (value: (entry: LedgerEntry) => Value): Value[] =>
    always((entry) => (isErased(entry) ? null : value(entry)))
  return {
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
  }
}

function copy(columns: Columns, chained: readonly ChainedEntry[], write: BulkWriter): Promise<void> {
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

/** Hashes and salt travel in one array: what an entry costs on its way is mostly how many values it has. */
function insertion(columns: Columns, chained: readonly ChainedEntry[]): SQL {
  const names = sql.raw(Object.keys(columns).join(', '))
  const links: Columns = { link: ['text', chained.map(({ link }) => link.commitment + link.hash + (link.salt ?? ''))] }
  return sql`INSERT INTO demur.ledger_entry (${names}, commitment, hash, salt)
    SELECT ${names}, substring(link FROM 1 FOR 32), substring(link FROM 33 FOR 32),
           CASE WHEN octet_length(link) > 64 THEN substring(link FROM 65) END
    FROM (SELECT ${names}, decode(link, 'hex') AS link
          FROM ${unnest({ ...columns, ...links })} AS entry (${names}, link) OFFSET 0) AS decoded`
}

function authorOf(entry: LedgerEntry, authors: ReadonlyMap<string, string | null>): string | null {
  return 'item' in entry ? (authors.get(entry.item) ?? null) : null
}

function prefixed(hex: string | null): string | null {
  return hex === null ? null : `\\x${hex}`
}
