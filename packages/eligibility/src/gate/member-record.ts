import type { ChoiceFact, Dated, MemberFacts, NoticeFact, Position } from '../fact.ts'
import { bySuccession, inForce, isInSight, positionOf, type ResidenceFact, type Vantage } from '../fact.ts'
import { type CalendarDay, instantOf } from '../instant.ts'
import { placeOf } from '../places.ts'
import type { AccountStatus, ChoiceAct } from '../vocabulary.ts'
import { ByteReader, type ByteWriter } from './byte-writer.ts'
import { type Coverage, placeIn } from './coverage.ts'
import { keyEnd, writeKey } from './member-key.ts'
import type { Standing } from './standing.ts'

/**
 * A member as bytes: `class`, `ofAge`, `objected`, `until` (two bytes each, the lower first), how many bytes follow (one
 * byte, or 255 and four), the key, the position at which they were registered, and their facts in the order of the ledger. Facts
 * that no later question can ask for any more are left out: what was superseded, and later servings of a notice.
 */
export const RECORD = { class: 0, ofAge: 2, objected: 4, until: 6, length: 8 } as const
const LONG = 255

const FACT = { residence: 0, birthDate: 1, ageSignal: 2, accountStatus: 3, notice: 4, choice: 5 } as const
const STATUSES: readonly AccountStatus[] = ['ACTIVE', 'CLOSED', 'ERASED', 'MEMORIALISED']
const ACTS: readonly ChoiceAct[] = ['OBJECT', 'WITHDRAW_OBJECTION', 'CONSENT', 'WITHDRAW_CONSENT']
const DAY_MS = 86_400_000
/** Instants of facts are told from the one before; the first from 2020-01-01. */
const FIRST_INSTANT = 1_577_836_800_000

/** What is written of a member. */
export interface MemberToWrite {
  readonly key: string
  /** Of the entry that registered them. */
  readonly registeredAt: Position
  readonly facts: MemberFacts
  readonly standing: Standing
}

/** A fact with the number that says what it is. */
interface NumberedFact extends Dated {
  readonly number: number
  /** Of a residence in a subdivision. */
  readonly subdivision?: string | null
}

/** Appends a record. `body` is a writer of the caller's for what has to be measured first. */
export function writeRecord(
  out: ByteWriter,
  body: ByteWriter,
  { key, registeredAt, facts, standing }: MemberToWrite,
  coverage: Coverage,
  vantage: Vantage,
): void {
  body.clear()
  writeKey(body, key)
  body.varint(registeredAt)
  writeFacts(body, facts, coverage, vantage)
  out.uint16(standing.class)
  out.uint16(standing.ofAge)
  out.uint16(standing.objected)
  out.uint16(standing.until)
  if (body.length < LONG) out.byte(body.length)
  else {
    out.byte(LONG)
    out.uint32(body.length)
  }
  out.append(body.written)
}

function writeFacts(out: ByteWriter, facts: MemberFacts, coverage: Coverage, vantage: Vantage): void {
  let before = FIRST_INSTANT
  for (const { number, effectiveAt, subdivision } of numbered(facts, coverage, vantage)) {
    out.varint(number)
    out.signed(effectiveAt - before)
    before = effectiveAt
    if (subdivision == null) continue
    out.byte(subdivision.length)
    for (let at = 0; at < subdivision.length; at += 1) out.byte(subdivision.charCodeAt(at))
  }
}

/** The facts that count, in the order in which they were recorded. */
function numbered(member: MemberFacts, coverage: Coverage, vantage: Vantage): NumberedFact[] {
  const found: NumberedFact[] = []
  const add = (fact: Dated | null, type: number, payload: number, subdivision: string | null = null): void => {
    const { effectiveAt, position } = fact ?? {}
    if (effectiveAt === undefined || position === undefined) return
    found.push({ effectiveAt, position, number: payload * 8 + type, subdivision })
  }
  const residence = inForce(member.residences, vantage)
  const { payload, subdivision } = placeNumber(residence)
  add(residence, FACT.residence, payload, subdivision)
  const birth = inForce(member.birthDates, vantage)
  const day = birth === null ? 0 : Date.parse(`${birth.birthDate}T00:00:00Z`) / DAY_MS
  add(birth, FACT.birthDate, (day < 0 ? -2 * day - 1 : 2 * day) * 2 + Number(birth?.verified))
  const signal = inForce(member.ageSignals, vantage)
  add(signal, FACT.ageSignal, Number(signal?.believedMinor))
  const status = inForce(member.accountStatuses, vantage)
  add(status, FACT.accountStatus, STATUSES.indexOf(status?.status ?? 'ACTIVE'))
  for (const [place, serving] of earliest(member.notices, coverage, vantage)) add(serving, FACT.notice, place)
  for (const choice of member.choices) {
    if (choice.setting === coverage.setting && isInSight(choice, vantage)) {
      add(choice, FACT.choice, ACTS.indexOf(choice.act))
    }
  }
  return found.sort((a, b) => a.position - b.position)
}

