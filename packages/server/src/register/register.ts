import type { Instant } from '@demur/eligibility'
import type { Register, Viewer } from '@demur/schema'
import { eraseMember } from '../erasure/erase-member.ts'
import { webhookRegisterFor } from '../webhooks/webhook-register.ts'
import { answer, knownPosition } from './ask.ts'
import { readChoiceEvents, readChoiceHistory } from './choice-events.ts'
import { consumerRegisterFor } from './consumer-register.ts'
import { readContentItems, readContentItemsOf } from './content-items.ts'
import type { Engine } from './engine.ts'
import { evidenceRegisterFor } from './evidence-register.ts'
import { loadFacts } from './facts.ts'
import { followBatches, followEntries } from './feed.ts'
import { positionAt } from './known-time.ts'
import { readBatchAfter, readHead, readLedger, readLedgerOf } from './ledger.ts'
import { listEligible } from './listing.ts'
import { readMembers } from './members.ts'
import { recordNoticeServed } from './notices.ts'
import { setOptOuts } from './opt-out-settings.ts'
import { rulebookRegisterFor } from './rulebook-register.ts'
import { runRegisterFor } from './run-register.ts'
import { statisticsRegisterFor } from './statistics.ts'
import { thenAndNow } from './then-and-now.ts'

/** The register as one viewer sees it during one request, whose clock was read at `now`. */
export function registerFor(engine: Engine, viewer: Viewer, now: Instant, signal: AbortSignal): Register {
  const { db } = engine.connection
  return {
    viewer,
    now,
    ...consumerRegisterFor(engine, viewer, now),
    ...webhookRegisterFor(engine, viewer, now),
    ...runRegisterFor(engine, viewer, now),
    ...rulebookRegisterFor(engine, viewer, now),
    positionAt: (at) => positionAt(db, at),
    thenAndNow: (question) => thenAndNow(engine, viewer, now, question),
    ...statisticsRegisterFor(engine, viewer, now),
    ...evidenceRegisterFor(engine, viewer, now),
    async policy(asKnownAt) {
      const facts = await loadFacts(db, {})
      return (await engine.policies.upTo(facts.rulebook, db)).at(knownPosition(asKnownAt, facts.head))
    },
    members: (lookups) => readMembers(engine, viewer, now, lookups),
    contentItems: (lookups) => readContentItems(engine, viewer, now, lookups),
    contentItemsOf: (member, page) => readContentItemsOf(engine, member, page),
    decide: (questions, minPosition) => answer(engine, viewer, now, questions, minPosition),
    eligibleContentItems: (request) => listEligible(engine, viewer, now, request),
    choiceHistory: (setting, page) => readChoiceHistory(engine, setting, page),
    choiceEvents: (positions) => readChoiceEvents(engine, viewer, positions),
    setOptOuts: (commands) => setOptOuts(engine, viewer, commands),
    recordNoticeServed: (command) => recordNoticeServed(engine, viewer, command),
    eraseMember: (member) => eraseMember(engine, viewer, member),
    head: () => readHead(db),
    ledger: (after, first, asKnownAt) => readLedger(engine, viewer, after, first, asKnownAt),
    ledgerOf: (member, after, first) => readLedgerOf(engine, viewer, member, after, first),
    ledgerBatch: (after, first, asKnownAt) => readBatchAfter(engine, viewer, after, first, asKnownAt),
    follow: (after) => followEntries(engine, viewer, after, signal),
    followBatches: (after, first) => followBatches(engine, viewer, after, first, signal),
  }
}
