import type { Position } from '@demur/eligibility'
import DataLoader from 'dataloader'
import type {
  ApplicationRecord,
  ChoiceEventRecord,
  ConsumerRecord,
  ContentItemRecord,
  DecisionRecord,
  MemberRecord,
  ProtectionLookup,
  QuestionRecord,
  ReadPoint,
  ReceiptRecord,
  Register,
  RunRecord,
  WebhookAttemptRecord,
} from './register.ts'

export type Lookup = ReadPoint & { readonly key: string }

/** Gathers what one request asks for field by field, so that the register is asked once for all of it. */
export interface Loaders {
  readonly member: DataLoader<Lookup, MemberRecord | null, string>
  readonly contentItem: DataLoader<Lookup, ContentItemRecord | null, string>
  readonly decision: DataLoader<QuestionRecord, DecisionRecord>
  readonly run: DataLoader<Lookup, RunRecord | null, string>
  readonly choiceEvent: DataLoader<Position, ChoiceEventRecord | null>
  readonly consumer: DataLoader<string, ConsumerRecord | null>
  readonly webhookAttempts: DataLoader<string, readonly WebhookAttemptRecord[]>
  readonly applications: DataLoader<ProtectionLookup, readonly ApplicationRecord[]>
  readonly receipt: DataLoader<Position, ReceiptRecord | null>
}

/** What resolvers are given. */
export interface Context {
  readonly register: Register
  readonly loaders: Loaders
}

/** The register takes at most so many keys or questions in one call. */
const MOST_AT_ONCE = 1000

export function createContext(register: Register): Context {
  const options = { maxBatchSize: MOST_AT_ONCE }
  const byLookup = { ...options, cacheKeyFn: ({ key, at, asKnownAt }: Lookup) => `${at} ${asKnownAt} ${key}` }
  return {
    register,
    loaders: {
      member: new DataLoader((lookups) => register.members(lookups), byLookup),
      contentItem: new DataLoader((lookups) => register.contentItems(lookups), byLookup),
      decision: new DataLoader((questions) => register.decide(questions, null), { ...options, cache: false }),
      run: new DataLoader((lookups) => register.runs(lookups), byLookup),
      choiceEvent: new DataLoader((positions) => register.choiceEvents(positions), options),
      consumer: new DataLoader((keys) => register.consumers(keys, NOW), { ...options, cache: false }),
      webhookAttempts: new DataLoader((keys) => register.webhookAttempts(keys), { ...options, cache: false }),
      applications: new DataLoader((lookups) => register.applications(lookups), { ...options, cache: false }),
      receipt: new DataLoader((positions) => register.receipts(positions), options),
    },
  }
}

/** The present on both axes. */
export const NOW: ReadPoint = { at: null, asKnownAt: null }
