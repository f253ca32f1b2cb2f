import {
  BLOCKING_REASONS,
  formatInstant,
  type Instant,
  isOneOf,
  maskOf,
  parseInstant,
  positionOf,
} from '@demur/eligibility'
import type { BulkBatch } from '../bulk/bulk-items.ts'
import type { EligibleExport, ExportHead, ExportQuestion } from '../bulk/eligible-export.ts'
import { ItemRows } from '../bulk/item-rows.ts'
import { CommandFailed, EXIT } from './exit.ts'

/** The question as the parameters of `GET /export/eligible`. */
export function exportQuery({ dataUse, wanted, at, asKnownAt, after, storage }: ExportQuestion): URLSearchParams {
  const given = {
    at: at === null ? null : formatInstant(at),
    asKnownAt,
    after,
    storage,
    ineligible: wanted === 'ineligible' ? 'true' : null,
  }
  return new URLSearchParams([
    ['dataUse', dataUse],
    ['progress', 'true'],
    ...Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  ])
}

/** What a server answers, as if it came from the database. */
export function receivedExport(
  { dataUse, wanted }: ExportQuestion,
  headers: Headers,
  body: AsyncIterable<Uint8Array>,
): EligibleExport {
  const head: ExportHead = {
    dataUse,
    wanted,
    at: instantHeader(headers),
    asKnownAt: positionOf(Number(headers.get('demur-position'))),
    rulebookVersion: decodeURIComponent(headers.get('demur-rulebook-version') ?? ''),
    projected: headers.get('demur-projected') === 'true',
    storage: headers.get('demur-storage') ?? '',
  }
  return { head, batches: batchesOf(body) }
}

function instantHeader(headers: Headers): Instant {
  const at = parseInstant(headers.get('demur-at'))
  if (at === null) throw new CommandFailed(EXIT.unreachable, 'The server answered with something that is no export.')
  return at
}

type Batch = Pick<BulkBatch, 'rows' | 'looked' | 'progress'>

/** How many rows are passed on at a time. */
const BATCH = 100_000

async function* batchesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [rows, rest] = [new ItemRows(), '']
  const taken = (looked: number, progress: number): Batch => {
    const batch = { rows, looked, progress }
    rows = new ItemRows()
    return batch
  }
  let progress = 0
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) {
        const line = JSON.parse(text) as Line
        if (line.item !== undefined) rows.addKey(line.item, maskOfCodes(line.reasons ?? []))
        else {
          progress = line.progress ?? progress
          yield taken(line.looked ?? 0, progress)
        }
      }
      if (rows.count >= BATCH) yield taken(0, progress)
    }
  } catch (error) {
    if (error instanceof CommandFailed) throw error
    const cause = error instanceof Error ? `: ${error.message}` : ''
    throw new CommandFailed(EXIT.fault, `The stream broke off${cause}.`)
  }
  yield taken(0, 1)
}

/** A line is an item, or says how far the server is. */
interface Line {
  readonly item?: string
  readonly reasons?: readonly string[]
  readonly looked?: number
  readonly progress?: number
}

function maskOfCodes(codes: readonly string[]): number {
  const known = codes.filter((code) => isOneOf(BLOCKING_REASONS, code))
  // A newer server may have more reasons; leaving one out would be an answer of our own.
  if (known.length < codes.length)
    throw new CommandFailed(EXIT.fault, 'The server names reasons that this version does not know.')
  return maskOf(known)
}
