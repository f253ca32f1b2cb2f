import {
  type Decision,
  decide,
  instantOf,
  MemoryLedger,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'

/** When everything in a test world is recorded; no wall clock. */
export const NOW = instantOf(Date.parse('2026-11-23T12:00:00Z'))

export function ledgerOf(entries: readonly unknown[]): MemoryLedger {
  const ledger = new MemoryLedger()
  for (const json of entries) append(ledger, json)
  return ledger
}

export function append(ledger: MemoryLedger, json: unknown): void {
  const { entry, problems } = readEntry(json)
  const problem = entry === null ? problems[0] : ledger.append(entry, NOW, 'test')
  if (problem) throw new Error(`refused: ${JSON.stringify(json)}: ${problem.path.join('.')} ${problem.message}`)
}

export interface Asked {
  readonly item: string
  readonly dataUse: string
  readonly at: number
  readonly position?: number
}

export function ask(ledger: MemoryLedger, { item, dataUse, at, position = ledger.head }: Asked): Decision {
  const asKnownAt: Position = positionOf(position)
  return decide(
    { item: ledger.items.get(item) ?? null, dataUse, at: instantOf(at), position: asKnownAt },
    { members: ledger.members, rulebook: ledger.rulebookAt(asKnownAt), now: NOW },
  )
}

/** Outcome and reason codes: what two answers are compared by. */
export function answerOf({ outcome, reasons }: Decision): string {
  return `${outcome} ${reasons.map(({ code }) => code).join(' ')}`
}
