import { instantOf, MemoryLedger, readEntry } from '@demur/eligibility'
import type { ArbitraryWorld } from '@demur/fixtures/arbitrary-world'

type Json = Record<string, unknown>

/** A world under keys of its own, so that many share a register. */
export function renamed(world: ArbitraryWorld, prefix: string): Json[] {
  const text = JSON.stringify(world.entries)
  const names = /"(m\d|i\d|stranger)"/g
  return (JSON.parse(text.replace(names, `"${prefix}$1"`)) as Json[]).map((entry) =>
    entry.type === 'RulebookPublished'
      ? { ...entry, rulebook: { ...(entry.rulebook as Json), version: prefix } }
      : entry,
  )
}

/** The entries of a world in memory, for the pure functions to answer from. */
export function inMemory(entries: readonly object[]): MemoryLedger {
  const ledger = new MemoryLedger()
  const now = instantOf(Date.now())
  for (const json of entries) {
    const { entry } = readEntry(json)
    if (entry === null || ledger.append(entry, now, 'test') !== null) throw new Error('the world is not admissible')
  }
  return ledger
}
