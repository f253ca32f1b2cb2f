import {
  ALLOWED_BY,
  bitOf,
  CONTENT_KINDS,
  type ContentKind,
  classOf,
  type DecisionTable,
  instantOf,
  type Part,
  personReasons,
  type ReasonMask,
  VISIBILITIES,
  type Visibility,
} from '@demur/eligibility'
import { ANY_OTHER, reasonColumn, type SnapshotValue, TABLE_REASONS } from './relations.ts'

const PARTS: readonly Part[] = ['AUTHOR', 'CO_AUTHOR', 'APPEARING']

/** Later than everything: no window begins after it. */
const LAST = instantOf(8_640_000_000_000_000)

/** The rows of a decision table for some of its classes, as `TABLE_COLUMNS` without the name of the snapshot. */
export function* tableRows(
  table: DecisionTable,
  classes: Iterable<number>,
): Generator<Readonly<Record<string, SnapshotValue>>> {
  for (const index of classes) {
    for (const part of PARTS) {
      const about = { class: index, part, ...roleOf(table, index, part) }
      for (const [kind, visibility, mask] of cellsOf(table, index, part)) {
        const reasons = TABLE_REASONS.map((code) => [reasonColumn(code), (mask & bitOf(code)) !== 0])
        yield { ...about, kind, visibility, ...Object.fromEntries(reasons) }
      }
    }
  }
}

/** What is the same for all cells of a class in a part. */
function roleOf(table: DecisionTable, index: number, part: Part): Readonly<Record<string, SnapshotValue>> {
  const { rule: ruleIndex, objectedSince } = classOf(table, { class: index, ofAgeAt: null, objectedSince: null })
  const rule = ruleIndex === null ? null : (table.rules[ruleIndex] ?? null)
  return {
    content_not_before: part === 'APPEARING' ? null : (rule?.contentNotBefore ?? null),
    authors_only: part === 'AUTHOR' && rule?.othersInContent === 'AUTHORS_ONLY',
    dated_objection: objectedSince,
    eligible_reason: part === 'AUTHOR' && rule !== null ? ALLOWED_BY[rule.control] : null,
  }
}

/**
 * What blocks in each cell. Of a kind or a visibility that nobody knows, what blocks whichever it is, and that no scope
 * lists it.
 */
function* cellsOf(
  table: DecisionTable,
  index: number,
  part: Part,
): Generator<[kind: string, visibility: string, mask: ReasonMask]> {
  const person = { class: index, ofAgeAt: null, objectedSince: null }
  const scoped = part !== 'APPEARING' && classOf(table, person).rule !== null
  const maskOf = (kind: ContentKind, visibility: Visibility): ReasonMask =>
    table.reasons | personReasons(table, person, part, { kind, visibility, createdAt: LAST })
  let ofAllKinds: ReasonMask = -1
  for (const kind of CONTENT_KINDS) {
    let ofAll: ReasonMask = -1
    for (const visibility of VISIBILITIES) {
      const mask = maskOf(kind, visibility)
      ofAll &= mask
      yield [kind, visibility, mask]
    }
    ofAllKinds &= ofAll
    const outOfScope = (ofAll & bitOf('KIND_NOT_IN_SCOPE')) === 0 ? bitOf('VISIBILITY_NOT_IN_SCOPE') : 0
    yield [kind, ANY_OTHER, scoped ? ofAll | outOfScope : ofAll]
  }
  yield [ANY_OTHER, ANY_OTHER, scoped ? ofAllKinds | bitOf('KIND_NOT_IN_SCOPE') : ofAllKinds]
}
