import {
  CELL_COUNT,
  type Classified,
  type Control,
  cellAt,
  classOf,
  type DecisionTable,
  instantOf,
  type MemberClass,
  personReasons,
} from '@demur/eligibility'
import { NO_DAY } from '@demur/eligibility/gate'
import { decided, type GateDecision } from './decision.ts'

const DAY_MS = 86_400_000
/** What the date on which an item was created does: bits. */
export const BEFORE_WINDOW = 1
const AS_MINOR = 2
const AFTER_OBJECTION = 4
/** That the day alone does not tell what it does. */
export const UNTOLD = -1

const EARLIEST = -8_640_000_000_000_000
const LATEST = 8_640_000_000_000_000

/** What the date of an item does, by the days in the record of its author. They are two bytes each: not all are exact. */
export function datesOf(createdAt: number, ofAge: number, objected: number): number {
  if ((ofAge | objected) === 0) return 0
  if (createdAt < 2 * DAY_MS || createdAt >= NO_DAY * DAY_MS) return UNTOLD
  let dates = createdAt < ofAge * DAY_MS ? AS_MINOR : 0
  if (objected !== 0 && createdAt >= objected * DAY_MS) {
    if (createdAt < (objected + 1) * DAY_MS) return UNTOLD
    dates |= AFTER_OBJECTION
  }
  return dates
}

/** The decisions about items of one author who is in a class: by the formula of the table, each worked out once. */
export class Answers {
  readonly #table: DecisionTable
  readonly #class: number
  readonly #decisions: (GateDecision | undefined)[] = []
  /** What was created before it is outside the window of the rule. */
  readonly contentNotBefore: number

  constructor(table: DecisionTable, index: number) {
    this.#table = table
    this.#class = index
    const { rule } = classOf(table, { class: index, ofAgeAt: null, objectedSince: null })
    this.contentNotBefore = (rule === null ? null : table.rules[rule]?.contentNotBefore) ?? Number.NEGATIVE_INFINITY
    for (let place = 0; place < CELL_COUNT * 8; place += 1) this.#decisions.push(undefined)
  }

  /** `cell` is one that there is. */
  decision(cell: number, dates: number): GateDecision {
    return this.#decisions[dates * CELL_COUNT + cell] ?? this.#decide(cell, dates)
  }

  #decide(cell: number, dates: number): GateDecision {
    const createdAt = instantOf((dates & BEFORE_WINDOW) === 0 ? LATEST : EARLIEST)
    const person: Classified = {
      class: this.#class,
      ofAgeAt: (dates & AS_MINOR) === 0 ? null : instantOf(createdAt + 1),
      objectedSince: (dates & AFTER_OBJECTION) === 0 ? null : createdAt,
    }
    const mask = this.#table.reasons | personReasons(this.#table, person, 'AUTHOR', { ...cellAt(cell), createdAt })
    const decision = decided(mask, controlOf(this.#table, classOf(this.#table, person)))
    this.#decisions[dates * CELL_COUNT + cell] = decision
    return decision
  }
}

/** The control of the rule that answers for a class. */
export function controlOf({ rules }: DecisionTable, { rule }: MemberClass): Control | null {
  return rule === null ? null : (rules[rule]?.control ?? null)
}
