import { classify } from './classify.ts'
import type { Knowledge, Question } from './decide.ts'
import type { TableRule } from './decision-table.ts'
import { decisionTable, policyTiming, type Timing } from './decision-table-at.ts'
import type { ItemFacts, MemberFacts, Position } from './fact.ts'
import { comesOfAgeAt, type Instant, plusDays } from './instant.ts'
import { itemStateAt } from './item.ts'
import { castOf, classOf, heeded, itemReasons, type Part, personReasons } from './item-reasons.ts'
import type { ReasonMask } from './reason.ts'
import { BLOCKING_REASONS, type Control } from './vocabulary.ts'

/**
 * The earliest instant after the question's at which outcome or reasons differ, although nothing new is recorded; null
 * where there is none. Exact: the answer is the same at every instant before it, and another one at it.
 *
 * Only instants at which some fact takes effect or some period ends can change an answer. They are walked in order, and
 * at each only the people it concerns are looked at again: an item may name thousands.
 */
export function validUntil(question: Question, knowledge: Knowledge): Instant | null {
  const { item, at, position } = question
  if (item === null || item.registered.position > position) return null
  // Until it is registered the item is unknown whatever else happens, and from then on it is not.
  if (at < item.registered.effectiveAt) return item.registered.effectiveAt
  // Of most items nothing lies ahead: then what blocks now need not be worked out either.
  if (!liesAhead(item, question, knowledge)) return null
  const walk = new Walk(item, question, knowledge)
  walk.begin()
  const before = walk.answer()
  for (const instant of walk.instants()) {
    walk.moveTo(instant)
    if (walk.answer() !== before) return instant
  }
  return null
}

/** Whether there is any later instant at which the answer could change. */
function liesAhead(
  { changes, subjects }: ItemFacts,
  { dataUse, at, position }: Question,
  { members, rulebook }: Knowledge,
): boolean {
  const timing = policyTiming(rulebook, dataUse)
  if ((timing.changes.at(-1) ?? at) > at) return true
  let ahead = changes.some((change) => change.position <= position && change.effectiveAt > at)
  const look = (instant: Instant) => {
    if (instant > at) ahead = true
  }
  for (const { member: key } of subjects) {
    if (ahead) return true
    const member = members.get(key)
    if (member !== undefined) visitInstants(member, timing, position, look)
  }
  return ahead
}

/** One person of the item, and what blocks because of them at the instant that the walk has reached. */
interface Step {
  /** Null for the author of an item that names none. */
  readonly key: string | null
  readonly part: Part
  mask: ReasonMask
}

/** How many people block for each reason, so that one person's change costs no look at the others. */
class Tally {
  readonly #counts = new Uint32Array(BLOCKING_REASONS.length)
  mask: ReasonMask = 0

  replace(before: ReasonMask, after: ReasonMask): void {
    let changed = before ^ after
    while (changed !== 0) {
      const bit = 31 - Math.clz32(changed)
      const count = (this.#counts[bit] ?? 0) + ((after >>> bit) & 1 ? 1 : -1)
      this.#counts[bit] = count
      this.mask = count > 0 ? this.mask | (1 << bit) : this.mask & ~(1 << bit)
      changed &= ~(1 << bit)
    }
  }
}

/** The tally of a walk that has not begun. */
const NOBODY = /* @__PURE__ */ new Tally()

class Walk {
  readonly #item: ItemFacts
  readonly #question: Question
  readonly #knowledge: Knowledge
  readonly #steps: Step[]
  /** Those whose facts change at an instant; an instant of item or policy concerns all. */
  readonly #agenda = new Map<Instant, Set<Step>>()
  #authors = NOBODY
  #appearing = NOBODY
  #itemMask: ReasonMask = 0
  #authorRule: TableRule | null = null

