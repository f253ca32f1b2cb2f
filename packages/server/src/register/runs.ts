import { type Instant, idProblem, instantOf, type Position, positionOf, type RunStatus } from '@demur/eligibility'
import type { Page, RunListRequest, RunLookup, RunRecord, SettledPoint, Viewer } from '@demur/schema'
import { type SQL, sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import { presentAt } from '../ledger/clock.ts'
import { knownPosition } from './ask.ts'
import { type Engine, requestError } from './engine.ts'
import { loadFacts } from './facts.ts'
import { confinedTo } from './sight.ts'

interface RunRow {
  readonly key: string
  readonly opened_position: number
  readonly opened_at: number
  readonly data_use: string
  readonly at: number
  readonly as_known_at: number
  readonly status: RunStatus
  readonly description: string | null
  readonly closed_position: number | null
  readonly closed_at: number | null
  readonly item_count: number | null
  readonly manifest_digest: string | null
}

/** The runs that a condition on `r` names, as they stand now. */
export async function selectRuns(queryable: Queryable, where: SQL): Promise<RunRecord[]> {
  const found = await rows<RunRow>(
    queryable,
    sql`SELECT r.key, r.opened_position::float8 AS opened_position, demur.ms(r.opened_at) AS opened_at, r.data_use,
               demur.ms(r.at) AS at, r.as_known_at::float8 AS as_known_at, r.status, r.description,
               r.closed_position::float8 AS closed_position, demur.ms(r.closed_at) AS closed_at,
               r.item_count::float8 AS item_count, r.manifest_digest
        FROM demur.run r WHERE ${where}`,
  )
  return found.map(runRecord)
}

function runRecord(row: RunRow): RunRecord {
  return {
    key: row.key,
    dataUse: row.data_use,
    at: instantOf(row.at),
    asKnownAt: positionOf(row.as_known_at),
    status: row.status,
    description: row.description,
    openedPosition: positionOf(row.opened_position),
    openedAt: instantOf(row.opened_at),
    closedPosition: row.closed_position === null ? null : positionOf(row.closed_position),
    closedAt: row.closed_at === null ? null : instantOf(row.closed_at),
    itemCount: row.item_count,
    manifestDigest: row.manifest_digest,
  }
}

/** Runs by key, as they stand now. */
export async function runsNamed(queryable: Queryable, keys: readonly string[]): Promise<Map<string, RunRecord>> {
  const found = await selectRuns(queryable, sql`r.key = ANY(${sql.param(keys)}::text[])`)
  return new Map(found.map((run) => [run.key, run]))
}

/** A run as it stood at a point; null where it was not opened by then. */
export function runAt(run: RunRecord, { at, asKnownAt }: SettledPoint): RunRecord | null {
  if (run.openedPosition > asKnownAt || run.openedAt > at) return null
  if (run.closedPosition === null || run.closedAt === null) return run
  if (run.closedPosition <= asKnownAt && run.closedAt <= at) return run
  return { ...run, status: 'OPEN', closedPosition: null, closedAt: null, itemCount: null, manifestDigest: null }
}

/**
 * Runs at the points asked for, in the order of the lookups; null where there is none, or the viewer may not see it:
 * members see the runs that used their content, through their past uses, and no others.
 */
export async function readRuns(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  lookups: readonly RunLookup[],
): Promise<(RunRecord | null)[]> {
  const possible = lookups.map(({ key }) => key).filter((key) => idProblem(key) === null)
  if (confinedTo(viewer) !== null || possible.length === 0) return lookups.map(() => null)
  const { head, now } = await present(engine, clock)
  const found = await runsNamed(engine.connection.db, possible)
  return lookups.map(({ key, at, asKnownAt }) => {
    const run = found.get(key)
    return run === undefined ? null : runAt(run, { at: at ?? now, asKnownAt: knownPosition(asKnownAt, head) })
  })
}

/** Runs at a point, the one opened last first. */
export async function listRuns(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { dataUse, status, at, asKnownAt, first, after }: RunListRequest,
): Promise<Page<RunRecord>> {
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    throw requestError('BAD_USER_INPUT', '“after” is no cursor of this connection.')
  }
  if (confinedTo(viewer) !== null) return { edges: [], hasNextPage: false, hasPreviousPage: after !== null }
  const { head, now } = await present(engine, clock)
  const point = { at: at ?? now, asKnownAt: knownPosition(asKnownAt, head) }
  const found = await selectRuns(
    engine.connection.db,
    sql`r.opened_position <= ${point.asKnownAt} AND demur.ms(r.opened_at) <= ${point.at}
        AND (${after}::bigint IS NULL OR r.opened_position < ${after}::bigint)
        AND (${dataUse}::text IS NULL OR r.data_use = ${dataUse})
        AND (${status}::text IS NULL OR ${status} = ${statusAt(point)})
        ORDER BY r.opened_position DESC LIMIT ${first + 1}`,
  )
  const runs = found.flatMap((run) => runAt(run, point) ?? [])
  return {
    edges: runs.slice(0, first).map((node) => ({ cursor: String(node.openedPosition), node })),
    hasNextPage: runs.length > first,
    hasPreviousPage: after !== null,
  }
}

/** What `runAt` says of the status, in SQL. */
function statusAt({ at, asKnownAt }: SettledPoint): SQL {
  return sql`CASE WHEN r.closed_position <= ${asKnownAt} AND demur.ms(r.closed_at) <= ${at} THEN r.status ELSE 'OPEN' END`
}

async function present({ connection }: Engine, clock: Instant): Promise<{ head: Position; now: Instant }> {
  const { head, recordedAt } = await loadFacts(connection.db, {})
  return { head, now: presentAt(clock, recordedAt) }
}
