import { type Instant, positionOf } from '@demur/eligibility'
import type { PublishRulebookCommand, PublishRulebookOutcome, PublishRulebookSuccess, Viewer } from '@demur/schema'
import type { Command } from '../ledger/append.ts'
import { presentAt } from '../ledger/clock.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { propose } from './propose-rulebook.ts'
import { loadPublished, type Published, readPublishable, stagePublication, versionTaken } from './publishable.ts'

/** Checks a rulebook, and publishes it: unless this is a dry run, or others have to approve it first. */
export async function publishRulebook(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  { document, dryRun, at, note }: PublishRulebookCommand,
): Promise<PublishRulebookOutcome> {
  const publishable = await readPublishable(engine, viewer, document)
  if ('refusal' in publishable) return publishable
  const { rulebook, digest } = publishable
  const { version } = rulebook
  if (dryRun) {
    const { head, recordedAt } = await loadFacts(engine.connection.db, {})
    const now = presentAt(clock, recordedAt)
    return { version, digest, position: null, measured: { rulebook, base: head, at: at ?? now, asKnownAt: head, now } }
  }
  const { approvals, waived } = engine.publishing
  if (approvals > 0 && !waived) return propose(engine, viewer, publishable, note)
  const command: Command<PublishRulebookOutcome, Published> = {
    load: loadPublished,
    decide(published, head, stage) {
      const refusal = versionTaken(rulebook, digest, published)
      if (refusal !== null) return refusal
      // That nobody approved it, though somebody had to, is on the record.
      const approvedBy = approvals > 0 ? [] : null
      const { position } = stagePublication(publishable, viewer.subject, approvedBy, published, stage)
      const now = head.recordedAt
      // The effect of a published rulebook is against what answered right before it.
      const before = positionOf(position - 1)
      const measured = { rulebook, base: before, at: at ?? now, asKnownAt: before, now }
      return { version, digest, position, measured } satisfies PublishRulebookSuccess
    },
  }
  return engine.appender.submit(command)
}
