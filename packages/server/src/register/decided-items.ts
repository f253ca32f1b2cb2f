import type { Instant } from '@demur/eligibility'
import type { ContentItemRecord, DecidedItemRecord, SettledPoint, Viewer } from '@demur/schema'
import { answer } from './ask.ts'
import { contentItemRecord } from './content-items.ts'
import type { Engine } from './engine.ts'
import { loadItems } from './facts.ts'
import { itemsNamed } from './facts-statement.ts'
import type { SetPoint } from './run-items.ts'

/** Items as they stood at a point, in the order of the keys; without those that nobody can be told of any more. */
export async function itemRecords(
  { connection }: Engine,
  keys: readonly string[],
  { at, asKnownAt }: SettledPoint,
): Promise<ContentItemRecord[]> {
  const items = await loadItems(connection.db, itemsNamed(keys))
  return keys.flatMap((key) => {
    const item = items.get(key)
    return item === undefined ? [] : (contentItemRecord(key, item, { at, asKnownAt }) ?? [])
  })
}

/** Items as they stood at one point, with the decisions about them at another. */
export async function decidedItems(
  engine: Engine,
  viewer: Viewer,
  clock: Instant,
  keys: readonly string[],
  standing: SettledPoint,
  { dataUse, at, asKnownAt }: SetPoint,
): Promise<DecidedItemRecord[]> {
  const records = await itemRecords(engine, keys, standing)
  const questions = records.map(({ key }) => ({ item: { key }, dataUse, at, asKnownAt }))
  const decisions = await answer(engine, viewer, clock, questions, null)
  return records.flatMap((item, index) => {
    const decision = decisions[index]
    return decision === undefined ? [] : [{ item, decision }]
  })
}
