import { CELL_COUNT, CELLS } from './cell.ts'
import {
  type DecisionTable,
  type MemberClass,
  noticeStateCount,
  RULE_CLASSES,
  type TableNotice,
  type TableRule,
} from './decision-table.ts'
import { TABLE_FORMAT } from './decision-table-document.ts'
import { JsonReader, type Problem } from './json-reader.ts'
import { BLOCKING_REASONS, CONTENT_KINDS, CONTROLS, isOneOf } from './vocabulary.ts'

export type DecisionTableReading =
  | { readonly table: DecisionTable; readonly problems: readonly [] }
  | { readonly table: null; readonly problems: readonly Problem[] }

const HIGHEST_MASK = 2 ** BLOCKING_REASONS.length - 1

/**
 * Reads a table from its document. Either a table that is whole – every index in it leads somewhere – or every problem,
 * each with its path. A document with other reasons or cells than this version knows is refused: a reason that cannot
 * be named must not be dropped.
 */
export function readDecisionTable(document: unknown): DecisionTableReading {
  const reader = new JsonReader(document)
  if (!readFormat(reader)) return { table: null, problems: reader.problems }
  const lines = reader.field('lines').list(readLine, { atLeast: 1 })
  const rules = reader.field('rules').list(readRule)
  checkFirstClasses(reader.field('rules'), rules)
  const table: DecisionTable = {
    dataUse: reader.field('dataUse').id(),
    rulebookVersion: reader.field('rulebookVersion').optional((version) => version.id(), null),
    setting: reader.field('setting').optional((setting) => setting.id(), null),
    from: reader.field('from').optional((from) => from.instant(), null),
    until: reader.field('until').optional((until) => until.instant(), null),
    reasons: reader.field('reasons').integer(0, HIGHEST_MASK),
    rules,
    places: readPlaces(reader.field('places'), rules.length),
    classes: readClasses(reader.field('classes'), classCount(rules), rules.length, lines.length),
    lines,
  }
  return reader.problems.length > 0 ? { table: null, problems: reader.problems } : { table, problems: [] }
}

/** Whether the document speaks of what this version knows; nothing else of it can be read otherwise. */
function readFormat(reader: JsonReader): boolean {
  const fields = ['dataUse', 'rulebookVersion', 'setting', 'from', 'until', 'reasons', 'rules', 'places', 'classes']
  if (!reader.object(['format', 'reasonBits', 'cells', 'lines', ...fields])) return false
  reader.field('format').oneOf([TABLE_FORMAT])
  const expected = { reasonBits: BLOCKING_REASONS, cells: CELLS.map(({ kind, visibility }) => [kind, visibility]) }
  for (const [name, value] of Object.entries(expected)) {
    const field = reader.field(name)
    if (JSON.stringify(field.value) !== JSON.stringify(value)) field.refuse('is not the list of this version')
  }
  return reader.problems.length === 0
}

function classCount(rules: readonly TableRule[]): number {
  return RULE_CLASSES + rules.reduce((sum, { notice }) => sum + noticeStateCount(notice) * 8, 0)
}

function checkFirstClasses(reader: JsonReader, rules: readonly TableRule[]): void {
  for (const [index, { firstClass }] of rules.entries()) {
    const expected = classCount(rules.slice(0, index))
    if (firstClass !== expected) reader.field(String(index)).field('firstClass').refuse(`must be ${expected}`)
  }
}

function readLine(reader: JsonReader): Int32Array {
  const line = new Int32Array(CELL_COUNT)
  const masks = reader.list((mask) => mask.integer(0, HIGHEST_MASK))
  if (masks.length !== CELLS.length) reader.refuse(`must have ${CELLS.length} entries`)
  for (const [index, { cell }] of CELLS.entries()) line[cell] = masks[index] ?? 0
  return line
}

function readRule(reader: JsonReader): TableRule {
  return {
    key: reader.field('key').id(),
    control: reader.field('control').oneOf(CONTROLS),
    contentNotBefore: reader.field('contentNotBefore').optional((at) => at.instant(), null),
    othersInContent: reader.field('othersInContent').oneOf(['ANY_SUBJECT', 'AUTHORS_ONLY']),
    excludesCreatedAsMinor: reader.field('excludesCreatedAsMinor').boolean(),
    sparesEarlierContent: reader.field('sparesEarlierContent').boolean(),
    notice: reader.field('notice').optional(readNotice, null),
    firstClass: reader.field('firstClass').integer(RULE_CLASSES),
  }
}

function readNotice(reader: JsonReader): TableNotice {
  const versions = reader.field('versions').list((version) => version.id())
  const highest = Math.max(versions.length - 1, 0)
  const thresholds = reader.field('thresholds').list((threshold) => threshold.integer(0, highest), { atLeast: 1 })
  if (thresholds[0] !== 0 || thresholds.some((threshold, index) => threshold <= (thresholds[index - 1] ?? -1))) {
    reader.field('thresholds').refuse('must ascend from 0')
  }
  const byKind = reader.field('thresholdByKind')
  const kinds = byKind.object(CONTENT_KINDS) ? Object.keys(byKind.value as object) : []
  return {
    key: reader.field('key').id(),
    leadDays: reader.field('leadDays').integer(0),
    versions,
    thresholds,
    thresholdByKind: new Map(
      kinds.flatMap((kind) => {
        const threshold = byKind.field(kind).integer(0, highest)
        if (!thresholds.includes(threshold)) byKind.field(kind).refuse('must be one of the thresholds')
        return isOneOf(CONTENT_KINDS, kind) ? [[kind, threshold] as const] : []
      }),
    ),
  }
}

function readPlaces(reader: JsonReader, rules: number): Map<string, number | null> {
  const { value } = reader
  if (typeof value !== 'object' || value === null) reader.refuse('must be an object')
  const codes = Object.keys(value ?? {})
  return new Map(
    codes.map((code) => [code, reader.field(code).optional((rule) => rule.integer(0, rules - 1), null)] as const),
  )
}

function readClasses(reader: JsonReader, count: number, rules: number, lines: number): MemberClass[] {
  reader.object(['rule', 'line', 'asAuthor', 'asCoAuthor', 'asAppearing', 'objectedSince'])
  const column = <T>(name: string, read: (value: JsonReader) => T): T[] => {
    const values = reader.field(name).list(read)
    if (values.length !== count) reader.field(name).refuse(`must have ${count} entries`)
    return values
  }
  const masks = (name: string) => column(name, (mask) => mask.integer(0, HIGHEST_MASK))
  const rule = column('rule', (index) => index.optional((held) => held.integer(0, rules - 1), null))
  const line = column('line', (index) => index.integer(0, lines - 1))
  const [asAuthor, asCoAuthor, asAppearing] = [masks('asAuthor'), masks('asCoAuthor'), masks('asAppearing')]
  const objectedSince = column('objectedSince', (flag) => flag.integer(0, 1) === 1)
  return rule.map((held, index) => ({
    rule: held,
    line: line[index] ?? 0,
    asAuthor: asAuthor[index] ?? HIGHEST_MASK,
    asCoAuthor: asCoAuthor[index] ?? HIGHEST_MASK,
    asAppearing: asAppearing[index] ?? HIGHEST_MASK,
    objectedSince: objectedSince[index] ?? true,
  }))
}
