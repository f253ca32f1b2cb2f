import {
  CELLS,
  type Classified,
  type ContentKind,
  classOf,
  type DecisionTable,
  type ItemState,
  type Visibility,
} from '@demur/eligibility'

/** One rule as others are given it: these kinds of content, of this visibility, of people there, once they were told. */
export interface Clause {
  /** The rule of the rulebook: the places that it is about are looked up before. */
  readonly region: string
  readonly visibility: Visibility
  readonly kinds: readonly ContentKind[]
  /** How much the people must have been told. */
  readonly told: number
  /** Milliseconds since 1970. */
  readonly notBefore: number
}

/** What others are asked: everything that the rules ask, read and worked out before. */
export interface Question {
  readonly region: string
  readonly kind: ContentKind
  readonly visibility: Visibility
  readonly createdAt: number
  readonly sensitive: boolean
  readonly told: number
  readonly closed: boolean
  readonly minor: boolean
  /** From when on what they create counts; 0: always. */
  readonly ofAgeAt: number
  /** From when on their objection, or their missing consent, blocks. */
  readonly blockedFrom: number
}

const NEVER = 8_640_000_000_000_000

/** The rules of a table: what it allows, grouped. */
export function clausesOf(table: DecisionTable): Clause[] {
  return table.rules.flatMap((rule) => {
    const steps = rule.notice?.thresholds.length ?? 0
    const groups = new Map<string, { visibility: Visibility; told: number; kinds: ContentKind[] }>()
    for (const { cell, kind, visibility } of CELLS) {
      const told = Array.from({ length: steps + 1 }, (_, step) => step).find((step) => {
        const { line } = classOf(table, { class: rule.firstClass + stateOf(steps, step) * 8, ...undated })
        return table.lines[line]?.[cell] === 0
      })
      if (told === undefined) continue
      const name = `${visibility} ${told}`
      const group = groups.get(name) ?? { visibility, told, kinds: [] }
      group.kinds.push(kind)
      groups.set(name, group)
    }
    return [...groups.values()].map((group) => ({
      ...group,
      region: rule.key,
      notBefore: rule.contentNotBefore ?? 0,
    }))
  })
}

const undated = { ofAgeAt: null, objectedSince: null } as const

/** The number of a state of a notice: `told` of what was `served`. */
function stateOf(served: number, told: number): number {
  return (served * (served + 1)) / 2 + told
}

/** A question about an item of an author who is classified. */
export function questionOf(
  table: DecisionTable,
  person: Classified,
  { kind, visibility, createdAt, sensitiveSource }: Omit<ItemState, 'subjects' | 'deletedAt'>,
): Question {
  const index = classOf(table, person).rule
  const rule = index === null ? undefined : table.rules[index]
  const traits = rule === undefined ? 0 : person.class - rule.firstClass
  let [served, told] = [0, Math.floor(traits / 8)]
  while (told > served) {
    served += 1
    told -= served
  }
  const blocks = (traits & 4) !== 0
  return {
    region: rule?.key ?? 'none',
    kind,
    visibility,
    createdAt,
    sensitive: sensitiveSource,
    told,
    closed: (traits & 1) !== 0,
    minor: (traits & 2) !== 0,
    ofAgeAt: Math.max(person.ofAgeAt ?? 0, 0),
    blockedFrom: blocks ? (person.objectedSince ?? 0) : NEVER,
  }
}
