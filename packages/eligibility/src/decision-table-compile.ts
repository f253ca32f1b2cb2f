import { applicableRule, standingOf } from './applicable-rule.ts'
import { CELL_COUNT, CELLS } from './cell.ts'
import {
  type ClassTraits,
  classIndex,
  type DecisionTable,
  type MemberClass,
  type NoticeReach,
  noticeState,
  noticeStateCount,
  RULE_CLASSES,
  type TableNotice,
  type TableRule,
  UNCOVERED_CLASSES,
  UNREGISTERED_CLASS,
  UNRESOLVED_CLASSES,
} from './decision-table.ts'
import type { Instant } from './instant.ts'
import { placesToldApart } from './places.ts'
import { bitOf, type ReasonMask } from './reason.ts'
import type { Rule, Rulebook } from './rulebook.ts'
import { ABSOLUTE_EXCLUSIONS, type ContentKind, isOneOf, type Visibility } from './vocabulary.ts'

/** The span of instants that a table is compiled for. */
export type Span = Pick<DecisionTable, 'from' | 'until'>

/** Compiles the rules of a use for a span in which none of them begins, ends or is suspended; `at` lies in it. */
export function compile(rulebook: Rulebook | null, dataUse: string, at: Instant, span: Span): DecisionTable {
  const use = rulebook?.dataUses.get(dataUse) ?? null
  const rules = rulebook === null || use === null ? [] : (rulebook.rulesByDataUse.get(dataUse) ?? [])
  const writer = new TableWriter(use === null ? 0 : bitOf('NO_RULE'))
  for (const rule of rules) writer.rule(rule, rulebook, use?.setting ?? null, at)
  return {
    dataUse,
    rulebookVersion: rulebook?.version ?? null,
    setting: use?.setting ?? null,
    ...span,
    reasons: use === null ? bitOf('UNKNOWN_DATA_USE') : 0,
    rules: writer.rules,
    places: rulebook === null || rules.length === 0 ? new Map() : rulesByPlace(rulebook, dataUse, rules, at),
    classes: writer.classes,
    lines: writer.lines,
  }
}

function rulesByPlace(
  rulebook: Rulebook,
  dataUse: string,
  rules: readonly Rule[],
  at: Instant,
): Map<string, number | null> {
  return new Map(
    placesToldApart(rules.map(({ places }) => places)).map((place) => {
      const rule = applicableRule(rulebook, dataUse, place, at)
      return [place.subdivision ?? place.country, rule === null ? null : rules.indexOf(rule)]
    }),
  )
}

const BOOLEANS = [false, true] as const

class TableWriter {
  readonly rules: TableRule[] = []
  readonly classes: MemberClass[] = []
  readonly lines: Int32Array[] = []

