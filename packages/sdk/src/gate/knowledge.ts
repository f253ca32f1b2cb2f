import {
  CELLS,
  type Classified,
  type Control,
  cellOf,
  classify,
  classOf,
  type DecisionTable,
  decisionTable,
  findReasons,
  type Instant,
  type ItemState,
  instantOf,
  type MemberClass,
  personReasons,
  type Rulebook,
  UNREGISTERED_CLASS,
} from '@demur/eligibility'
import {
  type Coverage,
  dayOf,
  LATEST_POSITION,
  NO_DAY,
  RECORD,
  readFacts,
  type SnapshotHeader,
  standingOf,
  UNCLASSIFIED,
} from '@demur/eligibility/gate'
import { decided, type GateDecision } from './decision.ts'
import { creationOf, type GateItem, stateOf } from './item.ts'
import { type MemberStore, NOBODY } from './member-store.ts'

const DAY_MS = 86_400_000
const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }
/** After every creation: what a rule says of the age of content does not count. */
const LATEST_CREATION = /* @__PURE__ */ instantOf(8_640_000_000_000_000)

/**
 * What a gate knows: the members, and the decision table of the present. Classes are looked up in the records, and made
 * anew where the day has come on which they may turn, or where the table changed.
 */
export class Knowledge {
  readonly members: MemberStore
  readonly dataUse: string
  readonly coverage: Coverage
  #rulebook: Rulebook
  #table: DecisionTable
  /** Until when the table holds; milliseconds. */
  #tableUntil: number
  /** The latest that was heard of, from clock or ledger: the present never goes back. */
  #present: Instant
  /** The day that it is, and when it ends. */
  #day: number
  #dayEnd: number
  /** Decisions by class and cell, for items of one author whose dates do not matter. Filled as they are needed. */
  #plain: (readonly GateDecision[] | undefined)[] = []

  constructor({ dataUse, coverage, rulebook, at }: SnapshotHeader, members: MemberStore) {
    this.members = members
    this.dataUse = dataUse
    this.coverage = coverage
    this.#rulebook = rulebook
    this.#table = decisionTable(rulebook, dataUse, at)
    this.#tableUntil = this.#table.until ?? Number.POSITIVE_INFINITY
    this.#present = at
    this.#day = dayOf(at)
    this.#dayEnd = (this.#day + 1) * DAY_MS
  }

  get table(): DecisionTable {
    return this.#table
  }

  get rulebook(): Rulebook {
    return this.#rulebook
  }

  get present(): Instant {
    return this.#present
  }

  /** Nothing is decided about an earlier instant from here on. */
  moveTo(at: number): void {
    if (at <= this.#present) return
    this.#present = instantOf(at)
    if (at >= this.#dayEnd) {
      this.#day = dayOf(this.#present)
      this.#dayEnd = (this.#day + 1) * DAY_MS
    }
    if (at >= this.#tableUntil) this.#use(this.#rulebook)
  }

  /** Another rulebook answers from here on. */
  publish(rulebook: Rulebook): void {
    this.#rulebook = rulebook
    this.#use(rulebook)
  }

  #use(rulebook: Rulebook): void {
    this.#table = decisionTable(rulebook, this.dataUse, this.#present)
    this.#tableUntil = this.#table.until ?? Number.POSITIVE_INFINITY
    this.#plain = []
    this.members.visit((chunk, offset) => writeUint16(chunk, offset + RECORD.class, UNCLASSIFIED))
  }

  decide(item: GateItem): GateDecision {
    const author = authorOf(item)
    if (author === null || item.sensitiveSource) return this.#decideInFull(item)
    const address = this.members.find(author)
    let [index, plainFrom] = [UNREGISTERED_CLASS, 0]
    if (address !== NOBODY) {
      const chunk = this.members.chunkOf(address)
      const offset = this.members.offsetOf(address)
      index = uint16(chunk, offset + RECORD.class)
      if (index === UNCLASSIFIED || this.#day >= uint16(chunk, offset + RECORD.until)) {
        index = this.#classifyAnew(chunk, offset)
      }
      plainFrom = uint16(chunk, offset + RECORD.plainFrom)
    }
    const createdAt = creationOf(item.createdAt)
    if (plainFrom !== 0 && (plainFrom === NO_DAY || createdAt < plainFrom * DAY_MS)) return this.#decideInFull(item)
    const plain = this.#plain[index] ?? this.#plainDecisions(index)
    return plain[cellOf(item.kind, item.visibility)] ?? this.#decideInFull(item)
  }

  #decideInFull(item: GateItem): GateDecision {
    const state = stateOf(item)
    let [mask, control, isAuthor]: [number, Control | null, boolean] = [0, null, false]
    findReasons(
      this.#table,
      state,
      (key) => (key === null ? UNREGISTERED : this.#classified(key)),
      (found, person) => {
        mask |= found
        // The author is looked at first of all people.
        if (person === null || isAuthor) return
        isAuthor = true
        control = this.#controlOf(classOf(this.#table, person))
      },
    )
    return decided(mask, control)
  }

  #classified(key: string): Classified {
    const address = this.members.find(key)
    if (address === NOBODY) return UNREGISTERED
    const facts = readFacts(this.members.chunkOf(address), this.members.offsetOf(address), this.coverage)
    return classify(this.#table, facts, { at: this.#present, position: LATEST_POSITION })
  }

  #controlOf({ rule }: MemberClass): Control | null {
    return rule === null ? null : (this.#table.rules[rule]?.control ?? null)
  }

  #classifyAnew(chunk: Uint8Array, offset: number): number {
    const standing = standingOf(this.#table, readFacts(chunk, offset, this.coverage), this.#present)
    writeUint16(chunk, offset + RECORD.class, standing.class)
    writeUint16(chunk, offset + RECORD.plainFrom, standing.plainFrom)
    writeUint16(chunk, offset + RECORD.until, standing.until)
    return standing.class
  }

  /** The decisions of a class, cell by cell, by the formula of the table. */
  #plainDecisions(index: number): readonly GateDecision[] {
    const person: Classified = { class: index, ofAgeAt: null, objectedSince: null }
    const control = this.#controlOf(classOf(this.#table, person))
    const decisions: GateDecision[] = []
    for (const { cell, kind, visibility } of CELLS) {
      const item: Pick<ItemState, 'kind' | 'visibility' | 'createdAt'> = {
        kind,
        visibility,
        createdAt: LATEST_CREATION,
      }
      decisions[cell] = decided(this.#table.reasons | personReasons(this.#table, person, 'AUTHOR', item), control)
    }
    this.#plain[index] = decisions
    return decisions
  }
}

/** The author of an item that nobody else is in; null where more has to be read. */
function authorOf({ member, subjects }: GateItem): string | null {
  if (typeof member === 'string') return member
  if (subjects?.length !== 1) return null
  const [only] = subjects
  return only !== undefined && (only.role === undefined || only.role === 'AUTHOR') ? only.member : null
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
}

function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 255
  bytes[at + 1] = value >>> 8
}
