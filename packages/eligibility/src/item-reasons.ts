import { cellOf } from './cell.ts'
import type { Classified } from './classify.ts'
import type { DecisionTable, MemberClass, TableRule } from './decision-table.ts'
import type { ItemState } from './item.ts'
import { bitOf, type ReasonMask } from './reason.ts'

/** As what somebody stands in an item. */
export type Part = 'AUTHOR' | 'CO_AUTHOR' | 'APPEARING'

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
  if (subjects.length === 1 && author !== null) return { author, coAuthors: [], appearing: [] }
  const coAuthors = new Set<string>()
  const appearing = new Set<string>()
  for (const { member, role } of subjects) {
    if (member !== author) (role === 'AUTHOR' || role === 'CO_AUTHOR' ? coAuthors : appearing).add(member)
  }
  for (const member of coAuthors) appearing.delete(member)
  return { author, coAuthors: [...coAuthors], appearing: [...appearing] }
}

/** What blocks an item because of one person, or with `null` as the person because of nobody. */
export type Finding = (mask: ReasonMask, person: Classified | null, member: string | null) => void

/**
 * Works out what blocks an item that is registered: first what lies in the item and the use, then what lies in each of
 * its people, in the order in which the item names them. `classified` says in which class the member of a key is.
 */
export function findReasons(
  table: DecisionTable,
  item: ItemState,
  classified: (member: string | null) => Classified,
  found: Finding,
): void {
  const { author, coAuthors, appearing } = castOf(item)
  found(table.reasons | itemReasons(item), null, null)
  const theAuthor = classified(author)
  found(personReasons(table, theAuthor, 'AUTHOR', item), theAuthor, author)
  for (const key of coAuthors) {
    const person = classified(key)
    found(personReasons(table, person, 'CO_AUTHOR', item), person, key)
  }
  const { rule } = classOf(table, theAuthor)
  const counting = heeded(rule === null ? null : (table.rules[rule] ?? null))
  for (const key of appearing) {
    const person = classified(key)
    found(personReasons(table, person, 'APPEARING', item) & counting, person, key)
  }
}

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