  constructor(uncovered: ReasonMask) {
    const unruled = this.#line(() => 0)
    const unknown = bitOf('UNKNOWN_MEMBER')
    const none = { rule: null, line: unruled, objectedSince: false }
    this.classes[UNREGISTERED_CLASS] = { ...none, asAuthor: unknown, asCoAuthor: unknown, asAppearing: 0 }
    for (const [first, reason] of [
      [UNRESOLVED_CLASSES, bitOf('REGION_UNRESOLVED')],
      [UNCOVERED_CLASSES, uncovered],
    ] as const) {
      this.#traits(first, 1, (own, appearing) => {
        return { ...none, asAuthor: own | reason, asCoAuthor: own | reason, asAppearing: appearing }
      })
    }
  }

  rule(rule: Rule, rulebook: Rulebook | null, setting: string | null, at: Instant): void {
    const index = this.rules.length
    const { key, control, contentNotBefore, othersInContent, contentCreatedAsMinor, objectionScope } = rule
    const notice = tableNotice(rule, rulebook)
    const firstClass = this.classes.length
    const sparesEarlierContent = objectionScope === 'CONTENT_AFTER_OBJECTION'
    const excludesCreatedAsMinor = contentCreatedAsMinor === 'EXCLUDE'
    const dates = { contentNotBefore, excludesCreatedAsMinor, sparesEarlierContent }
    this.rules.push({ key, control, othersInContent, ...dates, notice, firstClass })
    const lines = this.#linesOf(rule, notice, at)
    const asks = control === 'NONE' || setting === null ? null : control
    this.#traits(firstClass, noticeStateCount(notice), (own, appearing, { choiceBlocks, noticeState: state }) => {
      const objects = choiceBlocks && asks === 'OPT_OUT'
      const objectedSince = objects && sparesEarlierContent
      const other = objects && !objectedSince ? bitOf('OBJECTED_BY_OTHER') : 0
      const missing = choiceBlocks && asks === 'OPT_IN' ? bitOf('CONSENT_MISSING') : 0
      return {
        rule: index,
        line: lines[state] as number,
        asAuthor: own | missing | (other === 0 ? 0 : bitOf('OBJECTED')),
        asCoAuthor: own | missing | other,
        asAppearing: appearing | other,
        objectedSince,
      }
    })
  }

  /** Writes the classes of one place: what blocks by account and age needs no rule. */
  #traits(
    first: number,
    states: number,
    classOf: (own: ReasonMask, appearing: ReasonMask, traits: ClassTraits) => MemberClass,
  ): void {
    for (let state = 0; state < states; state += 1) {
      for (const choiceBlocks of first < RULE_CLASSES ? [false] : BOOLEANS) {
        for (const minor of BOOLEANS) {
          for (const accountClosed of BOOLEANS) {
            const traits = { noticeState: state, choiceBlocks, minor, accountClosed }
            const appearing = minor ? bitOf('MINOR') : 0
            const own = appearing | (accountClosed ? bitOf('ACCOUNT_CLOSED') : 0)
            this.classes[classIndex(first, traits)] = classOf(own, appearing, traits)
          }
        }
      }
    }
  }

  /** One line for each notice class, in their order. */
  #linesOf(rule: Rule, notice: TableNotice | null, at: Instant): number[] {
    const standing = standingOf(rule, at).status
    const blocked = standing === 'IN_FORCE' ? 0 : bitOf(standing)
    return noticeReaches(notice).map((reach) =>
      this.#line((kind, visibility) => {
        const visibilities = rule.scope.get(kind)
        let mask = blocked
        if (visibilities === undefined) mask |= bitOf('KIND_NOT_IN_SCOPE')
        else if (!visibilities.has(visibility)) mask |= bitOf('VISIBILITY_NOT_IN_SCOPE')
        return notice === null ? mask : mask | noticeReason(notice, reach, kind)
      }),
    )
  }

  #line(reasonsOf: (kind: ContentKind, visibility: Visibility) => ReasonMask): number {
    const line = new Int32Array(CELL_COUNT)
    for (const { cell, kind, visibility } of CELLS) {
      line[cell] = reasonsOf(kind, visibility) | (isOneOf(ABSOLUTE_EXCLUSIONS, kind) ? bitOf('KIND_NEVER') : 0)
    }
    return this.lines.push(line) - 1
  }
}

function noticeReason(notice: TableNotice, { told, served }: NoticeReach, kind: ContentKind): ReasonMask {
  const threshold = notice.thresholds.indexOf(notice.thresholdByKind.get(kind) ?? 0)
  if (threshold < told) return 0
  return threshold < served ? bitOf('NOTICE_PERIOD') : bitOf('NOTICE_NOT_SERVED')
}

/** Every reach that a notice can have, in the order of their classes. */
function noticeReaches(notice: TableNotice | null): NoticeReach[] {
  const reaches: NoticeReach[] = []
  for (let served = 0; served <= (notice?.thresholds.length ?? 0); served += 1) {
    for (let told = 0; told <= served; told += 1) reaches[noticeState({ told, served })] = { told, served }
  }
  return reaches
}

function tableNotice({ notice }: Rule, rulebook: Rulebook | null): TableNotice | null {
  if (notice === null) return null
  const versions = rulebook?.notices.get(notice.key) ?? []
  // The last version that introduces a kind is the first that tells of it.
  const thresholdByKind = new Map(versions.flatMap(({ kinds }, index) => kinds.map((kind) => [kind, index] as const)))
  const thresholds = [...new Set([0, ...thresholdByKind.values()])].sort((a, b) => a - b)
  return { ...notice, versions: versions.map(({ version }) => version), thresholds, thresholdByKind }
}
