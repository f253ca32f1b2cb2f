import {
  type Classified,
  type Control,
  cellNamed,
  classify,
  classOf,
  type DecisionTable,
  decisionTable,
  findReasons,
  type Instant,
  instantOf,
  type Rulebook,
  UNREGISTERED_CLASS,
} from '@demur/eligibility'
import {
  type Coverage,
  dayOf,
  LATEST_POSITION,
  RECORD,
  readFacts,
  type SnapshotHeader,
  standingOf,
  UNCLASSIFIED,
} from '@demur/eligibility/gate'
import { Answers, BEFORE_WINDOW, controlOf, datesOf, UNTOLD } from './answers.ts'
import { decided, type GateDecision } from './decision.ts'
import { creationOf, type GateItem, stateOf } from './item.ts'
import { type MemberStore, MOST_FOUND, NOBODY } from './member-store.ts'

const DAY_MS = 86_400_000
/** Instead of the place of an author. */
const OF_MANY = -1
const UNREGISTERED: Classified = { class: UNREGISTERED_CLASS, ofAgeAt: null, objectedSince: null }

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
  /** By class, filled as they are needed. */
  #answers: (Answers | undefined)[] = []
  readonly #authors: string[] = Array.from({ length: MOST_FOUND }, () => '')
  readonly #addresses = new Uint32Array(MOST_FOUND)
  /** Where among the authors that of each item is: those of items in a row are looked up once. */
  readonly #places = new Int32Array(MOST_FOUND)
  /** Who is looked at, and after how many changes of the store; null: whoever it was, they have to be looked up again. */
  #author: string | null = null
  #changes = 0
  /** Of whoever is looked at: what answers, and the days that matter for dates of items. */
  #own: Answers | null = null
  #ofAge = 0
  #objected = 0

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
      this.#author = null
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
    this.#answers = []
    this.#author = null
    this.members.visit((chunk, offset) => writeUint16(chunk, offset + RECORD.class, UNCLASSIFIED))
  }

  decide(item: GateItem): GateDecision {
    const author = authorOf(item)
    if (author === null) return this.#decideInFull(item)
    // Items of one author often come one after the other.
    if (author !== this.#author || this.members.changes !== this.#changes) {
      this.#turnTo(this.members.find(author))
      this.#author = author
      this.#changes = this.members.changes
    }
    return this.#decideOwn(item)
  }

  /** Decides about the items from one place up to another, at most `MOST_FOUND`, and appends the decisions. */
  decideSome(items: readonly GateItem[], from: number, until: number, decisions: GateDecision[]): void {
    let [count, before]: [number, string | null] = [0, null]
    for (let at = from; at < until; at += 1) {
      const author = authorOf(items[at] as GateItem)
      if (author !== null && (author !== before || count === 0)) {
        this.#authors[count] = author
        count += 1
        before = author
      }
      this.#places[at - from] = author === null ? OF_MANY : count - 1
    }
    this.members.findMany(this.#authors, count, this.#addresses)
    let turnedTo = OF_MANY
    for (let at = from; at < until; at += 1) {
      const item = items[at] as GateItem
      const place = this.#places[at - from] as number
      if (place !== turnedTo && place !== OF_MANY) {
        this.#turnTo(this.#addresses[place] as number)
        turnedTo = place
      }
      decisions.push(place === OF_MANY ? this.#decideInFull(item) : this.#decideOwn(item))
    }
    this.#author = null
  }

  /** What follows is about items of one author, whose record is at the address. */
  #turnTo(address: number): void {
    let index = UNREGISTERED_CLASS
    this.#ofAge = 0
    this.#objected = 0
    if (address !== NOBODY) {
      const view = this.members.viewOf(address)
      const offset = this.members.offsetOf(address)
      index = view.getUint16(offset + RECORD.class, true)
      if (index === UNCLASSIFIED || this.#day >= view.getUint16(offset + RECORD.until, true)) {
        index = this.#classifyAnew(this.members.chunkOf(address), offset)
      }
      this.#ofAge = view.getUint16(offset + RECORD.ofAge, true)
      this.#objected = view.getUint16(offset + RECORD.objected, true)
    }
    this.#own = this.#answers[index] ?? this.#answersOf(index)
  }

  /** About an item of whoever was turned to, who alone is in it. */
  #decideOwn(item: GateItem): GateDecision {
    const cell = cellNamed(item.kind, item.visibility)
    const own = this.#own
    if (cell < 0 || item.sensitiveSource || own === null) return this.#decideInFull(item)
    const createdAt = creationOf(item.createdAt)
    const dates = datesOf(createdAt, this.#ofAge, this.#objected)
    if (dates === UNTOLD) return this.#decideInFull(item)
    return own.decision(cell, createdAt < own.contentNotBefore ? dates | BEFORE_WINDOW : dates)
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
        control = controlOf(this.#table, classOf(this.#table, person))
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

  #classifyAnew(chunk: Uint8Array, offset: number): number {
    const standing = standingOf(this.#table, readFacts(chunk, offset, this.coverage), this.#present)
    writeUint16(chunk, offset + RECORD.class, standing.class)
    writeUint16(chunk, offset + RECORD.ofAge, standing.ofAge)
    writeUint16(chunk, offset + RECORD.objected, standing.objected)
    writeUint16(chunk, offset + RECORD.until, standing.until)
    return standing.class
  }

  #answersOf(index: number): Answers {
    const answers = new Answers(this.#table, index)
    this.#answers[index] = answers
    return answers
  }
}

/** The author of an item that nobody else is in; null where more has to be read. */
function authorOf(item: GateItem): string | null {
  if (typeof item.member === 'string') return item.member
  const { subjects } = item
  if (subjects?.length !== 1) return null
  const [only] = subjects
  return only !== undefined && (only.role === undefined || only.role === 'AUTHOR') ? only.member : null
}

function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 255
  bytes[at + 1] = value >>> 8
}
