import { type Classified, classify } from './classify.ts'
import type { Knowledge, Question } from './decide.ts'
import type { DecisionTable } from './decision-table.ts'
import { decisionTable } from './decision-table-at.ts'
import type { MemberFacts, Vantage } from './fact.ts'
import { type ItemState, itemStateAt } from './item.ts'
import { classOf, heeded, itemReasons, type Part, personReasons } from './item-reasons.ts'
import { bitOf, type ReasonMask } from './reason.ts'
import type { Rule, Rulebook } from './rulebook.ts'

/** The people of an item by what is checked about them. Each key once; the author is in no other list. */
export interface Cast {
  /** Null where the item names none. */
  readonly author: string | null
  readonly coAuthors: readonly string[]
  readonly appearing: readonly string[]
}

/** Who counts as what. The register allows one author; a descriptor that names more makes the others co-authors. */
export function castOf({ subjects }: Pick<ItemState, 'subjects'>): Cast {
  const author = subjects.find(({ role }) => role === 'AUTHOR')?.member ?? null
  const coAuthors = new Set<string>()
  const appearing = new Set<string>()
  for (const { member, role } of subjects) {
    if (member !== author) (role === 'AUTHOR' || role === 'CO_AUTHOR' ? coAuthors : appearing).add(member)
  }
  for (const member of coAuthors) appearing.delete(member)
  return { author, coAuthors: [...coAuthors], appearing: [...appearing] }
}

/** What blocks because of one person, or of the item and the use alone. */
export interface Blame {
  readonly mask: ReasonMask
  readonly member: MemberFacts | undefined
  readonly rule: Rule | null
}

/** Everything that blocks, and why. */
export interface Evaluation {
  readonly mask: ReasonMask
  /** The rule of the author's place; null where none was reached. */
  readonly rule: Rule | null
  readonly table: DecisionTable
  /** Null where the item is not registered at the instant. */
  readonly item: ItemState | null
  /** Item and use first, then people as the item names them: of several with one reason the first speaks. */
  readonly blame: readonly Blame[]
}

/** Everything that blocks a question, by the decision table of its use. */
export function evaluate(question: Question, knowledge: Pick<Knowledge, 'members' | 'rulebook'>): Evaluation {
  const { dataUse, at, position } = question
  const { members, rulebook } = knowledge
  const vantage: Vantage = { at, position }
  const table = decisionTable(rulebook, dataUse, at)
  const item = question.item === null ? null : itemStateAt(question.item, vantage)
  if (item === null) {
    const mask = table.reasons | bitOf('UNKNOWN_ITEM')
    return { mask, rule: null, table, item, blame: [{ mask, member: undefined, rule: null }] }
  }
  const { author, coAuthors, appearing } = castOf(item)
  const look = (key: string | null, part: Part): Blame & { readonly classified: Classified } => {
    const member = key === null ? undefined : members.get(key)
    const classified = classify(table, member, vantage)
    const mask = personReasons(table, classified, part, item)
    return { mask, member, rule: ruleOf(table, classified, rulebook), classified }
  }
  const ofAuthor = look(author, 'AUTHOR')
  const index = classOf(table, ofAuthor.classified).rule
  const counting = heeded(index === null ? null : (table.rules[index] ?? null))
  const blame: Blame[] = [
    { mask: table.reasons | itemReasons(item), member: undefined, rule: null },
    ofAuthor,
    ...coAuthors.map((key) => look(key, 'CO_AUTHOR')),
    ...appearing.map((key) => {
      const other = look(key, 'APPEARING')
      return { ...other, mask: other.mask & counting }
    }),
  ]
  return { mask: blame.reduce((all, { mask }) => all | mask, 0), rule: ofAuthor.rule, table, item, blame }
}

/** The rule, in the words of the rulebook, by which somebody was classified. */
function ruleOf(table: DecisionTable, person: Classified, rulebook: Rulebook | null): Rule | null {
  const { rule } = classOf(table, person)
  return rule === null ? null : (rulebook?.rulesByDataUse.get(table.dataUse)?.[rule] ?? null)
}

/** The codes of everything that blocks, and nothing else: for asking about many items. */
export function blockingMask(question: Question, knowledge: Pick<Knowledge, 'members' | 'rulebook'>): ReasonMask {
  return evaluate(question, knowledge).mask
}
