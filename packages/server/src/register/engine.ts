import { GraphQLError } from 'graphql'
import type { Publishing } from '../configuration.ts'
import type { PointCounts } from '../counts/point-counts.ts'
import type { Connection } from '../database/database.ts'
import type { Notary } from '../evidence/notary.ts'
import type { Appender, Sources } from '../ledger/append.ts'
import type { HeadWatch } from '../ledger/head-watch.ts'
import type { Wakeup } from '../ledger/wakeup.ts'
import type { Poster } from '../webhooks/post.ts'
import type { FactsLoader } from './facts-loader.ts'
import type { Policies } from './policies.ts'

/** How messages are posted to webhooks. */
export interface Webhooks {
  readonly poster: Poster
  /** How long an endpoint belongs to the process that is delivering to it; milliseconds. Longer than a post may take. */
  readonly lease: number
  /** Scatters retries: a number from 0 up to 1. */
  readonly jitter: () => number
}

/** What every part of the register works with. One per process. Its clock is the one place that reads one. */
export interface Engine extends Sources {
  readonly connection: Connection
  readonly policies: Policies
  /** Loads what decisions depend on, for whoever asks at the same time together. */
  readonly facts: FactsLoader
  readonly appender: Appender
  /** Signs checkpoints. */
  readonly notary: Notary
  /** Rings when something was appended. */
  readonly wakeup: Wakeup
  /** Waits for the head to move, for everybody who follows the ledger. */
  readonly headWatch: HeadWatch
  readonly publishing: Publishing
  /** After how many items a page of a listing ends, however few of them are eligible. */
  readonly mostLooked: number
  /** How long a read waits for `minPosition`; milliseconds. */
  readonly minPositionWait: number
  /** After how long a quiet feed says that it lives; milliseconds. */
  readonly heartbeat: number
  readonly webhooks: Webhooks
  /** Counts of everybody and everything, remembered. */
  readonly counts: PointCounts
}

/** An error for the caller at the top of an answer: transport, limits and faults only, never a business refusal. */
export function requestError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}
