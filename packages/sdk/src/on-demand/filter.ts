import { questionInput } from '../check.ts'
import { isEligible } from '../decision.ts'
import type { EligibilityCalls } from '../eligibility.ts'
import { DemurInputError } from '../error.ts'
import type { CallOptions } from '../options.ts'
import type { ItemReference } from '../reference.ts'
import type { Transport } from '../transport.ts'
import type { Instant, OrNewer, Position, ReasonCode, Timestamp } from '../vocabulary.ts'
import { zip } from '../zip.ts'
import { batches, type Source } from './batch.ts'
import { GateDecisionsDocument, type GateDecisionsQuery } from './generated/graphql.ts'
import { inOrder } from './in-order.ts'

/** What a filter takes. */
export interface FilterOptions<Item> extends CallOptions {
  /** The key of the data use. */
  readonly dataUse: string
  /** How an item is named to the register. Needed unless the items are the caller's own ids. */
  readonly itemOf?: ((item: Item) => ItemReference) | undefined
  /** The instant asked about, such as that of a run. Default: now, for each chunk anew. */
  readonly at?: Instant | undefined
  /** The position that everything is as known at, such as that of a run. Default: the head, for each chunk anew. */
  readonly asKnownAt?: Position | undefined
  /** The answers reflect at least this position, and each chunk at least that of the one before. */
  readonly minPosition?: Position | undefined
  /** How many items are asked about at once, from 1 to 1,000. Default: 500. */
  readonly chunkSize?: number | undefined
  /** How many chunks are asked about ahead of what is read. Default: 1, the one being read. */
  readonly concurrency?: number | undefined
  /** Told of every item that is left out, and why. */
  readonly onLeftOut?: ((item: Item, why: LeftOut) => void) | undefined
}

/** Why an item is left out. */
export interface LeftOut {
  readonly decisiveReason: OrNewer<ReasonCode>
  readonly reasons: readonly { readonly code: OrNewer<ReasonCode> }[]
  readonly at: Timestamp
  readonly position: Position
  /** Whether the instant lies in the future, on which nothing may be used. */
  readonly projected: boolean
}

/** Without this an item of another kind would be taken for an id that nothing has, and everything be left out. */
function ownId(item: unknown): string {
  if (typeof item === 'string') return item
  throw new DemurInputError('The option “itemOf” must say how an item is named.', {
    code: 'BAD_OPTION',
    path: ['itemOf'],
  })
}

type GateDecision = GateDecisionsQuery['decisions'][number]

/** Gives the items of a source that may be used, in their order. */
async function* filterEligible<Item>(
  transport: Transport,
  source: Source<Item>,
  options: FilterOptions<Item>,
): AsyncGenerator<Item, void, undefined> {
  const { dataUse, at, asKnownAt, chunkSize = 500, concurrency = 1, onLeftOut, signal, timeout, retries } = options
  const reference = options.itemOf ?? ownId
  const gathered = batches(
    source,
    (item) => questionInput({ item: reference(item), dataUse, at, asKnownAt }),
    chunkSize,
  )
  let minPosition = options.minPosition ?? null
  const answers = inOrder(gathered, concurrency, signal, async (batch, signal) => {
    const variables = { questions: batch.map(({ input }) => input), minPosition }
    const { decisions } = await transport.send(GateDecisionsDocument, variables, { signal, timeout, retries })
    // What one server knew of an objection, the next one asked must know too.
    for (const { position } of decisions) minPosition = later(minPosition, position)
    return zip('GateDecisions', batch, decisions)
  })
  for await (const answered of answers) {
    for (const [{ item }, decision] of answered) {
      if (mayBeUsed(decision)) yield item
      else onLeftOut?.(item, decision)
    }
  }
}

/** A forecast is no permission: until the instant comes, somebody may object. */
function mayBeUsed(decision: GateDecision): boolean {
  return isEligible(decision) && !decision.projected
}

function later(one: Position | null, other: Position): Position {
  return one !== null && Number(one) > Number(other) ? one : other
}

export const calls = (transport: Transport): Pick<EligibilityCalls, 'filter'> => ({
  filter: <Item>(source: Source<Item>, options: FilterOptions<Item>) => filterEligible(transport, source, options),
})
