import type { Knowledge, Question } from './decide.ts'
import { castOf, policyOf } from './evaluate.ts'
import type { Dated, ItemFacts, MemberFacts, Position } from './fact.ts'
import { comesOfAgeAt, type Instant, plusDays } from './instant.ts'
import { itemFindings, itemStateAt } from './item.ts'
import { bitOf, maskOf, type ReasonMask } from './reason.ts'
import { REGION_CHANGES } from './regions.ts'
import type { Rule } from './rulebook.ts'
import { appearanceFindings, authorFindings, type Policy } from './subject.ts'
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
  const walk = new Walk(item, question, knowledge)
  const before = walk.answer()
  for (const instant of walk.instants()) {
    walk.moveTo(instant)
    if (walk.answer() !== before) return instant
  }
  return null
}

/** One person of the item, and what blocks because of them at the instant that the walk has reached. */
interface Step {
  readonly key: string
  readonly role: 'AUTHOR' | 'CO_AUTHOR' | 'APPEARING'
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

class Walk {
  readonly #item: ItemFacts
  readonly #position: Position
  readonly #knowledge: Knowledge
  readonly #policy: Policy
  readonly #steps: Step[]
  /** Those whose facts change at an instant; an instant of item or policy concerns all. */
  readonly #agenda = new Map<Instant, Set<Step>>()
  readonly #authors = new Tally()
  readonly #appearing = new Tally()
  /** What an item without an author adds, whoever else is in it. */
  readonly #unauthored: ReasonMask
  #itemMask: ReasonMask = 0
  #authorRule: Rule | null = null

  constructor(item: ItemFacts, question: Question, knowledge: Knowledge) {
    this.#item = item
    this.#position = question.position
    this.#knowledge = knowledge
    this.#policy = policyOf(question, knowledge)
    const { author, coAuthors, appearing } = castOf(item)
    this.#unauthored = author === null ? bitOf('UNKNOWN_MEMBER') : 0
    this.#steps = [
      ...(author === null ? [] : [{ key: author, role: 'AUTHOR' as const, mask: 0 }]),
      ...coAuthors.map((key) => ({ key, role: 'CO_AUTHOR' as const, mask: 0 })),
      ...appearing.map((key) => ({ key, role: 'APPEARING' as const, mask: 0 })),
    ]
    this.#plan(question.at)
    this.#look(this.#steps, question.at)
  }

  instants(): Instant[] {
    return [...this.#agenda.keys()].sort((a, b) => a - b)
  }

  moveTo(instant: Instant): void {
    this.#look(this.#agenda.get(instant) ?? [], instant)
  }

  /** What blocks; where nothing does, the control that the one allowing reason goes by. */
  answer(): ReasonMask | Control | null {
    const waived = this.#authorRule?.othersInContent === 'AUTHORS_ONLY' ? bitOf('OBJECTED_BY_OTHER') : 0
    const mask = this.#itemMask | this.#authors.mask | (this.#appearing.mask & ~waived)
    return mask === 0 ? (this.#authorRule?.control ?? null) : mask
  }

  #plan(after: Instant): void {
    for (const step of this.#steps) {
      const member = this.#knowledge.members.get(step.key)
      if (member === undefined) continue
      for (const instant of instantsOf(member, this.#policy, this.#position)) this.#visit(instant, after, [step])
    }
    for (const { effectiveAt } of known(this.#item.changes, this.#position)) {
      // Kind and visibility matter to authors only; those who appear are not asked about them.
      this.#visit(
        effectiveAt,
        after,
        this.#steps.filter(({ role }) => role !== 'APPEARING'),
      )
    }
    for (const instant of [...policyInstants(this.#policy), ...REGION_CHANGES]) this.#visit(instant, after, this.#steps)
  }

  #visit(instant: Instant, after: Instant, steps: readonly Step[]): void {
    if (instant <= after) return
    const planned = this.#agenda.get(instant) ?? new Set()
    for (const step of steps) planned.add(step)
    this.#agenda.set(instant, planned)
  }

  #look(steps: Iterable<Step>, at: Instant): void {
    const vantage = { at, position: this.#position }
    const item = itemStateAt(this.#item, vantage)
    if (item === null) return
    this.#itemMask = maskOf(itemFindings(item).keys()) | this.#unauthored
    for (const step of steps) {
      const member = this.#knowledge.members.get(step.key)
      if (step.role === 'APPEARING') {
        this.#settle(step, this.#appearing, maskOf(appearanceFindings(member, item, this.#policy, vantage).keys()))
        continue
      }
      const found = authorFindings(member, step.role === 'AUTHOR', item, this.#policy, vantage)
      if (step.role === 'AUTHOR') this.#authorRule = found.rule
      this.#settle(step, this.#authors, maskOf(found.findings.keys()))
    }
  }

  #settle(step: Step, tally: Tally, mask: ReasonMask): void {
    tally.replace(step.mask, mask)
    step.mask = mask
  }
}

function known<F extends Dated>(facts: readonly F[], position: Position): F[] {
  return facts.filter((fact) => fact.position <= position)
}

/** Every instant at which something about a member can begin or cease to block. */
function instantsOf(member: MemberFacts, policy: Policy, position: Position): Instant[] {
  const { residences, ageSignals, accountStatuses, choices } = member
  const births = known(member.birthDates, position)
  const notices = known(member.notices, position)
  const rules = policy.rulebook?.rulesByDataUse.get(policy.dataUse) ?? []
  const leads = new Set(rules.map((rule) => rule.notice?.leadDays ?? 0))
  const facts = [[member.registered], residences, ageSignals, accountStatuses, choices].flatMap((of) =>
    known(of, position),
  )
  return [
    ...[...facts, ...births, ...notices].map(({ effectiveAt }) => effectiveAt),
    ...births.map(({ birthDate }) => comesOfAgeAt(birthDate)),
    ...notices.flatMap(({ effectiveAt }) => [...leads].map((days) => plusDays(effectiveAt, days))),
  ]
}

/** Every instant at which a rule of the use changes its standing. */
function policyInstants({ rulebook, dataUse }: Policy): Instant[] {
  const phases = (rulebook?.rulesByDataUse.get(dataUse) ?? []).flatMap((rule) => rule.phases)
  return phases.flatMap(({ from, until }) => (until === null ? [from] : [from, until]))
}
