import {
  BLOCKING_REASONS,
  CELLS,
  type Cell,
  classify,
  type DecisionTable,
  decide,
  decisionTable,
  describedItem,
  type Instant,
  instantOf,
  isOneOf,
  type MemoryLedger,
  positionOf,
  type Rulebook,
  readDecisionTable,
  readRulebook,
  type Subject,
  tableBound,
  tableDocument,
} from '@demur/eligibility'
import { RULEBOOK_NAMES, rulebookDocument } from '@demur/fixtures'
import { arbitraryWorld, WORLD_DATA_USES, WORLD_ITEMS, worldInstant } from '@demur/fixtures/arbitrary-world'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ledgerOf, NOW } from './support.ts'

const AT = instantOf(Date.parse('2026-01-01T00:00:00Z'))
type Document = Record<string, unknown> & {
  classes: Record<'rule' | 'line' | 'asAuthor' | 'asCoAuthor' | 'asAppearing' | 'objectedSince', (number | null)[]>
  rules: { contentNotBefore: string | null; othersInContent: string }[]
  lines: number[][]
  reasonBits: string[]
  reasons: number
}

function documentOf(table: DecisionTable): Document {
  return JSON.parse(JSON.stringify(tableDocument(table)))
}

function received(document: unknown): DecisionTable {
  const { table, problems } = readDecisionTable(document)
  if (table === null) throw new Error(JSON.stringify(problems))
  return table
}

function soundRulebook(document: unknown): Rulebook {
  const { rulebook, problems } = readRulebook(document)
  if (rulebook === null) throw new Error(JSON.stringify(problems))
  return rulebook
}

interface Asked {
  readonly dataUse: string
  readonly at: Instant
  readonly subjects: readonly Subject[]
  readonly createdAt: Instant
}

/** A document, and the table that was read from it. */
interface Read {
  readonly document: Document
  readonly table: DecisionTable
}

/**
 * What blocks, by the formula of docs/decision-table.md over the document alone, as an engine would work it out that can
 * look numbers up and nothing else. Members are classified against the table that was read from the document.
 */
function reasonsByDocument({ table, document }: Read, ledger: MemoryLedger, asked: Asked, cell: Cell): string[] {
  const { classes, rules, lines, reasonBits } = document
  const bit = (code: string) => 1 << reasonBits.indexOf(code)
  const person = (key: string | undefined) => {
    const member = key === undefined ? undefined : ledger.members.get(key)
    const { class: index, ...dates } = classify(table, member, { at: asked.at, position: ledger.head })
    const reached = classes.objectedSince[index] === 1 && asked.createdAt >= (dates.objectedSince ?? Infinity)
    const rule = rules[classes.rule[index] ?? -1]
    const windowed = asked.createdAt < Date.parse(rule?.contentNotBefore ?? '0001-01-01T00:00:00Z')
    const byContent =
      (lines[classes.line[index] ?? 0]?.[CELLS.indexOf(cell)] ?? 0) |
      (windowed ? bit('OUTSIDE_CONTENT_WINDOW') : 0) |
      (asked.createdAt < (dates.ofAgeAt ?? -Infinity) ? bit('CREATED_AS_MINOR') : 0)
    const other = reached ? bit('OBJECTED_BY_OTHER') : 0
    return {
      authorsOnly: rule?.othersInContent === 'AUTHORS_ONLY',
      author: (classes.asAuthor[index] ?? 0) | byContent | (reached ? bit('OBJECTED') : 0),
      coAuthor: (classes.asCoAuthor[index] ?? 0) | byContent | other,
      appearing: (classes.asAppearing[index] ?? 0) | other,
    }
  }
  const named = (...roles: string[]) => asked.subjects.filter(({ role }) => roles.includes(role))
  const author = person(named('AUTHOR')[0]?.member)
  let mask = document.reasons | author.author
  for (const { member } of named('CO_AUTHOR')) mask |= person(member).coAuthor
  for (const { member } of named('MENTIONED', 'TAGGED', 'RECOMMENDED')) {
    mask |= person(member).appearing & (author.authorsOnly ? ~bit('OBJECTED_BY_OTHER') : -1)
  }
  return reasonBits.filter((_, index) => (mask >> index) & 1)
}

