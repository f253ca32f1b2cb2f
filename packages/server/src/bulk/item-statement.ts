import type { Vantage } from '@demur/eligibility'
import type { ReasonExpression } from './class-vectors.ts'
import { PACKED_ITEM } from './item-history.ts'
import { bytesLiteral, inSight, integerLiteral, once, textLiteral } from './literals.ts'
import type { IdRange } from './row-ids.ts'

/** A place in the storage of the items: a block, and a row in it. */
export interface StoragePlace {
  readonly block: number
  readonly row: number
}

/** Items as they are stored: after a place, and before a block. */
export interface StorageRange {
  readonly after: StoragePlace
  readonly beforeBlock: number
}

/** How many columns `itemsQuery` gives: key, mask, and what `ItemHistory.state` reads or null. */
export const ITEM_COLUMNS = 3

/** Whether an item is stored in a range. */
export function withinRange({ after, beforeBlock }: StorageRange): string {
  return `i.ctid > '(${after.block},${after.row})'::tid AND i.ctid < '(${beforeBlock},0)'::tid`
}

/** The lowest and the highest id in a range, and how many items it holds. */
export function idsQuery(range: StorageRange): string {
  return `SELECT min(i.id), max(i.id), count(*) FROM demur.content_item i WHERE ${withinRange(range)}`
}

/** Whether the bit of an item is set. */
export function particularCondition({ from }: IdRange, particular: Uint8Array): string {
  if (particular.length === 0) return 'false'
  return `get_bit(${once(bytesLiteral(particular))}, i.id - ${integerLiteral(from)}) = 1`
}

/** The items in a range of ids of which the statement does not know all, as bits. */
export interface ParticularItems {
  readonly ids: IdRange
  readonly particular: Uint8Array
  /** Those with a history: of them the statement knows nothing that would have to hold still. */
  readonly changed: Uint8Array
}

/**
 * The items of a range that are eligible, or with what blocks them those that are not. One scan of a part of one table,
 * with look-ups in constants: no join, so no plan but this one. Items whose bit is set in `particular` come with what
 * they consist of instead, and are decided by `ItemHistory`.
 */
export function itemsQuery(
  reasons: readonly ReasonExpression[],
  wanted: 'eligible' | 'ineligible',
  range: StorageRange,
  { ids, particular, changed }: ParticularItems,
  vantage: Vantage,
): string {
  const isParticular = particularCondition(ids, particular)
  const mask = reasons.map((reason) => reason.mask).join(' | ')
  const unblocked = reasons.map(({ blocks }) => `(${blocks}) IS NOT TRUE`).join(' AND ')
  // CASE, because it alone promises what is looked at first: who came later has no place in the constants.
  const [condition, found] =
    wanted === 'eligible' ? [unblocked, '0'] : [`(${mask}) <> 0`, `CASE WHEN ${isParticular} THEN 0 ELSE ${mask} END`]
  // What blocks an item without the others in it blocks it with them too.
  const isOpen = wanted === 'eligible' ? particularCondition(ids, changed) : isParticular
  return `SELECT i.key, ${found}, CASE WHEN ${isParticular} THEN ${PACKED_ITEM} END
    FROM demur.content_item i
    WHERE ${withinRange(range)}
      AND CASE WHEN NOT (${inSight('i', vantage)}) THEN false WHEN ${isOpen} THEN true ELSE ${condition} END`
}

/** How many columns `keyedItemsQuery` gives: key, and what `ItemHistory.state` reads. */
export const KEYED_COLUMNS = 2

/**
 * So many items after a key, in the byte order of their keys, as the index of keys gives them. Of those that were
 * registered later there is only the key, because passing over them costs as much as reading them.
 */
export function keyedItemsQuery(after: string | null, size: number, { position }: Vantage): string {
  const beyond = after === null ? '' : `WHERE i.key > ${textLiteral(after)}`
  return `SELECT i.key, CASE WHEN i.position <= ${integerLiteral(position)} THEN ${PACKED_ITEM} END
    FROM demur.content_item i ${beyond} ORDER BY i.key LIMIT ${integerLiteral(size)}`
}
