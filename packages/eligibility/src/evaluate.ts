import type { Knowledge, Question } from './decide.ts'
import type { Vantage } from './fact.ts'
import type { Instant } from './instant.ts'
import { type ItemState, itemFindings, itemStateAt } from './item.ts'
import { type Findings, maskOf, type ReasonMask } from './reason.ts'
import { appearanceFindings, authorFindings, isKnownUse, type Policy, type SubjectFindings } from './subject.ts'

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

export function policyOf(question: Question, knowledge: Pick<Knowledge, 'rulebook'>): Policy {
  return { rulebook: knowledge.rulebook, dataUse: question.dataUse }
}

/** Everything that blocks at `at`, and the rule of the author's place. The findings of several people are merged. */
export function evaluate(
  question: Question,
  knowledge: Pick<Knowledge, 'members' | 'rulebook'>,
  at: Instant,
): SubjectFindings {
  const { members } = knowledge
  const vantage: Vantage = { at, position: question.position }
  const policy = policyOf(question, knowledge)
  const findings: Findings = new Map()
  if (!isKnownUse(policy)) findings.set('UNKNOWN_DATA_USE', { dataUse: question.dataUse })
  const item = question.item === null ? null : itemStateAt(question.item, vantage)
  if (item === null) {
    findings.set('UNKNOWN_ITEM', {})
    return { findings, rule: null }
  }
  merge(findings, itemFindings(item))
  const { author, coAuthors, appearing } = castOf(item)
  if (author === null) findings.set('UNKNOWN_MEMBER', {})
  const ofAuthor = author === null ? null : authorFindings(members.get(author), true, item, policy, vantage)
  if (ofAuthor !== null) merge(findings, ofAuthor.findings)
  for (const key of coAuthors) {
    merge(findings, authorFindings(members.get(key), false, item, policy, vantage).findings)
  }
  for (const key of appearing) {
    const ofOther = appearanceFindings(members.get(key), item, policy, vantage)
    // Being a minor needs no rule, so no rule can waive it.
    if (ofAuthor?.rule?.othersInContent === 'AUTHORS_ONLY') ofOther.delete('OBJECTED_BY_OTHER')
    merge(findings, ofOther)
  }
  return { findings, rule: ofAuthor?.rule ?? null }
}

/** The codes of everything that blocks, and nothing else: for asking about many items. */
export function blockingMask(question: Question, knowledge: Pick<Knowledge, 'members' | 'rulebook'>): ReasonMask {
  return maskOf(evaluate(question, knowledge, question.at).findings.keys())
}

/** Adds findings that are not there yet: of two people with one reason the first in the item speaks. */
function merge(findings: Findings, more: Findings): void {
  for (const [code, parameters] of more) if (!findings.has(code)) findings.set(code, parameters)
}