describe('the decision table', () => {
  it('read back from its document, gives every item of every kind and visibility the reasons of decide', () => {
    const asking = fc.record({
      dataUse: fc.constantFrom(...WORLD_DATA_USES, 'unheard.of'),
      at: worldInstant.map(instantOf),
      createdAt: worldInstant.map(instantOf),
      item: fc.constantFrom(...WORLD_ITEMS),
    })
    const seen = new Set<string>()
    fc.assert(
      fc.property(arbitraryWorld, fc.array(asking, { minLength: 2, maxLength: 2 }), ({ entries }, questions) => {
        const ledger = ledgerOf(entries)
        const rulebook = ledger.rulebookAt(ledger.head)
        for (const { dataUse, at, createdAt, item } of questions) {
          const named = ledger.items.get(item)?.subjects ?? []
          const author = named.find(({ role }) => role === 'AUTHOR')?.member
          // Somebody named twice is the author first, then a co-author: `castOf` sees to it before the table is asked.
          const subjects = named.filter(({ member, role }) => role === 'AUTHOR' || member !== author)
          const document = documentOf(decisionTable(rulebook, dataUse, at))
          const read = { document, table: received(document) }
          for (const cell of CELLS) {
            const { kind, visibility } = cell
            const described = describedItem({ subjects, createdAt, kind, visibility, sensitiveSource: false })
            const decision = decide(
              { item: described, dataUse, at, position: ledger.head },
              { members: ledger.members, rulebook, now: NOW },
            )
            const blocking = decision.reasons.map(({ code }) => code).filter((code) => isOneOf(BLOCKING_REASONS, code))
            expect(reasonsByDocument(read, ledger, { dataUse, at, createdAt, subjects }, cell)).toEqual(blocking)
            for (const code of blocking) seen.add(code)
          }
        }
      }),
      { numRuns: 150, seed: 7 },
    )
    // Of the others one is about ids and two about the item alone.
    const others = ['UNKNOWN_ITEM', 'ITEM_DELETED', 'SENSITIVE_SOURCE']
    expect([...seen].sort()).toEqual(BLOCKING_REASONS.filter((code) => !others.includes(code)).sort())
  })

  it('is the same at every instant of its span, and another one beyond it', () => {
    for (const name of RULEBOOK_NAMES) {
      const rulebook = soundRulebook(rulebookDocument(name))
      for (const dataUse of rulebook.dataUses.keys()) {
        const spans: DecisionTable[] = []
        for (let at: Instant | null = instantOf(-1e13); at !== null; at = spans.at(-1)?.until ?? null) {
          const table = decisionTable(rulebook, dataUse, at)
          expect(table.from).toBe(spans.length === 0 ? null : at)
          if (table.until !== null) expect(decisionTable(rulebook, dataUse, instantOf(table.until - 1))).toBe(table)
          spans.push(table)
        }
        expect(new Set(spans).size).toBe(spans.length)
        expect(spans.length).toBeGreaterThan(1)
      }
    }
  })

  it('is as large as its rules and notices make it, and no larger for more members, items or instants', () => {
    for (const name of RULEBOOK_NAMES) {
      const rulebook = soundRulebook(rulebookDocument(name))
      for (const dataUse of rulebook.dataUses.keys()) {
        const { rules, classes, lines, places } = decisionTable(rulebook, dataUse, AT)
        const bound = tableBound(
          rules.length,
          Math.max(0, ...rules.map(({ notice }) => notice?.thresholds.length ?? 0)),
        )
        expect(classes.length).toBeLessThanOrEqual(bound.classes)
        expect(lines.length).toBeLessThanOrEqual(bound.lines)
        expect(places.size).toBeLessThanOrEqual(300)
      }
    }
    expect(tableBound(20, 4)).toEqual({ classes: 2409, lines: 301 })
  })

  it('reaches its bound where every rule requires a notice that introduces kinds in every version', () => {
    const document = rulebookDocument('other-platform') as Record<string, unknown> & {
      rules: Record<string, unknown>[]
    }
    const [rule] = document.rules
    const rulebook = soundRulebook({
      ...document,
      notices: ['POST', 'ARTICLE', 'COMMENT'].map((kind, index) => ({
        key: 'told',
        version: `v${index}`,
        kinds: index === 0 ? [] : [kind],
        sources: ['made for this test'],
      })),
      rules: ['FR', 'DE', 'PL'].map((place) => ({
        ...rule,
        key: place,
        places: [place],
        notice: { key: 'told', leadDays: 3 },
      })),
    })
    const { classes, lines } = decisionTable(rulebook, String(rule?.dataUse), AT)
    expect({ classes: classes.length, lines: lines.length }).toEqual(tableBound(3, 3))
    expect(classes).not.toContain(undefined)
  })

  it('keeps nothing of a use that does not exist, and says so for every item', () => {
    const rulebook = soundRulebook(rulebookDocument('change-2025-11-03'))
    const table = decisionTable(rulebook, 'unheard.of', AT)
    expect(decisionTable(rulebook, 'unheard.of', AT)).not.toBe(table)
    expect(table).toMatchObject({ rules: [], reasons: 1 << BLOCKING_REASONS.indexOf('UNKNOWN_DATA_USE') })
    expect(decisionTable(null, 'genai.training', AT)).toMatchObject({ rulebookVersion: null, reasons: table.reasons })
  })
})

