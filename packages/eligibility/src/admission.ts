import type { ProposedEntry } from './entry.ts'
import type { Position } from './fact.ts'
import { formatInstant, type Instant } from './instant.ts'
import type { Problem } from './json-reader.ts'

/** How far a run has come. */
export const RUN_STATUSES = ['OPEN', 'SEALED', 'ABANDONED'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** What the ledger holds so far, as far as an entry's admission depends on it. */
export interface LedgerState {
  /** The position of the last entry. */
  readonly head: Position
  hasMember(key: string): boolean
  hasItem(key: string): boolean
  /** Null where no run of that key was opened. */
  runStatus(key: string): RunStatus | null
  /** Whether a consumer is registered now. */
  hasConsumer(key: string): boolean
}

/**
 * Why an entry may not be appended, given everything before it; null where it may.
 * `recordedAt` is the instant at which it would be recorded.
 */
export function refuseEntry(entry: ProposedEntry, state: LedgerState, recordedAt: Instant): Problem | null {
  if (entry.effectiveAt !== null && entry.effectiveAt > recordedAt) {
    const field =
      entry.type === 'ContentRegistered' && entry.effectiveAt === entry.createdAt ? 'createdAt' : 'effectiveAt'
    return refused(field, `${formatInstant(entry.effectiveAt)} lies in the future: it is ${formatInstant(recordedAt)}`)
  }
  switch (entry.type) {
    case 'RulebookPublished':
      return null
    case 'MemberRegistered':
      return state.hasMember(entry.member)
        ? refused('member', `the member “${entry.member}” is already registered`)
        : null
    case 'ContentRegistered':
      return state.hasItem(entry.item)
        ? refused('item', `the content item “${entry.item}” is already registered`)
        : null
    case 'ContentChanged':
    case 'ContentDeleted':
      return state.hasItem(entry.item) ? null : refused('item', `there is no content item “${entry.item}”`)
    case 'RunOpened':
      return refuseRun(entry, state, recordedAt)
    case 'RunSealed':
    case 'RunAbandoned':
      return state.runStatus(entry.run) === 'OPEN' ? null : refused('run', `there is no open run “${entry.run}”`)
    case 'ConsumerRegistered':
    case 'MemberErased':
      return null
    case 'ConsumerDeregistered':
    case 'ConsumerAcknowledged':
      return refuseConsumer(entry, state)
    default:
      return state.hasMember(entry.member) ? null : refused('member', `there is no member “${entry.member}”`)
  }
}

function refuseRun(
  { run, at, asKnownAt }: Extract<ProposedEntry, { type: 'RunOpened' }>,
  state: LedgerState,
  recordedAt: Instant,
): Problem | null {
  if (state.runStatus(run) !== null) return refused('run', `the run “${run}” was already opened`)
  // A projected answer is a forecast, and no run may use one.
  if (at > recordedAt)
    return refused('at', `${formatInstant(at)} lies in the future: it is ${formatInstant(recordedAt)}`)
  return asKnownAt > state.head
    ? refused('asKnownAt', `position ${asKnownAt} lies beyond the ledger's ${state.head}`)
    : null
}

function refuseConsumer(
  entry: Extract<ProposedEntry, { type: 'ConsumerDeregistered' | 'ConsumerAcknowledged' }>,
  state: LedgerState,
): Problem | null {
  if (!state.hasConsumer(entry.consumer)) return refused('consumer', `there is no consumer “${entry.consumer}”`)
  return entry.type === 'ConsumerAcknowledged' && entry.through > state.head
    ? refused('through', `position ${entry.through} lies beyond the ledger's ${state.head}`)
    : null
}

function refused(field: string, message: string): Problem {
  return { path: [field], message }
}
