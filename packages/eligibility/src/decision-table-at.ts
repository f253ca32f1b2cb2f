import type { DecisionTable } from './decision-table.ts'
import { compile, type Span } from './decision-table-compile.ts'
import type { Instant } from './instant.ts'
import { REGION_CHANGES } from './regions.ts'
import type { Rulebook } from './rulebook.ts'

/** The tables of one use, by the span that they answer for. */
interface TablesOfUse {
  /** Where spans meet, ascending. */
  readonly changes: readonly Instant[]
  /** How many days ahead of a use its rules want notices to be served. */
  readonly leads: readonly number[]
  /** One more than changes; filled as they are asked for. */
  readonly tables: (DecisionTable | undefined)[]
}

/** A rulebook never changes, so what was compiled from it holds for as long as it is in memory. */
const COMPILED = new WeakMap<Rulebook, Map<string, TablesOfUse>>()

const ALWAYS: Span = { from: null, until: null }

/**
 * The decision table of a data use at an instant. Compiled when it is first asked for: once for each span between two
 * instants at which a rule of the use or a region changes, however many questions fall into it.
 */
export function decisionTable(rulebook: Rulebook | null, dataUse: string, at: Instant): DecisionTable {
  // Nothing is kept of uses that do not exist: there is no end of them.
  if (!rulebook?.dataUses.has(dataUse)) return compile(rulebook, dataUse, at, ALWAYS)
  const { changes, tables } = tablesOf(rulebook, dataUse)
  const index = spanIndex(changes, at)
  const known = tables[index]
  if (known !== undefined) return known
  const span = { from: changes[index - 1] ?? null, until: changes[index] ?? null }
  const table = compile(rulebook, dataUse, at, span)
  tables[index] = table
  return table
}

function tablesOf(rulebook: Rulebook, dataUse: string): TablesOfUse {
  const uses = COMPILED.get(rulebook) ?? new Map<string, TablesOfUse>()
  const known = uses.get(dataUse)
  if (known !== undefined) return known
  const made = { ...timingOf(rulebook, dataUse), tables: [] }
  COMPILED.set(rulebook, uses.set(dataUse, made))
  return made
}

/** What a rulebook says about when an answer for a use can change by itself. */
export type Timing = Pick<TablesOfUse, 'changes' | 'leads'>

/** Every instant at which a rule of the use changes its standing or a place its region, and the leads of its notices. */
export function policyTiming(rulebook: Rulebook | null, dataUse: string): Timing {
  return rulebook?.dataUses.has(dataUse) ? tablesOf(rulebook, dataUse) : timingOf(rulebook, dataUse)
}

function timingOf(rulebook: Rulebook | null, dataUse: string): Timing {
  const rules = rulebook?.rulesByDataUse.get(dataUse) ?? []
  const bounds = rules.flatMap(({ phases }) =>
    phases.flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
  )
  return {
    changes: [...new Set([...bounds, ...REGION_CHANGES])].sort((a, b) => a - b),
    leads: [...new Set(rules.map((rule) => rule.notice?.leadDays ?? 0))],
  }
}

/** How many of the changes lie at or before an instant. */
function spanIndex(changes: readonly Instant[], at: Instant): number {
  let [low, high] = [0, changes.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((changes[middle] as Instant) <= at) low = middle + 1
    else high = middle
  }
  return low
}
