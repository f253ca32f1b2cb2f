import type { Position } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { byBytes } from './byte-order.ts'
import { chunkDigest, MANIFEST_CHUNK, ManifestHash } from './manifest-digest.ts'
import type { RunItem, StoredItem } from './run-items.ts'

/** An item that only one side has. */
export interface Difference {
  readonly key: string
  /** Whether the written manifest has it, or what follows from the ledger. */
  readonly side: 'written' | 'derived'
}

/** A manifest, derived from what the ledger holds. */
export interface Derived {
  readonly itemCount: number
  readonly digest: string
  readonly chunks: readonly string[]
}

/** What comes of holding a written manifest against the ledger. */
export interface Comparison {
  /** With the items of erased people taken from the written manifest: the ledger says that they are items, and no more. */
  readonly derived: Derived
  /** The digests of the written chunks, computed from their items. */
  readonly writtenChunks: readonly string[]
  readonly erased: number
  /** Items with somebody in them who was erased: whether they were eligible cannot be told any more. */
  readonly undecidable: number
  readonly writtenOnly: number
  readonly derivedOnly: number
  /** The first of the differences. */
  readonly differences: readonly Difference[]
}

/** How many differences are kept. */
const MOST_KEPT = 100
/** How many items are looked at for people who were erased. Where more differ, something else is wrong. */
const MOST_DOUBTED = 10_000

/** The manifest that follows from the ledger. */
export async function deriveManifest(items: AsyncIterable<RunItem>): Promise<Derived> {
  const hash = new ManifestHash()
  let itemCount = 0
  for await (const { leaf } of items) {
    hash.add(leaf)
    itemCount += 1
  }
  return { itemCount, ...hash.end() }
}

/**
 * Walks a written manifest and the one that follows from the ledger side by side, in bounded memory. `doubt` says
 * whether an item has somebody in it who was erased.
 */
export async function compareManifests(
  written: AsyncIterable<StoredItem>,
  derived: AsyncIterable<RunItem>,
  doubt: (position: Position) => Promise<boolean>,
): Promise<Comparison> {
  const side = new Sides(doubt)
  const items = derived[Symbol.asyncIterator]()
  const next = async (): Promise<RunItem | null> => {
    const { done, value } = await items.next()
    return done ? null : value
  }
  let item = await next()
  for await (const row of written) {
    side.addWritten(row)
    if (row.erased) side.addErased(row)
    else {
      const { key } = row
      for (; item !== null && key !== null && byBytes(item.key, key) < 0; item = await next()) {
        await side.onlyDerived(item)
      }
      if (item !== null && item.key === key && item.position === row.position) {
        side.addDerived(item)
        item = await next()
      } else await side.onlyWritten(row)
    }
  }
  for (; item !== null; item = await next()) await side.onlyDerived(item)
  return side.end()
}

/** What the walk has seen of both sides so far. */
class Sides {
  readonly #doubt: (position: Position) => Promise<boolean>
  readonly #derived = new ManifestHash()
  readonly #written = new OrdinalHash()
  readonly #differences: Difference[] = []
  #items = 0
  #erased = 0
  #undecidable = 0
  #doubted = 0
  readonly #only = { written: 0, derived: 0 }

  constructor(doubt: (position: Position) => Promise<boolean>) {
    this.#doubt = doubt
  }

  addWritten({ ordinal, leaf }: StoredItem): void {
    this.#written.add(ordinal, leaf)
  }

  addDerived({ leaf }: Pick<RunItem, 'leaf'>): void {
    this.#derived.add(leaf)
    this.#items += 1
  }

  addErased(row: StoredItem): void {
    this.#erased += 1
    this.addDerived(row)
  }

  /** Undecidable items stay on the side on which the run had them. */
  async onlyWritten(row: StoredItem): Promise<void> {
    if (await this.#isDoubtful(row.position)) {
      this.#undecidable += 1
      this.addDerived(row)
    } else this.#differ('written', row.key ?? `(position ${row.position})`)
  }

  async onlyDerived(item: RunItem): Promise<void> {
    if (await this.#isDoubtful(item.position)) this.#undecidable += 1
    else {
      this.addDerived(item)
      this.#differ('derived', item.key)
    }
  }

  async #isDoubtful(position: Position): Promise<boolean> {
    this.#doubted += 1
    return this.#doubted <= MOST_DOUBTED && (await this.#doubt(position))
  }

  #differ(side: Difference['side'], key: string): void {
    this.#only[side] += 1
    if (this.#differences.length < MOST_KEPT) this.#differences.push({ key, side })
  }

  end(): Comparison {
    return {
      derived: { itemCount: this.#items, ...this.#derived.end() },
      writtenChunks: this.#written.end(),
      erased: this.#erased,
      undecidable: this.#undecidable,
      writtenOnly: this.#only.written,
      derivedOnly: this.#only.derived,
      differences: this.#differences,
    }
  }
}

/** Hashes leaves by their ordinals, so that one that is missing changes its own chunk and none after it. */
class OrdinalHash {
  readonly #chunks: string[] = []
  #leaves: string[] = []

  add(ordinal: number, leaf: string): void {
    while (Math.floor(ordinal / MANIFEST_CHUNK) > this.#chunks.length) this.#complete()
    this.#leaves.push(leaf)
  }

  end(): readonly string[] {
    if (this.#leaves.length > 0) this.#complete()
    return this.#chunks
  }

  #complete(): void {
    this.#chunks.push(chunkDigest(this.#leaves))
    this.#leaves = []
  }
}

/** Whether an item has somebody in it who was erased; asked of a register in which nobody was, it asks nothing. */
export async function doubtOf(queryable: Queryable): Promise<(position: Position) => Promise<boolean>> {
  const [found] = await rows<{ erased: boolean }>(
    queryable,
    sql`SELECT EXISTS (SELECT FROM demur.ledger_entry WHERE type = 'MemberErased') AS erased`,
  )
  if (found?.erased !== true) return async () => false
  return async (position) => {
    const [item] = await rows<{ doubtful: boolean }>(
      queryable,
      sql`SELECT EXISTS (SELECT FROM jsonb_array_elements(e.body -> 'subjects') s WHERE NOT s ? 'member') AS doubtful
          FROM demur.ledger_entry e WHERE e.position = ${position} AND e.type = 'ContentRegistered'`,
    )
    return item?.doubtful === true
  }
}
