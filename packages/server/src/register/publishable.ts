import {
  type Json,
  type LedgerEntry,
  type Position,
  positionOf,
  type Rulebook,
  readEntry,
  readRulebook,
} from '@demur/eligibility'
import type { RefusalOf, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { type Queryable, rows } from '../database/database.ts'
import type { Stage } from '../ledger/append.ts'
import { digestOf } from '../ledger/digest.ts'
import type { Engine } from './engine.ts'

/** What publishing is decided against: what was published, growing as a group is decided. */
export interface Published {
  /** The digests by version. */
  readonly versions: Map<string, string>
  /** The position of the rulebook published last; 0: none. */
  latest: Position
}

export async function loadPublished(queryable: Queryable): Promise<Published> {
  const found = await rows<{ version: string; digest: string; position: number }>(
    queryable,
    sql`SELECT version, digest, position::float8 AS position FROM demur.rulebook`,
  )
  return {
    versions: new Map(found.map(({ version, digest }) => [version, digest])),
    latest: positionOf(Math.max(0, ...found.map(({ position }) => position))),
  }
}

/** A document that could be published. */
export interface Publishable {
  readonly document: Json
  readonly rulebook: Rulebook
  readonly digest: string
}

/** A document as far as it can be published; or everything that forbids it. */
export async function readPublishable(
  engine: Engine,
  viewer: Viewer,
  document: Json,
): Promise<Publishable | RefusalOf<'RulebookRefusedError' | 'ForbiddenError'>> {
  if (!viewer.roles.includes('OPERATOR')) {
    return { refusal: 'ForbiddenError', message: 'Only operators publish rulebooks.' }
  }
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) {
    return { refusal: 'RulebookRefusedError', message: `The rulebook has ${problems.length} problem(s).`, problems }
  }
  const digest = digestOf(document)
  return versionTaken(rulebook, digest, await loadPublished(engine.connection.db)) ?? { document, rulebook, digest }
}

/** Stages the entry that publishes a rulebook. */
export function stagePublication(
  { document, rulebook: { version }, digest }: Publishable,
  actor: string,
  approvedBy: readonly string[] | null,
  published: Published,
  stage: Stage,
): LedgerEntry {
  const approval = approvedBy === null ? {} : { approvedBy }
  const { entry } = readEntry({ type: 'RulebookPublished', rulebook: document, ...approval })
  const [recorded] = entry === null ? [] : stage([entry], actor)
  if (recorded === undefined) throw new Error('nothing was staged')
  published.versions.set(version, digest)
  published.latest = recorded.position
  return recorded
}

/** A version is the name of one document for ever; decisions refer to it. */
export function versionTaken(
  { version }: Rulebook,
  digest: string,
  { versions }: Published,
): RefusalOf<'RulebookRefusedError'> | null {
  const before = versions.get(version)
  if (before === undefined || before === digest) return null
  const message = `“${version}” was already published with other content: a rulebook never changes under its version`
  return { refusal: 'RulebookRefusedError', message: `${message}.`, problems: [{ path: ['version'], message }] }
}
