import {
  bitOf,
  type ClassColumns,
  type Classified,
  type ContentKind,
  cellAt,
  type DecisionTable,
  findReasons,
  type ItemChange,
  type ItemState,
  instantOf,
  itemStateAt,
  positionOf,
  type ReasonMask,
  type Subject,
  type SubjectRole,
  type Vantage,
  type Visibility,
} from '@demur/eligibility'
import { type CopiedRow, instantAt, int8At } from '../database/copy-rows.ts'
import { bytesLiteral, inSight, once } from './literals.ts'
import { among, type IdRange, type RowIds } from './row-ids.ts'

export const CHANGE_COLUMNS = 7
export const SUBJECT_COLUMNS = 3

/** The changes in sight of some items. */
export function changesQuery(items: RowIds, vantage: Vantage): string {
  return `SELECT c.item_id, c.position, c.effective_at, c.kind::text, c.visibility::text,
      c.sensitive_source::int4, c.deleted::int4
    FROM demur.content_change c
    WHERE ${among('c.item_id', items)} AND ${inSight('c', vantage)}`
}

/** The people in some items besides the authors. */
export function subjectsQuery(items: RowIds): string {
  return `SELECT s.item_id, s.member_id, s.role::text FROM demur.content_subject s WHERE ${among('s.item_id', items)}`
}

/** Those of them who can make a difference: all co-authors, and of the others whom a bit is set for. */
export function relevantSubjectsQuery(items: RowIds, relevant: Uint8Array): string {
  return `${subjectsQuery(items)}
      AND CASE WHEN s.role = 'CO_AUTHOR' THEN true
               -- Whoever came later is in no item that is in sight.
               WHEN s.member_id < ${relevant.length * 8} THEN get_bit(${once(bytesLiteral(relevant))}, s.member_id) = 1
               ELSE false END`
}

/** A bit for each member, by the id of the row: whether anything could block where they merely appear. */
export function relevantBits(table: DecisionTable, { classes, rows }: ClassColumns): Uint8Array {
  const relevant = table.classes.map(({ asAppearing, objectedSince }) => asAppearing !== 0 || objectedSince)
  const bits = new Uint8Array((rows + 7) >> 3)
  for (let row = 0; row < rows; row += 1) {
    if (relevant[classes[row] ?? 0]) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  }
  return bits
}

/**
 * What is particular about some items: those with a history or with other people are decided by the same functions that
 * decide single questions, from the classes of everybody.
 */
export class ItemHistory {
  readonly #changes = new Map<number, ItemChange[]>()
  readonly #subjects = new Map<number, Subject[]>()
  readonly #people = new Set<number>()
  readonly #vantage: Vantage

  constructor(vantage: Vantage) {
    this.#vantage = vantage
  }

  addChange(row: CopiedRow): void {
    const [kind, visibility] = [row.text(3) as ContentKind | null, row.text(4) as Visibility | null]
    put(this.#changes, row.int8(0), {
      position: positionOf(row.int8(1)),
      effectiveAt: instantOf(row.instant(2)),
      ...(kind === null ? {} : { kind }),
      ...(visibility === null ? {} : { visibility }),
      ...(row.isNull(5) ? {} : { sensitiveSource: row.int4(5) === 1 }),
      ...(row.int4(6) === 1 ? { deleted: true } : {}),
    })
  }

  addSubject(row: CopiedRow): void {
    const member = row.int8(1)
    this.#people.add(member)
    put(this.#subjects, row.int8(0), { member: String(member), role: row.text(2) as SubjectRole })
  }

  /** The ids of the people who were added. */
  get people(): Iterable<number> {
    return this.#people
  }

  /** A bit for each id of the range whose item is to be decided here. Empty where there is none. */
  bits(range: IdRange): Uint8Array {
    return bitsOf(range, [this.#changes, this.#subjects])
  }

  /** Likewise for those with a history, whether or not there are others in them. */
  changedBits(range: IdRange): Uint8Array {
    return bitsOf(range, [this.#changes])
  }

  /** How an item stands, which `PACKED_ITEM` gave at an offset; null where it is not registered. */
  state(bytes: Buffer, offset: number): ItemState | null {
    const id = int8At(bytes, offset)
    const author = int8At(bytes, offset + 8)
    const { kind, visibility } = cellAt(bytes.readInt16BE(offset + 40))
    const others = this.#subjects.get(id) ?? NOBODY
    return itemStateAt(
      {
        createdAt: instantOf(instantAt(bytes, offset + 16)),
        subjects: author === 0 ? others : [{ member: String(author), role: 'AUTHOR' }, ...others],
        registered: {
          effectiveAt: instantOf(instantAt(bytes, offset + 24)),
          position: positionOf(int8At(bytes, offset + 32)),
          kind,
          visibility,
          sensitiveSource: bytes[offset + 42] === 1,
        },
        changes: this.#changes.get(id) ?? NO_CHANGES,
      },
      this.#vantage,
    )
  }
}

function bitsOf({ from, until }: IdRange, found: readonly ReadonlyMap<number, unknown>[]): Uint8Array {
  if (found.every(({ size }) => size === 0)) return new Uint8Array()
  const bits = new Uint8Array((until - from + 7) >> 3)
  for (const items of found) {
    for (const id of items.keys()) {
      const at = id - from
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
    }
  }
  return bits
}

const NOBODY: readonly Subject[] = []
const NO_CHANGES: readonly ItemChange[] = []

/** What blocks an item. `classOf` gives the class of the member whose row has an id; 0 is nobody's. */
export function blocking(
  table: DecisionTable,
  state: ItemState | null,
  classOf: (row: number) => Classified,
): ReasonMask {
  if (state === null) return table.reasons | bitOf('UNKNOWN_ITEM')
  let all: ReasonMask = 0
  findReasons(
    table,
    state,
    (member) => classOf(member === null ? 0 : Number(member)),
    (mask) => {
      all |= mask
    },
  )
  return all
}

/** What `ItemHistory.state` reads: the columns of an item as bytes, so that they can be null at once. */
export const PACKED_ITEM = `int8send(i.id) || int8send(coalesce(i.author_id, 0)) || timestamptz_send(i.created_at)
  || timestamptz_send(i.effective_at) || int8send(i.position) || int2send(i.cell) || boolsend(i.sensitive_source)`

/** How long that is. */
export const PACKED_BYTES = 43

function put<V>(lists: Map<number, V[]>, key: number, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
