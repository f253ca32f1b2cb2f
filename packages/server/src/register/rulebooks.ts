import {
  blockingMask,
  type DataUse,
  type Instant,
  type Json,
  type Position,
  type Rulebook,
  readEntry,
  readRulebook,
} from '@demur/eligibility'
import type { PublishRulebookOutcome, RulebookEffectRecord, Viewer } from '@demur/schema'
import { sql } from 'drizzle-orm'
import { rows, type Transaction } from '../database/database.ts'
import type { Command } from '../ledger/append.ts'
import { presentAt } from '../ledger/clock.ts'
import { digestOf } from '../ledger/digest.ts'
import { byBytes } from './byte-order.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'

/** The digests of the rulebooks published under each version. */
type PublishedVersions = Map<string, string>

async function loadVersions(tx: Transaction): Promise<PublishedVersions> {
  const found = await rows<{ version: string; digest: string }>(tx, sql`SELECT version, digest FROM demur.rulebook`)
  return new Map(found.map(({ version, digest }) => [version, digest]))
}

/** Checks a rulebook, measures its effect, and publishes it unless this is a dry run. */
export async function publishRulebook(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  document: Json,
  dryRun: boolean,
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
  const effect = await measureEffect(engine, clock, rulebook)
  if (dryRun) return { version, digest, position: null, effect }
  const command: Command<PublishRulebookOutcome, PublishedVersions> = {
    load: loadVersions,
    decide(published, _, stage) {
      const refusal = versionTaken(rulebook, digest, published)
      if (refusal !== null) return refusal
      const { entry } = readEntry({ type: 'RulebookPublished', rulebook: document })
      const [recorded] = entry === null ? [] : stage([entry], viewer.subject)
      if (recorded === undefined) throw new Error('nothing was staged')
      published.set(version, digest)
      return { version, digest, position: recorded.position, effect }
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

const CHUNK = 2000

/** How many decisions on registered items turn, now, if this rulebook answered instead of the one that does. */
async function measureEffect(engine: Engine, clock: Instant, rulebook: Rulebook): Promise<RulebookEffectRecord[]> {
  const { db } = engine.connection
  const { head, rulebook: latest, recordedAt } = await loadFacts(db, {})
  const current = (await engine.policies.upTo(latest, db)).at(head)?.rulebook ?? null
  const at = presentAt(clock, recordedAt)
  const uses = dataUsesOf(rulebook, current)
  const effects = new Map(uses.map((dataUse) => [dataUse, { becomeEligible: 0, becomeIneligible: 0 }]))
  for (let last = ''; ; ) {
    const facts = await loadFacts(db, { items: itemsAfter(last, head) })
    for (const item of facts.items.values()) {
      for (const [dataUse, effect] of effects) {
        const question = { item, dataUse, at, position: head }
        const before = blockingMask(question, { members: facts.members, rulebook: current }) === 0
        const after = blockingMask(question, { members: facts.members, rulebook }) === 0
        if (after && !before) effect.becomeEligible += 1
        if (before && !after) effect.becomeIneligible += 1
      }
    }
    if (facts.items.size < CHUNK) break
    last = [...facts.items.keys()].sort(byBytes).at(-1) ?? last
  }
  return [...effects].map(([dataUse, effect]) => ({ dataUse, ...effect }))
}

function itemsAfter(key: string, position: Position) {
  return sql`SELECT * FROM demur.content_item WHERE key > ${key} AND position <= ${position} ORDER BY key LIMIT ${CHUNK}`
}

function dataUsesOf(...rulebooks: readonly (Rulebook | null)[]): string[] {
  return [
    ...new Set(
      rulebooks.flatMap((rulebook) => [...(rulebook?.dataUses.values() ?? [])].map(({ key }: DataUse) => key)),
    ),
  ]
}
