import type { EntryType, LedgerEntry } from '@demur/eligibility'

/** A ledger entry of one type. */
export type Of<T extends EntryType> = Extract<LedgerEntry, { type: T }>

/** The entries of some types, in their order. */
export function ofType<T extends EntryType>(entries: readonly LedgerEntry[], ...types: readonly T[]): Of<T>[] {
  return entries.filter((entry): entry is Of<T> => (types as readonly EntryType[]).includes(entry.type))
}
