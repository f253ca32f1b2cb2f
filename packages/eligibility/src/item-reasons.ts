import { cellOf } from './cell.ts'
import type { Classified } from './classify.ts'
import type { DecisionTable, MemberClass, TableRule } from './decision-table.ts'
import type { ItemState } from './item.ts'
import { bitOf, type ReasonMask } from './reason.ts'

/** As what somebody stands in an item. */
export type Part = 'AUTHOR' | 'CO_AUTHOR' | 'APPEARING'

/** What blocks by the item alone, whoever its people are. That a kind is never eligible stands in every line. */
export function itemReasons({
  deletedAt,
  sensitiveSource,
}: Pick<ItemState, 'deletedAt' | 'sensitiveSource'>): ReasonMask {
  return (deletedAt === null ? 0 : bitOf('ITEM_DELETED')) | (sensitiveSource ? bitOf('SENSITIVE_SOURCE') : 0)
}

/**
 * What blocks because of one person in an item. An item without an author counts as one by somebody unregistered.
 * The formula of the table: whatever answers in another language than this one states exactly this.
 */
export function personReasons(
  table: DecisionTable,
  person: Classified,
  part: Part,
  { kind, visibility, createdAt }: Pick<ItemState, 'kind' | 'visibility' | 'createdAt'>,
): ReasonMask {
  const { asAuthor, asCoAuthor, asAppearing, line, objectedSince, rule: index } = classOf(table, person)
  const reached = objectedSince && person.objectedSince !== null && createdAt >= person.objectedSince
  if (part === 'APPEARING') return asAppearing | (reached ? bitOf('OBJECTED_BY_OTHER') : 0)
  const rule = index === null ? null : table.rules[index]
  let mask = part === 'AUTHOR' ? asAuthor : asCoAuthor
  mask |= table.lines[line]?.[cellOf(kind, visibility)] ?? 0
  if (rule != null && rule.contentNotBefore !== null && createdAt < rule.contentNotBefore) {
    mask |= bitOf('OUTSIDE_CONTENT_WINDOW')
  }
  if (person.ofAgeAt !== null && createdAt < person.ofAgeAt) mask |= bitOf('CREATED_AS_MINOR')
  if (reached) mask |= bitOf(part === 'AUTHOR' ? 'OBJECTED' : 'OBJECTED_BY_OTHER')
  return mask
}

/** Which of the reasons of those who appear count, by the rule of the author's place: being a minor always does. */
export function heeded(rule: Pick<TableRule, 'othersInContent'> | null): ReasonMask {
  return rule?.othersInContent === 'AUTHORS_ONLY' ? ~bitOf('OBJECTED_BY_OTHER') : -1
}

export function classOf({ classes }: DecisionTable, person: Classified): MemberClass {
  const found = classes[person.class]
  if (found === undefined) throw new RangeError(`the decision table has no class ${person.class}`)
  return found
}
