import { type Instant, positionOf, type Rulebook, readEntry, readRulebook } from '@demur/eligibility'
import type { PublishRulebookCommand, PublishRulebookOutcome, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { presentAt } from '../ledger/clock.ts'
import { digestOf } from '../ledger/digest.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'

/** The digests of the rulebooks published under each version. */
type PublishedVersions = Map<string, string>

async function loadVersions(tx: Transaction): Promise<PublishedVersions> {
  const found = await rows<{ version: string; digest: string }>(tx, sql`SELECT version, digest FROM demur.rulebook`)
  return new Map(found.map(({ version, digest }) => [version, digest]))
}

/** Checks a rulebook, and publishes it unless this is a dry run. */
export async function publishRulebook(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { document, dryRun, at }: PublishRulebookCommand,
): Promise<PublishRulebookOutcome> {
  if (!viewer.roles.includes('OPERATOR')) {
    return { refusal: 'ForbiddenError', message: 'Only operators publish rulebooks.' }
  }
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) {
    return { refusal: 'RulebookRefusedError', message: `The rulebook has ${problems.length} problem(s).`, problems }
  }
  const digest = digestOf(document)
  const { version } = rulebook
  const taken = versionTaken(rulebook, digest, await loadVersions(engine.connection.db as unknown as Transaction))
  if (taken !== null) return taken
  if (dryRun) {
    const { head, recordedAt } = await loadFacts(engine.connection.db, {})
    const now = presentAt(clock, recordedAt)
    return { version, digest, position: null, measured: { rulebook, at: at ?? now, asKnownAt: head, now } }
  }
  const command: Command<PublishRulebookOutcome, PublishedVersions> = {
    load: loadVersions,
    decide(published, head, stage) {
      const refusal = versionTaken(rulebook, digest, published)
      if (refusal !== null) return refusal
      const { entry } = readEntry({ type: 'RulebookPublished', rulebook: document })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      published.set(version, digest)
      const now = head.recordedAt
      // The effect of a published rulebook is against what answered right before it.
      const measured = { rulebook, at: at ?? now, asKnownAt: positionOf(recorded.position - 1), now }
      return { version, digest, position: recorded.position, measured }
    },
  }
  return engine.appender.submit(command)
}

/** A version is the name of one document for ever; decisions refer to it. */
function versionTaken(
  { version }: Rulebook,
  digest: string,
  published: PublishedVersions,
): PublishRulebookOutcome | null {
  const before = published.get(version)
  if (before === undefined || before === digest) return null
  const message = `“${version}” was already published with other content: a rulebook never changes under its version`
  return { refusal: 'RulebookRefusedError', message: `${message}.`, problems: [{ path: ['version'], message }] }
}
