import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { DecisionTable, Json, Vantage } from '@demur/eligibility'
import { type ItemCount, sumCounts } from '../bulk/item-counter.ts'
import { countItems, countSomeItems } from '../bulk/item-counts.ts'
import { countChoices, countMembers } from '../bulk/member-counts.ts'
import type { Touched } from '../bulk/touched.ts'
import type { Connection } from '../database/database.ts'

/** What can be counted of everybody, and of some alone: then a count is carried on by what has changed since. */
export interface Countable<C extends Json> {
  /** What is counted, by which rules; the same question has the same answer wherever it is asked. */
  readonly questions: readonly string[]
  /** By whose rules whoever stands otherwise is found. */
  readonly tables: readonly DecisionTable[]
  /** Counts everything for some of the questions, by their places in the list. */
  whole(which: readonly number[], vantage: Vantage): Promise<C[]>
  /** The same among some alone. */
  among(which: readonly number[], vantage: Vantage, touched: Touched): Promise<C[]>
  /** A count without what some came to before, and with what they come to now. */
  carried(count: C, before: C, now: C): C
}

/** Counts are of use to the program that made them: another one may count otherwise. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Objecting and consenting members, or how many there are. */
export type MemberCounts = number[]

/** How many members are registered, and on each of the settings how many object and how many consent. */
export function countableMembers(connection: Connection, settings: readonly string[]): Countable<MemberCounts> {
  const count = async (which: readonly number[], vantage: Vantage, members: readonly number[] | null) => {
    const asked = which.flatMap((nth) => settings[nth - 1] ?? [])
    const choices = await countChoices(connection, asked, vantage, members)
    const counted = choices.map(({ OBJECTED, CONSENTED }) => [OBJECTED, CONSENTED])
    return which.includes(0) ? [[await countMembers(connection, vantage, members)], ...counted] : counted
  }
  return {
    questions: [`${version} members`, ...settings.map((setting) => `${version} choices on ${setting}`)],
    tables: [],
    whole: (which, vantage) => count(which, vantage, null),
    among: (which, vantage, { members }) => count(which, vantage, members),
    carried: (all, before, now) => all.map((number, nth) => number - (before[nth] ?? 0) + (now[nth] ?? 0)),
  }
}

/** An `ItemCount` as it is stored. */
export type StoredItemCount = [rule: string | null, mask: number, count: number]

/** All items by what blocks them, by each of the tables. */
export function countableItems(connection: Connection, tables: readonly DecisionTable[]): Countable<StoredItemCount[]> {
  const some = (which: readonly number[]) => which.flatMap((nth) => tables[nth] ?? [])
  const stored = (counts: readonly ItemCount[][]) => counts.map(storedCounts)
  return {
    questions: tables.map((table) => `${version} items for ${table.dataUse} ${digestOf(table)}`),
    tables,
    whole: async (which, vantage) => stored(await countItems(connection, some(which), vantage)),
    among: async (which, vantage, { items }) => stored(await countSomeItems(connection, some(which), vantage, items)),
    carried: (all, before, now) => {
      const less = before.map(([rule, mask, count]): StoredItemCount => [rule, mask, -count])
      return storedCounts(sumCounts([...all, ...less, ...now].map(itemCount)))
    },
  }
}

function storedCounts(counts: readonly ItemCount[]): StoredItemCount[] {
  return counts.map(({ rule, mask, count }) => [rule, mask, count])
}

export function itemCount([rule, mask, count]: StoredItemCount): ItemCount {
  return { rule, mask, count }
}

const DIGESTS = new WeakMap<DecisionTable, string>()

/** What a table says, whichever rulebook says it and for however long. */
function digestOf(table: DecisionTable): string {
  const known = DIGESTS.get(table)
  if (known !== undefined) return known
  const text = JSON.stringify({ ...table, rulebookVersion: null, from: null, until: null }, (_, value: unknown) =>
    value instanceof Map || value instanceof Int32Array ? [...value] : value,
  )
  const digest = createHash('sha256').update(text).digest('base64url')
  DIGESTS.set(table, digest)
  return digest
}
