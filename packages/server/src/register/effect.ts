import {
  type DataUse,
  decide,
  decisionTable,
  type Instant,
  type Position,
  positionOf,
  type Rulebook,
} from '@demur/eligibility'
import type { EffectQuestion, EffectSampleRecord, Policy, RulebookEffectRecord } from '@demur/schema'
import { walkByKey } from '../bulk/keyed-items.ts'
import { contentItemRecord } from './content-items.ts'
import { Tally } from './effect-tally.ts'
import type { Engine } from './engine.ts'
import { loadFacts } from './facts.ts'
import { itemsNamed } from './facts-statement.ts'

/** How many items the first statement looks at. */
const FIRST_STEP = 2048

/**
 * What becomes of the decisions on registered items, all at one instant and one position, if a rulebook answered
 * instead of the one that does.
 */
export async function measureEffect(
  engine: Engine,
  { rulebook, base, at, asKnownAt, now }: EffectQuestion,
  samples: number,
): Promise<RulebookEffectRecord[]> {
  const before = await policyAt(engine, base)
  const tallies = new Map(dataUsesOf(rulebook, before?.rulebook).map((dataUse) => [dataUse, new Tally(samples)]))
  // What is laid down alike before and after is decided alike: there is no need to look at every item to find that out.
  const touched = [...tallies].filter(([dataUse]) => !isAlike(before?.rulebook, rulebook, dataUse))
  // Memory does not grow with the register; classes of its members are kept for two tables of each of these uses.
  const tables = touched.flatMap(([dataUse]) => [
    decisionTable(before?.rulebook ?? null, dataUse, at),
    decisionTable(rulebook, dataUse, at),
  ])
  const walk = { tables, vantage: { at, position: asKnownAt }, after: null, firstStep: FIRST_STEP, toEnd: true }
  for await (const items of tables.length === 0 ? [] : walkByKey(engine.connection, walk)) {
    for (const [nth, [, tally]] of touched.entries()) {
      for (let row = 0; row < items.count; row += 1) {
        const [was, is] = [items.mask(row, 2 * nth), items.mask(row, 2 * nth + 1)]
        if (was !== is) tally.add(items.key(row), was, is)
      }
    }
  }
  // A rulebook that is not published has no position yet.
  const after: Policy = { rulebook, position: positionOf(0) }
  const decided = (dataUse: string, keys: readonly string[]) =>
    decideBoth(engine, { before, after }, { dataUse, at, asKnownAt, now }, keys)
  return Promise.all(
    [...tallies].map(async ([dataUse, tally]) => ({
      dataUse,
      ...tally.counts(),
      samples: await decided(dataUse, tally.samples()),
    })),
  )
}

async function policyAt({ connection, policies }: Engine, position: Position): Promise<Policy | null> {
  const { rulebook } = await loadFacts(connection.db, {})
  return (await policies.upTo(rulebook, connection.db)).at(position)
}

/** The keys of the data uses of both, those that stay first. */
function dataUsesOf(after: Rulebook, before: Rulebook | undefined): string[] {
  const keysOf = (rulebook: Rulebook | undefined) =>
    [...(rulebook?.dataUses.values() ?? [])].map(({ key }: DataUse) => key)
  return [...new Set([...keysOf(after), ...keysOf(before)])]
}

/** Whether two rulebooks lay down the same for a data use, as far as decisions depend on it. */
function isAlike(before: Rulebook | undefined, after: Rulebook, dataUse: string): boolean {
  const laidDown = (rulebook: Rulebook | undefined): string => {
    const use = rulebook?.dataUses.get(dataUse)
    const rules = rulebook?.rulesByDataUse.get(dataUse) ?? []
    const parts = [use === undefined ? null : { setting: use.setting }, rules, [...(rulebook?.notices ?? [])]]
    return JSON.stringify(parts, (_, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...value] : value,
    )
  }
  return laidDown(before) === laidDown(after)
}

/** The decisions on a few items, before and after, in the order of their keys. */
async function decideBoth(
  { connection }: Engine,
  { before, after }: { readonly before: Policy | null; readonly after: Policy },
  { dataUse, at, asKnownAt, now }: { dataUse: string; at: Instant; asKnownAt: Position; now: Instant },
  keys: readonly string[],
): Promise<EffectSampleRecord[]> {
  if (keys.length === 0) return []
  const { items, members } = await loadFacts(connection.db, { items: itemsNamed(keys) })
  const under = (key: string, policy: Policy | null) => {
    const question = { item: items.get(key) ?? null, dataUse, at, position: asKnownAt }
    return { decision: decide(question, { members, rulebook: policy?.rulebook ?? null, now }), policy }
  }
  return keys.flatMap((key) => {
    const row = items.get(key)
    const item = row === undefined ? null : contentItemRecord(key, row, { at, asKnownAt })
    return item === null ? [] : [{ item, before: under(key, before), after: under(key, after) }]
  })
}
