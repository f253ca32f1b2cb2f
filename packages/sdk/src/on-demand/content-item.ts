import type { EligibilityCalls } from '../eligibility.ts'
import type { CallOptions } from '../options.ts'
import { pointOf } from '../reference.ts'
import type { Transport } from '../transport.ts'
import type { ContentKind, Instant, OrNewer, Position, Timestamp, Visibility } from '../vocabulary.ts'
import { EligibleContentItemsDocument } from './generated/graphql.ts'
import { pages } from './pages.ts'

/** A registered content item. */
export interface ContentItem {
  /** Global id. */
  readonly id: string
  /** The caller's own id. */
  readonly key: string
  readonly kind: OrNewer<ContentKind>
  readonly visibility: OrNewer<Visibility>
  readonly createdAt: Timestamp
}

/** What a listing takes. */
export interface ListOptions extends CallOptions {
  /** The key of the data use. */
  readonly dataUse: string
  /** The instant that the listing is about. Default: now, for all of its pages. */
  readonly at?: Instant | undefined
  /** The position that it is as known at. Default: the head, for all of its pages. */
  readonly asKnownAt?: Position | undefined
  /** How many items are fetched at once, from 1 to 10,000. Default: 1,000. */
  readonly pageSize?: number | undefined
}

/** Gives every eligible item, ordered by key, complete under one instant and one position. */
function listEligible(
  { send }: Transport,
  { dataUse, at, asKnownAt, pageSize: first = 1000, ...call }: ListOptions,
): AsyncGenerator<ContentItem, void, undefined> {
  const listing = { dataUse, first, ...pointOf({ at, asKnownAt }) }
  // The cursor carries instant and position, so that further pages are of the same listing.
  return pages(
    async (after) => (await send(EligibleContentItemsDocument, { ...listing, after }, call)).eligibleContentItems,
  )
}

export const calls = (transport: Transport): Pick<EligibilityCalls, 'list'> => ({
  list: (options) => listEligible(transport, options),
})
