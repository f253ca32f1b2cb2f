import { type Classified, classify } from './classify.ts'
import type { Knowledge, Question } from './decide.ts'
import type { DecisionTable } from './decision-table.ts'
import { decisionTable } from './decision-table-at.ts'
import type { MemberFacts } from './fact.ts'
import { type ItemState, itemStateAt } from './item.ts'
import { classOf, type Finding, findReasons } from './item-reasons.ts'
import { bitOf, type ReasonMask } from './reason.ts'
import type { Rule, Rulebook } from './rulebook.ts'

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

/** What questions are evaluated with. */
type Known = Pick<Knowledge, 'members' | 'rulebook'>

/** Everything that blocks a question, by the decision table of its use. */
export function evaluate(question: Question, knowledge: Known): Evaluation {
  const { dataUse, at } = question
  const { members, rulebook } = knowledge
  const table = decisionTable(rulebook, dataUse, at)
  const item = stateOf(question)
  const blame: Blame[] = []
  const mask = look(question, knowledge, table, item, (found, person, key) => {
    const rule = person === null ? null : ruleOf(table, person, rulebook)
    blame.push({ mask: found, member: key === null ? undefined : members.get(key), rule })
  })
  // The author is looked at right after the item itself.
  return { mask, rule: blame[1]?.rule ?? null, table, item, blame }
}

/** The codes of everything that blocks, and nothing else: for asking about many items. */
export function blockingMask(question: Question, knowledge: Known): ReasonMask {
  const table = decisionTable(knowledge.rulebook, question.dataUse, question.at)
  return look(question, knowledge, table, stateOf(question), () => {})
}

function stateOf({ item, at, position }: Question): ItemState | null {
  return item === null ? null : itemStateAt(item, { at, position })
}

function look(
  { at, position }: Question,
  { members }: Known,
  table: DecisionTable,
  item: ItemState | null,
  found: Finding,
): ReasonMask {
  let all: ReasonMask = 0
  const add: Finding = (mask, person, key) => {
    all |= mask
    found(mask, person, key)
  }
  const classified = (key: string | null) =>
    classify(table, key === null ? undefined : members.get(key), { at, position })
  if (item === null) add(table.reasons | bitOf('UNKNOWN_ITEM'), null, null)
  else findReasons(table, item, classified, add)
  return all
}

/** The rule, in the words of the rulebook, by which somebody was classified. */
function ruleOf(table: DecisionTable, person: Classified, rulebook: Rulebook | null): Rule | null {
  const { rule } = classOf(table, person)
  return rule === null ? null : (rulebook?.rulesByDataUse.get(table.dataUse)?.[rule] ?? null)
}
