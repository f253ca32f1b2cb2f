import { erasedRows, readEntry } from '@demur/eligibility'
import { hasNamelessSubject } from './fields.ts'
import type { KeptEntry } from './kept-entry.ts'

/**
 * Follows a ledger, and knows which of its entries lost what they said without an entry that records an erasure of it.
 * Hashes cannot tell: what an erasure leaves of an entry fits the chain, whoever blanked it.
 */
export class Erasures {
  readonly #unexplained = new Set<number>()

  add({ position, type, opening }: KeptEntry): void {
    if (opening === null || hasNamelessSubject(opening.fields.body)) this.#unexplained.add(position)
    else if (type === 'MemberErased') this.#explain(position, readEntry({ type, ...opening.fields.body }).entry)
  }

  #explain(position: number, entry: ReturnType<typeof readEntry>['entry']): void {
    if (entry?.type !== 'MemberErased') return
    // Counted back from the entry that records the erasure, which is the last that they can reach.
    for (const [back, count] of erasedRows(entry)) {
      const end = Math.min(position - back + count, position)
      for (let at = Math.max(position - back, 1); at < end; at += 1) this.#unexplained.delete(at)
    }
  }

  /** The first of them; null where every erasure is recorded. */
  first(): number | null {
    const [first = null] = this.#unexplained
    return first
  }
}
