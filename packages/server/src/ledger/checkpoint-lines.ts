import { formatInstant, type Instant, type Position, parseInstant } from '@demur/eligibility'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { selectCheckpoints } from '../evidence/checkpoints.ts'

/** A checkpoint as an export with its evidence carries it: a line of its own after the last entry that it covers. */
export interface SignedLine {
  /** The signed note as it was published. */
  readonly note: string
  readonly publishedAt: Instant
  /** The public keys that had not signed before. */
  readonly keys: readonly string[]
}

/** Where the checkpoints of a ledger end, and how many there are between two positions. */
export async function countCheckpoints(
  queryable: Queryable,
  after: Position,
  until: Position,
): Promise<{ readonly count: number; readonly last: Position }> {
  const [found] = await rows<{ count: number; last: Position }>(
    queryable,
    sql`SELECT count(*)::float8 AS count, coalesce(max(size), 0)::float8 AS last
        FROM demur.checkpoint WHERE size > ${after} AND size <= ${until}`,
  )
  if (found === undefined) throw new Error('the database does not count')
  return found
}

/**
 * Puts checkpoints among the lines of entries, which stand without a gap after a position. None beyond `last`: those
 * were published while the export is under way.
 */
export async function* withCheckpoints(
  queryable: Queryable,
  chunks: AsyncIterable<string[]>,
  after: Position,
  last: Position,
): AsyncGenerator<string[]> {
  let before: number = after
  for await (const lines of chunks) {
    const until = Math.min(before + lines.length, last)
    yield until > before ? interleaved(lines, before, await linesBetween(queryable, before, until)) : lines
    before += lines.length
  }
}

function interleaved(lines: string[], before: number, signed: ReadonlyMap<number, string>): string[] {
  if (signed.size === 0) return lines
  return lines.flatMap((line, index) => {
    const checkpoint = signed.get(before + index + 1)
    return checkpoint === undefined ? [line] : [line, checkpoint]
  })
}

/** The lines of checkpoints by their sizes. */
async function linesBetween(queryable: Queryable, after: number, until: number): Promise<Map<number, string>> {
  const found = await selectCheckpoints(queryable, sql`WHERE size > ${after} AND size <= ${until} ORDER BY size`)
  if (found.length === 0) return new Map()
  const keys = await rows<{ size: number; keys: string[] }>(
    queryable,
    sql`SELECT first_size::float8 AS size, json_agg(verifier ORDER BY verifier) AS keys FROM demur.checkpoint_key
        WHERE first_size > ${after} AND first_size <= ${until} GROUP BY first_size`,
  )
  const keysOf = new Map(keys.map(({ size, keys: verifiers }) => [size, verifiers]))
  return new Map(
    found.map(({ size, note, publishedAt }) => {
      const line = { checkpoint: note, publishedAt: formatInstant(publishedAt), keys: keysOf.get(size) ?? [] }
      return [size, JSON.stringify(line)]
    }),
  )
}

/** A line that carries a checkpoint; null for any other. */
export function readSignedLine(line: string): SignedLine | null {
  // Nearly every line is an entry, and is parsed by whoever reads entries.
  if (!line.includes('"checkpoint"')) return null
  const { checkpoint, publishedAt, keys, type } = parsed(line)
  const at = parseInstant(publishedAt)
  if (type !== undefined || typeof checkpoint !== 'string' || at === null || !Array.isArray(keys)) return null
  return { note: checkpoint, publishedAt: at, keys: keys.map(String) }
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(line) ?? {}) as Readonly<Record<string, unknown>>
  } catch {
    // Whoever reads entries says what is wrong with it.
    return {}
  }
}