  constructor(item: ItemFacts, question: Question, knowledge: Knowledge) {
    this.#item = item
    this.#question = question
    this.#knowledge = knowledge
    const { author, coAuthors, appearing } = castOf(item)
    this.#steps = [{ key: author, part: 'AUTHOR', mask: 0 }]
    for (const key of coAuthors) this.#steps.push({ key, part: 'CO_AUTHOR', mask: 0 })
    for (const key of appearing) this.#steps.push({ key, part: 'APPEARING', mask: 0 })
    this.#plan()
  }

  /** Looks at everybody at the instant of the question. */
  begin(): void {
    this.#authors = new Tally()
    this.#appearing = new Tally()
    this.#look(this.#steps, this.#question.at)
  }

  instants(): Instant[] {
    return [...this.#agenda.keys()].sort((a, b) => a - b)
  }

  moveTo(instant: Instant): void {
    this.#look(this.#agenda.get(instant) ?? [], instant)
  }

  /** What blocks; where nothing does, the control that the one allowing reason goes by. */
  answer(): ReasonMask | Control | null {
    const mask = this.#itemMask | this.#authors.mask | (this.#appearing.mask & heeded(this.#authorRule))
    return mask === 0 ? (this.#authorRule?.control ?? null) : mask
  }

  #plan(): void {
    const { members, rulebook } = this.#knowledge
    const { at, position } = this.#question
    const timing = policyTiming(rulebook, this.#question.dataUse)
    for (const step of this.#steps) {
      const member = step.key === null ? undefined : members.get(step.key)
      if (member === undefined) continue
      visitInstants(member, timing, position, (instant) => {
        if (instant > at) this.#visit(instant, [step])
      })
    }
    for (const { effectiveAt, position: recorded } of this.#item.changes) {
      if (recorded > position || effectiveAt <= at) continue
      // Kind and visibility matter to authors only; those who appear are not asked about them.
      this.#visit(
        effectiveAt,
        this.#steps.filter(({ part }) => part !== 'APPEARING'),
      )
    }
    for (const instant of timing.changes) if (instant > at) this.#visit(instant, this.#steps)
  }

  #visit(instant: Instant, steps: readonly Step[]): void {
    const planned = this.#agenda.get(instant) ?? new Set()
    for (const step of steps) planned.add(step)
    this.#agenda.set(instant, planned)
  }

  #look(steps: Iterable<Step>, at: Instant): void {
    const vantage = { at, position: this.#question.position }
    const item = itemStateAt(this.#item, vantage)
    if (item === null) return
    const { members, rulebook } = this.#knowledge
    const table = decisionTable(rulebook, this.#question.dataUse, at)
    this.#itemMask = table.reasons | itemReasons(item)
    for (const step of steps) {
      const person = classify(table, step.key === null ? undefined : members.get(step.key), vantage)
      if (step.part === 'AUTHOR') {
        const { rule } = classOf(table, person)
        this.#authorRule = rule === null ? null : (table.rules[rule] ?? null)
      }
      const tally = step.part === 'APPEARING' ? this.#appearing : this.#authors
      this.#settle(step, tally, personReasons(table, person, step.part, item))
    }
  }

  #settle(step: Step, tally: Tally, mask: ReasonMask): void {
    tally.replace(step.mask, mask)
    step.mask = mask
  }
}

/** Visits every instant at which something about a member can begin or cease to block, past ones included. */
function visitInstants(
  member: MemberFacts,
  { leads }: Timing,
  known: Position,
  visit: (instant: Instant) => void,
): void {
  const { registered, residences, birthDates, ageSignals, accountStatuses, notices, choices } = member
  if (registered.position <= known) visit(registered.effectiveAt)
  for (const facts of [residences, birthDates, ageSignals, accountStatuses, notices, choices]) {
    for (const { position, effectiveAt } of facts) if (position <= known) visit(effectiveAt)
  }
  for (const { position, birthDate } of birthDates) if (position <= known) visit(comesOfAgeAt(birthDate))
  for (const { position, effectiveAt } of notices) {
    if (position > known) continue
    for (const days of leads) visit(plusDays(effectiveAt, days))
  }
}
