import { formatInstant, type LedgerEntry, type Position, positionOf } from '@demur/eligibility'
import type { LedgerBatchFieldsFragment, LedgerEntryFieldsFragment } from '../on-demand/generated/graphql.ts'
import type { TestViewer } from './viewer.ts'
import { optionalInstant, type TestWorld } from './world.ts'

/** The entries after a position, as far as a viewer may see them: members what is about themselves, and the rulebooks. */
export function entriesAfter(
  { ledger }: TestWorld,
  { role, member }: TestViewer,
  after: string,
  until: Position = ledger.head,
): LedgerEntryFieldsFragment[] {
  return ledger.entries
    .filter(({ position }) => position > Number(after) && position <= until)
    .filter((entry) => role !== 'MEMBER' || memberOf(entry) === member || entry.type === 'RulebookPublished')
    .map((entry) => ({
      position: String(entry.position),
      type: entry.type,
      member: memberOf(entry),
      item: 'item' in entry ? entry.item : null,
      effectiveAt: formatInstant(entry.effectiveAt),
      recordedAt: formatInstant(entry.recordedAt),
      body: JSON.stringify(entry.body),
    }))
}

/** The entries after a position that a viewer may see, `first` of them at most, and how far that reaches. */
export function batchAfter(
  world: TestWorld,
  viewer: TestViewer,
  after: string,
  first: number,
): LedgerBatchFieldsFragment {
  const head = String(world.ledger.head)
  const entries = entriesAfter(world, viewer, after).slice(0, first)
  const through = entries.length === first ? (entries.at(-1)?.position ?? head) : head
  return { after, through, head, readAt: formatInstant(world.now), complete: viewer.role !== 'MEMBER', entries }
}

/** The last position that was recorded by an instant. */
export function positionAt({ ledger }: TestWorld, at: string): Position {
  const instant = optionalInstant(at, 'at')
  return (
    ledger.entries.findLast(({ recordedAt }) => instant === null || recordedAt <= instant)?.position ?? positionOf(0)
  )
}

/** Whom an entry is about; for a content item its author. */
function memberOf(entry: LedgerEntry): string | null {
  if ('member' in entry) return entry.member
  if (entry.type !== 'ContentRegistered') return null
  return entry.subjects.find(({ role }) => role === 'AUTHOR')?.member ?? null
}
