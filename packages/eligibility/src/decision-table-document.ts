import { CELLS } from './cell.ts'
import type { DecisionTable, MemberClass, TableNotice, TableRule } from './decision-table.ts'
import type { JsonObject } from './entry.ts'
import { formatInstant, type Instant } from './instant.ts'
import { BLOCKING_REASONS } from './vocabulary.ts'

/** What a document names itself by. A shape that older readers would misread gets another number. */
export const TABLE_FORMAT = 'demur.decision-table/1'

/**
 * A table as JSON, to be kept, sent and read by `readDecisionTable`, or by any engine that can index a list. It says
 * which bit means which reason and which number which cell, so that it can be read with nothing beside it.
 */
export function tableDocument(table: DecisionTable): JsonObject {
  const { dataUse, rulebookVersion, setting, from, until, reasons, rules, places, classes, lines } = table
  const column = (valueOf: (of: MemberClass) => number | null) => classes.map(valueOf)
  return {
    format: TABLE_FORMAT,
    dataUse,
    rulebookVersion,
    setting,
    from: instantText(from),
    until: instantText(until),
    reasonBits: [...BLOCKING_REASONS],
    cells: CELLS.map(({ kind, visibility }) => [kind, visibility]),
    reasons,
    rules: rules.map(ruleDocument),
    places: Object.fromEntries(places),
    classes: {
      rule: column(({ rule }) => rule),
      line: column(({ line }) => line),
      asAuthor: column(({ asAuthor }) => asAuthor),
      asCoAuthor: column(({ asCoAuthor }) => asCoAuthor),
      asAppearing: column(({ asAppearing }) => asAppearing),
      objectedSince: column(({ objectedSince }) => Number(objectedSince)),
    },
    lines: lines.map((line) => CELLS.map(({ cell }) => line[cell] ?? 0)),
  }
}

function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant)
}

function ruleDocument({ contentNotBefore, notice, ...rule }: TableRule): JsonObject {
  return { ...rule, contentNotBefore: instantText(contentNotBefore), notice: notice && noticeDocument(notice) }
}

function noticeDocument({ key, leadDays, versions, thresholds, thresholdByKind }: TableNotice): JsonObject {
  return {
    key,
    leadDays,
    versions: [...versions],
    thresholds: [...thresholds],
    thresholdByKind: Object.fromEntries(thresholdByKind),
  }
}