/** Of each version the earliest serving: notices are read for nothing else. */
function earliest(
  servings: readonly NoticeFact[],
  { notices }: Coverage,
  vantage: Vantage,
): ReadonlyMap<number, NoticeFact> {
  const found = new Map<number, NoticeFact>()
  for (const serving of servings) {
    const place = placeIn(notices, serving.notice, serving.version)
    if (place < 0 || !isInSight(serving, vantage)) continue
    const known = found.get(place)
    if (known === undefined || bySuccession(serving, known) < 0) found.set(place, serving)
  }
  return found
}

/** A place as residences read it: 0, unresolved; else two letters, and whether a subdivision follows. */
function placeNumber(residence: ResidenceFact | null): { payload: number; subdivision: string | null } {
  const place = placeOf(residence)
  if (place === null) return { payload: 0, subdivision: null }
  const letters = (place.country.charCodeAt(0) - 65) * 26 + place.country.charCodeAt(1) - 65
  const subdivision = place.subdivision?.slice(3) ?? null
  return { payload: (letters + 1) * 2 + Number(subdivision !== null), subdivision }
}

/** Where the key of a record begins. */
export function keyStart(bytes: Uint8Array, record: number): number {
  return record + RECORD.length + (bytes[record + RECORD.length] === LONG ? 5 : 1)
}

/** Where a record ends. */
export function recordEnd(bytes: Uint8Array, record: number): number {
  const at = record + RECORD.length
  const length = bytes[at] ?? 0
  if (length < LONG) return at + 1 + length
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at + 1, at + 5)
  return at + 5 + a + b * 256 + c * 65_536 + d * 16_777_216
}

/** The position at which the member of a record was registered. */
export function registeredAtOf(bytes: Uint8Array, record: number): Position {
  return positionOf(new ByteReader(bytes, keyEnd(bytes, keyStart(bytes, record)), recordEnd(bytes, record)).varint())
}

/** Facts that are read from a record, open for more. Their positions say in which order they were recorded, and no more. */
export interface HeldFacts extends MemberFacts {
  readonly residences: MemberFacts['residences'][number][]
  readonly birthDates: MemberFacts['birthDates'][number][]
  readonly ageSignals: MemberFacts['ageSignals'][number][]
  readonly accountStatuses: MemberFacts['accountStatuses'][number][]
  readonly notices: NoticeFact[]
  readonly choices: ChoiceFact[]
}

/** Facts of somebody of whom nothing else is known. */
export function noFacts(): HeldFacts {
  const registered = { effectiveAt: instantOf(-8_640_000_000_000_000), position: positionOf(0) }
  return { registered, residences: [], birthDates: [], ageSignals: [], accountStatuses: [], notices: [], choices: [] }
}

/** Reads the facts of a record. Throws a RangeError where they are none. */
export function readFacts(bytes: Uint8Array, record: number, coverage: Coverage): HeldFacts {
  const reader = new ByteReader(bytes, keyEnd(bytes, keyStart(bytes, record)), recordEnd(bytes, record))
  reader.varint()
  const facts = noFacts()
  let before = FIRST_INSTANT
  for (let position = 1; !reader.isAtEnd; position += 1) {
    const number = reader.varint()
    before += reader.signed()
    addFact(facts, reader, number, { effectiveAt: instantOf(before), position: positionOf(position) }, coverage)
  }
  return facts
}

function addFact(facts: HeldFacts, reader: ByteReader, number: number, dated: Dated, coverage: Coverage): void {
  const payload = Math.floor(number / 8)
  switch (number % 8) {
    case FACT.residence:
      facts.residences.push({ ...dated, ...placeAt(payload, reader) })
      return
    case FACT.birthDate: {
      const twice = Math.floor(payload / 2)
      const day = twice % 2 === 0 ? twice / 2 : -(twice + 1) / 2
      const birthDate = new Date(day * DAY_MS).toISOString().slice(0, 10) as CalendarDay
      facts.birthDates.push({ ...dated, birthDate, verified: payload % 2 === 1 })
      return
    }
    case FACT.ageSignal:
      facts.ageSignals.push({ ...dated, believedMinor: payload === 1 })
      return
    case FACT.accountStatus:
      facts.accountStatuses.push({ ...dated, status: oneOf(STATUSES, payload) })
      return
    case FACT.notice: {
      const { notice, version } = oneOf(coverage.notices, payload)
      facts.notices.push({ ...dated, notice, version })
      return
    }
    case FACT.choice:
      facts.choices.push({ ...dated, setting: coverage.setting ?? '', act: oneOf(ACTS, payload) })
      return
    default:
      throw new RangeError(`a record has a fact of a kind that is not known: ${number % 8}`)
  }
}

function placeAt(payload: number, reader: ByteReader): Pick<ResidenceFact, 'country' | 'subdivision'> {
  if (payload === 0) return { country: null, subdivision: null }
  const letters = Math.floor(payload / 2) - 1
  const country = String.fromCharCode(65 + Math.floor(letters / 26), 65 + (letters % 26))
  if (payload % 2 === 0) return { country, subdivision: null }
  const part = Array.from({ length: reader.byte() }, () => String.fromCharCode(reader.byte())).join('')
  return { country, subdivision: `${country}-${part}` }
}

function oneOf<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new RangeError(`a record names the ${index}th of ${list.length}`)
  return found
}
