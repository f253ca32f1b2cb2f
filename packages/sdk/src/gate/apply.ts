import {
  ACT_OF_ENTRY,
  type Dated,
  decisionTable,
  ENTRY_TYPES,
  type EntryFields,
  type EntryType,
  instantOf,
  isOneOf,
  type Position,
  positionOf,
  readEntry,
} from '@demur/eligibility'
import {
  ByteWriter,
  covers,
  type HeldFacts,
  LATEST_POSITION,
  noFacts,
  placeIn,
  readFacts,
  registeredAtOf,
  standingOf,
  writeRecord,
} from '@demur/eligibility/gate'
import type { LedgerEntry } from '../ledger-entry.ts'
import type { GateReason } from './decision.ts'
import type { Knowledge } from './knowledge.ts'
import { NOBODY } from './member-store.ts'

/** What a gate holds does not follow from what it was given: it has to be loaded anew. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  readonly reason: GateReason

  constructor(reason: GateReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** The types that a decision about a described item depends on. */
const DECIDING = [
  'RulebookPublished',
  'MemberRegistered',
  'ResidenceRecorded',
  'BirthDateRecorded',
  'AgeSignalRecorded',
  'AccountStatusRecorded',
  'NoticeServed',
  'Objected',
  'ObjectionWithdrawn',
  'ConsentGiven',
  'ConsentWithdrawn',
  'MemberErased',
] as const satisfies readonly EntryType[]

type Fact = Extract<EntryFields, { readonly member: string }>
type Erasure = Extract<EntryFields, { readonly type: 'MemberErased' }>

/** Applies entries to what a gate knows, in their order and each once. Throws `Unusable`, and then has applied some. */
export class Application {
  readonly #knowledge: Knowledge
  readonly #record = new ByteWriter()
  readonly #body = new ByteWriter()
  /** Entries that came without their fields, because whom they are about is erased by one that is yet to come. */
  readonly #blank = new Set<number>()

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge
  }

  /** Whether everything that was given is understood. Between an erased entry and the erasure it is not. */
  get isSettled(): boolean {
    return this.#blank.size === 0
  }

  apply(entry: LedgerEntry): void {
    const { type, body, recordedAt } = entry
    this.#knowledge.moveTo(Date.parse(recordedAt))
    const position = positionOf(Number(entry.position))
    if (!isOneOf(ENTRY_TYPES, type))
      throw new Unusable('GATE_UNREADABLE', `an entry of a type that is not known: ${position}`)
    if (!isOneOf(DECIDING, type)) return
    if (body === null) return void this.#blank.add(position)
    this.#applyFields(fieldsOf(entry, body), position, Date.parse(entry.effectiveAt))
  }

  #applyFields(fields: EntryFields, position: Position, effectiveAt: number): void {
    switch (fields.type) {
      case 'RulebookPublished':
        return this.#publish(fields.rulebook)
      case 'MemberRegistered':
        return this.#register(fields.member, position)
      case 'MemberErased':
        return this.#erase(fields, position)
      default:
        if ('member' in fields)
          this.#remember(fields, { effectiveAt: instantOf(effectiveAt), position: LATEST_POSITION })
    }
  }

  #publish(rulebook: Knowledge['rulebook']): void {
    const { dataUse, coverage, present } = this.#knowledge
    if (!covers(coverage, decisionTable(rulebook, dataUse, present))) {
      throw new Unusable('GATE_RULES_CHANGED', 'the rulebook asks for facts that the snapshot does not hold')
    }
    this.#knowledge.publish(rulebook)
  }

  #register(key: string, registeredAt: Position): void {
    this.#write(key, registeredAt, noFacts())
    const { members } = this.#knowledge
    if (!members.add(this.#record.written, 0, this.#record.length)) {
      throw new Unusable('GATE_UNREADABLE', `entry ${registeredAt} registers somebody a second time`)
    }
  }

  /** Adds a fact to the record of its member. */
  #remember(fields: Fact, dated: Dated): void {
    const { members, coverage } = this.#knowledge
    const address = members.find(fields.member)
    if (address === NOBODY) throw new Unusable('GATE_UNREADABLE', 'an entry is about somebody who is not registered')
    const [chunk, offset] = [members.chunkOf(address), members.offsetOf(address)]
    const facts = readFacts(chunk, offset, coverage)
    if (!addFact(facts, fields, dated, this.#knowledge)) return
    this.#write(fields.member, registeredAtOf(chunk, offset), facts)
    members.replace(address, this.#record)
  }

  #write(key: string, registeredAt: Position, facts: HeldFacts): void {
    const { table, present, coverage } = this.#knowledge
    const standing = standingOf(table, facts, present)
    const vantage = { at: present, position: LATEST_POSITION }
    this.#record.clear()
    writeRecord(this.#record, this.#body, { key, registeredAt, facts, standing }, coverage, vantage)
  }

  /** Whoever was erased is nobody any more. The erasure names them by the entries that were about them. */
  #erase({ entries }: Erasure, position: Position): void {
    const covered = entries.map(([back, count]) => ({ from: position - back, until: position - back + count }))
    const isCovered = (at: number): boolean => covered.some(({ from, until }) => from <= at && at < until)
    for (const blank of this.#blank) if (isCovered(blank)) this.#blank.delete(blank)
    const { members } = this.#knowledge
    const erased: number[] = []
    members.visit((chunk, offset, address) => {
      if (isCovered(registeredAtOf(chunk, offset))) erased.push(address)
    })
    for (const address of erased) members.remove(address)
  }
}

function fieldsOf({ type, effectiveAt, position }: LedgerEntry, body: string): EntryFields {
  let fields: unknown
  try {
    fields = JSON.parse(body)
  } catch {
    throw new Unusable('GATE_UNREADABLE', `the fields of entry ${position} are no JSON`)
  }
  const { entry, problems } = readEntry({ ...Object(fields), type, effectiveAt })
  if (entry !== null) return entry
  const [first] = problems
  throw new Unusable('GATE_UNREADABLE', `entry ${position}: ${first?.path.join('.')} ${first?.message}`)
}

/** Adds a fact. False where nobody asks for it. */
function addFact(facts: HeldFacts, fields: Fact, dated: Dated, { coverage }: Pick<Knowledge, 'coverage'>): boolean {
  switch (fields.type) {
    case 'ResidenceRecorded':
      facts.residences.push({ ...dated, country: fields.country, subdivision: fields.subdivision })
      return true
    case 'BirthDateRecorded':
      facts.birthDates.push({ ...dated, birthDate: fields.birthDate, verified: fields.verified })
      return true
    case 'AgeSignalRecorded':
      facts.ageSignals.push({ ...dated, believedMinor: fields.believedMinor })
      return true
    case 'AccountStatusRecorded':
      facts.accountStatuses.push({ ...dated, status: fields.status })
      return true
    case 'NoticeServed':
      if (placeIn(coverage.notices, fields.notice, fields.version) < 0) return false
      facts.notices.push({ ...dated, notice: fields.notice, version: fields.version })
      return true
    case 'Objected':
    case 'ObjectionWithdrawn':
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
      if (fields.setting !== coverage.setting) return false
      facts.choices.push({ ...dated, setting: fields.setting, act: ACT_OF_ENTRY[fields.type] })
      return true
    case 'MemberRegistered':
    case 'SignalReceived':
      return false
  }
}
