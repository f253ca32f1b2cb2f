import {
  ALLOWING_REASONS,
  type Decision,
  decide,
  type Instant,
  instantOf,
  itemStateAt,
  type MemoryLedger,
  type Position,
  positionOf,
} from '@demur/eligibility'
import { arbitraryWorld, WORLD_DATA_USES, worldInstant } from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import type { ITEM_TABLE, PEOPLE_TABLE, Row } from './engines.ts'
import { inMemory, renamed } from './random-world.ts'

/** What is asked of a register that holds many worlds. */
export interface WarehouseQuestion {
  readonly dataUse: string
  readonly at: Instant
  readonly position: Position
}

/** The tables that a caller would have at the instant, and what `decide` says of each row. */
export interface CallersTables {
  readonly items: Row<typeof ITEM_TABLE>[]
  readonly people: Row<typeof PEOPLE_TABLE>[]
  /** Codes of reasons by item, with spaces between. */
  readonly expected: ReadonlyMap<string, string>
}

/** Many random worlds in one ledger: each is asked about under its own rulebook and under those of others. */
export function manyWorlds(count: number, seed: number): { entries: Record<string, unknown>[]; ledger: MemoryLedger } {
  const worlds = fc.sample(arbitraryWorld, { numRuns: count, seed })
  const entries = worlds.flatMap((world, index) => renamed(world, `${index}/`))
  return { entries, ledger: inMemory(entries) }
}

/** Questions about a ledger, of which mostly the greater part is known. */
export function questionsAbout(ledger: MemoryLedger, count: number, seed: number): WarehouseQuestion[] {
  const known = fc.integer({ min: Math.ceil(ledger.head * 0.6), max: ledger.head })
  return fc.sample(
    fc.record({
      dataUse: fc.constantFrom(...WORLD_DATA_USES),
      at: worldInstant.map(instantOf),
      position: known.map(positionOf),
    }),
    { numRuns: count, seed },
  )
}

/** What a warehouse that follows the same source would hold, and the answers. */
export function callersTables(ledger: MemoryLedger, { dataUse, at, position }: WarehouseQuestion): CallersTables {
  const knowledge = { members: ledger.members, rulebook: ledger.rulebookAt(position), now: at }
  const tables = { items: [] as Row<typeof ITEM_TABLE>[], people: [] as Row<typeof PEOPLE_TABLE>[] }
  const expected = new Map<string, string>()
  for (const [key, item] of ledger.items) {
    const state = itemStateAt(item, { at, position })
    if (state === null) continue
    const { kind, visibility, createdAt, sensitiveSource, deletedAt, subjects } = state
    const author = subjects.find(({ role }) => role === 'AUTHOR')?.member ?? null
    const flags = { sensitive_source: sensitiveSource, deleted: deletedAt !== null }
    tables.items.push({ item: key, author, kind, visibility, created_at: createdAt, ...flags })
    for (const { member, role } of subjects) if (role !== 'AUTHOR') tables.people.push({ item: key, member, role })
    expected.set(key, codesOf(decide({ item, dataUse, at, position }, knowledge)))
    // The same item without its author.
    const nobodys = { ...item, subjects: subjects.filter(({ role }) => role !== 'AUTHOR') }
    tables.items.push({ item: `${key}/nobody`, author: null, kind, visibility, created_at: createdAt, ...flags })
    for (const { member, role } of nobodys.subjects) tables.people.push({ item: `${key}/nobody`, member, role })
    expected.set(`${key}/nobody`, codesOf(decide({ item: nobodys, dataUse, at, position }, knowledge)))
  }
  return { ...tables, expected }
}

export function codesOf({ reasons }: Decision): string {
  return reasons.map(({ code }) => code).join(' ')
}

/** Whether reasons are those of an eligible item. */
export function allows(reasons: string): boolean {
  return (ALLOWING_REASONS as readonly string[]).includes(reasons)
}
