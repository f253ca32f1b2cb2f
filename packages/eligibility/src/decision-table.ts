import type { Instant } from './instant.ts'
import type { ReasonMask } from './reason.ts'
import type { Rule } from './rulebook.ts'
import type { ContentKind } from './vocabulary.ts'

/**
 * Everything that a rulebook says about one data use at the instants of `[from, until)`, as numbers to look up. What is
 * known of a member makes a *class* (`classify`), kind and visibility of an item a *cell* (`cellOf`), and the two give
 * the reasons that block (`item-reasons.ts`). Everything that answers questions stands on it; nothing else reads rules.
 *
 * It holds no facts about anybody and needs no rulebook beside it.
 */
export interface DecisionTable {
  readonly dataUse: string
  /** Null where no rulebook was published. */
  readonly rulebookVersion: string | null
  /** The setting that governs the use; null where none does. */
  readonly setting: string | null
  /** Since when the rules read like this; null: from the beginning of time. */
  readonly from: Instant | null
  /** Until when, exclusive; null: for good. */
  readonly until: Instant | null
  /** What blocks whatever is asked about: `UNKNOWN_DATA_USE`, or nothing. */
  readonly reasons: ReasonMask
  /** In the order in which the rulebook has the rules of the use. */
  readonly rules: readonly TableRule[]
  /**
   * Which rule answers, by code of a country or of a subdivision that the rules tell apart from its country. A code
   * that is not here, and has no country here either, is answered by none.
   */
  readonly places: ReadonlyMap<string, number | null>
  readonly classes: readonly MemberClass[]
  /** What blocks by the rule and the notice, cell by cell: `CELL_COUNT` numbers a line. Line 0 is that without a rule. */
  readonly lines: readonly Int32Array[]
}

/** What has to be known of a rule to say in which class a member is, and what the dates of an item do. */
export interface TableRule extends Pick<Rule, 'key' | 'control' | 'contentNotBefore' | 'othersInContent'> {
  /** Whether what a member created as a minor is excluded. */
  readonly excludesCreatedAsMinor: boolean
  /** Whether an objection spares what was created before it. */
  readonly sparesEarlierContent: boolean
  readonly notice: TableNotice | null
  /** The first of its classes; the others follow, in the order of `classIndex`. */
  readonly firstClass: number
}

/** A notice that a rule requires. */
export interface TableNotice {
  readonly key: string
  readonly leadDays: number
  /** Earliest first. */
  readonly versions: readonly string[]
  /**
   * From which version on a serving tells of some kind: indexes into `versions`, ascending, the first 0. All kinds with
   * one of them are told alike.
   */
  readonly thresholds: readonly number[]
  /** The threshold of each kind that some version introduces; of every other kind any version tells. */
  readonly thresholdByKind: ReadonlyMap<ContentKind, number>
}

/** What is known of a member, as far as it decides: its place in the table. */
export interface MemberClass {
  /** Index into `rules`; null where no rule answers. */
  readonly rule: number | null
  /** Index into `lines`. */
  readonly line: number
  /** What blocks content of which such a member is the author, whatever it is. */
  readonly asAuthor: ReasonMask
  readonly asCoAuthor: ReasonMask
  /** What blocks content in which such a member merely appears. */
  readonly asAppearing: ReasonMask
  /** Whether there is an objection that reaches only what was created at or after it: then it is in no mask. */
  readonly objectedSince: boolean
}

/** The classes that no rule answers for. */
export const UNREGISTERED_CLASS = 0
export const UNRESOLVED_CLASSES = 1
export const UNCOVERED_CLASSES = 5
/** Where the classes of the first rule begin. */
export const RULE_CLASSES = 9

/** How far the notice reached a member: over the thresholds of its rule, and null where none is required. */
export interface NoticeReach {
  /** How many thresholds were served and their lead has passed. */
  readonly told: number
  /** How many were served at all. */
  readonly served: number
}

/** How many classes of notice a rule has: pairs of `told ≤ served ≤` thresholds. */
export function noticeStateCount(notice: TableNotice | null): number {
  const thresholds = notice?.thresholds.length ?? 0
  return ((thresholds + 1) * (thresholds + 2)) / 2
}

/** The number of a notice class, from 0, in the order of (served, told). */
export function noticeState({ told, served }: NoticeReach): number {
  return (served * (served + 1)) / 2 + told
}

/** What decides between the classes of one place. */
export interface ClassTraits {
  readonly noticeState: number
  /** An objection under `OPT_OUT`, a missing consent under `OPT_IN`. */
  readonly choiceBlocks: boolean
  readonly minor: boolean
  readonly accountClosed: boolean
}

/** The number of a class: those of a place that no rule answers for have neither notice nor choice. */
export function classIndex(first: number, traits: ClassTraits): number {
  const { noticeState: state, choiceBlocks, minor, accountClosed } = traits
  const choice = first < RULE_CLASSES ? 0 : state * 2 + Number(choiceBlocks)
  return first + choice * 4 + Number(minor) * 2 + Number(accountClosed)
}

/**
 * How many classes and lines a table has at most, for a use with so many rules whose notices have so many thresholds
 * each: it grows with the rulebook, and never with members, items or instants.
 */
export function tableBound(rules: number, thresholds: number): { readonly classes: number; readonly lines: number } {
  const states = ((thresholds + 1) * (thresholds + 2)) / 2
  return { classes: RULE_CLASSES + rules * states * 8, lines: 1 + rules * states }
}
