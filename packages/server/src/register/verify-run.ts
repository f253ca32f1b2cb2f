import { type Instant, type Position, parseInstant } from '@demur/eligibility'
import type { RunDifferingItemRecord, RunRecord, RunVerificationRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { answer } from './ask.ts'
import { type Comparison, compareManifests, type Difference, deriveManifest, doubtOf } from './compare-manifest.ts'
import type { Engine } from './engine.ts'
import { writtenChunks } from './manifest.ts'
import { derivedItems, isWritten, storedItems } from './run-items.ts'
import { readRuns } from './runs.ts'

/** Derives the manifest of a sealed run anew, and holds it against what the ledger says and against what is written. */
export async function verifyRun(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  key: string,
): Promise<RunVerificationRecord | null> {
  const { db } = engine.connection
  const [run] = await readRuns(engine, viewer, clock, [{ key, at: null, asKnownAt: null }])
  if (!run) return null
  if (run.status !== 'SEALED') return { ...NOTHING, run }
  const { recorded, projected } = await readRecorded(db, run)
  const compared = (await isWritten(db, run.openedPosition)) ? await compare(engine, run) : null
  const derived = compared?.derived ?? (await deriveManifest(derivedItems(engine, run)))
  const firstDifferingChunk = compared && (await differingChunk(db, run.openedPosition, compared))
  const agrees = derived.digest === recorded?.digest && derived.itemCount === recorded.itemCount
  const { differences = [], erased = 0, undecidable = 0, writtenOnly = 0, derivedOnly = 0 } = compared ?? {}
  return {
    run,
    verdict: agrees && projected && firstDifferingChunk === null ? 'MATCHES' : 'DIFFERS',
    recorded,
    derived: { itemCount: derived.itemCount, digest: derived.digest },
    written: compared !== null,
    projected,
    firstDifferingChunk,
    erasedItemCount: erased,
    undecidableItemCount: undecidable,
    writtenOnlyCount: writtenOnly,
    derivedOnlyCount: derivedOnly,
    differingItems: await explained(engine, viewer, clock, run, differences),
  }
}

/** What there is to say of a run that is not sealed. */
const NOTHING = {
  verdict: 'NOT_SEALED',
  recorded: null,
  derived: null,
  written: false,
  projected: true,
  firstDifferingChunk: null,
  erasedItemCount: 0,
  undecidableItemCount: 0,
  writtenOnlyCount: 0,
  derivedOnlyCount: 0,
  differingItems: [],
} as const

async function compare(engine: Engine, run: RunRecord): Promise<Comparison> {
  const { db } = engine.connection
  return compareManifests(storedItems(db, run.openedPosition), derivedItems(engine, run), await doubtOf(db))
}

/** What an entry says of a run. Those that came in by import may write a position as a text. */
interface RunBody {
  readonly dataUse: string
  readonly at: string
  readonly asKnownAt: number | string
  readonly itemCount: number
  readonly manifestDigest: string
}

/** What the entries of the ledger say of a run, and whether its projection says the same. */
async function readRecorded(
  queryable: Queryable,
  run: RunRecord,
): Promise<{ recorded: RunVerificationRecord['recorded']; projected: boolean }> {
  const entries = await rows<{ type: string; body: RunBody }>(
    queryable,
    sql`SELECT type, body FROM demur.ledger_entry
        WHERE position IN (${run.openedPosition}, ${run.closedPosition}) AND body ->> 'run' = ${run.key}`,
  )
  const opened = entries.find(({ type }) => type === 'RunOpened')?.body
  const sealed = entries.find(({ type }) => type === 'RunSealed')?.body
  const recorded = sealed === undefined ? null : { itemCount: sealed.itemCount, digest: sealed.manifestDigest }
  const pinned =
    opened !== undefined &&
    opened.dataUse === run.dataUse &&
    parseInstant(opened.at) === run.at &&
    Number(opened.asKnownAt) === run.asKnownAt
  const projected = pinned && recorded?.itemCount === run.itemCount && recorded.digest === run.manifestDigest
  return { recorded, projected }
}

/** The first chunk that is not the same as recorded beside the manifest, as written, and as derived. */
async function differingChunk(
  queryable: Queryable,
  run: Position,
  { writtenChunks: written, derived }: Comparison,
): Promise<RunVerificationRecord['firstDifferingChunk']> {
  const recorded = (await writtenChunks(queryable, run)).map(({ digest }) => digest)
  const chunks = Math.max(recorded.length, written.length, derived.chunks.length)
  for (let ordinal = 0; ordinal < chunks; ordinal += 1) {
    const [one = null, other = null, third = null] = [recorded[ordinal], written[ordinal], derived.chunks[ordinal]]
    if (one !== other || other !== third) return { ordinal, recorded: one, written: other, derived: third }
  }
  return null
}

/** The items that only one side has, with the decision at the point of the run. */
async function explained(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { dataUse, at, asKnownAt }: RunRecord,
  differences: readonly Difference[],
): Promise<RunDifferingItemRecord[]> {
  const questions = differences.map(({ key }) => ({ item: { key }, dataUse, at, asKnownAt }))
  const decisions = await answer(engine, viewer, clock, questions, null)
  return differences.flatMap(({ key, side }, index) => {
    const decision = decisions[index]
    return decision === undefined ? [] : [{ key, side: side === 'written' ? 'WRITTEN' : 'DERIVED', decision }]
  })
}
