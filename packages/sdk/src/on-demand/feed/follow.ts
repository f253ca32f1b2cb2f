import { DemurAbortError, DemurInputError } from '../../error.ts'
import type { LedgerCalls } from '../../ledger.ts'
import type { LedgerEntry } from '../../ledger-entry.ts'
import type { Transport } from '../../transport.ts'
import type { LedgerBatch } from './batch.ts'
import { Feed } from './feed.ts'
import type { FollowOptions, SubscribeOptions } from './options.ts'

/** Follows the ledger in batches, over as many connections as it takes. */
export async function* followBatches(
  transport: Transport,
  options: FollowOptions,
): AsyncGenerator<LedgerBatch, never, undefined> {
  const { batchSize = 100 } = options
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 1000)) {
    throw new DemurInputError('The option “batchSize” must be a whole number from 1 to 1,000.', {
      code: 'BAD_OPTION',
      path: ['batchSize'],
    })
  }
  const feed = new Feed(transport, options)
  try {
    for (;;) yield await feed.next()
  } finally {
    feed.release()
  }
}

/** Follows the ledger entry by entry. */
async function* subscribe(
  transport: Transport,
  { onProgress, ...options }: SubscribeOptions,
): AsyncGenerator<LedgerEntry, never, undefined> {
  for await (const { entries, through } of followBatches(transport, options)) {
    yield* entries
    onProgress?.(through)
  }
  // Batches end with an error only; the compiler cannot know.
  throw new DemurAbortError()
}

export const calls = (transport: Transport): Pick<LedgerCalls, 'subscribe' | 'batches'> => ({
  subscribe: (options = {}) => subscribe(transport, options),
  batches: (options = {}) => followBatches(transport, options),
})
