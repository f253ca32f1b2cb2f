import type { Position, Timestamp } from './vocabulary.ts'

/** A fact as recorded. Entries are never changed, and positions have no gaps. */
export interface LedgerEntry {
  readonly position: Position
  /** Such as `Objected` or `ContentRegistered`. */
  readonly type: string
  /** The key of the member that it is about; for a content item its author. */
  readonly member: string | null
  /** The key of the content item that it is about. */
  readonly item: string | null
  /** From when on it holds. */
  readonly effectiveAt: Timestamp
  readonly recordedAt: Timestamp
  /** The fields of the entry as JSON, as far as the viewer may see them. */
  readonly body: string | null
}