describe('a document of a decision table', () => {
  const table = () =>
    documentOf(decisionTable(soundRulebook(rulebookDocument('change-2026-08-21')), 'genai.training', AT))

  it('reads back as the table that it was written from', () => {
    const rulebook = soundRulebook(rulebookDocument('change-2026-08-21'))
    for (const dataUse of [...rulebook.dataUses.keys(), 'unheard.of']) {
      const written = decisionTable(rulebook, dataUse, AT)
      expect(received(documentOf(written))).toEqual(written)
    }
  })

  it.each([
    ['another format', ['format'], 'demur.decision-table/2'],
    ['reasons that this version cannot name', ['reasonBits'], [...BLOCKING_REASONS, 'NEW_REASON']],
    ['other cells', ['cells'], [['POST', 'PUBLIC']]],
    ['a rule that is not there', ['places', 'DE'], 17],
    ['a line that is not there', ['classes', 'line', '3'], 999],
    ['a class too few', ['classes', 'asAuthor'], [0]],
    ['a mask beyond the reasons', ['lines', '1', '4'], 2 ** 22],
    ['a line that is too short', ['lines', '1'], [0, 0]],
    ['rules whose classes overlap', ['rules', '1', 'firstClass'], 10],
    ['thresholds that do not ascend', ['rules', '0', 'notice', 'thresholds'], [1, 0]],
  ])('with %s is refused by path', (_, path, value) => {
    const document = table()
    let target: unknown = document
    for (const name of path.slice(0, -1)) target = (target as Record<string, unknown>)[name]
    Object.assign(target as object, { [path.at(-1) ?? '']: value })
    const { table: read, problems } = readDecisionTable(document)
    expect(read).toBeNull()
    expect(problems.some((problem) => problem.path.join('.').startsWith(path.join('.')))).toBe(true)
  })

  it('that is no document at all is refused', () => {
    for (const nothing of [null, [], 'table', 7, {}]) expect(readDecisionTable(nothing).table).toBeNull()
  })
})

describe('the number of a cell', () => {
  it('is given once, and leaves room for kinds that do not exist yet', () => {
    const numbers = CELLS.map(({ cell }) => cell)
    expect(new Set(numbers).size).toBe(100)
    expect(Math.max(...numbers)).toBeLessThan(128)
    expect(positionOf(numbers[0] ?? -1)).toBe(0)
  })
})
